import { createHash } from 'node:crypto';
import { type Bytes, toHex } from '#engine/bytes.ts';
import type { GroupEncoding } from '#engine/mls-tls/snapshot.ts';
import type { Group, Leaf, OpaqueGroupState } from '#engine/mls/group.ts';
import type { Pending, Session } from '#engine/two-party/session.ts';
import type { NewKeyPackage } from '#main/store/key-package-table.ts';
import type { SessionAbout } from '#main/store/store.ts';

/** Bytes that are the same in every run and differ by name. */
export function named(name: string, length = 32): Bytes {
  const blocks: Buffer[] = [];
  for (let i = 0; blocks.length * 32 < length; i++) blocks.push(createHash('sha256').update(`${name}|${i}`).digest());
  return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
}

/**
 * Group values without an MLS library behind them: the store treats their state as opaque bytes, and so do these.
 * Every field is kept, so that a round trip shows any loss.
 */
export const sampleGroups: GroupEncoding = {
  erase: () => undefined, // its groups are text
  encodeGroup: (group) =>
    new TextEncoder().encode(
      JSON.stringify(group, (key, value: unknown) => {
        if (key === 'capabilities') return undefined; // the kept fixture is older than they are
        if (typeof value === 'bigint') return { bigint: String(value) };
        return value instanceof Uint8Array ? { hex: toHex(value) } : value;
      }),
    ),
  decodeGroup: (bytes) => {
    // written by encodeGroup above
    return JSON.parse(new TextDecoder().decode(bytes), (_key, value: unknown) => {
      if (typeof value !== 'object' || value === null) return value;
      if ('listsDictionary' in value) return { ...value, capabilities };
      if ('bigint' in value) return BigInt(String(value.bigint));
      return 'hex' in value ? new Uint8Array(Buffer.from(String(value.hex), 'hex')) : value;
    }) as Group;
  },
};

export function sampleGroup(name: string, epoch: bigint, exporterSecret: Bytes | null = null): Group {
  const state = { opaque: 'mls-group-state', secret: toHex(named(`${name} state ${epoch}`, 200)) } as const;
  return {
    suite: 1,
    groupId: named(name),
    epoch,
    ownIndex: 1,
    own: leaf(1, `${name} own`),
    peer: leaf(0, `${name} peer`),
    epochAuthenticator: named(`${name} authenticator ${epoch}`),
    marked: true,
    exporterSecret,
    state: state satisfies OpaqueGroupState,
  };
}

export function sampleSession(name: string, generation: bigint, change: Partial<Session> = {}): Session {
  const epoch = generation;
  return {
    id: toHex(named(name)),
    profile: 'draft-00',
    version: 0x4d01,
    foundingRole: 'founding-initiator',
    group: sampleGroup(name, epoch),
    earlyBase: named(`${name} early base ${epoch}`),
    lastApplied: { hash: named(`${name} last applied`), epoch: epoch - 1n },
    pending: null,
    stored: null,
    acceptedRandoms: [],
    keysUsedEpoch: epoch,
    standing: 'confirmed',
    createdAt: 1_700_000_000_000,
    peerSendsPublic: false,
    peer: { credential: { kind: 'basic', identity: new TextEncoder().encode(`${name} peer`) }, signatureKey: named(`${name} peer key`) },
    generation,
    ...change,
  };
}

export function samplePending(name: string, epoch: bigint): Pending {
  return {
    kind: 'request',
    message: named(`${name} commit ${epoch}`, 700),
    hash: named(`${name} commit hash ${epoch}`),
    epoch,
    form: 'private',
    staged: sampleGroup(name, epoch + 1n, named(`${name} exporter ${epoch + 1n}`)),
    exposed: true,
  };
}

export const sampleAbout: SessionAbout = {
  connectionId: 'connection-1',
  identityId: 'identity-1',
  direction: 'outbound',
  address: '127.0.0.1:7443',
  peerName: 'Bob',
  peerFingerprint: 'ABCD',
  insecure: false,
  credential: 'pinned',
  lastUsedAt: 1_700_000_000_500,
};

const capabilities: Leaf['capabilities'] = { versions: [1], cipherSuites: [0x0001], extensions: [6], proposals: [], credentials: [1, 2] };

function leaf(index: number, name: string): Leaf {
  return {
    index,
    credential: { kind: 'basic', identity: new TextEncoder().encode(name) },
    signatureKey: named(`${name} signature`),
    encryptionKey: named(`${name} encryption`),
    marker: { versions: [0x4d01], profiles: [1], foundingRole: index === 1 ? 1 : 2 },
    capabilities,
    listsDictionary: true,
    lifetime: index === 1 ? { notBefore: 1n, notAfter: 2n ** 63n } : null,
  };
}

/** A KeyPackage as it is given out. */
export function sampleKeyPackage(name: string): NewKeyPackage {
  return {
    id: toHex(named(name)),
    identityId: null,
    suite: 1,
    name,
    address: null,
    notAfter: 2_000_000_000_000,
    message: named(`${name} message`),
  };
}

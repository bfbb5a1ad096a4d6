import { createHash } from 'node:crypto';
import { toHex } from '#engine/bytes.ts';
import type { Session } from '#engine/two-party/session.ts';
import { encodeRecord, noFacts } from '#main/hosts/connection-record.ts';
import { sessionCodec } from '#main/store/session-codec.ts';
import { fullFingerprint } from '#main/trust/fingerprint.ts';
import { fillProfile } from './bulk-store.ts';
import { foundPair } from './mls-parties.ts';

/** What is in a filled profile, to ask for. */
export interface FilledProfile {
  readonly sessionIds: readonly string[];
  readonly connectionIds: readonly string[];
  readonly pins: number;
}

/** Connections that were open when the program ended, a day from now, and that dial where nobody is. */
export interface Awake {
  readonly dial: { readonly host: string; readonly port: number };
}

const dayMs = 86_400_000;
/** Peers with a rare name, and sessions that are suspect: as many in a small profile as in a large one. */
const rare = 20;
const families = ['Lab', 'Office', 'Plant', 'Depot'];

/**
 * Sessions with real MLS groups, each with its connection, and pins, as years of use would leave them. Every fourth peer is of the
 * “Lab” family; twenty are called “Zebra”, and twenty sessions are suspect.
 */
export async function fillWithPeers(directory: string, sessions: number, pins: number, awake: Awake | null = null): Promise<FilledProfile> {
  const { initiator, initiatorGroup } = await foundPair();
  const group = initiator.mls.withoutExporterSecret(initiatorGroup);
  const now = Date.now();
  const filled = { sessionIds: [] as string[], connectionIds: [] as string[], pins };
  const codec = sessionCodec(initiator.mls, (bytes) => bytes.fill(0));
  const bytesOf = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());
  fillProfile(
    directory,
    codec,
    (bytes) => bytes.fill(0),
    Math.max(sessions, pins),
    (tables, index) => {
      const family = families[index % families.length] ?? '';
      const name = index % Math.floor(sessions / rare) === 1 ? `Zebra ${index}` : `${family} ${index}`;
      const publicKey = bytesOf(`key ${index}`);
      const peer = { scheme: 0x0807, publicKey };
      if (index < pins) tables.pins.add({ ...peer, label: name, kind: 'explicit', address: null, name, fixed: false }, now - index * 60_000);
      if (index >= sessions) return;
      const id = toHex(bytesOf(`session ${index}`));
      const connectionId = toHex(bytesOf(`connection ${index}`)).slice(0, 32);
      const address = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}:7443`;
      const lastUsedAt = now + (awake === null ? 0 : dayMs) - index * 30_000;
      const session: Session = {
        id,
        profile: 'draft-00',
        version: 0x4d01,
        foundingRole: 'founding-initiator',
        group,
        earlyBase: bytesOf(`early ${index}`),
        lastApplied: null,
        pending: null,
        stored: null,
        acceptedRandoms: [],
        keysUsedEpoch: group.epoch,
        standing: awake === null && index % Math.floor(sessions / rare) === 3 ? 'suspect' : 'confirmed',
        createdAt: lastUsedAt - 30 * dayMs,
        peerSendsPublic: false,
        peer: { credential: group.peer.credential, signatureKey: publicKey },
        generation: 1n,
      };
      tables.sessions.save(
        session,
        {
          connectionId,
          identityId: 'identity',
          direction: 'outbound',
          address,
          peerName: name,
          peerFingerprint: fullFingerprint(peer),
          insecure: false,
          credential: index % 2 === 0 ? 'pinned' : 'first-use',
          lastUsedAt,
        },
        null,
      );
      const record = {
        settings: {
          profile: 'draft-00' as const,
          suites: [1],
          trust: 'pin' as const,
          given: [],
          marker: 'require' as const,
          dial: awake?.dial ?? { host: address.slice(0, -5), port: 7443 },
          piped: false,
          policyId: null,
        },
        facts: { ...noFacts, peer: { ...peer, name, accepted: 'pinned' as const }, suite: 1, marked: true, epoch: group.epoch },
        autoResume: awake !== null,
        keyPolicy: null,
        closed: awake === null,
        hidden: false,
      };
      tables.connections.add({
        id: connectionId,
        label: name,
        direction: 'outbound',
        address,
        listenerId: null,
        identityId: 'identity',
        sessionId: id,
        createdAt: lastUsedAt - 30 * dayMs,
        lastUsedAt,
        wakes: awake !== null,
        options: encodeRecord(record),
      });
      filled.sessionIds.push(id);
      filled.connectionIds.push(connectionId);
    },
  );
  return filled;
}

import * as v from 'valibot';
import { type Bytes, fromHex, toHex } from '#engine/bytes.ts';
import type { MarkerPolicy } from '#engine/mls/group.ts';
import type { FoundingRole, ProfileName, Role } from '#engine/two-party/roles.ts';
import type { PeerKey } from '#main/store/pin-table.ts';
import type { Json } from '#main/store/store.ts';
import type { Basis } from '#main/trust/decision.ts';
import type { KeyPolicy } from '#shared/key-policy.ts';
import type { TrustMode } from '#main/trust/policy-data.ts';
import { storedKeyPolicy } from './key-policies.ts';
import type { OwnIdentity } from './own-identity.ts';

/** What a logical connection was opened with: the same again for every attempt, also after a restart. */
export interface ConnectionSettings {
  readonly profile: ProfileName;
  /** First choice first. */
  readonly suites: readonly number[];
  readonly trust: TrustMode;
  /** A stored policy instead of the mode. */
  readonly policyId: string | null;
  /** Keys from contact cards given for this connection. */
  readonly given: readonly PeerKey[];
  readonly marker: MarkerPolicy;
  /** Where to dial; `null` when only the peer can. */
  readonly dial: { readonly host: string; readonly port: number } | null;
  /** Its data belongs to a stream that a program holds, not to the message pane. */
  readonly piped: boolean;
}

/** How the peer's key came to be accepted. */
export type Acceptance = Basis | null;

export interface Peer extends PeerKey {
  readonly name: string;
  readonly accepted: Acceptance;
}

/** What is known of a connection from its last attempt; shown while it has none. */
export interface ConnectionFacts {
  readonly role: Role;
  readonly foundingRole: FoundingRole | null;
  readonly peer: Peer | null;
  /** Epoch in which the peer last came to show another credential or key. */
  readonly peerChangedAt: bigint | null;
  readonly own: OwnIdentity | null;
  /** The identity of ours that the peer refused to see in our leaf. */
  readonly refusedMark: string | null;
  readonly suite: number | null;
  readonly marked: boolean | null;
  readonly epoch: bigint | null;
  /** epoch_authenticator of that epoch. */
  readonly authenticator: Bytes | null;
  readonly attempts: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly updatesByUs: number;
  readonly updatesByPeer: number;
}

export interface ConnectionRecord {
  readonly settings: ConnectionSettings;
  readonly facts: ConnectionFacts;
  /** Said for this connection alone; `null`: as its key policy says. */
  readonly autoResume: boolean | null;
  /** `null`: that of all connections. */
  readonly keyPolicy: KeyPolicy | null;
  /** Ended in order by people, not by the end of a program: it does not come back by itself. */
  readonly closed: boolean;
  /** Removed from the list; its session stays, and brings it back when it is resumed. */
  readonly hidden: boolean;
}

export const noFacts: ConnectionFacts = {
  role: 'initiator',
  foundingRole: null,
  peer: null,
  peerChangedAt: null,
  own: null,
  refusedMark: null,
  suite: null,
  marked: null,
  epoch: null,
  authenticator: null,
  attempts: 0,
  bytesSent: 0,
  bytesReceived: 0,
  updatesByUs: 0,
  updatesByPeer: 0,
};

const hex = v.pipe(
  v.string(),
  v.regex(/^(?:[0-9a-f]{2})*$/),
  v.transform((text) => fromHex(text)),
);
const key = v.object({ scheme: v.number(), publicKey: hex });
const stored = v.object({
  form: v.literal(1),
  settings: v.object({
    profile: v.picklist(['draft-00', 'editor-copy', 'draft-00-literal']),
    suites: v.array(v.number()),
    trust: v.picklist(['pin', 'first-use', 'accept-any']),
    // not in what earlier versions wrote
    policyId: v.optional(v.nullable(v.string()), null),
    given: v.array(key),
    marker: v.picklist(['require', 'allow-absent']),
    dial: v.nullable(v.object({ host: v.string(), port: v.number() })),
    piped: v.boolean(),
  }),
  facts: v.object({
    role: v.picklist(['initiator', 'responder']),
    foundingRole: v.nullable(v.picklist(['founding-initiator', 'founding-responder'])),
    peer: v.nullable(
      v.object({ ...key.entries, name: v.string(), accepted: v.nullable(v.picklist(['pinned', 'first use', 'certificate', 'listed', 'unchecked'])) }),
    ),
    // not in what earlier versions wrote
    peerChangedAt: v.optional(
      v.nullable(
        v.pipe(
          v.string(),
          v.digits(),
          v.transform((text) => BigInt(text)),
        ),
      ),
      null,
    ),
    own: v.optional(v.nullable(v.object({ name: v.string(), mark: v.string() })), null),
    refusedMark: v.optional(v.nullable(v.string()), null),
    suite: v.nullable(v.number()),
    marked: v.nullable(v.boolean()),
    epoch: v.nullable(
      v.pipe(
        v.string(),
        v.digits(),
        v.transform((text) => BigInt(text)),
      ),
    ),
    authenticator: v.nullable(hex),
    attempts: v.number(),
    bytesSent: v.number(),
    bytesReceived: v.number(),
    updatesByUs: v.number(),
    updatesByPeer: v.number(),
  }),
  autoResume: v.nullable(v.boolean()),
  // not in what earlier versions wrote
  keyPolicy: v.optional(v.nullable(storedKeyPolicy), null),
  closed: v.boolean(),
  hidden: v.boolean(),
});

/** The record as the store keeps it: `options` of a connection row. */
export function encodeRecord({ settings, facts, autoResume, keyPolicy, closed, hidden }: ConnectionRecord): Json {
  const keyOf = ({ scheme, publicKey }: PeerKey) => ({ scheme, publicKey: toHex(publicKey) });
  return {
    form: 1,
    settings: { ...settings, given: settings.given.map(keyOf) },
    facts: {
      ...facts,
      peerChangedAt: facts.peerChangedAt === null ? null : String(facts.peerChangedAt),
      own: facts.own && { ...facts.own },
      peer: facts.peer && { ...keyOf(facts.peer), name: facts.peer.name, accepted: facts.peer.accepted },
      epoch: facts.epoch === null ? null : String(facts.epoch),
      authenticator: facts.authenticator && toHex(facts.authenticator),
    },
    autoResume,
    keyPolicy: keyPolicy && { ...keyPolicy },
    closed,
    hidden,
  };
}

/** @returns the record, or `null` when a newer version of this program wrote it in another form */
export function decodeRecord(json: Json): ConnectionRecord | null {
  const result = v.safeParse(stored, json);
  if (!result.success) return null;
  const { settings, facts, autoResume, keyPolicy, closed, hidden } = result.output;
  return { settings, facts, autoResume, keyPolicy, closed, hidden };
}

import { type Bytes, equal } from '../bytes.ts';
import type { TrafficKeys } from '../crypto/aead.ts';
import { type Suite, findSuite } from '../crypto/suites.ts';
import { EngineError } from '../errors.ts';
import type { Group, MlsMessageHeader } from '../mls/group.ts';
import type { Context, TrafficSecrets } from './context.ts';
import type { Effect } from './effects.ts';
import type { Role } from './roles.ts';
import type { Session } from './session.ts';

/** The suite of a group that exists, so this build runs it. */
export function suiteOf(id: number): Suite {
  const suite = findSuite(id);
  if (suite === undefined) throw new EngineError({ kind: 'internal', where: `suite ${id}` });
  return suite;
}

/** H(c), client_hello_hash, flight_hash: hash of the suite's MLS KDF. R-SUITE. */
export function kdfHash(context: Context, suite: number, data: Bytes): Bytes {
  return context.crypto.hash(suiteOf(suite).kdf, data);
}

/** Labels by direction: "client" is the initiator of this connection. R-ROLE. */
export function trafficLabel(role: Role, direction: 'sent' | 'received'): 'c ap traffic' | 's ap traffic' {
  return (role === 'initiator') === (direction === 'sent') ? 'c ap traffic' : 's ap traffic';
}

export interface UsedEpoch {
  readonly session: Session;
  readonly installSend: Effect;
  readonly installReceive: Effect;
  readonly sendKeys: TrafficKeys;
  readonly receiveKeys: TrafficKeys;
  /** Profile editor-copy only. */
  readonly secrets: TrafficSecrets | null;
}

/**
 * Moves a session onto `group` and gives its traffic keys, whose install effects the caller puts in their places.
 * The same epoch never gives keys twice in the life of a session. R-KEY, RL-31.
 */
export function useEpoch(context: Context, session: Session, group: Group, role: Role): UsedEpoch {
  if (session.keysUsedEpoch !== null && group.epoch <= session.keysUsedEpoch)
    throw new EngineError({ kind: 'internal', where: 'epoch keys used before' });
  const keys = context.keys.use(group, role);
  const { epoch } = group;
  return {
    session: { ...session, group: keys.group, earlyBase: keys.earlyBase, keysUsedEpoch: epoch, generation: session.generation + 1n },
    installSend: { kind: 'install', direction: 'sent', keys: keys.send, label: trafficLabel(role, 'sent'), epoch },
    installReceive: { kind: 'install', direction: 'received', keys: keys.receive, label: trafficLabel(role, 'received'), epoch },
    sendKeys: keys.send,
    receiveKeys: keys.receive,
    secrets: keys.secrets,
  };
}

/** The commit's cleartext header, or `null` when the MLSMessage is not a commit message at all. @throws {DecodeError} */
export function commitHeader(context: Context, message: Bytes): Extract<MlsMessageHeader, { groupId: Bytes }> | null {
  const header = context.mls.readHeader(message);
  return header.kind === 'private-message' || header.kind === 'public-message' ? header : null;
}

/** Whether a commit's header names this group. */
export function isForGroup(header: { readonly groupId: Bytes }, group: Group): boolean {
  return equal(header.groupId, group.groupId);
}

/** Seconds since 1970, for MLS lifetimes. */
export function seconds(context: Context): bigint {
  return BigInt(Math.floor(context.now.wall / 1000));
}

/** An own commit was merged on the way to a newer epoch, which alone protects records. */
export function stagedFact(context: Context, group: Group, by: 'us' | 'peer'): Effect {
  return groupFact(context, group, by, 'resumption');
}

/** The facts of an epoch that came into use. */
export function epochFact(context: Context, session: Session, by: 'us' | 'peer', how: 'handshake' | 'update' | 'resumption'): Effect {
  return groupFact(context, session.group, by, how);
}

function groupFact({ mls }: Context, group: Group, by: 'us' | 'peer', how: 'handshake' | 'update' | 'resumption'): Effect {
  return {
    kind: 'trace',
    fact: { kind: 'epoch', epoch: group.epoch, by, how, authenticator: group.epochAuthenticator, group: mls.publicState(group) },
  };
}

export function decided(
  rule: Extract<Extract<Effect, { kind: 'trace' }>['fact'], { kind: 'decision' }>['rule'],
  what: Extract<Extract<Effect, { kind: 'trace' }>['fact'], { kind: 'decision' }>['what'],
): Effect {
  return { kind: 'trace', fact: { kind: 'decision', rule, what } };
}

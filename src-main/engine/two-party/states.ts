import type { Bytes } from '../bytes.ts';
import type { TrafficKeys } from '../crypto/aead.ts';
import type { Failure } from '../errors.ts';
import type { Group, OwnKeyPackage, ProcessedCommit, Signer, VerifiedKeyPackage } from '../mls/group.ts';
import type { TrafficSecrets } from './context.ts';
import type { ProfileName, Role } from './roles.ts';
import type { Pending, Session } from './session.ts';

/**
 * What one connection is doing. P of R-UPD is `session.pending`, shared by all connections of a session; M is `closing`.
 * States with a verb in -ing wait for a task, the authentication service or the store, and take no message meanwhile.
 */
export type State =
  /** A transport somebody opened to us; no message yet. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'verifying-key-package'; readonly hello: Hello }
  | { readonly kind: 'authenticating-initiator'; readonly hello: Hello; readonly keyPackage: VerifiedKeyPackage; readonly signer: Signer }
  | { readonly kind: 'creating-group'; readonly hello: Hello; readonly keyPackage: VerifiedKeyPackage; readonly signer: Signer }
  /** Ours to open: nothing sent yet. */
  | { readonly kind: 'prepared'; readonly profile: ProfileName; readonly keyPackage: OwnKeyPackage }
  /** client_hello left; server_hello is due. */
  | { readonly kind: 'hello-sent'; readonly profile: ProfileName; readonly keyPackage: OwnKeyPackage; readonly helloHash: Bytes }
  | { readonly kind: 'joining'; readonly profile: ProfileName; readonly keyPackage: OwnKeyPackage }
  | { readonly kind: 'checking-group'; readonly profile: ProfileName; readonly keyPackage: OwnKeyPackage; readonly group: Group }
  | { readonly kind: 'authenticating-responder'; readonly profile: ProfileName; readonly keyPackage: OwnKeyPackage; readonly group: Group }
  | Open
  | { readonly kind: 'creating-update'; readonly open: Open }
  | { readonly kind: 'applying-update'; readonly open: Open; readonly message: Bytes }
  | { readonly kind: 'authenticating-update'; readonly open: Open; readonly message: Bytes; readonly commit: ProcessedCommit }
  /** Ours to resume: nothing sent yet. */
  | { readonly kind: 'dormant'; readonly earlyData: Bytes | null }
  | { readonly kind: 'creating-request'; readonly earlyData: Bytes | null }
  | RequestSent
  | { readonly kind: 'applying-response'; readonly sent: RequestSent; readonly response: Clear }
  | { readonly kind: 'authenticating-response'; readonly sent: RequestSent; readonly response: Clear; readonly commit: ProcessedCommit }
  | { readonly kind: 'awaiting-status'; readonly flightHash: Bytes; readonly sentEarly: boolean }
  /** Profile editor-copy: `resumption` left; epoch_key_update is due. `repeated`: the commit was sent before. */
  | { readonly kind: 'awaiting-epoch'; readonly secrets: TrafficSecrets; readonly repeated: boolean }
  | { readonly kind: 'locating-session'; readonly request: Request }
  | { readonly kind: 'applying-request'; readonly request: Request; readonly choice: Case }
  | { readonly kind: 'authenticating-request'; readonly request: Request; readonly choice: Case; readonly commit: ProcessedCommit | null }
  | {
      readonly kind: 'creating-response';
      readonly request: Request;
      readonly choice: Case;
      readonly session: Session;
      readonly erased: readonly Group[];
    }
  | AwaitingConfirmation
  | { readonly kind: 'applying-resumption'; readonly request: Request; readonly choice: EditorCase }
  | { readonly kind: 'authenticating-resumption'; readonly request: Request; readonly choice: EditorCase; readonly commit: ProcessedCommit | null }
  | { readonly kind: 'closed'; readonly cause: Failure };

/** The responder's view of a client_hello. */
export interface Hello {
  readonly profile: ProfileName;
  readonly mls: Bytes;
  readonly raw: Bytes;
}

/** A clear message that passed its prologue checks. */
export interface Clear {
  readonly mls: Bytes;
  readonly raw: Bytes;
}

/** Phase 2: protected records both ways. */
export interface Open {
  readonly kind: 'open';
  readonly role: Role;
  /** M: the peer's closing epoch_key_update is due; then these keys replace the receive key. U8. */
  readonly closing: { readonly epoch: bigint; readonly keys: TrafficKeys; readonly secret: Bytes | null } | null;
  /** Profile editor-copy: what the keys in use came from, for KeyUpdate. Secret. */
  readonly secrets: TrafficSecrets | null;
  /** An update is wanted as soon as the way is free. U2, U10. */
  readonly want: boolean;
  /**
   * Who the next own commit makes us, until a group in use shows it: a commit that is dropped is made again with it. The private
   * key is a copy of the connection's own. R-AS.
   */
  readonly signer: Signer | null;
  /** The peer was heard under record protection. R-HS step 4; always true for an initiator. */
  readonly confirmed: boolean;
  /** The peer has proven on this connection to be at our epoch. R-RES (i). */
  readonly proven: boolean;
  /** U5 happened while our update was outstanding: the peer goes first afterwards. U10. */
  readonly ignoredUpdate: boolean;
  readonly yielding: boolean;
  readonly closeSent: boolean;
  readonly closeReceived: boolean;
}

/** resumption_request left; resumption_response is due. R-RES step 2. */
export interface RequestSent {
  readonly kind: 'request-sent';
  readonly pending: Pending;
  readonly raw: Bytes;
  /** Case e: our request is the answer to one; then we do not "wait" for other transports. */
  readonly isAnswer: boolean;
  /** Early data went with it. */
  readonly sentEarly: boolean;
}

/** A resumption request, and how it reached us. */
export interface Request extends Clear {
  readonly name: 'resumption_request' | 'resumption';
  readonly profile: number;
  readonly version: number;
  readonly earlyData: boolean;
  readonly random: Bytes;
  readonly groupId: Bytes;
  readonly epoch: bigint;
  /** It crossed our own request on this transport and we are the founding responder: we yield. R-TIE. */
  readonly yielded: boolean;
  /** Early data of our own went with the request that yielded: nobody will read it. */
  readonly lostEarly: boolean;
}

/** R-RES, the responder's table; d is a failure. */
export type Case = 'a' | 'b' | 'c' | 'e';

/** R-ED-RES, the responder's three-way test of the epoch a resumption's commit creates: our own, the next, the one after. */
export type EditorCase = 'equal' | 'next' | 'second';

/** resumption_response left; the confirming epoch_key_update is due. */
export interface AwaitingConfirmation {
  readonly kind: 'awaiting-confirmation';
  readonly flightHash: Bytes;
  /** The request announced early data. */
  readonly earlyData: boolean;
  /** The request was applied here for the first time, and the policy takes early data. */
  readonly accepts: boolean;
  /** Bytes of early data so far. */
  readonly received: number;
  readonly delivered: boolean;
  readonly lostEarly: boolean;
}

export type StateKind = State['kind'];
export type StateOf<K extends StateKind> = Extract<State, { kind: K }>;

/** States that wait for an answer of the host and take no message. */
export const busyStates: ReadonlySet<StateKind> = new Set<StateKind>([
  'verifying-key-package',
  'authenticating-initiator',
  'creating-group',
  'joining',
  'checking-group',
  'authenticating-responder',
  'creating-update',
  'applying-update',
  'authenticating-update',
  'creating-request',
  'applying-response',
  'authenticating-response',
  'locating-session',
  'applying-request',
  'authenticating-request',
  'creating-response',
  'applying-resumption',
  'authenticating-resumption',
]);

/** Busy states whose work rests on the session's present value: no other connection may change it meanwhile. */
export const sessionHoldingStates: ReadonlySet<StateKind> = new Set<StateKind>([
  'creating-update',
  'applying-update',
  'authenticating-update',
  'creating-request',
  'applying-response',
  'authenticating-response',
  'applying-request',
  'authenticating-request',
  'creating-response',
  'applying-resumption',
  'authenticating-resumption',
]);

/** The open phase inside a state, also while an update is worked on. */
export function openPhase(state: State): Open | null {
  if (state.kind === 'open') return state;
  return 'open' in state ? state.open : null;
}

/** "Waiting for RResp" in the sense of R-TIE. */
export function isWaiting(state: State): boolean {
  const sent = state.kind === 'request-sent' ? state : 'sent' in state ? state.sent : null;
  return sent !== null && !sent.isAnswer;
}

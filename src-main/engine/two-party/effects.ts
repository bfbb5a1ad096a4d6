import type { TrafficKeys } from '../crypto/aead.ts';
import type { Bytes } from '../bytes.ts';
import type { Failure, TimerName } from '../errors.ts';
import type { Group, OwnKeyPackage } from '../mls/group.ts';
import type { ConnectionEvent, CredentialQuestion, KeyPackageUse } from './conversation.ts';
import type { TraceFact } from './facts.ts';
import type { HandshakeName } from './messages.ts';
import type { Session } from './session.ts';
import type { Task } from './tasks.ts';

/** What a transition wants done, strictly in this order. R-PERSIST: nothing after a `persist` happens before it is durable. */
export type Effect =
  | { readonly kind: 'persist'; readonly session: Session; readonly keyPackageUsed: KeyPackageUse | null }
  | { readonly kind: 'forget'; readonly sessionId: string }
  /** One handshake message, header included, under the present send key. */
  | { readonly kind: 'send'; readonly name: HandshakeName; readonly message: Bytes; readonly epoch: bigint | null }
  /** An empty application_data record: handshake confirmation, R-HS step 3. */
  | { readonly kind: 'send-confirmation' }
  /** Application data under the early key, at most 16384 bytes. R-EARLY. */
  | { readonly kind: 'send-early-data'; readonly data: Bytes }
  /** Early data that the first application of its request makes acceptable. R-EARLY. */
  | { readonly kind: 'deliver-early'; readonly data: Bytes }
  | { readonly kind: 'send-close-notify' }
  | {
      readonly kind: 'install';
      readonly direction: 'sent' | 'received';
      readonly keys: TrafficKeys;
      readonly label: 'c ap traffic' | 's ap traffic' | 'c e traffic';
      readonly epoch: bigint;
    }
  /** A founding responder that yields stops using its early key. R-TIE. */
  | { readonly kind: 'uninstall-send' }
  | { readonly kind: 'set-timer'; readonly timer: TimerName; readonly after: number }
  | { readonly kind: 'clear-timer'; readonly timer: TimerName }
  | { readonly kind: 'compute'; readonly task: Task }
  | { readonly kind: 'authenticate'; readonly question: CredentialQuestion }
  | { readonly kind: 'locate-session'; readonly sessionId: string }
  /** This connection founds the session: nobody else has one of this id, or it fails. */
  | { readonly kind: 'join-session'; readonly session: Session }
  /** Other connections of the session end: their remaining input is not processed. R-RES. */
  | { readonly kind: 'close-siblings'; readonly which: SiblingKind; readonly failure: Failure }
  /** Overwrite the secrets of a value that was replaced, except what `keep` shares. R-DEL. */
  | { readonly kind: 'erase-group'; readonly group: Group; readonly keep: Group | null }
  | { readonly kind: 'erase-key-package'; readonly keyPackage: OwnKeyPackage }
  /** Overwrite one secret: early_base of an epoch that was replaced. R-DEL. */
  | { readonly kind: 'erase-secret'; readonly secret: Bytes }
  /** Drop keys that will not be installed. R-DEL. */
  | { readonly kind: 'erase-keys'; readonly keys: TrafficKeys }
  | { readonly kind: 'notify'; readonly event: ConnectionEvent }
  | { readonly kind: 'trace'; readonly fact: TraceFact }
  /** Both directions are done. */
  | { readonly kind: 'close'; readonly failure: Failure };

/**
 * `live`: open ones. `attempts`: responders not confirmed yet. `waiting`: requests without a response, case e answers included.
 * `oldest-attempt`, `oldest-answer`: the one attempt, or case e answer, that came first.
 */
export type SiblingKind = 'live' | 'attempts' | 'waiting' | 'oldest-attempt' | 'oldest-answer';

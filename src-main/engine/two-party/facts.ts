import type { AlertDescription } from '../alert.ts';
import type { Bytes } from '../bytes.ts';
import type { Failure, TimerName } from '../errors.ts';
import type { PublicGroup } from '../mls/group.ts';
import type { RuleId } from '../rules.ts';

export type Direction = 'sent' | 'received';

/** Which key protects a record: none, the early key of a resumption flight, or an epoch's key. */
export type KeyUse = 'plaintext' | 'early' | 'epoch';

/**
 * Redacted facts for the inspector, in the order they happened. Holds no secret and no application payload.
 * `message` bytes of handshake messages are as on the wire or inside record protection: KeyPackage, Welcome, commit, epoch.
 */
export type TraceFact =
  | {
      readonly kind: 'handshake-message';
      readonly direction: Direction;
      readonly type: number;
      readonly message: Bytes;
      readonly key: KeyUse;
      readonly epoch: bigint | null;
    }
  | { readonly kind: 'alert'; readonly direction: Direction; readonly value: number; readonly key: KeyUse; readonly authenticated: boolean }
  | {
      readonly kind: 'key-installed';
      readonly direction: Direction;
      readonly label: 'c ap traffic' | 's ap traffic' | 'c e traffic';
      readonly epoch: bigint;
    }
  | { readonly kind: 'key-erased'; readonly direction: Direction; readonly epoch: bigint | null; readonly early: boolean }
  | { readonly kind: 'persisted'; readonly epoch: bigint; readonly pending: 'none' | 'update' | 'request' | 'response'; readonly standing: string }
  | {
      readonly kind: 'credential-checked';
      readonly purpose: string;
      readonly outcome: 'accepted' | 'refused' | 'unavailable';
      readonly code: string | null;
    }
  | { readonly kind: 'timer'; readonly timer: TimerName; readonly action: 'set' | 'cleared' | 'expired' }
  | { readonly kind: 'transition'; readonly from: string; readonly event: string; readonly to: string; readonly rules: readonly RuleId[] }
  /** A new epoch is in use. `by` made the commit. */
  | {
      readonly kind: 'epoch';
      readonly epoch: bigint;
      readonly by: 'us' | 'peer';
      readonly how: 'handshake' | 'update' | 'resumption';
      readonly authenticator: Bytes;
      /** What anybody in the group knows of it; absent in recordings of earlier versions. */
      readonly group?: PublicGroup;
    }
  /** A leaf came into use that shows another identity: its credential, its signature key (now `signatureKey`), or both. R-AS. */
  | {
      readonly kind: 'identity';
      readonly whose: 'ours' | 'peer';
      readonly credential: boolean;
      readonly key: boolean;
      readonly signatureKey: Bytes;
    }
  /** What became of a commit that did not simply apply, and which resumption case was taken. */
  | {
      readonly kind: 'decision';
      readonly rule: RuleId;
      readonly what:
        | 'limit-reached'
        | 'ignored-update'
        | 'ignored-message'
        | 'dropped-own-update'
        | 'case-a'
        | 'case-b'
        | 'case-c'
        | 'case-d'
        | 'case-e'
        | 'tie-waited'
        | 'tie-yielded'
        | 'merged-pending';
    }
  /** Somebody who owns an end made the way of the records faulty, or straight again: the rules as they are written. The engine never does. */
  | { readonly kind: 'faults'; readonly rules: readonly string[] }
  | { readonly kind: 'failure'; readonly failure: Failure; readonly alert: AlertDescription | null };

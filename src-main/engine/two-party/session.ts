import type { Bytes } from '../bytes.ts';
import type { CommitForm, Credential, Group } from '../mls/group.ts';
import type { FoundingRole, ProfileName } from './roles.ts';

/** An own commit that is not merged: P of R-UPD and R-RES. */
export interface Pending {
  readonly kind: 'update' | 'request' | 'response';
  /** MLSMessage bytes; re-sent byte for byte, never made anew for the same epoch (R-MLS). */
  readonly message: Bytes;
  /** Hash of `message`, KDF hash of the suite. */
  readonly hash: Bytes;
  /** f: the epoch it was created in; it creates f + 1. */
  readonly epoch: bigint;
  readonly form: CommitForm;
  /** The group at f + 1; may still hold its exporter_secret, because that epoch is not in use (R-DEL). */
  readonly staged: Group;
  /** Whether it left, or is about to leave, outside the record protection of the connection it was made on (R-RES). */
  readonly exposed: boolean;
}

/**
 * What a session keeps between connections. Immutable; a `persist` effect makes one value durable as a whole.
 * R-RES "State persisted per session".
 */
export interface Session {
  /** Lower-case hex of group_id: the key of the session everywhere. */
  readonly id: string;
  readonly profile: ProfileName;
  readonly version: number;
  readonly foundingRole: FoundingRole;
  /** The MLS state at L, exporter_secret already taken. */
  readonly group: Group;
  /**
   * DeriveSecret(exporter_secret(L), "MLS-TLS c e traffic"), Nh bytes; in profile editor-copy with "MLS-TLS res master".
   * Secret. R-KEY, R-ED-KEY.
   */
  readonly earlyBase: Bytes;
  /** The last peer commit that was applied, and the epoch it was created in. */
  readonly lastApplied: { readonly hash: Bytes; readonly epoch: bigint } | null;
  readonly pending: Pending | null;
  /** Profile editor-copy, founding initiator: the own commit that left, is applied, and is not confirmed. R-ED. */
  readonly stored: { readonly message: Bytes; readonly hash: Bytes; readonly epoch: bigint } | null;
  /** Profile editor-copy, founding responder: randoms of resumptions accepted in the present epoch, 32 bytes each. R-ED-RES. */
  readonly acceptedRandoms: readonly Bytes[];
  /** The newest epoch whose record keys were installed on some connection; never installed again (R-KEY). */
  readonly keysUsedEpoch: bigint | null;
  /** `unconfirmed`: a responder that has seen no protected record yet (R-HS step 4). `suspect`: R-ALERT. */
  readonly standing: 'unconfirmed' | 'confirmed' | 'suspect';
  /** Wall clock, milliseconds since 1970. */
  readonly createdAt: number;
  /** Whether the peer sent a valid PublicMessage update in an unmarked session (R-MLS). */
  readonly peerSendsPublic: boolean;
  /** The peer as last accepted by the authentication service. */
  readonly peer: { readonly credential: Credential; readonly signatureKey: Bytes };
  /** +1 with every persist: tells a restored older copy (R-PERSIST). */
  readonly generation: bigint;
}

import type { MarkerPolicy } from '../mls/group.ts';
import type { ProfileName } from './roles.ts';

/** Limits and delays. Durations in milliseconds; the defaults are R-TIME's, R-LIMIT's and R-RES's. */
export interface Policy {
  /** Profiles a responder accepts, and those our leaves list (R-PROFILE). */
  readonly profiles: readonly ProfileName[];
  /** Enabled suites, in order of preference. */
  readonly suites: readonly number[];
  readonly strongerThan: ReadonlyMap<number, readonly number[]>;
  readonly marker: MarkerPolicy;
  /** Unmarked sessions only: send updates as PublicMessage from the start (R-MLS). */
  readonly publicUpdates: boolean;
  /** Pad records to a multiple of this many bytes of inner plaintext; 1 = none. */
  readonly padTo: number;
  readonly helloTimeout: number;
  readonly resumeTimeout: number;
  readonly epochKeyUpdateTimeout: number;
  readonly authenticationTimeout: number;
  readonly fragmentTimeout: number;
  /** How long an unconfirmed session is kept (R-HS step 4). */
  readonly unconfirmedLifetime: number;
  /** Records one AES-GCM key may protect (R-LIMIT). */
  readonly hardRecordLimit: bigint;
  /** Records, bytes and milliseconds under one epoch after which we update by ourselves; 0 = never (R-LIMIT). */
  readonly softRecordLimit: number;
  readonly softByteLimit: number;
  readonly softAgeLimit: number;
  /** Deliver early data of a resumption, instead of counting and dropping it. Off by default (R-EARLY). */
  readonly acceptEarlyData: boolean;
  /** Bytes of early data we send or take, at most 16384 (R-EARLY). */
  readonly maxEarlyData: number;
  readonly maxHandshakeMessage: number;
  /** Bytes of application data that may wait for the answer to an own update in profile draft-00-literal (R-LIT). */
  readonly maxHeldBack: number;
}

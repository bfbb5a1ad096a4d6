import type { BundleRecord } from './bundle-records.ts';
import type { BundleContent } from './scratch.ts';
import type { Said } from '#shared/words/said.ts';

/** What restoring a bundle does, or would do. */
export interface RestoreReport {
  /** Wall clock, milliseconds. */
  readonly madeAt: number;
  /** Version of the program that made it. */
  readonly product: string;
  /** Whether it was made of this very profile, by its key slots. */
  readonly sameProfile: boolean;
  readonly tables: readonly TableReport[];
  readonly sessions: SessionsReport;
  /** What was different here and stayed as it is, in words; some of it when it is much. */
  readonly conflicts: readonly string[];
  readonly conflictsSaid: readonly Said[];
}

interface TableReport {
  readonly name: string;
  readonly added: number;
  /** Here already, the same. */
  readonly same: number;
  /** Here already, otherwise, and kept; or ended here since. */
  readonly kept: number;
}

interface SessionsReport {
  /** Here already. */
  readonly kept: number;
  /** The key slots hold the key of the very step that was backed up: nothing ran since. */
  readonly resumable: number;
  /** Only shown: they need a fresh handshake. */
  readonly fresh: number;
}

/** Backups of a store with files. */
export interface Backups {
  /**
   * Everything a bundle holds, read bit by bit while it is asked for. Values that are secret are erased when the next record is.
   *
   * @throws {StoreError} `STORE_DAMAGED` for a private key that does not open
   */
  records(product: string, now: number): Iterable<BundleRecord>;
  /**
   * Adds what a bundle holds to this profile, in one transaction: what is here already stays. Of sessions only those come back to use
   * whose step the key slots prove; see docs/decisions.
   *
   * @param dryRun nothing is changed, the report says what would be
   */
  restore(bundle: BundleContent, dryRun: boolean): RestoreReport;
  /**
   * The same, without keeping others from their work meanwhile.
   *
   * @param rest lets others have their turn, told how many rows are looked at; what it rejects with ends the work, and nothing is changed
   */
  restoreInTurns(bundle: BundleContent, dryRun: boolean, rest: (rows: number) => Promise<void>): Promise<RestoreReport>;
}

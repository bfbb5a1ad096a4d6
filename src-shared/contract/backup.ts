import { type BackupWords, backupWords } from '../words/backups.ts';
import { type Said, worded } from '../words/said.ts';

/**
 * Backups. A bundle travels through the API in pieces, as ciphertext: no face names a path of the core's machine. docs/BACKUP.md.
 */
export interface BackupRequests {
  /** Makes a backup and checks it by reading it back; progress comes as a job. The bundle waits as a transfer. */
  makeBackup(params: { readonly passphrase: string }): BackupView;
  /** Begins to hand over a bundle of so many bytes. */
  beginTransfer(params: { readonly size: number }): { readonly transferId: string };
  /** @param params.data base64; pieces come in order */
  writeTransfer(params: { readonly transferId: string; readonly offset: number; readonly data: string }): null;
  /** A piece of a transfer; `null` as `next` means that it was the last. */
  readTransfer(params: { readonly transferId: string; readonly offset: number }): { readonly data: string; readonly next: number | null };
  /**
   * Lets people choose a bundle of the core's machine in a dialog of the system; `null` when they choose none. The path stays there.
   * For windows of the desktop app.
   */
  chooseTransfer(params: Record<string, never>): ChosenFile | null;
  /** Lets people choose where a bundle is saved, and saves it there; the transfer goes on until it is ended. As `chooseTransfer`. */
  keepTransfer(params: { readonly transferId: string }): Pick<ChosenFile, 'name'> | null;
  /** Removes it from the core's machine, unless people chose it there. */
  endTransfer(params: { readonly transferId: string }): null;
  /** Reads a whole bundle and says what is in it. */
  checkBackup(params: { readonly transferId: string; readonly passphrase: string }): BackupView;
  /** Adds what a bundle holds to the profile, all of it or nothing; a dry run tells what would be done. */
  restoreBackup(params: { readonly transferId: string; readonly passphrase: string; readonly dryRun: boolean }): RestoreView;
}

export const backupChannels: { readonly [M in keyof BackupRequests]: `core:${M}` } = {
  makeBackup: 'core:makeBackup',
  beginTransfer: 'core:beginTransfer',
  writeTransfer: 'core:writeTransfer',
  readTransfer: 'core:readTransfer',
  chooseTransfer: 'core:chooseTransfer',
  keepTransfer: 'core:keepTransfer',
  endTransfer: 'core:endTransfer',
  checkBackup: 'core:checkBackup',
  restoreBackup: 'core:restoreBackup',
};

/** Bytes in one piece of a transfer. */
export const transferPiece = 192 * 1024;
/** Longest bundle that is handed over, bytes. It lies on the disk until it is read; a million sessions are some 5 GiB. */
export const transferLimit = 16 * 1024 ** 3;

/** A file by its handle; its name, without the folder, is for people. */
export interface ChosenFile {
  readonly transferId: string;
  readonly name: string;
}

export interface BackupView {
  readonly transferId: string;
  /** Bytes. */
  readonly size: number;
  /** Version of the program that made it. */
  readonly product: string;
  readonly madeAt: number;
  /** Rows of each table that has some. */
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}

export interface RestoreView {
  readonly dryRun: boolean;
  readonly madeAt: number;
  readonly product: string;
  /** Made of this very profile. */
  readonly sameProfile: boolean;
  /** Rows of all tables but sessions. */
  readonly tables: readonly { readonly name: string; readonly added: number; readonly same: number; readonly kept: number }[];
  /** `fresh`: shown, and to be replaced by a fresh handshake. */
  readonly sessions: { readonly kept: number; readonly resumable: number; readonly fresh: number };
  /** What was different here and stays, in words. */
  readonly conflicts: readonly string[];
  /** The same by code: `rows` in `words/backups.ts`. */
  readonly conflictsSaid?: readonly Said[];
}

/** A count of rows in words. */
export function tableCount(name: string, rows: number, words: BackupWords = backupWords): string {
  return `${Object.hasOwn(words.tables, name) ? words.tables[name] : name.replaceAll('_', ' ')}: ${rows}`;
}

/** What restoring did, or would do, a line each. @param words in another language than English */
export function restoreWords(
  { dryRun, sameProfile, tables, sessions, conflicts, conflictsSaid = [] }: RestoreView,
  words: BackupWords = backupWords,
): readonly string[] {
  const added = tables.filter((table) => table.added > 0).map((table) => tableCount(table.name, table.added, words));
  const same = tables.reduce((sum, table) => sum + table.same, 0);
  const kept = tables.reduce((sum, table) => sum + table.kept, 0);
  const differing = conflicts.map((conflict, at) => worded(words.rows, conflictsSaid[at]) ?? conflict);
  return [
    added.length === 0 ? words.nothing(dryRun) : words.added(dryRun, added.join(', ')),
    ...(same === 0 ? [] : [words.same(same)]),
    ...(kept === 0 ? [] : [words.kept(kept, differing.join(', '))]),
    ...(sessions.kept === 0 ? [] : [words.sessionsKept(sessions.kept)]),
    ...(sessions.resumable === 0 ? [] : [words.sessionsResumable(sessions.resumable)]),
    ...(sessions.fresh === 0 ? [] : [words.sessionsFresh(sessions.fresh, sameProfile)]),
  ];
}

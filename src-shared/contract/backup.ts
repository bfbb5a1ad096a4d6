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
}

/** What the tables of a backup are called. */
const tableWords: { readonly [name: string]: string } = {
  identities: 'identities',
  identity_keys: 'keys of identities',
  identity_former_keys: 'former keys of identities',
  identity_former_names: 'former names of identities',
  identity_chains: 'certificates of keys',
  authorities: 'laboratory authorities',
  issued_certificates: 'issued certificates',
  pins: 'pins',
  contact_notes: 'notes about contacts',
  knocking: 'strangers who knocked',
  trust_policies: 'policies',
  trust_anchors: 'X.509 roots',
  revocation_lists: 'revocation lists',
  trust_entries: 'entries of allow- and deny-lists',
  trust_decisions: 'recorded decisions',
  seen_certificates: 'certificates that were seen',
  notice_marks: 'dismissed notices',
  connections: 'connections',
  listeners: 'listeners',
  settings: 'settings',
  key_package_uses: 'used KeyPackages',
  audit: 'entries of audit logs',
  sessions: 'sessions',
};

/** A count of rows in words. */
export function tableCount(name: string, rows: number): string {
  return `${tableWords[name] ?? name.replaceAll('_', ' ')}: ${rows}`;
}

/** What restoring did, or would do, a line each. */
export function restoreWords({ dryRun, sameProfile, tables, sessions, conflicts }: RestoreView): readonly string[] {
  const added = tables.filter((table) => table.added > 0).map((table) => tableCount(table.name, table.added));
  const same = tables.reduce((sum, table) => sum + table.same, 0);
  const kept = tables.reduce((sum, table) => sum + table.kept, 0);
  const would = dryRun ? 'Would add' : 'Added';
  return [
    added.length === 0 ? `${dryRun ? 'There is nothing new to add.' : 'Nothing was new.'}` : `${would} ${added.join(', ')}.`,
    ...(same === 0 ? [] : [`Here already, the same: ${same}.`]),
    ...(kept === 0 ? [] : [`Different here, and kept as it is: ${kept}${conflicts.length === 0 ? '' : ` (${conflicts.join(', ')})`}.`]),
    ...(sessions.kept === 0 ? [] : [`Sessions that are here already: ${sessions.kept}.`]),
    ...(sessions.resumable === 0 ? [] : [`Sessions that can be resumed, as nothing ran since the backup: ${sessions.resumable}.`]),
    ...(sessions.fresh === 0
      ? []
      : [
          `Sessions that need a fresh handshake: ${sessions.fresh}. ${sameProfile ? 'They went on or were forgotten since.' : 'A backup holds no session keys.'}`,
        ]),
  ];
}

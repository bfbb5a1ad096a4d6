import { existsSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { refusal } from '#main/api/error-views.ts';
import { backupView } from '#main/api/backup/views.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { type BackupView, restoreWords, tableCount, transferLimit, transferPiece } from '#shared/contract/backup.ts';
import { type Arguments, type OptionSpec, UsageError } from '../arguments.ts';
import { ask, type Command, type Context } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { openInput } from '../input-file.ts';

const passphraseOptions: readonly OptionSpec[] = [
  { name: 'backup-passphrase-fd', takes: 'N', help: 'Read the passphrase of the backup from this open file descriptor.' },
  { name: 'backup-passphrase-file', takes: 'FILE', help: 'Read the passphrase of the backup from this file.' },
];

export const backupCommands: readonly Command[] = [
  {
    name: 'backup',
    usage: 'FILE [options]',
    summary: 'Write an encrypted backup of the profile to a new file, and check it by reading it back.',
    details: ['It holds no session keys: see docs/BACKUP.md. Keep its passphrase apart from it.'],
    options: passphraseOptions,
    positionals: [1, 1],
    run: backUp,
  },
  {
    name: 'backup verify',
    usage: 'FILE [options]',
    summary: 'Read a whole backup and say what is in it. Needs no core.',
    options: passphraseOptions,
    positionals: [1, 1],
    async run(context, given) {
      const view = backupView('', await summaryOf(await existing(given), await passphraseOf(context, false)));
      context.output.show(view, backupLines(view));
      return 'ok';
    },
  },
  {
    name: 'restore',
    usage: 'FILE [--dry-run] [--rebuild] [options]',
    summary: 'Add what a backup holds to the profile: all of it, or nothing.',
    details: [
      'What is here already stays as it is. Sessions need a fresh handshake, unless the key slots of this very profile prove that',
      'nothing ran since the backup.',
    ],
    options: [
      ...passphraseOptions,
      { name: 'dry-run', takes: null, help: 'Change nothing; say what would be done.' },
      { name: 'rebuild', takes: null, help: 'Where keys.db is lost and key-slots.bin is there: make a new database beside it first.' },
    ],
    positionals: [1, 1],
    run: restore,
  },
];

async function backUp(context: Context, given: Arguments): Promise<ExitName> {
  const path = resolve(given.positionals[0] ?? '');
  if (existsSync(path)) throw new UsageError(`${path} is there already; choose another name.`);
  const passphrase = await passphraseOf(context, true);
  const core = await context.coreOrOwn();
  const made = await ask(core, 'makeBackup', { passphrase });
  const draft = `${path}.new`;
  try {
    await fetchTo(core, made, draft);
    await summaryOf(draft, passphrase);
    renameSync(draft, path);
    const { syncFolder } = await import('#main/store/whole-file.ts');
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    await ask(core, 'endTransfer', { transferId: made.transferId });
  }
  context.output.show({ ...made, path }, [`Wrote ${path} and read it back.`, ...backupLines(made)]);
  return 'ok';
}

async function restore(context: Context, given: Arguments): Promise<ExitName> {
  const path = await existing(given);
  const passphrase = await passphraseOf(context, false);
  const core = await context.coreOrOwn(given.has('rebuild') ? 'rebuilt' : undefined);
  const file = await openInput(path);
  try {
    const { size } = await file.stat();
    if (size > transferLimit) throw refusal('BACKUP_TOO_BIG', path);
    await requireBackup(file);
    const { transferId } = await ask(core, 'beginTransfer', { size });
    try {
      await sendFrom(core, transferId, file, size);
      const report = await ask(core, 'restoreBackup', { transferId, passphrase, dryRun: given.has('dry-run') });
      context.output.show(report, [
        `Backup of ${new Date(report.madeAt).toISOString()}, made by version ${report.product}.`,
        ...restoreWords(report),
      ]);
    } finally {
      await ask(core, 'endTransfer', { transferId });
    }
  } finally {
    await file.close();
  }
  return 'ok';
}

async function fetchTo(core: CoreAccess, { transferId }: BackupView, draft: string): Promise<void> {
  rmSync(draft, { force: true });
  const file = await open(draft, 'wx', 0o600);
  try {
    for (let offset: number | null = 0; offset !== null; ) {
      const piece: { readonly data: string; readonly next: number | null } = await ask(core, 'readTransfer', { transferId, offset });
      await file.writeFile(Buffer.from(piece.data, 'base64'));
      offset = piece.next;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function sendFrom(core: CoreAccess, transferId: string, file: FileHandle, size: number): Promise<void> {
  const piece = Buffer.alloc(transferPiece);
  for (let offset = 0; offset < size; ) {
    const { bytesRead } = await file.read(piece, 0, piece.length, offset);
    if (bytesRead === 0) throw new UsageError('The file became shorter while it was read.');
    await ask(core, 'writeTransfer', { transferId, offset, data: piece.toString('base64', 0, bytesRead) });
    offset += bytesRead;
  }
}

/** Before gigabytes of something else are handed over. @throws {StoreError} `BACKUP_NOT_OURS` */
async function requireBackup(file: FileHandle): Promise<void> {
  const { requireBundleStart } = await import('#main/store/backup/bundle-header.ts');
  const { buffer, bytesRead } = await file.read(new Uint8Array(16), 0, 16, 0);
  requireBundleStart(buffer.subarray(0, bytesRead));
}

async function summaryOf(path: string, passphrase: string) {
  // Loaded only when needed: it brings the database and the cryptography along.
  const { summarize } = await import('#main/store/backup/bundle-file.ts');
  const { passphraseBytes } = await import('#main/store/passphrase-seal.ts');
  const bytes = passphraseBytes(passphrase);
  try {
    return await summarize(path, bytes, () => undefined);
  } finally {
    bytes.fill(0);
  }
}

/** @param twice asked for two times: a mistake would make a backup that nobody opens */
async function passphraseOf({ passphrase, secret }: Context, twice: boolean): Promise<string> {
  const given = passphrase('backup-');
  if (given !== null) return given;
  const typed = await secret('Passphrase of the backup: ');
  if (typed === null) throw new UsageError('Say where the passphrase of the backup is: --backup-passphrase-file FILE.');
  if (twice && (await secret('The same again: ')) !== typed) throw new UsageError('The two differ; no backup was made.');
  return typed;
}

/** @throws {ApiError} `IMPORT_NOT_FILE`, `IMPORT_UNREADABLE` */
async function existing({ positionals: [path = ''] }: Arguments): Promise<string> {
  await (await openInput(path)).close();
  return path;
}

function backupLines({ size, product, madeAt, tables }: BackupView): readonly string[] {
  return [
    `Made ${new Date(madeAt).toISOString()} by version ${product}, ${size} bytes.`,
    `It holds ${tables.map(({ name, rows }) => tableCount(name, rows)).join(', ')}.`,
  ];
}

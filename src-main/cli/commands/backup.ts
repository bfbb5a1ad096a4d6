import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { backupView } from '#main/api/backup/views.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { type BackupView, restoreWords, tableCount, transferPiece } from '#shared/contract/backup.ts';
import { type Arguments, type OptionSpec, UsageError } from '../arguments.ts';
import { ask, type Command, type Context } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';

const passphraseOptions: readonly OptionSpec[] = [
  {
    name: 'backup-passphrase-file',
    takes: 'FILE',
    help: 'Read the passphrase of the backup from the first line of this file (“/dev/fd/3” for a descriptor).',
  },
];

export const backupCommands: readonly Command[] = [
  {
    name: 'backup',
    usage: 'FILE --backup-passphrase-file FILE',
    summary: 'Write an encrypted backup of the profile to a new file, and check it by reading it back.',
    details: ['It holds no session keys: see docs/BACKUP.md. Keep its passphrase apart from it.'],
    options: passphraseOptions,
    positionals: [1, 1],
    run: backUp,
  },
  {
    name: 'backup verify',
    usage: 'FILE --backup-passphrase-file FILE',
    summary: 'Read a whole backup and say what is in it. Needs no core.',
    options: passphraseOptions,
    positionals: [1, 1],
    async run({ output }, given) {
      const view = backupView('', await summaryOf(existing(given), passphraseOf(given)));
      output.show(view, backupLines(view));
      return 'ok';
    },
  },
  {
    name: 'restore',
    usage: 'FILE --backup-passphrase-file FILE [--dry-run]',
    summary: 'Add what a backup holds to the profile: all of it, or nothing.',
    details: [
      'What is here already stays as it is. Sessions need a fresh handshake, unless the key slots of this very profile prove that',
      'nothing ran since the backup.',
    ],
    options: [...passphraseOptions, { name: 'dry-run', takes: null, help: 'Change nothing; say what would be done.' }],
    positionals: [1, 1],
    run: restore,
  },
];

async function backUp({ coreOrOwn, output }: Context, given: Arguments): Promise<ExitName> {
  const path = resolve(given.positionals[0] ?? '');
  if (existsSync(path)) throw new UsageError(`${path} is there already; choose another name.`);
  const passphrase = passphraseOf(given);
  const core = await coreOrOwn();
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
  output.show({ ...made, path }, [`Wrote ${path} and read it back.`, ...backupLines(made)]);
  return 'ok';
}

async function restore({ coreOrOwn, output }: Context, given: Arguments): Promise<ExitName> {
  const path = existing(given);
  const passphrase = passphraseOf(given);
  const core = await coreOrOwn();
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { transferId } = await ask(core, 'beginTransfer', { size });
    try {
      await sendFrom(core, transferId, file, size);
      const report = await ask(core, 'restoreBackup', { transferId, passphrase, dryRun: given.has('dry-run') });
      output.show(report, [`Backup of ${new Date(report.madeAt).toISOString()}, made by version ${report.product}.`, ...restoreWords(report)]);
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

function passphraseOf(given: Arguments): string {
  const file = given.value('backup-passphrase-file');
  if (file === null) throw new UsageError('Say where the passphrase of the backup is: --backup-passphrase-file FILE.');
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/, 1)[0] ?? '';
  } catch (error) {
    throw new UsageError(`The passphrase cannot be read: ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'}.`);
  }
}

function existing({ positionals: [path = ''] }: Arguments): string {
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`);
  return path;
}

function backupLines({ size, product, madeAt, tables }: BackupView): readonly string[] {
  return [
    `Made ${new Date(madeAt).toISOString()} by version ${product}, ${size} bytes.`,
    `It holds ${tables.map(({ name, rows }) => tableCount(name, rows)).join(', ')}.`,
  ];
}

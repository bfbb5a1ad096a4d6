import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { HostError } from '#main/hosts/host-error.ts';
import { currentActor } from '#main/store/audit/actor.ts';
import type { Backups } from '#main/store/backup/backup.ts';
import { summarize, writeBundle } from '#main/store/backup/bundle-file.ts';
import { OpenBundle } from '#main/store/backup/open-bundle.ts';
import { longestPassphrase, passphraseBytes } from '#main/store/passphrase-seal.ts';
import { StoreError, storeErrorFrom } from '#main/store/store-error.ts';
import { copyWholeFile } from '#main/store/whole-file.ts';
import { type BackupRequests, type RestoreView, transferPiece } from '#shared/contract/backup.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { FileDialogs } from '../core.ts';
import type { CoreParts } from '../core-parts.ts';
import { backupView } from './views.ts';

/** Making, checking and restoring backups of the profile. */
export function backupHandlers(parts: CoreParts): HandlersOf<BackupRequests> {
  const { transfers, jobs } = parts;
  return {
    makeBackup: ({ passphrase }) => makeBackup(parts, passphrase),
    beginTransfer: async ({ size }) => ({ transferId: transfers.incoming(size) }),
    writeTransfer: async ({ transferId, offset, data }) => {
      transfers.write(transferId, offset, Buffer.from(data, 'base64'));
      return null;
    },
    readTransfer: async ({ transferId, offset }) => {
      const { bytes, next } = transfers.read(transferId, offset, transferPiece);
      return { data: Buffer.from(bytes).toString('base64'), next };
    },
    chooseTransfer: async () => {
      const path = await dialogsOf(parts).open();
      return path === null ? null : { transferId: transfers.chosen(path), name: basename(path) };
    },
    keepTransfer: async ({ transferId }) => {
      const from = transfers.path(transferId);
      const day = new Date(parts.realm.clock.now().wall).toISOString().slice(0, 10);
      const path = await dialogsOf(parts).save(`epochscope-${day}.backup`);
      if (path === null) return null;
      await copyWholeFile(from, path).catch((cause: unknown) => {
        throw storeErrorFrom(cause, 'backup');
      });
      return { name: basename(path) };
    },
    endTransfer: async ({ transferId }) => {
      transfers.end(transferId);
      return null;
    },
    checkBackup: async ({ transferId, passphrase }) => {
      const path = transfers.path(transferId);
      const summary = await withPassphrase(passphrase, (words) => jobs.run('backup-check', ({ progress }) => summarize(path, words, progress)));
      return backupView(transferId, summary);
    },
    restoreBackup: (params) => restoreBackup(parts, params),
  };
}

async function makeBackup({ realm, jobs, transfers, options }: CoreParts, passphrase: string) {
  const { store, clock } = realm;
  const cost = options.passphraseCost && { cost: options.passphraseCost };
  const records = backupsOf(store.backups).records(options.version, clock.now().wall);
  try {
    const { id, made } = await withPassphrase(passphrase, (words) =>
      jobs.run('backup', ({ progress }) => transfers.outgoing((path) => writeBundle({ path, passphrase: words, records, progress, ...cost }))),
    );
    store.audit.append({ action: 'backup-made', subject: wholeProfile, detail: { size: made.size } });
    return backupView(id, made);
  } catch (error) {
    note(() => store.audit.append({ action: 'backup-failed', subject: wholeProfile, detail: { code: codeOf(error) } }));
    throw error;
  }
}

async function restoreBackup(
  parts: CoreParts,
  { transferId, passphrase, dryRun }: Parameters<BackupRequests['restoreBackup']>[0],
): Promise<RestoreView> {
  const { realm, jobs, transfers, connections } = parts;
  const path = transfers.path(transferId);
  try {
    const report = await withPassphrase(passphrase, (words) =>
      jobs.run('restore', async (ticket) => {
        const bundle = await OpenBundle.open(path, words, ticket.progress);
        try {
          return await backupsOf(realm.store.backups).restoreInTurns(bundle, dryRun, async (rows) => {
            ticket.progress(rows, bundle.manifest.rows);
            await setImmediate();
          });
        } finally {
          bundle.close();
        }
      }),
    );
    if (!dryRun) {
      connections.restore(realm);
      for (const topic of ['identitiesChanged', 'pinsChanged', 'knocksChanged', 'sessionsChanged', 'listenersChanged'] as const)
        realm.announcements.list(topic);
    }
    return { ...report, dryRun };
  } catch (error) {
    note(() => realm.store.audit.append({ action: 'restore-failed', subject: wholeProfile, detail: { code: codeOf(error), dryRun } }));
    throw error;
  }
}

const wholeProfile = { kind: 'profile', id: null, fingerprint: null } as const;

/** Only a window stands where its dialog opens. */
function dialogsOf({ options: { fileDialogs } }: CoreParts): FileDialogs {
  if (fileDialogs === undefined || currentActor().kind !== 'window') throw new HostError('NO_FILE_DIALOG');
  return fileDialogs;
}

async function withPassphrase<T>(text: string, work: (passphrase: Uint8Array) => Promise<T>): Promise<T> {
  const bytes = passphraseBytes(text);
  try {
    if (bytes.length === 0 || bytes.length > longestPassphrase) throw new HostError('BACKUP_NEEDS_PASSPHRASE');
    return await work(bytes);
  } finally {
    bytes.fill(0);
  }
}

function backupsOf(backups: Backups | null): Backups {
  if (backups === null) throw new HostError('BACKUP_NOT_HERE');
  return backups;
}

function codeOf(error: unknown): string {
  return error instanceof HostError || error instanceof StoreError ? error.code : 'UNEXPECTED';
}

/** What failed is more important than that it could not be noted. */
function note(work: () => void): void {
  try {
    work();
  } catch {
    // the store is broken: it says so itself
  }
}

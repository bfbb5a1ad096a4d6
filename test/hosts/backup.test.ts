import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createCore, type LiveCore } from '#main/hosts/core.ts';
import type { Params, RequestName } from '#shared/contract.ts';
import { testProtection } from '../support/protection.ts';
import { runCommand } from '../support/run-program.ts';

const folders: string[] = [];
const cores: LiveCore[] = [];

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'epochscope-backup-'));
  folders.push(path);
  return path;
}

async function coreOf(profileDirectory: string): Promise<LiveCore> {
  const core = await createCore({ host: 'daemon', profileDirectory, version: '1.0.0', autoResume: false, ...testProtection });
  cores.push(core);
  return core;
}

afterEach(async () => {
  for (const core of cores.splice(0)) await core.close();
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

/** A backup in pieces, and back in pieces. */
async function carried(from: LiveCore, to: LiveCore, passphrase: string): Promise<string> {
  const { transferId, size } = await from.handlers.makeBackup({ passphrase });
  const upload = await to.handlers.beginTransfer({ size });
  for (let offset: number | null = 0; offset !== null; ) {
    const piece: { readonly data: string; readonly next: number | null } = await from.handlers.readTransfer({ transferId, offset });
    await to.handlers.writeTransfer({ transferId: upload.transferId, offset, data: piece.data });
    offset = piece.next;
  }
  await from.handlers.endTransfer({ transferId });
  return upload.transferId;
}

const refusedWith = (code: string) => expect.objectContaining({ view: expect.objectContaining({ code }) });

test('a backup goes from one running core to another, in pieces', async () => {
  const [here, there] = [folder(), folder()];
  const [one, two] = [await coreOf(here), await coreOf(there)];
  const identity = await one.handlers.createIdentity({ name: 'Ida' });
  const transferId = await carried(one, two, 'correct horse');
  expect(readdirSync(here).filter((name) => name.startsWith('transfer'))).toEqual([]);
  expect(await two.handlers.checkBackup({ transferId, passphrase: 'correct horse' })).toMatchObject({
    product: '1.0.0',
    tables: expect.arrayContaining([
      { name: 'identities', rows: 1 },
      { name: 'identity_keys', rows: 2 },
    ]),
  });
  const told = await two.handlers.restoreBackup({ transferId, passphrase: 'correct horse', dryRun: true });
  expect(await two.handlers.identities({})).toEqual([]);
  expect(await two.handlers.restoreBackup({ transferId, passphrase: 'correct horse', dryRun: false })).toEqual({ ...told, dryRun: false });
  expect((await two.handlers.identities({})).map(({ id, name, keys }) => ({ id, name, keys }))).toEqual([
    { id: identity.id, name: identity.name, keys: identity.keys },
  ]);
  const entries = async (core: LiveCore) =>
    (await core.handlers.audit({ before: null, limit: 9, actions: null, subjectKind: 'profile', from: null, to: null, text: null })).map(
      ({ action }) => action,
    );
  expect(await entries(one)).toEqual(['backup-made', 'protection-changed', 'log-started']);
  expect(await entries(two)).toEqual(['backup-restored', 'protection-changed', 'log-started']);
  expect(await two.handlers.verifyAudit({ head: null })).toMatchObject({ fault: null, gaps: [] });
  await two.close();
  expect(readdirSync(there).filter((name) => name.startsWith('transfer'))).toEqual([]);
});

test('[bad:IP-009] what is refused changes nothing and is in the log', async () => {
  const path = folder();
  const core = await coreOf(path);
  const transferId = await carried(core, core, 'correct horse');
  const restore = (passphrase: string) => core.handlers.restoreBackup({ transferId, passphrase, dryRun: false });
  await expect(restore('wrong')).rejects.toEqual(refusedWith('BACKUP_PASSPHRASE'));
  await expect(restore('')).rejects.toEqual(refusedWith('BACKUP_NEEDS_PASSPHRASE'));
  await expect(core.handlers.makeBackup({ passphrase: 'x'.repeat(2_000) })).rejects.toEqual(refusedWith('BACKUP_NEEDS_PASSPHRASE'));
  const [entry] = await core.handlers.audit({ before: null, limit: 1, actions: null, subjectKind: null, from: null, to: null, text: null });
  expect(entry).toMatchObject({ action: 'backup-failed', detail: { code: 'BACKUP_NEEDS_PASSPHRASE' } });
  expect(await core.handlers.verifyAudit({ head: entry?.hash ?? '' })).toMatchObject({ fault: null, knowsHead: true });
});

test('pieces out of order, unknown or too big transfers are refused', async () => {
  const core = await coreOf(folder());
  const { handlers } = core;
  const refused = <M extends RequestName>(name: M, params: Params<M>, code: string) =>
    expect((handlers[name] as (given: Params<M>) => Promise<unknown>)(params)).rejects.toEqual(refusedWith(code)); // one function per name
  const { transferId } = await handlers.beginTransfer({ size: 6 });
  await handlers.writeTransfer({ transferId, offset: 0, data: 'AAEC' });
  await refused('writeTransfer', { transferId, offset: 0, data: 'AAEC' }, 'TRANSFER_OUT_OF_ORDER');
  await refused('writeTransfer', { transferId, offset: 3, data: 'AAECAwQF' }, 'TRANSFER_OUT_OF_ORDER');
  await refused('restoreBackup', { transferId, passphrase: 'x', dryRun: true }, 'TRANSFER_OUT_OF_ORDER');
  await handlers.writeTransfer({ transferId, offset: 3, data: 'AAEC' });
  await refused('restoreBackup', { transferId, passphrase: 'x', dryRun: true }, 'BACKUP_NOT_OURS');
  await refused('readTransfer', { transferId: 'nothing', offset: 0 }, 'UNKNOWN_TRANSFER');
  await refused('beginTransfer', { size: 2 ** 35 }, 'BACKUP_TOO_BIG');
  for (let i = 0; i < 3; i++) await handlers.beginTransfer({ size: 1 });
  await refused('beginTransfer', { size: 1 }, 'TOO_MANY_JOBS');
});

test('no face but a window of the desktop app opens a dialog for files', async () => {
  const { handlers } = await coreOf(folder());
  await expect(handlers.chooseTransfer({})).rejects.toEqual(refusedWith('NO_FILE_DIALOG'));
  const { transferId } = await handlers.beginTransfer({ size: 0 });
  await expect(handlers.keepTransfer({ transferId })).rejects.toEqual(refusedWith('NO_FILE_DIALOG'));
});

test('a bundle that a dead program left is gone at the next start', async () => {
  const path = folder();
  const core = await coreOf(path);
  await core.close();
  writeFileSync(join(path, 'transfer-0badcafe-1.backup.new'), 'x');
  await coreOf(path);
  expect(readdirSync(path).filter((name) => name.startsWith('transfer'))).toEqual([]);
});

/** Each command is a process of its own, which takes a while on a busy machine. */
describe('on the command line', { timeout: 180_000 }, () => {
  const passphrase = 'correct horse';

  /** Bundle and passphrase as files, and the commands with both. */
  async function prepared() {
    const [profile, other, outside] = [folder(), folder(), folder()];
    const [file, secret] = [join(outside, 'ida.backup'), join(outside, 'passphrase')];
    writeFileSync(secret, `${passphrase}\n`);
    const core = await coreOf(profile);
    await core.handlers.createIdentity({ name: 'Ida' });
    await core.close();
    const run = (directory: string, ...words: readonly string[]) =>
      runCommand([...words, '--backup-passphrase-file', secret], { EPOCHSCOPE_PROFILE_DIR: directory });
    return { profile, other, file, run };
  }

  test('a backup is written, read back, and restored into another profile', async () => {
    const { profile, other, file, run } = await prepared();
    expect(await run(profile, 'backup', file)).toMatchObject({ code: 0, out: expect.stringContaining('read it back') });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.new`)).toBe(false);
    expect(await run(profile, 'backup', file)).toMatchObject({ code: 2, error: expect.stringContaining('is there already') });
    expect(await run(other, 'restore', file, '--dry-run')).toMatchObject({ code: 0, out: expect.stringContaining('Would add identities: 1') });
    const core = await coreOf(other);
    expect(await core.handlers.identities({})).toEqual([]);
    await core.close();
    expect((await run(other, 'restore', file, '--json')).out).toContain('"dryRun":false');
  });

  test('a backup is checked without a core, and restored where the database is lost', async () => {
    const { profile, file, run } = await prepared();
    await run(profile, 'backup', file);
    expect(await run('/nowhere', 'backup', 'verify', file)).toMatchObject({ code: 0, out: expect.stringContaining('identities: 1') });
    rmSync(join(profile, 'keys.db'));
    expect(await run(profile, 'restore', file)).toMatchObject({
      code: 1,
      error: expect.stringMatching(/profile is damaged and open for reading only/),
    });
    expect(await run(profile, 'restore', file, '--rebuild')).toMatchObject({ code: 0, out: expect.stringContaining('Added identities: 1') });
    writeFileSync(file, readFileSync(file).subarray(0, -1));
    expect(await run('/nowhere', 'backup', 'verify', file)).toMatchObject({ code: 1, error: expect.stringContaining('BACKUP_DAMAGED') });
  });
});

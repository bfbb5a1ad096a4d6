import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { verifyLog } from '#main/store/audit/verify.ts';
import { writeBundle } from '#main/store/backup/bundle-file.ts';
import { closeProfile, openProfile, temporaryDirectory } from './profiles.ts';
import { named, sampleAbout, sampleSession } from './sample-session.ts';

const noon = 1_700_000_000_000;
const passphrase = 'correct horse';
const pins = 400;

/** A bundle that takes a while to restore. */
async function bundleIn(directory: string): Promise<string> {
  const path = join(directory, 'many.backup');
  const store = openProfile(temporaryDirectory());
  const only = store.backups;
  if (only === null) throw new Error('this store has files');
  store.pins.add({ label: 'first', kind: 'explicit', address: null, scheme: 0x0807, publicKey: named('first'), name: null, fixed: false }, noon);
  store.sessions.save(sampleSession('s', 1n), sampleAbout, null);
  const records = [...only.records('1.0.0', noon)].map((record) => structuredClone(record));
  const table = records.findIndex((record) => record.kind === 'table' && record.name === 'pins');
  const header = records[table];
  const row = records[table + 1];
  if (header?.kind !== 'table' || row?.kind !== 'row') throw new Error('the pin is not where it was expected');
  const column = (name: string) => header.columns.indexOf(name);
  const more = Array.from({ length: pins - 1 }, (_, index) => ({
    ...row,
    values: row.values.with(column('id'), `pin-${index}`).with(column('public_key'), named(`pin ${index}`)),
  }));
  records.splice(table + 2, 0, ...more);
  const end = records.at(-1);
  if (end?.kind !== 'end') throw new Error('the bundle has no end');
  records[records.length - 1] = { ...end, rows: end.rows + more.length };
  const words = new TextEncoder().encode(passphrase);
  await writeBundle({ path, passphrase: words, records, progress: () => undefined, cost: { logN: 1, r: 1, p: 1 } });
  return path;
}

test('a program that is killed while it restores leaves the old profile or the new one, never a part of it', async () => {
  const bundle = await bundleIn(temporaryDirectory());
  const script = fileURLToPath(new URL('restore-once.ts', import.meta.url));
  const found = new Set<number>();
  // The places of the kill are chance; what must hold does not depend on them.
  for (const turns of [0, 100, 1_000, 5_000, Number.POSITIVE_INFINITY]) {
    const directory = temporaryDirectory();
    closeProfile(openProfile(directory));
    const child = spawn(process.execPath, [script, directory, bundle, passphrase], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    await once(child.stdout, 'data');
    for (let done = 0; done < turns && child.exitCode === null; done++) await turn();
    child.kill('SIGKILL');
    await ended;
    const store = openProfile(directory);
    const count = store.pins.list().length;
    expect([0, pins]).toContain(count);
    expect(store.sessions.count()).toBe(count === 0 ? 0 : 1);
    const actions = store.audit.read(0, 10).map(({ action }) => action);
    expect(actions).toEqual(count === 0 ? ['log-started'] : ['log-started', 'backup-restored']);
    expect(await verifyLog(store.audit)).toMatchObject({ fault: null, gaps: [] });
    closeProfile(store);
    found.add(count);
  }
  expect(found).toContain(pins);
});

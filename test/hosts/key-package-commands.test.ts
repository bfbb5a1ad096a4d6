import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCommand } from '../support/run-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'epochscope-key-packages-'));
const environment = { EPOCHSCOPE_PROFILE_DIR: join(folder, 'profile') };

afterAll(() => rmSync(folder, { recursive: true }));

test('a KeyPackage is made, listed, exported, explained and withdrawn, over as many starts', { timeout: 240_000 }, async () => {
  expect((await runCommand(['identity', 'new', 'Ada'], environment)).code).toBe(0);
  for (const wrong of [[], ['--suite', '1', '--days', '31'], ['--suite', '0x9999']])
    expect(await runCommand(['key-package', 'new', ...wrong], environment)).toMatchObject({ code: 2 });
  const made = await runCommand(['key-package', 'new', '--suite', '1', '--days', '2', '--json'], environment);
  const { id, state, message } = JSON.parse(made.out);
  expect([made.code, state]).toEqual([0, 'offered']);
  const listed = await runCommand(['key-package', 'list', '--state', 'offered'], environment);
  expect(listed.out).toMatch(new RegExp(`^${id.slice(0, 8)} +given +offered +Ada +0x0001`, 'm'));
  const file = join(folder, 'ada.bin');
  expect((await runCommand(['key-package', 'export', id.slice(0, 10), '--out', file], environment)).code).toBe(0);
  expect(readFileSync(file).toString('base64')).toBe(message);
  expect((await runCommand(['key-package', 'show', id], environment)).out).toMatch(/wire_format .*mls_key_package/);
  expect((await runCommand(['key-package', 'withdraw', id], environment)).out).toContain('its private parts are destroyed');
  expect(await runCommand(['key-package', 'withdraw', id], environment)).toMatchObject({ code: 1 });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimLocalAddress } from '#main/api/local-address.ts';
import { type LocalCarrier, serveLocal } from '#main/api/local-carrier.ts';
import { standardKeyPolicy } from '#shared/key-policy.ts';
import { runCommand } from '../support/run-program.ts';
import { toyConnection, toyCore } from '../support/toy-core.ts';

const profile = mkdtempSync(join(tmpdir(), 'epochscope-key-policy-'));
const environment = { EPOCHSCOPE_PROFILE_DIR: profile };
const core = toyCore({
  connections: async () => [toyConnection],
  keyPolicy: async ({ connectionId }) => ({ connectionId, policy: standardKeyPolicy, own: false }),
  setKeyPolicy: async ({ connectionId, policy }) => ({ connectionId, policy: policy ?? standardKeyPolicy, own: policy !== null }),
  tryKeyPolicy: async () => ({
    from: 0,
    until: 60_000,
    cut: false,
    updates: [{ at: 1000, why: 'age' }],
    made: 0,
    would: { count: 2, longest: 50_000, mean: 30_000 },
    did: { count: 1, longest: 60_000, mean: 60_000 },
  }),
});
let carrier: LocalCarrier;

beforeAll(async () => {
  carrier = await serveLocal({ core, path: claimLocalAddress(profile), now: () => performance.now(), report: () => undefined, showUi: () => '' });
});

afterAll(async () => {
  await carrier.close();
  rmSync(profile, { recursive: true });
});

const last = () => core.calls.at(-1);

test('the default and a connection’s policy are shown and set; what is not named stays', async () => {
  const shown = await runCommand(['key-policy', 'show'], environment);
  expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('update at age: 3600 s') });
  expect(last()).toEqual(['keyPolicy', { connectionId: null }]);
  await runCommand(['key-policy', 'set', 'Lab', '--age', '15m', '--records', '1000', '--early-data', 'on'], environment);
  const policy = { ...standardKeyPolicy, updateAge: 900_000, updateRecords: 1000, earlyData: true };
  expect(last()).toEqual(['setKeyPolicy', { connectionId: toyConnection.id, policy }]);
  await runCommand(['key-policy', 'set', 'Lab', '--standard'], environment);
  expect(last()).toEqual(['setKeyPolicy', { connectionId: toyConnection.id, policy: null }]);
});

test('a dry run says when it would have updated', async () => {
  const { code, out } = await runCommand(['key-policy', 'try', 'Lab', '--age', '1s'], environment);
  expect(code).toBe(0);
  expect(out).toContain('It would have updated 1 times');
  expect(out).toContain('by age');
  expect(last()).toEqual(['tryKeyPolicy', { connectionId: toyConnection.id, policy: { ...standardKeyPolicy, updateAge: 1000 } }]);
});

test.each([
  ['--records', '3'],
  ['--age', '15'],
  ['--bytes', '-1'],
  ['--early-data', 'maybe'],
])('%s %s is a usage error', async (option, value) => {
  expect(await runCommand(['key-policy', 'set', 'Lab', option, value], environment)).toMatchObject({ code: 2 });
});

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

test('examples/loopback.ts: two engines connect, exchange data and update at once', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['examples/loopback.ts'], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout).toContain('Bob reads “hello”');
  expect(stdout).toContain('both in epoch 3, 3');
});

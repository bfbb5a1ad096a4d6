import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const planted = mkdtempSync(join(tmpdir(), 'epochscope-zones-'));

/** Rule → the file that breaks it and what that file imports. */
const violations: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'codec-is-a-leaf': ['src-main/engine/codec/planted.ts', '../record/victim.ts'],
  'engine-crypto-is-interfaces': ['src-main/engine/crypto/planted.ts', '../mls/victim.ts'],
  'mls-alone': ['src-main/engine/mls/planted.ts', '../record/victim.ts'],
  'record-alone': ['src-main/engine/record/planted.ts', '../mls/victim.ts'],
  'two-party-knows-the-group-interface': ['src-main/engine/two-party/planted.ts', '../mls/victim.ts'],
  'art-without-mls': ['src-main/engine/art/planted.ts', '../mls/victim.ts'],
  'engine-is-closed': ['src-main/engine/mls-tls/planted.ts', 'node:fs'],
  'shared-is-closed': ['src-shared/planted.ts', '../src-main/hosts/victim.ts'],
  'below-the-hosts': ['src-main/store/planted.ts', '../hosts/victim.ts'],
  'hosts-below-the-api': ['src-main/hosts/planted.ts', '../api/victim.ts'],
  'laboratory-beside-the-hosts': ['src-main/laboratory/planted.ts', '../api/victim.ts'],
  'core-without-a-face': ['src-main/hosts/core.ts', '../shell/victim.ts'],
  'preload-is-thin': ['src-main/preload/planted.ts', '../hosts/victim.ts'],
  'renderer-behind-the-contract': ['src-renderer/features/planted.ts', '../../src-main/hosts/victim.ts'],
  'engine-by-its-door': ['src-main/trust/planted.ts', '../engine/mls/victim.ts'],
  'only-mls-knows-ts-mls': ['src-main/hosts/planted-library.ts', 'ts-mls'],
  'electron-in-the-shell': ['src-main/transport/planted.ts', 'electron'],
  'daemon-without-shell': ['src-main/daemon.ts', './shell/victim.ts'],
  'components-do-not-know-state': ['src-renderer/components/planted.ts', '../state/victim.ts'],
  'format-is-a-leaf': ['src-renderer/format/planted.ts', '../components/victim.ts'],
  'no-tests-in-the-product': ['src-main/api/planted.ts', '../../test/support/victim.ts'],
  'no-unresolvable': ['src-main/shell/planted.ts', './does-not-exist.ts'],
};

const victims = [
  'src-main/engine/record',
  'src-main/engine/mls',
  'src-main/hosts',
  'src-main/api',
  'src-main/shell',
  'src-renderer/state',
  'src-renderer/components',
  'test/support',
];

function write(path: string, text: string): void {
  mkdirSync(dirname(join(planted, path)), { recursive: true });
  writeFileSync(join(planted, path), text);
}

let found: ReadonlySet<string>;

beforeAll(() => {
  for (const folder of victims) write(`${folder}/victim.ts`, 'export const victim = 1;\n');
  for (const [from, to] of Object.values(violations)) write(from, `import * as victim from '${to}';\nexport const planted = victim;\n`);
  write('src-main/engine/round.ts', "import { about } from './about.ts';\nexport const round = () => about;\n");
  write('src-main/engine/about.ts', "import { round } from './round.ts';\nexport const about = () => round;\n");
  write('package.json', JSON.stringify({ type: 'module' }));
  symlinkSync(join(root, 'node_modules'), join(planted, 'node_modules'));
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [
    program,
    '--config',
    join(root, '.dependency-cruiser.cjs'),
    '--output-type',
    'json',
    'src-main',
    'src-shared',
    'src-renderer',
    'test',
  ];
  const { stdout } = spawnSync(process.execPath, args, { cwd: planted, encoding: 'utf8', maxBuffer: 64 << 20 });
  const { summary } = JSON.parse(stdout) as { summary: { violations: readonly { rule: { name: string }; from: string }[] } };
  found = new Set(summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`));
});

afterAll(() => rmSync(planted, { recursive: true, force: true }));

test.each(Object.entries(violations))('%s refuses a planted violation', (rule, [from]) => {
  expect(found).toContain(`${rule}: ${from}`);
});

test('no-cycles refuses two modules that import each other', () => {
  expect([...found].filter((name) => name.startsWith('no-cycles: '))).not.toEqual([]);
});

test('every rule has its violation', () => {
  const configuration = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as { forbidden: readonly { name: string }[] };
  const names = configuration.forbidden.map((rule) => rule.name).sort();
  expect(names).toEqual([...Object.keys(violations), 'no-cycles'].sort());
});

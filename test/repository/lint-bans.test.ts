import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const planted = mkdtempSync(join(tmpdir(), 'epochscope-lint-'));

/** Rule and place → text that breaks it. */
const violations: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['style/noRestrictedGlobals', 'src-main/engine/clock.ts', 'export const now = (): number => Date.now();\n'],
  ['style/noRestrictedGlobals', 'src-main/engine/buffer.ts', "export const text = (): Uint8Array => Buffer.from('x');\n"],
  ['style/noRestrictedGlobals', 'src-main/engine/platform.ts', 'export const name = (): string => process.platform;\n'],
  ['style/noRestrictedGlobals', 'src-main/engine/timer.ts', 'export const later = (f: () => void): unknown => setTimeout(f, 1);\n'],
  ['style/noRestrictedImports', 'src-main/engine/files.ts', "export { readFileSync } from 'node:fs';\n"],
  ['nursery/noJsRestrictedProperties', 'src-main/engine/dice.ts', 'export const dice = (): number => Math.random();\n'],
  ['suspicious/noConsole', 'src-main/engine/log.ts', "export const log = (): void => console.log('x');\n"],
  ['suspicious/noExplicitAny', 'src-main/hosts/any.ts', 'export const any = (x: any): unknown => x;\n'],
  ['style/noNonNullAssertion', 'src-main/hosts/bang.ts', 'export const first = (x: readonly string[]): string => x[0]!;\n'],
  ['style/noEnum', 'src-main/hosts/enum.ts', 'export enum Colour {\n  Red,\n}\n'],
  ['style/noParameterProperties', 'src-main/hosts/property.ts', 'export class Box {\n  constructor(readonly x: number) {}\n}\n'],
  [
    'nursery/noFloatingPromises',
    'src-main/hosts/floating.ts',
    'async function work(): Promise<void> {}\nexport function start(): void {\n  work();\n}\n',
  ],
  ['plugin', 'src-main/hosts/tag.ts', 'export const same = (a: { tag: string }, b: string): boolean => a.tag === b;\n'],
  ['plugin', 'src-main/hosts/token.ts', 'export const wrong = (pageToken: string, b: string): boolean => b !== pageToken;\n'],
  ['plugin', 'src-main/hosts/mac.ts', 'export const same = (mac: Buffer, b: Buffer): boolean => mac.equals(b);\n'],
  ['suspicious/noFocusedTests', 'test/unit/focused.test.ts', "import { test } from 'vitest';\n\ntest.only('x', () => {});\n"],
  ['style/useFilenamingConvention', 'src-main/hosts/snake_case.ts', 'export const x = 1;\n'],
  [
    'nursery/noSvelteAtHtmlTags',
    'src-renderer/components/Html.svelte',
    '<script lang="ts">\n  const { text }: { text: string } = $props();\n</script>\n\n{@html text}\n',
  ],
];

/** Text that nothing is wrong with. */
const presence = 'export const there = (token: string | undefined, stage: string): boolean => token !== undefined && stage === token.slice(1);\n';

let found: ReadonlySet<string>;

beforeAll(() => {
  copyFileSync(join(root, 'biome.json'), join(planted, 'biome.json'));
  cpSync(join(root, 'scripts/lint'), join(planted, 'scripts/lint'), { recursive: true });
  for (const [, path, text] of violations) {
    mkdirSync(dirname(join(planted, path)), { recursive: true });
    writeFileSync(join(planted, path), text);
  }
  writeFileSync(join(planted, 'src-main/hosts/presence.ts'), presence);
  const args = [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'lint', '--reporter=json', '--max-diagnostics=none', '--vcs-enabled=false', '.'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: planted, encoding: 'utf8', maxBuffer: 64 << 20 });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { category: string; location: { path: string | { file: string } } }[] };
  found = new Set(diagnostics.map(({ category, location: { path } }) => `${category} ${typeof path === 'string' ? path : path.file}`));
});

afterAll(() => rmSync(planted, { recursive: true, force: true }));

test.each(violations)('%s refuses %s', (rule, path) => {
  expect([...found]).toContain(rule === 'plugin' ? `plugin ${path}` : `lint/${rule} ${path}`);
});

test('[bad:CR-010] tags, tokens and MACs are compared in constant time; whether there is one is no secret', () => {
  const comparisons = [...found].filter((diagnostic) => diagnostic.startsWith('plugin '));
  expect(comparisons.sort()).toEqual(['plugin src-main/hosts/mac.ts', 'plugin src-main/hosts/tag.ts', 'plugin src-main/hosts/token.ts']);
});

// npm test -- mutants: each patch in test/mutants is a defect, and the tests it names must fail with it.
// It works on a copy of the sources, and shows first that every patch applies and that the same tests pass there without any.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** What a patch says of itself above its first `diff` line. */
interface Mutant {
  readonly name: string;
  readonly patch: string;
  /** The first line. */
  readonly defect: string;
  /** From `Test:` lines. */
  readonly tests: readonly NamedTests[];
}

/** A test file, and the words its titles begin with or hold. */
interface NamedTests {
  readonly file: string;
  readonly title: string;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'test', 'mutants');
const copied = ['src-main', 'src-shared', 'test', 'package.json', 'vitest.config.ts', 'tsconfig.base.json', 'tsconfig.node.json'];

const mutants = readdirSync(folder)
  .filter((name) => name.endsWith('.patch'))
  .sort()
  .map(read);
const copy = mkdtempSync(join(tmpdir(), 'epochscope-mutants-'));
try {
  for (const name of copied) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  for (const mutant of mutants) apply(mutant, ['--check']);
  control();
  const survivors = mutants.filter((mutant) => !isKilled(mutant)).map(({ name }) => name);
  report(survivors);
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/** Without a patch every named test passes, and there is one for every name. */
function control(): void {
  for (const { name, tests } of mutants) {
    for (const one of tests) {
      const { passed, failed } = runTests(one);
      if (failed > 0 || passed === 0) fail(`${name}: ${one.file} “${one.title}” must pass without the patch: ${passed} passed, ${failed} failed`);
    }
  }
}

function isKilled(mutant: Mutant): boolean {
  apply(mutant, []);
  try {
    const failures = mutant.tests.map((one) => runTests(one).failed);
    const killed = failures.every((count) => count > 0);
    console.log(`${killed ? 'killed  ' : 'SURVIVED'}  ${mutant.name}  ${mutant.defect} (${failures.join(' + ')} tests failed)`);
    return killed;
  } finally {
    apply(mutant, ['--reverse']);
  }
}

function apply({ name, patch }: Mutant, how: readonly string[]): void {
  // Outside a checkout git takes the patch for what it is; it must not find one further up.
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(copy) };
  const { status, stderr, error } = spawnSync('git', ['apply', ...how, patch], { cwd: copy, env, encoding: 'utf8' });
  if (error !== undefined) fail(`mutants need git: ${error.message}`);
  if (status !== 0) fail(`${name} does not apply any more; write it anew for the present source\n${stderr}`);
}

/** @throws when the tests could not be run at all: that shows nothing */
function runTests({ file, title }: NamedTests): Counts {
  const output = join(copy, 'report.json');
  rmSync(output, { force: true });
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  // A defect may also show by waiting for ever.
  const args = ['run', file, '-t', title, '--testTimeout=20000', '--reporter=json', `--outputFile=${output}`];
  // A few random lives are enough to meet a defect that lies in the way of all.
  const env = { ...process.env, EPOCHSCOPE_SCHEDULES: '10' };
  const { stdout, stderr } = spawnSync(process.execPath, [vitest, ...args], { cwd: copy, encoding: 'utf8', env });
  if (!existsSync(output)) fail(`${file} “${title}” did not run\n${stdout}${stderr}`);
  const text = readFileSync(output, 'utf8');
  // The reporter's format: JSON as Jest writes it.
  const { numPassedTests, numFailedTests } = JSON.parse(text) as { numPassedTests: number; numFailedTests: number };
  if (numPassedTests + numFailedTests === 0) fail(`${file} “${title}” ran no test\n${stderr}${text}`);
  return { passed: numPassedTests, failed: numFailedTests };
}

function read(file: string): Mutant {
  const patch = join(folder, file);
  const [head = ''] = readFileSync(patch, 'utf8').split(/^diff /m);
  const tests = [...head.matchAll(/^Test: (\S+) (.+)$/gm)].map(([, path = '', title = '']) => ({ file: path, title }));
  if (tests.length === 0) fail(`${file} names no test`);
  return { name: file.replace('.patch', ''), patch, defect: head.split('\n')[0] ?? '', tests };
}

function report(survivors: readonly string[]): void {
  const counts = { passed: mutants.length - survivors.length, failed: survivors.length };
  mkdirSync(join(root, 'out', 'reports'), { recursive: true });
  writeFileSync(join(root, 'out', 'reports', 'mutants.json'), JSON.stringify(counts));
  console.log(`${counts.passed} of ${mutants.length} mutants killed`);
  if (survivors.length > 0) process.exitCode = 1;
}

function fail(message: string): never {
  throw new Error(message);
}

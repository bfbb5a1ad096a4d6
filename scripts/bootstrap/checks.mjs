import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { ensureFaultTools } from './fault-tools.mjs';
import { at, packageFile, root } from './paths.mjs';
import { environmentFor, exitCodeOf } from './run-process.mjs';
import { countTries, filesToTryAgain } from './second-try.mjs';

/**
 * Everything `npm test` does, in order. A step is a list of programs of ours, run by the pinned Node, or a function; the
 * three that run tests also say where their counts are.
 */
const steps = {
  types: {
    programs: [
      [packageFile('typescript', 'bin/tsc'), '-p', 'src-main/engine/tsconfig.json'],
      [packageFile('typescript', 'bin/tsc'), '-p', 'src-shared/tsconfig.json'],
      [packageFile('typescript', 'bin/tsc'), '-p', 'tsconfig.node.json'],
      [packageFile('svelte-check', 'bin/svelte-check'), '--tsconfig', 'tsconfig.renderer.json', '--fail-on-warnings', '--output', 'human'],
    ],
  },
  lint: { programs: [[packageFile('@biomejs/biome', 'bin/biome'), 'check', '--error-on-warnings', '.']] },
  zones: {
    programs: [
      [
        packageFile('dependency-cruiser', 'bin/dependency-cruise.mjs'),
        '--config',
        '.dependency-cruiser.cjs',
        'src-main',
        'src-shared',
        'src-renderer',
        'test',
      ],
    ],
  },
  unused: { programs: [[packageFile('knip', 'bin/knip.js')]] },
  build: { work: build },
  unit: {
    programs: [unitTests('unit')],
    again: () => {
      const files = filesToTryAgain(read('unit'));
      return files.length === 0 ? null : [...unitTests('unit-again'), ...files];
    },
    environment: ensureFaultTools,
    counts: countUnit,
  },
  mutants: { programs: [[at('scripts', 'mutants.ts')]], counts: countMutants },
  browser: {
    programs: [[packageFile('@playwright/test', 'cli.js'), 'test', '--pass-with-no-tests', '--reporter=list,json']],
    environment: async (node) => ({ CHROMIUM_PATH: await ensureBrowser(node), PLAYWRIGHT_JSON_OUTPUT_NAME: report('browser') }),
    counts: countBrowser,
  },
};

export const stepNames = Object.keys(steps);

/**
 * Runs steps until one fails. Arguments that name no step are handed to the test runner they belong to, and then only that
 * one runs.
 *
 * @returns what was counted, and the command that repeats the failure
 */
export async function check(node, names, filters, environment = {}) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of names) {
    const startedAt = Date.now();
    console.log(`\n── ${name}`);
    const repeat = await runStep(node, name, filters, environment);
    const counts = steps[name].counts?.() ?? {};
    for (const key of Object.keys(total)) total[key] += counts[key] ?? 0;
    console.log(`── ${name}: ${repeat ? 'FAILED' : 'done'} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
    // A step can fail without a test that failed: a type error, a file that does not load.
    if (repeat) return { ...total, failed: Math.max(1, total.failed), repeat };
  }
  return total;
}

/** Which runner an argument like `src-main/engine` or `test/e2e/demo.spec.ts` belongs to. */
export function stepOfPath(path) {
  return /^test\/(e2e|electron)(\/|$)|\.spec\.ts$/.test(path.replaceAll('\\', '/')) ? 'browser' : 'unit';
}

async function runStep(node, name, filters, environment) {
  const { programs = [], work, environment: needs, counts, again } = steps[name];
  if (work) {
    await work(node);
    return undefined;
  }
  if (counts) {
    mkdirSync(at('out', 'reports'), { recursive: true });
    for (const one of [name, `${name}-again`]) rmSync(report(one), { force: true });
  }
  const env = environmentFor(node, { ...environment, ...(await needs?.(node)) });
  const own = filters.filter((path) => stepOfPath(path) === name);
  for (const program of programs) {
    const args = counts ? [...program, ...own] : program;
    if ((await exitCodeOf(node, args, { env })) === 0) continue;
    // Whoever runs a few tests wants to see them fail.
    const second = own.length === 0 ? (again?.() ?? null) : null;
    if (second === null || !(await passesAgain(node, second, env))) return repetition(name, args);
  }
  return undefined;
}

async function passesAgain(node, args, env) {
  console.log('\nA second try of what failed:');
  return (await exitCodeOf(node, args, { env })) === 0;
}

function unitTests(name) {
  return [packageFile('vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report(name)}`];
}

function repetition(name, args) {
  return steps[name].counts
    ? `npm test -- ${[name, ...args.slice(steps[name].programs[0].length)].join(' ')}`
    : `npm test -- ${name}    (${readable(args)})`;
}

const readable = (args) => args.map((arg) => (arg.startsWith(root) ? relative(root, arg) : arg)).join(' ');

function report(name) {
  return at('out', 'reports', `${name}.json`);
}

function countUnit() {
  const { unsteady, ...counts } = countTries(read('unit'), read('unit-again'));
  tellUnsteady(unsteady);
  return counts;
}

function countMutants() {
  const { passed = 0, failed = 0 } = read('mutants');
  return { passed, failed };
}

function countBrowser() {
  const { stats = {}, suites = [] } = read('browser');
  tellUnsteady(secondTries(suites));
  return { passed: (stats.expected ?? 0) + (stats.flaky ?? 0), failed: stats.unexpected ?? 0, skipped: stats.skipped ?? 0 };
}

function tellUnsteady(titles) {
  for (const title of titles) console.log(`UNSTEADY: passed only at the second try: ${title}`);
}

/** Titles of the tests in Playwright's report that failed once and then passed. */
function secondTries(suites) {
  return suites.flatMap(({ file, specs = [], suites: inner = [] }) => [
    ...specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky')).map(({ title }) => `${file}: ${title}`),
    ...secondTries(inner),
  ]);
}

function read(name) {
  return existsSync(report(name)) ? JSON.parse(readFileSync(report(name), 'utf8')) : {};
}

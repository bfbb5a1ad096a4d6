// Bootstrap of the checkout, without dependencies: any Node from 18 on may start it. It installs what package-lock.json
// names and runs everything else on the Node that is pinned there. CONTRIBUTING.md lists the commands.
import { existsSync, readdirSync } from 'node:fs';
import { build } from './bootstrap/build.mjs';
import { ensureBrowser } from './bootstrap/browser.mjs';
import { check, stepNames, stepOfPath } from './bootstrap/checks.mjs';
import { electronProgram, howToGetElectron, tryInstallElectron } from './bootstrap/electron.mjs';
import { install } from './bootstrap/install.mjs';
import { overwrittenWhenFreed, withoutCoreDumps } from './bootstrap/private-memory.mjs';
import { at, packageFile } from './bootstrap/paths.mjs';
import { pinnedNode } from './bootstrap/pinned-node.mjs';
import { CommandFailed, environmentFor, exitCodeOf, run, SetupProblem } from './bootstrap/run-process.mjs';

const commands = {
  /** The desktop app, or the daemon where Electron cannot be had. */
  start: async (node, args) => {
    await build(node);
    const wanted = args.filter((arg) => arg !== '--daemon');
    const electron = args.includes('--daemon') ? undefined : (electronProgram() ?? (await tryInstallElectron(node)));
    if (electron) return exitCodeOf(electron, ['.', ...wanted]);
    if (!args.includes('--daemon')) console.error(howToGetElectron);
    const [program, programArgs] = withoutCoreDumps(node, [at('out', 'main', 'daemon.js'), ...wanted]);
    return exitCodeOf(program, programArgs, { env: environmentFor(node, overwrittenWhenFreed) });
  },
  test: (node, args) => test(node, args, stepNames),
  'test:long': (node, args) =>
    test(node, args, stepNames, { EPOCHSCOPE_LONG: '1', EPOCHSCOPE_SCHEDULES: process.env['EPOCHSCOPE_SCHEDULES'] ?? '5000' }),
  /** Everything that needs no browser. */
  verify: (node, args) =>
    test(
      node,
      args,
      stepNames.filter((name) => name !== 'browser'),
    ),
  build: (node) => build(node),
  /** All that later commands would fetch. */
  setup: async (node) => {
    await build(node);
    console.log(`Node     ${node}`);
    console.log(`Browser  ${await ensureBrowser(node)}`);
    console.log(`Electron ${electronProgram() ?? (await tryInstallElectron(node, { again: true })) ?? 'not available here'}`);
  },
  dev: async (node, args) => {
    const electron = electronProgram();
    const vite = packageFile('electron-vite', 'bin/electron-vite.js');
    if (electron) return exitCodeOf(node, [vite, 'dev', '--watch', ...args], { env: environmentFor(node) });
    await build(node);
    const rebuilding = exitCodeOf(node, [vite, 'build', '--watch', '--logLevel', 'warn'], { env: environmentFor(node), quiet: true });
    const serving = exitCodeOf(node, ['--watch-path', at('out', 'main'), at('out', 'main', 'daemon.js'), ...args], { env: environmentFor(node) });
    return Math.max(await rebuilding, await serving);
  },
  bench: async (node, args) => {
    const files = existsSync(at('bench')) ? readdirSync(at('bench')).filter((name) => name.endsWith('.bench.ts')) : [];
    const wanted = files.filter((name) => args.length === 0 || args.some((arg) => name.startsWith(arg)));
    await build(node);
    const env = environmentFor(node, { CHROMIUM_PATH: await ensureBrowser(node) });
    for (const name of wanted) await run(node, ['--expose-gc', at('bench', name)], { env });
  },
  package: async (node, args) => {
    await build(node);
    return exitCodeOf(node, [at('scripts', 'package.mjs'), ...args], { env: environmentFor(node) });
  },
  'demo:transfer': async (node, args) => {
    await build(node);
    return exitCodeOf(node, [at('scripts', 'demo-transfer.ts'), ...args], { env: environmentFor(node) });
  },
  /** Writes the generated documents. */
  docs: (node) => run(node, [at('scripts', 'generate-docs.ts')], { env: environmentFor(node) }),
  /** Takes the pictures of the documentation and draws the icon. */
  pictures: async (node) => {
    await build(node);
    const env = environmentFor(node, { CHROMIUM_PATH: await ensureBrowser(node) });
    for (const script of ['draw-icon.ts', 'screenshots.ts', 'tour.ts']) await run(node, [at('scripts', script)], { env });
  },
  /** Formats what git knows. */
  format: (node) => run(node, [packageFile('@biomejs/biome', 'bin/biome'), 'format', '--write', '.'], { env: environmentFor(node) }),
};

async function test(node, args, all, environment = {}) {
  const filters = args.filter((arg) => !all.includes(arg));
  const named = all.filter((name) => args.includes(name) || filters.some((path) => stepOfPath(path) === name));
  const chosen = named.length > 0 ? all.filter((name) => named.includes(name) || (name === 'build' && needsBuild(named))) : all;
  const { passed, failed, skipped, repeat } = await check(node, chosen, filters, environment);
  if (repeat) console.log(`\nTo repeat what failed: ${repeat}`);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 ? 0 : 1;
}

const needsBuild = (names) => names.includes('unit') || names.includes('browser');

async function main([name = 'start', ...args]) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new SetupProblem(`There is no command ${name}. Commands: ${Object.keys(commands).join(', ')}.`);
  await install();
  return (await command(pinnedNode(), args)) ?? 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupProblem || error instanceof CommandFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

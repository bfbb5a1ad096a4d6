import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const workspace = mkdtempSync(join(tmpdir(), 'epochscope-packaging-'));
const unpacked = join(workspace, 'dist', process.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked');
const archive = join(unpacked, 'resources', 'app.asar');

const fuseOff = '0'.charCodeAt(0);
const fuseOn = '1'.charCodeAt(0);

/**
 * What electron-builder expects of an unpacked Electron: a program with a fuse wire in it, all fuses off, and the files it
 * moves about. It cannot run; the application inside the package can.
 */
function writeStandInDistribution(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as { version: string };
  writeFileSync(join(folder, 'version'), version);
  writeFileSync(join(folder, 'LICENSE'), 'stand-in');
  writeFileSync(join(folder, 'LICENSES.chromium.html'), 'stand-in');
  const fuses = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 8]), Buffer.from('00000000')]);
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/sh\nexit 1\n'), fuses]));
  chmodSync(join(folder, 'electron'), 0o755);
}

beforeAll(() => {
  const distribution = join(workspace, 'electron');
  writeStandInDistribution(distribution);
  const args = [
    'node_modules/electron-builder/cli.js',
    '--linux',
    `--${process.arch}`,
    '--dir',
    '--publish',
    'never',
    `-c.electronDist=${distribution}`,
    `-c.directories.output=${join(workspace, 'dist')}`,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`electron-builder ended with ${status}\n${stdout}\n${stderr}`);
}, 180_000);

afterAll(() => rmSync(workspace, { recursive: true, force: true }));

test('the package holds what runs and nothing of the workshop', () => {
  const files = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/'));
  for (const needed of ['main/main.js', 'main/daemon.js', 'main/cli.js', 'preload/preload.cjs', 'renderer/index.html']) {
    expect(files).toContain(`/out/${needed}`);
  }
  expect(files).toContain('/LICENSE');
  const allowed = /^\/(out\/(main|preload|renderer)(\/|$)|out$|node_modules$|node_modules\/better-sqlite3(\/|$)|package\.json$|LICENSE$)/;
  expect(files.filter((path) => !allowed.test(path))).toEqual([]);
  expect(files.filter((path) => /\.(map|ts|c|h|gyp)$/.test(path))).toEqual([]);
});

test('the SQLite driver lies outside the archive, for its own platform only', () => {
  const folder = join(unpacked, 'resources', 'app.asar.unpacked', 'node_modules', 'better-sqlite3', 'prebuilds');
  expect(existsSync(join(folder, `linux-${process.arch}.node`))).toBe(true);
  expect(listPackage(archive, { isPack: false }).filter((path) => path.endsWith('.node'))).toHaveLength(1);
});

test('[bad:IP-018] the fuses are set as electron-builder.yml says: no ELECTRON_RUN_AS_NODE, NODE_OPTIONS or --inspect', async () => {
  const wire = (await getCurrentFuseWire(join(unpacked, 'epochscope'))) as unknown as Record<number, number>;
  const off = [
    FuseV1Options.RunAsNode,
    FuseV1Options.EnableNodeOptionsEnvironmentVariable,
    FuseV1Options.EnableNodeCliInspectArguments,
    FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
    FuseV1Options.GrantFileProtocolExtraPrivileges,
  ];
  const on = [FuseV1Options.EnableCookieEncryption, FuseV1Options.EnableEmbeddedAsarIntegrityValidation, FuseV1Options.OnlyLoadAppFromAsar];
  expect(off.map((fuse) => wire[fuse])).toEqual(off.map(() => fuseOff));
  expect(on.map((fuse) => wire[fuse])).toEqual(on.map(() => fuseOn));
});

describe.skipIf(process.platform !== 'linux')('from the packaged files alone', () => {
  const application = join(workspace, 'application');
  beforeAll(() => extractAll(archive, application));

  test('the daemon starts and serves the interface', async () => {
    const daemon = spawn(process.execPath, [join(application, 'out/main/daemon.js'), '--profile-dir', join(workspace, 'profile')], {
      env: { ...process.env, NODE_PATH: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      const address = await printedAddress(daemon);
      const page = await fetch(new URL('/', address));
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('<script type="module"');
    } finally {
      daemon.kill('SIGTERM');
    }
  });

  test('the command line answers', () => {
    const { status, stdout } = spawnSync(process.execPath, [join(application, 'out/main/cli.js'), '--help'], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toContain('epochscope');
  });
});

/** The first http address the daemon prints. */
function printedAddress(daemon: ReturnType<typeof spawn>): Promise<URL> {
  return new Promise((found, failed) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const address = /http:\/\/\S+/.exec(output)?.[0];
      if (address) found(new URL(address));
    };
    daemon.stdout?.on('data', read);
    daemon.stderr?.on('data', read);
    daemon.once('exit', (code) => failed(new Error(`daemon ended with ${code}\n${output}`)));
  });
}

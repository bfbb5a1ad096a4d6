// `npm run package`: installers by electron-builder. Where its downloads cannot be had, the same configuration is proven on
// a stand-in for Electron's distribution, and no installer is written.
import { spawn } from 'node:child_process';
import { packageFile, root } from './bootstrap/paths.mjs';
import { exitCodeOf } from './bootstrap/run-process.mjs';

const unreachable = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|getaddrinfo|fetch failed|cannot resolve .* status code/i;

const { code, output } = await runElectronBuilder(process.argv.slice(2));
if (code === 0) console.log('\nInstallers are in dist/.');
else if (unreachable.test(output)) process.exitCode = await proveConfiguration();
else process.exitCode = code;

function runElectronBuilder(args) {
  return new Promise((resolve, reject) => {
    const program = [packageFile('electron-builder', 'cli.js'), '--publish', 'never', ...args];
    const child = spawn(process.execPath, program, { cwd: root, stdio: ['inherit', 'pipe', 'pipe'] });
    let output = '';
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.on('data', (chunk) => {
        output += chunk;
        to.write(chunk);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

async function proveConfiguration() {
  console.error('\nElectron cannot be downloaded here. Proving the configuration on a stand-in distribution instead …');
  const code = await exitCodeOf(process.execPath, [packageFile('vitest', 'vitest.mjs'), 'run', 'test/repository/packaging.test.ts']);
  console.log(
    code === 0
      ? 'The packaging configuration is sound. No installer was built: that needs the download of Electron and of the installer tools (ELECTRON_MIRROR, ELECTRON_BUILDER_BINARIES_MIRROR).'
      : 'The packaging configuration is broken; no installer was built.',
  );
  return code;
}

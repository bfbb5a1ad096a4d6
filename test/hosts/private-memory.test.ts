import { execFileSync, spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const launcher = pathToFileURL(resolve(import.meta.dirname, '../../scripts/bootstrap/private-memory.mjs')).href;

test.skipIf(process.platform !== 'linux')('the launcher runs a program without core dumps and hands over its arguments and exit code', () => {
  const report =
    "console.log(require('fs').readFileSync('/proc/self/limits', 'utf8').match(/core file size.*/)[0], process.argv.slice(1).join('|')); process.exit(7)";
  const script = `const { withoutCoreDumps } = await import('${launcher}'); console.log(JSON.stringify(withoutCoreDumps(process.execPath, ['-e', ${JSON.stringify(report)}, 'a b', "it's"])))`;
  const [program, args] = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
  const { stdout, status } = spawnSync(program, args, { encoding: 'utf8' });
  expect(stdout).toMatch(/core file size\s+0\s+0\s.*a b\|it's/);
  expect(status).toBe(7);
});

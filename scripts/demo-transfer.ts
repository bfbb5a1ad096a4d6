// npm run demo:transfer -- [--size 256MiB] [--updates 100] [--kill listen|connect|none] [--suite 0x0001]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTransfer, type TransferOptions, type TransferReport } from '../examples/transfer/run.ts';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '256MiB' },
    updates: { type: 'string', default: '100' },
    kill: { type: 'string', default: Math.random() < 0.5 ? 'listen' : 'connect' },
    suite: { type: 'string', default: '0xf0f1' },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'epochscope-transfer-'));
const options: TransferOptions = {
  folder,
  size: bytesOf(values.size),
  updates: Number(values.updates),
  suites: [Number(values.suite)],
  kill: values.kill === 'listen' || values.kill === 'connect' ? { who: values.kill, after: 0.2 + 0.6 * Math.random() } : null,
  needle: 'epochscope transfer',
};
console.log(`Two processes, ${values.size} each way at once, at least ${options.updates} updates by each side, suite ${values.suite}.`);
if (options.kill !== null)
  console.log(`The ${side(options.kill.who)} is killed after ${(100 * options.kill.after).toFixed(1)} % of the bytes, and started again.`);
try {
  const report = await runTransfer(options);
  print(report);
  process.exitCode = report.equal ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function print({ equal, seconds, attempts, updates, crossings, resumeTime }: TransferReport): void {
  const rate = (2 * options.size) / seconds / 1024 / 1024;
  console.log(`SHA-256       ${equal ? 'equal, both ways' : 'DIFFERENT'}`);
  console.log(`time          ${seconds.toFixed(1)} s, start of the processes included (${rate.toFixed(0)} MiB/s both ways together)`);
  console.log(`updates       ${updates.listen} by the listener, ${updates.connect} by the connector, ${crossings} met each other`);
  console.log(`attempts      ${attempts}`);
  if (resumeTime !== null) console.log(`resumption    ${(resumeTime / 1000).toFixed(2)} s from the kill to the next byte of the restarted process`);
}

function side(who: 'listen' | 'connect'): string {
  return who === 'listen' ? 'listener' : 'connector';
}

function bytesOf(text: string): number {
  const [, number, unit] = /^(\d+)(KiB|MiB|GiB)?$/.exec(text) ?? [];
  if (number === undefined) throw new Error(`not a size: ${text}`);
  return Number(number) * 1024 ** (['KiB', 'MiB', 'GiB'].indexOf(unit ?? '') + 1);
}

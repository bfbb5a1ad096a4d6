import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect } from 'vitest';
import { type DiskCall, recordDisk } from './disk-log.ts';
import { replay } from './power-replay.ts';
import { strace, testWith } from './tools.ts';

const long = process.env['EPOCHSCOPE_LONG'] === '1';
/** Different crash states that are opened. */
const wanted = Number(process.env['EPOCHSCOPE_STATES'] ?? (long ? 100_000 : 1_000));
/** The first pass through the life: another one plays other moments, so that a long run can be done in parts. */
const first = Number(process.env['EPOCHSCOPE_SEED'] ?? 0);
const hangs = long ? 86_400_000 : 3_600_000; // ms

/** In memory where there is such a place: what happened on a disk is played here, not done. */
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'epochscope-power-'));
const recorded = join(folder, 'recorded');
const log = join(folder, 'log');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function record(): readonly DiskCall[] {
  mkdirSync(recorded);
  const calls = recordDisk(join(import.meta.dirname, 'live-a-life.ts'), [recorded], recorded, log);
  rmSync(recorded, { recursive: true });
  return calls;
}

interface Tally {
  states: number;
  readonly distinct: Set<string>;
  readonly failures: string[];
}

/** Until so many different states were opened; the first pass is always whole, so that every call has its failure. */
function replayHere(calls: readonly DiskCall[], limit: number): Tally {
  const tally: Tally = { states: 0, distinct: new Set(), failures: [] };
  for (const { pass, print, fault } of replay(calls, join(folder, 'opened'), { first, step: 1 })) {
    if (pass > first && tally.distinct.size >= limit) break;
    tally.states += 1;
    tally.distinct.add(print);
    if (fault !== null) tally.failures.push(fault);
    if (tally.failures.length >= 5) break;
  }
  return tally;
}

/** The same in as many processes as there are processors. */
async function replayInParallel(limit: number): Promise<Tally> {
  const tally: Tally = { states: 0, distinct: new Set(), failures: [] };
  const step = availableParallelism();
  const shares = Array.from({ length: step }, (_, index) => playShare(first + index, step));
  await Promise.all(shares.map((share) => collect(share, tally, limit)));
  return tally;
}

function playShare(from: number, step: number): ChildProcessWithoutNullStreams {
  const args = [log, recorded, join(folder, `opened-${from}`), String(from), String(step)];
  return spawn(process.execPath, [join(import.meta.dirname, 'replay-share.ts'), ...args], { env: { ...process.env, NODE_NO_WARNINGS: '1' } });
}

async function collect(share: ChildProcessWithoutNullStreams, tally: Tally, limit: number): Promise<void> {
  const ended = once(share, 'close');
  let [complaint, enough] = ['', false];
  share.stderr.on('data', (text) => {
    complaint += String(text);
  });
  for await (const line of createInterface({ input: share.stdout })) {
    enough = tally.distinct.size >= limit || tally.failures.length > 0;
    if (enough) break;
    tally.states += 1;
    if (line.startsWith('!')) tally.failures.push(line.slice(1));
    else tally.distinct.add(line);
    if (tally.states % 10_000 === 0) console.log(`power loss: ${tally.states} crash states, ${tally.distinct.size} different ones so far`);
  }
  share.kill();
  await ended;
  if (!enough) tally.failures.push(`a process ended by itself: ${complaint}`);
}

describe('[bad:ST-002] the power goes while a store lives', () => {
  const calls = strace.works ? record() : [];
  const withStrace = testWith(strace);

  withStrace('nothing acknowledged is lost, state and key slots agree, and the store goes on', { timeout: hangs }, async () => {
    const { states, distinct, failures } = long ? await replayInParallel(wanted) : replayHere(calls, wanted);
    console.log(
      `power loss: ${states} crash states behind ${calls.length} calls, ${distinct.size} different ones opened, ${failures.length} lost something`,
    );
    expect(failures).toEqual([]);
    expect(distinct.size).toBeGreaterThanOrEqual(wanted);
  });

  withStrace.each([
    ['key-slots.bin', 'a disk that only says that it has written the key slots'],
    ['keys.db', 'a disk that only says that it has written the database'],
    ['keys.db-journal', 'a disk that only says that it has written the journal'],
  ])('is noticed with %s: %s', { timeout: hangs }, (name) => {
    const lying = calls.filter((call) => !(call.kind === 'sync' && call.name === name));
    expect(replayHere(lying, 1_500).failures).not.toEqual([]);
  });
});

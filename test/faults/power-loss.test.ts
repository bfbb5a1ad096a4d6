import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import { openOnDisk } from '../storage/profiles-on-disk.ts';
import { type Coin, Disk, type Loss } from './crash-states.ts';
import { type DiskCall, recordDisk } from './disk-log.ts';
import { everythingIn, livesOn } from './store-life.ts';
import { strace, testWith } from './tools.ts';

/** Different crash states that are opened. */
const wanted = process.env['EPOCHSCOPE_LONG'] === '1' ? 100_000 : 1_000;
/** Through the whole life, at most. */
const passes = 2_000;
const hangs = 3_600_000; // ms

/** In memory where there is such a place: what happened on a disk is played here, not done. */
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'epochscope-power-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Tally {
  states: number;
  /** States that differ in what is on the disk or in what had been acknowledged. */
  readonly distinct: Set<string>;
  readonly failures: string[];
}

/** Files whose loss is the matter here; recordings may lose their last moments. */
const isKept = (call: DiskCall): boolean => !('name' in call) || !call.name.startsWith('trace.db');

/** strace now and then loses a call on a busy machine: a recording counts when another one has as many. */
function record(): readonly DiskCall[] {
  const recordings: (readonly DiskCall[])[] = [];
  for (let attempt = 0; attempt < 6; attempt++) {
    const calls = recordOnce();
    if (recordings.some(({ length }) => length === calls.length)) return calls;
    recordings.push(calls);
  }
  throw new Error(`no two recordings have as many calls: ${recordings.map(({ length }) => length).join(', ')}`);
}

function recordOnce(): readonly DiskCall[] {
  const profile = join(folder, 'recorded');
  mkdirSync(profile);
  const calls = recordDisk(join(import.meta.dirname, 'live-a-life.ts'), [profile], profile, join(folder, 'log')).filter(isKept);
  rmSync(profile, { recursive: true });
  return calls;
}

/** Pulls the plug behind every call, in every way and again, until as many different states were opened as asked for. */
function replay(calls: readonly DiskCall[], limit: number): Tally {
  const tally: Tally = { states: 0, distinct: new Set(), failures: [] };
  for (let pass = 0; pass < passes && tally.distinct.size < limit && tally.failures.length === 0; pass++) replayOnce(calls, pass, limit, tally);
  return tally;
}

function replayOnce(calls: readonly DiskCall[], pass: number, limit: number, tally: Tally): void {
  const said = calls.flatMap((call) => (call.kind === 'said' ? [call.line] : []));
  const ways: readonly Loss[] = ['kept', 'torn', 'dropped', 'chosen'];
  const disk = new Disk();
  let acknowledged = -1;
  for (const [index, call] of calls.entries()) {
    disk.run(call);
    if (call.kind === 'said') acknowledged += 1;
    const coin = coins(`power ${pass} ${index}`);
    // In four passes every call meets every loss.
    for (const loss of ways.slice((index + pass) % 4, ((index + pass) % 4) + 1)) {
      // The first pass is always whole: every call has its failure.
      if (tally.failures.length >= 5 || (pass > 0 && tally.distinct.size >= limit)) return;
      const found = disk.afterPowerLoss(loss, coin);
      tally.states += 1;
      const print = fingerprint(found, acknowledged);
      if (tally.distinct.has(print)) continue;
      tally.distinct.add(print);
      const fault = judge(found, said.slice(Math.max(0, acknowledged), acknowledged + 2));
      if (fault !== null) tally.failures.push(`behind call ${index} (${call.kind}), ${loss}: ${fault}`);
    }
  }
}

/** Opens what is left with the product. @returns what is wrong with it */
function judge(files: ReadonlyMap<string, Buffer>, allowed: readonly string[]): string | null {
  const profile = join(folder, 'opened');
  mkdirSync(profile);
  for (const [name, content] of files) writeFileSync(join(profile, name), content, { mode: 0o600 });
  try {
    const store = openOnDisk(profile);
    try {
      const found = everythingIn(store);
      if (!allowed.includes(found)) return `found ${found}\ninstead of ${allowed.join('\nor ')}`;
      livesOn(store);
    } finally {
      store.close();
    }
    const again = openOnDisk(profile);
    everythingIn(again);
    again.close();
    return null;
  } catch (error) {
    return `${error instanceof Error && 'code' in error ? String(error.code) : ''} ${String(error)} with ${readdirSync(profile).join(' ')}`;
  } finally {
    rmSync(profile, { recursive: true });
  }
}

function fingerprint(files: ReadonlyMap<string, Buffer>, acknowledged: number): string {
  const hash = createHash('sha256').update(String(acknowledged));
  for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`|${name}|${content.length}|`).update(content);
  return hash.digest('base64');
}

/** The same sequence of bits in every run. */
function coins(seed: string): Coin {
  let block = Buffer.of();
  let at = 0;
  let count = 0;
  return () => {
    if (at === block.length * 8) {
      block = createHash('sha256').update(`${seed} ${count++}`).digest();
      at = 0;
    }
    const bit = ((block[at >> 3] ?? 0) >> (at & 7)) & 1;
    at += 1;
    return bit === 1;
  };
}

describe('[bad:ST-002] the power goes while a store lives', () => {
  const calls = strace.works ? record() : [];
  const withStrace = testWith(strace);

  withStrace('nothing acknowledged is lost, state and key slots agree, and the store goes on', { timeout: hangs }, () => {
    const { states, distinct, failures } = replay(calls, wanted);
    console.log(`power loss: ${states} crash states behind ${calls.length} calls, ${distinct.size} different ones opened`);
    expect(failures).toEqual([]);
    expect(distinct.size).toBeGreaterThanOrEqual(wanted);
  });

  withStrace.each([
    ['key-slots.bin', 'a disk that only says that it has written the key slots'],
    ['keys.db', 'a disk that only says that it has written the database'],
    ['keys.db-journal', 'a disk that only says that it has written the journal'],
  ])('is noticed with %s: %s', { timeout: hangs }, (name) => {
    const lying = calls.filter((call) => !(call.kind === 'sync' && call.name === name));
    expect(replay(lying, 1_500).failures).not.toEqual([]);
  });
});

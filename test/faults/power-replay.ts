import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { openOnDisk } from '../storage/profiles-on-disk.ts';
import { type Coin, Disk, type Loss } from './crash-states.ts';
import type { DiskCall } from './disk-log.ts';
import { everythingIn, livesOn } from './store-life.ts';
import { straySlots } from './stray-slots.ts';

/** Which passes through the life: from `first` on every `step`th. The plug is pulled in the same way in passes of the same number. */
export interface Share {
  readonly first: number;
  readonly step: number;
}

/** One crash state. */
export interface CrashState {
  readonly pass: number;
  readonly call: number;
  /** Of what is on the disk and of what had been acknowledged; states of the same print are the same. */
  readonly print: string;
  /** What is wrong when the product opens it; `null`: nothing. Not looked at when the same was met before. */
  readonly fault: string | null;
}

const ways: readonly Loss[] = ['kept', 'torn', 'dropped', 'chosen'];
/** From the fifth pass on: the others leave the same again. */
const chancy: readonly Loss[] = ['torn', 'chosen'];

const lossOf = (pass: number, call: number): Loss => {
  const kinds = pass < ways.length ? ways : chancy;
  return kinds[(call + pass) % kinds.length] ?? 'kept';
};

/** Pulls the plug behind every call, again and again, without end. In four passes every call meets every loss. @param profile a folder that is made and removed */
export function* replay(calls: readonly DiskCall[], profile: string, { first, step }: Share): Generator<CrashState> {
  const known = new Set<string>();
  for (let pass = first; ; pass += step) {
    for (const { call, print, look } of crashes(calls, pass)) {
      const fault = known.has(print) ? null : look(profile);
      known.add(print);
      yield { pass, call, print, fault };
    }
  }
}

interface Crash extends Pick<CrashState, 'call' | 'print'> {
  readonly look: (profile: string) => string | null;
}

function* crashes(calls: readonly DiskCall[], pass: number): Generator<Crash> {
  const said = calls.flatMap((call) => (call.kind === 'said' ? [call.line] : []));
  const disk = new Disk();
  let acknowledged = -1;
  for (const [index, call] of calls.entries()) {
    disk.run(call);
    if (call.kind === 'said') acknowledged += 1;
    const loss = lossOf(pass, index);
    const found = disk.afterPowerLoss(loss, coins(`power ${pass} ${index}`));
    const allowed = said.slice(Math.max(0, acknowledged), acknowledged + 2);
    yield {
      call: index,
      print: printOf(found, acknowledged),
      look: (profile) => {
        const fault = judge(found, allowed, profile, (index + pass) % 3 === 0);
        return fault === null ? null : `behind call ${index} (${call.kind}), ${loss}, pass ${pass}: ${fault}`;
      },
    };
  }
}

/** Opens what is left with the product, and goes on with it. @param twice opens once more what came of that @returns what is wrong with it */
function judge(files: ReadonlyMap<string, Buffer>, allowed: readonly string[], profile: string, twice: boolean): string | null {
  mkdirSync(profile);
  for (const [name, content] of files) writeFileSync(`${profile}/${name}`, content, { mode: 0o600 });
  try {
    const store = openOnDisk(profile);
    try {
      const found = everythingIn(store);
      if (!allowed.includes(found)) return `found ${found}\ninstead of ${allowed.join('\nor ')}`;
      livesOn(store);
    } finally {
      store.close();
    }
    if (twice) {
      const again = openOnDisk(profile);
      everythingIn(again);
      again.close();
    }
    return straySlots(profile)[0] ?? null;
  } catch (error) {
    return `${error instanceof Error && 'code' in error ? String(error.code) : ''} ${String(error)} with ${readdirSync(profile).join(' ')}`;
  } finally {
    rmSync(profile, { recursive: true });
  }
}

function printOf(files: ReadonlyMap<string, Buffer>, acknowledged: number): string {
  const hash = createHash('sha256').update(String(acknowledged));
  for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`|${name}|${content.length}|`).update(content);
  return hash.digest('base64url');
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

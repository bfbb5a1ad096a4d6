import { Script } from 'node:vm';
import { type Bytes, toHex } from '#engine/bytes.ts';
import { EngineError } from '#engine/errors.ts';
import { Dice } from './dice.ts';

/** One way in, and what it may answer with. */
export interface Decoder {
  readonly name: string;
  /** Part of all inputs, relative to the other decoders. */
  readonly share: number;
  make(dice: Dice): Bytes;
  /** Returns or throws; a promise for the few that are asynchronous. */
  run(input: Bytes): unknown;
  /** Whether what was thrown is a refusal that the caller was promised. */
  refuses(error: unknown): boolean;
  /** Bytes that may be allocated besides a few times the input's length. */
  readonly allowance?: number;
}

/** What the engine promises: its own error, and not the one that means a bug of ours. */
export const isRefusal = (error: unknown): boolean => error instanceof EngineError && error.failure.kind !== 'internal';

/** What one decoder did. */
export interface Tally {
  inputs: number;
  taken: number;
  refused: number;
  /** Most bytes allocated for one input. */
  allocated: number;
}

/** An input that broke a promise. Its hexadecimal form goes into kept-inputs.json when it is fixed. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** Inputs between two looks at the clock. */
const batch = 500;
/** Decoders copy what they read, some of it more than once. */
const copies = 16;
const allowance = 65_536;

/**
 * Runs the first `count` inputs of a decoder. Each depends on the seed and its number alone.
 *
 * @param patience a guard against hanging, milliseconds per batch: not a measure of speed
 * @throws {Broken} at the first broken promise
 */
export async function campaign(decoder: Decoder, seed: number, count: number, patience = 120_000): Promise<Tally> {
  const tally: Tally = { inputs: 0, taken: 0, refused: 0, allocated: 0 };
  for (let start = 0; start < count; start += batch) {
    let current = start;
    const some = async (): Promise<void> => {
      for (; current < Math.min(start + batch, count); current++) {
        const answer = feed(decoder, decoder.make(new Dice(seed + current * 7919)), tally);
        if (answer !== null) await answer;
      }
    };
    await guarded(some, patience, () => `${decoder.name}: input ${current} of seed ${seed} does not come to an end`);
  }
  return tally;
}

/** One input. @throws {Broken}; a decoder that is asynchronous rejects instead */
export function feed(decoder: Decoder, input: Bytes, tally: Tally): Promise<void> | null {
  const broken = (what: string, cause?: unknown): Broken => new Broken(`${decoder.name} ${what}, given ${toHex(input).slice(0, 4000)}`, { cause });
  const settle = (error: unknown): void => {
    if (!decoder.refuses(error)) throw broken(`threw ${String(error)}`, error);
    tally.refused += 1;
  };
  tally.inputs += 1;
  let result: unknown;
  const allocated = allocatedBy(() => {
    try {
      result = decoder.run(input);
      if (!(result instanceof Promise)) tally.taken += 1;
    } catch (error) {
      settle(error);
    }
  });
  tally.allocated = Math.max(tally.allocated, allocated);
  if (allocated > copies * input.length + (decoder.allowance ?? allowance)) throw broken(`allocated ${allocated} bytes`);
  if (!(result instanceof Promise)) return null;
  return result.then(() => {
    tally.taken += 1;
  }, settle);
}

/**
 * Bytes that `work` asks typed arrays for. The constructor is the platform's, not ours: what the product allocates by a number goes
 * through it; what it copies with `slice` has the size of something that is there already.
 */
function allocatedBy(work: () => void): number {
  total = 0;
  globalThis.Uint8Array = counting;
  try {
    work();
  } finally {
    globalThis.Uint8Array = original;
  }
  return total;
}

let total = 0;
const original = globalThis.Uint8Array;
const counting = new Proxy(original, {
  construct(target, args: readonly unknown[], newTarget) {
    const [size] = args;
    if (typeof size === 'number') total += size;
    return Reflect.construct(target, args, newTarget) as object;
  },
});

/** Ends work that runs without a pause, which no timer could. */
async function guarded(work: () => Promise<void>, patience: number, what: () => string): Promise<void> {
  let outcome: Promise<void> = Promise.resolve();
  guardedWork = () => {
    outcome = work();
  };
  try {
    new Script('globalThis[Symbol.for("epochscope.guarded")]()').runInThisContext({ timeout: patience });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new Broken(what());
    throw error;
  }
  await outcome;
}

let guardedWork: () => void = () => undefined;
Object.assign(globalThis, { [Symbol.for('epochscope.guarded')]: () => guardedWork() });

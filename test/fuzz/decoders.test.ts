import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromHex } from '#engine/bytes.ts';
import { EngineError, type Failure } from '#engine/errors.ts';
import { Pair } from '../support/pair.ts';
import { campaign, type Decoder, feed, isRefusal, type Tally } from './campaign.ts';
import { mlsDecoders } from './mls-decoders.ts';
import { productDecoders } from './product-decoders.ts';
import { protocolDecoders } from './protocol-decoders.ts';
import { sessionMessages } from './protocol-specimens.ts';

const long = process.env['EPOCHSCOPE_LONG'] === '1';
/** Inputs of the whole run. */
const inputs = Number(process.env['EPOCHSCOPE_INPUTS'] ?? (long ? 5_000_000 : 100_000));
const seed = Number(process.env['EPOCHSCOPE_SEED'] ?? 1);

interface Kept {
  readonly decoder: string;
  readonly hex: string;
  /** What it did before it was repaired. */
  readonly was: string;
}
// our own file beside this one
const kept = JSON.parse(readFileSync(new URL('kept-inputs.json', import.meta.url), 'utf8')) as readonly Kept[];

let decoders: readonly Decoder[] = [];
const tallies = new Map<string, Tally>();

beforeAll(async () => {
  const classical = await sessionMessages(0x0001);
  const others = await Promise.all([0x0002, 0xf0f1].map(sessionMessages));
  const pair = await Pair.established();
  pair.initiator.update();
  decoders = [...protocolDecoders([classical, classical, classical, ...others]), ...productDecoders(pair.ida), ...mlsDecoders(classical)];
});

test('inputs that once broke a decoder are answered as they should be', async () => {
  for (const { decoder: name, hex } of kept) {
    const decoder = decoders.find((candidate) => candidate.name === name);
    if (decoder === undefined) throw new Error(`no decoder ${name}`);
    await feed(decoder, fromHex(hex), { inputs: 0, taken: 0, refused: 0, allocated: 0 });
  }
});

test(`${inputs} mutated inputs for the decoders of every layer: a value or a typed refusal, no hang, no allocation beyond the limit`, {
  timeout: 3_600_000,
}, async () => {
  const shares = decoders.reduce((sum, { share }) => sum + share, 0);
  for (const decoder of decoders) {
    tallies.set(decoder.name, await campaign(decoder, seed, Math.ceil((inputs * decoder.share) / shares)));
  }
  const all = [...tallies.values()];
  expect(all.reduce((sum, tally) => sum + tally.inputs, 0)).toBeGreaterThanOrEqual(inputs);
  // Mutations that only ever fail, or never do, test nothing behind the first check.
  expect(all.reduce((sum, tally) => sum + tally.refused, 0)).toBeGreaterThan(inputs / 10);
  expect(all.reduce((sum, tally) => sum + tally.taken, 0)).toBeGreaterThan(inputs / 10);
});

test.each([
  ['an error of no type', () => JSON.parse('{'), 'threw SyntaxError'],
  ['a fault of ours', () => refuse({ kind: 'internal', where: 'here' }), 'threw EngineError: internal'],
  ['a buffer as large as somebody says', () => new Uint8Array(2 ** 24), 'allocated 16777216 bytes'],
  ['no end', () => forever(), 'does not come to an end'],
] as const)('a decoder with %s does not pass', async (_what, run, message) => {
  const decoder: Decoder = { name: 'planted', share: 1, make: (dice) => dice.bytes(8), run, refuses: isRefusal };
  await expect(campaign(decoder, seed, 10, 300)).rejects.toThrow(message);
});

function refuse(failure: Failure): never {
  throw new EngineError(failure);
}

function forever(): never {
  for (;;);
}

afterAll(() => {
  for (const [name, { inputs: count, taken, refused, allocated }] of tallies) {
    console.log(`${name}: ${count} inputs, ${taken} read, ${refused} refused, at most ${allocated} bytes allocated`);
  }
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { blank, concat, copyOf, fromHex } from '#engine/bytes.ts';
import { Reader } from '#engine/codec/reader.ts';
import { Writer } from '#engine/codec/writer.ts';
import { hkdfExpand, hmac } from './hashes.ts';

const secret = fromHex('00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff');
const written = (): Uint8Array => {
  const writer = new Writer();
  writer.put(secret);
  return writer.finish();
};

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** What V8 holds outside its heap once everything that nobody holds is collected, bytes. */
function outside(): number {
  if (typeof collect !== 'function') throw new Error('V8 does not collect on request');
  collect();
  collect(); // the first one sweeps in the background; the second waits for it
  return process.memoryUsage().arrayBuffers;
}

test.each<[string, () => Uint8Array]>([
  ['zeros', () => blank(32)],
  ['a copy', () => copyOf(secret)],
  ['a concatenation', () => concat(secret)],
  ['bytes from text', () => fromHex('00112233445566778899aabbccddeeff')],
  ['what is read', () => new Reader(secret).take(32)],
  ['what is written', written],
  ['a derived secret', () => hkdfExpand('SHA-256', secret, secret, 32)],
  ['a MAC', () => hmac('SHA-256', secret, secret)],
])('%s lies outside the heap, where no collection leaves copies of it', (_name, make) => {
  const kept: Uint8Array[] = [make()]; // the first one loads what the others use
  const before = outside();
  for (let count = 0; count < 1_000; count++) kept.push(make());
  expect(outside() - before).toBeGreaterThanOrEqual(1_000 * (kept[0]?.length ?? 0));
});

test('an array that is made the usual way lies inside it', () => {
  const before = outside();
  const kept = Array.from({ length: 1_000 }, () => new Uint8Array(32));
  expect(outside() - before).toBeLessThan(1_000 * (kept[0]?.length ?? 0));
});

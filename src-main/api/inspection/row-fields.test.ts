import { expect, test } from 'vitest';
import { type Bytes, toHex } from '#engine/bytes.ts';
import { frameClear } from '#engine/two-party/messages.ts';
import { Captures } from '#main/capture/captures.ts';
import type { TraceRow } from '#main/store/trace-store.ts';
import { verdict } from '#shared/filter/match.ts';
import { foundPair } from '../../../test/support/mls-parties.ts';
import { transcriptRow } from '../transcript-views.ts';
import { FieldTexts } from './row-fields.ts';
import { readFilter } from './search.ts';

const opening = { version: 0x4d01, profile: 1, flags: 0, random: new Uint8Array(32).fill(7) };

function messageRow(seq: number, message: Bytes): TraceRow {
  return {
    kind: 'fact',
    seq,
    attempt: 1,
    at: 0,
    fact: { kind: 'handshake-message', direction: 'sent', type: 1, message, key: 'plaintext', epoch: null },
  };
}

test('names, values and keys of a real message are found in it, and decoded once for one connection', async () => {
  const { keyPackage } = await foundPair(1);
  const hello = frameClear('client_hello', { prologue: opening, mls: keyPackage.message });
  const row = messageRow(1, hello);
  const view = transcriptRow(row);
  const texts = new FieldTexts(new Captures());
  const connection = { id: 'c' };
  const { text, made } = texts.of(connection, row);
  expect(made).toBe(text.length);
  const passes = (filter: string): boolean | null => verdict(readFilter(filter), view, text);
  for (const found of ['field == encryption_key', 'field == init_key', 'field ~ x25519', 'client_hello capabilities'])
    expect([found, passes(found)]).toEqual([found, true]);
  const middle = toHex(hello).slice(-60, -20);
  expect(passes(`field ~ ${middle}`)).toBe(true);
  expect(passes(`"${middle.toUpperCase().replace(/..(?=.)/g, '$&:')}"`)).toBe(true);
  expect(passes('field ~ nothing_of_the_kind')).toBe(false);
  expect(texts.of(connection, row)).toEqual({ text, made: 0 });
  expect(texts.of({ id: 'other' }, messageRow(1, hello)).made).toBe(text.length);
  expect(texts.of(connection, row).made).toBe(text.length);
});

test('a message too long to be decoded in one turn is searched in its bytes', () => {
  const long = new Uint8Array(70_000).fill(0xab);
  const { text } = new FieldTexts(new Captures()).of({ id: 'c' }, messageRow(1, long));
  expect(text).toBe(`\n${'ab'.repeat(70_000)}\n`);
});

test('rows without bytes say nothing; the key of an identity is found', () => {
  const texts = new FieldTexts(new Captures());
  const place = { seq: 3, attempt: 1, at: 0 } as const;
  const record = { direction: 'sent', outerType: 23, innerType: 23, length: 30, contentLength: 13, key: 'epoch', epoch: 4n, sequence: 0n } as const;
  expect(texts.of({ id: 'c' }, { ...place, kind: 'record', record }).text).toBe('');
  const key = new Uint8Array(32).fill(0xc0);
  const identity = { kind: 'identity', whose: 'peer', credential: false, key: true, signatureKey: key } as const;
  expect(texts.of({ id: 'c' }, { ...place, seq: 4, kind: 'fact', fact: identity }).text).toBe(`\n${'c0'.repeat(32)}\n`);
});

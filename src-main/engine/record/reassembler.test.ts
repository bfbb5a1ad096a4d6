import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bytes, concat, toHex } from '../bytes.ts';
import { EngineError } from '../errors.ts';
import { fragments } from './fragmenter.ts';
import { defaultMaxMessage, type Placement, Reassembler } from './reassembler.ts';
import { maxContent } from './records.ts';

// Types of these tests only: 1 and 2 may stand anywhere, 3 ends its record, 4 is alone in it.
const placement = (type: number): Placement => (type === 3 ? 'ends-record' : type === 4 ? 'alone' : 'free');

test('[FR-02] a message of 100 kB leaves in full records and comes back', () => {
  const sent = message(
    1,
    Uint8Array.from({ length: 100_000 }, (_, i) => i * 7),
  );
  const records = [...fragments(sent)];
  expect(records.map((record) => record.length)).toEqual([
    maxContent,
    maxContent,
    maxContent,
    maxContent,
    maxContent,
    maxContent,
    100_004 - 6 * maxContent,
  ]);
  const reassembler = make();
  for (const record of records.slice(0, -1)) expect(takeAll(reassembler, record)).toEqual([]);
  expect(reassembler.inProgress).toBe(true);
  expect(takeAll(reassembler, records.at(-1) ?? sent)).toEqual([toHex(sent)]);
  expect(reassembler.inProgress).toBe(false);
});

test('[FR-02] any split of any messages gives the same messages', () => {
  const messages = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 60 })), { maxLength: 8 });
  fc.assert(
    fc.property(messages, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (list, sizes) => {
      const sent = list.map(([type, body]) => message(type, body));
      const stream = concat(...sent);
      const reassembler = make();
      const out: string[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const size = sizes[i % sizes.length] ?? 1;
        out.push(...takeAll(reassembler, stream.slice(at, at + size)));
        at += size;
      }
      expect(out).toEqual(sent.map(toHex));
      expect(reassembler.inProgress).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('[FR-01] header and body', () => {
  const reassembler = make();
  reassembler.push(message(0xe4, Uint8Array.of(9, 9)));
  expect(reassembler.next()).toEqual({ type: 0xe4, message: Uint8Array.of(0xe4, 0, 0, 2, 9, 9), body: Uint8Array.of(9, 9) });
});

test('[FR-03] another record type inside a message is HS_INTERLEAVED, between messages it is fine', () => {
  for (const length of [1, 3, 4, 5, 9]) {
    const reassembler = make();
    reassembler.otherRecord();
    expect(takeAll(reassembler, message(1, new Uint8Array(6)).slice(0, length))).toEqual([]);
    expect(violationOf(() => reassembler.otherRecord())).toBe('HS_INTERLEAVED');
  }
  const complete = make();
  takeAll(complete, message(1, new Uint8Array(6)));
  complete.otherRecord();
});

test('[FR-04] two messages in one record are accepted when neither precedes a key change', () => {
  const [first, second] = [message(1, Uint8Array.of(1)), message(2, Uint8Array.of(2))];
  expect(takeAll(make(), concat(first, second))).toEqual([toHex(first), toHex(second)]);
});

test('[FR-05] bytes behind a message that ends its record are HS_EXCESS_AT_KEY_CHANGE', () => {
  for (const type of [3, 4]) {
    const first = message(type, Uint8Array.of(1));
    expect(violationOf(() => takeAll(make(), concat(first, Uint8Array.of(1))))).toBe('HS_EXCESS_AT_KEY_CHANGE');
    expect(violationOf(() => takeAll(make(), concat(first, message(1, Uint8Array.of(2)))))).toBe('HS_EXCESS_AT_KEY_CHANGE');
    const split = make();
    takeAll(split, first.slice(0, 3));
    expect(violationOf(() => takeAll(split, concat(first.slice(3), Uint8Array.of(1))))).toBe('HS_EXCESS_AT_KEY_CHANGE');
  }
});

test('a message may precede one that must end its record', () => {
  const [first, second] = [message(1, Uint8Array.of(1)), message(3, Uint8Array.of(2))];
  expect(takeAll(make(), concat(first, second))).toEqual([toHex(first), toHex(second)]);
});

test('[FR-15] an epoch_key_update behind other bytes in the record that completes it is HS_EXCESS_BEFORE_KEY_CHANGE', () => {
  const eku = message(4, new Uint8Array(8));
  expect(violationOf(() => takeAll(make(), concat(message(1, Uint8Array.of(1)), eku)))).toBe('HS_EXCESS_BEFORE_KEY_CHANGE');
  const tail = make();
  const before = message(1, Uint8Array.of(1, 2, 3));
  takeAll(tail, before.slice(0, 5));
  expect(violationOf(() => takeAll(tail, concat(before.slice(5), eku)))).toBe('HS_EXCESS_BEFORE_KEY_CHANGE');
});

test('[FR-15] an epoch_key_update split over records is accepted', () => {
  const eku = message(4, new Uint8Array(8));
  for (let at = 1; at < eku.length; at++) {
    const reassembler = make();
    takeAll(reassembler, eku.slice(0, at));
    expect(takeAll(reassembler, eku.slice(at))).toEqual([toHex(eku)]);
  }
});

test('[FR-06] a length above the limit is refused from the four header bytes', () => {
  expect(violationOf(() => takeAll(make(), Uint8Array.of(1, 0xff, 0xff, 0xff)))).toBe('HS_TOO_LONG');
  expect(violationOf(() => takeAll(make(), Uint8Array.of(1, 4, 0, 1)))).toBe('HS_TOO_LONG');
  const atLimit = make();
  expect(takeAll(atLimit, Uint8Array.of(1, 4, 0, 0))).toEqual([]);
  expect(defaultMaxMessage).toBe(0x040000);
});

test('the content may be reused after it was pushed', () => {
  const content = Buffer.from(concat(message(1, Uint8Array.of(1)), message(2, Uint8Array.of(2))));
  const reassembler = make();
  reassembler.push(content);
  const first = reassembler.next();
  content.fill(0xee);
  expect([first?.body, reassembler.next()?.body]).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
});

test('[FR-13] arbitrary contents throw only EngineError', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 20 }), (contents) => {
      const reassembler = make();
      try {
        for (const content of contents) takeAll(reassembler, content);
      } catch (error) {
        expect(error).toBeInstanceOf(EngineError);
      }
    }),
    { numRuns: 1000 },
  );
});

function make(): Reassembler {
  return new Reassembler({ maxMessage: defaultMaxMessage, placement });
}

function message(type: number, body: Bytes): Bytes {
  return concat(Uint8Array.of(type, body.length >> 16, body.length >> 8, body.length), body);
}

function takeAll(reassembler: Reassembler, content: Bytes): readonly string[] {
  reassembler.push(content);
  const out: string[] = [];
  for (let next = reassembler.next(); next !== null; next = reassembler.next()) out.push(toHex(next.message));
  return out;
}

function violationOf(run: () => unknown): string | null {
  try {
    run();
  } catch (error) {
    if (error instanceof EngineError && error.failure.kind === 'peer-misbehaved') return error.failure.code;
    throw error;
  }
  return null;
}

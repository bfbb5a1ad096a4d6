import { describe, expect, test } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import { frame, frameClear, frameEpochKeyUpdate } from '#engine/two-party/messages.ts';
import type { TraceRow } from '#main/store/trace-store.ts';
import { foundPair } from '../../../test/support/mls-parties.ts';
import { historyOf, type TransportEnd } from './import-epochs.ts';

const { initiator, responder, initiatorGroup, responderGroup, welcome } = await foundPair();
const prologue = { version: 0x4d01, profile: 1, flags: 0, random: new Uint8Array(32) };
const [ours, theirs] = await Promise.all([
  initiator.mls.createCommit(initiatorGroup, { form: 'private' }),
  responder.mls.createCommit(responderGroup, { form: 'private' }),
]);
const next = await responder.mls.createCommit(theirs.next, { form: 'private' });

type Direction = 'sent' | 'received';
type Seen = (seq: number, attempt: number) => TraceRow;

const message =
  (direction: Direction, bytes: Bytes): Seen =>
  (seq, attempt) => ({
    kind: 'fact',
    seq,
    attempt,
    at: seq,
    fact: { kind: 'handshake-message', direction, type: bytes[0] ?? 0, message: bytes, key: 'plaintext', epoch: null },
  });
const record =
  (direction: Direction, epoch: bigint, contentLength = 10): Seen =>
  (seq, attempt) => ({
    kind: 'record',
    seq,
    attempt,
    at: seq,
    record: { direction, outerType: 23, innerType: 23, length: contentLength + 22, contentLength, key: 'epoch', epoch, sequence: 0n },
  });
const closing =
  (direction: Direction): Seen =>
  (seq, attempt) => ({ kind: 'fact', seq, attempt, at: seq, fact: { kind: 'alert', direction, value: 0, key: 'epoch', authenticated: true } });

const hello = message('received', frameClear('server_hello', { prologue, mls: welcome }));

/** Transports one behind the other, a row each millisecond. */
function seen(...transports: readonly (readonly [end: Partial<TransportEnd>, ...rows: Seen[]])[]) {
  let seq = 0;
  const rows = transports.flatMap(([, ...made], index) => made.map((make) => make(++seq, index + 1)));
  const ends = transports.map(([end], index) => ({ attempt: index + 1, outbound: true, end: 'fin' as const, ...end }));
  return historyOf(rows, ends);
}

describe('epochs of a capture', () => {
  test('the Welcome leads into the first, and records count where keys opened them', () => {
    const { epochs, healed } = seen([{}, hello, record('sent', 1n), record('received', 1n, 7), record('received', 1n, 0)]);
    expect(epochs).toEqual([
      expect.objectContaining({
        epoch: '1',
        by: 'founding',
        how: 'handshake',
        startedAt: 1,
        endedAt: 4,
        bytesSent: 10,
        bytesReceived: 7,
        recordsSent: 1,
        recordsReceived: 2,
        keys: { sent: { from: 2, until: 2 }, received: { from: 3, until: 4 } },
      }),
    ]);
    expect(healed).toEqual({ us: 1, peer: 1, both: 1 });
  });

  test('an update is its sender’s; of two that cross that of the transport’s initiator goes on', () => {
    const update = (direction: Direction) => message(direction, frame('connection_update', (direction === 'sent' ? ours : theirs).message));
    const named = message('received', frameEpochKeyUpdate(2n));
    expect(seen([{}, hello, update('received'), named]).epochs[1]).toMatchObject({ epoch: '2', by: 'peer', how: 'update', crossing: null });
    for (const both of [['sent', 'received'] as const, ['received', 'sent'] as const]) {
      expect(seen([{}, hello, ...both.map(update), named]).epochs[1]).toMatchObject({ by: 'us', crossing: 'peer-ignored' });
      expect(seen([{ outbound: false }, hello, ...both.map(update), named]).epochs[1]).toMatchObject({ by: 'peer', crossing: 'own-dropped' });
    }
    // One that came to nothing is no epoch.
    expect(seen([{}, hello, update('sent')]).epochs).toHaveLength(1);
  });

  test('a resumption makes two: that of the request and that of its answer', () => {
    const request = (direction: Direction) => message(direction, frameClear('resumption_request', { prologue, mls: theirs.message }));
    const answer = message('sent', frameClear('resumption_response', { prologue, mls: next.message }));
    const { epochs } = seen([{ end: 'reset' }, hello], [{}, request('received'), answer]);
    expect(epochs.map(({ epoch, by, how, resumption }) => ({ epoch, by, how, asked: resumption?.asked }))).toEqual([
      { epoch: '1', by: 'founding', how: 'handshake', asked: undefined },
      { epoch: '2', by: 'peer', how: 'resumption', asked: 'peer' },
      { epoch: '3', by: 'us', how: 'resumption', asked: 'peer' },
    ]);
    expect(epochs[0]?.ends).toEqual([{ at: 1, attempt: 1, orderly: false, how: 'cut' }]);
    expect(seen([{}, request('sent'), request('received'), answer]).epochs[1]?.resumption?.tie).toBe('yielded');
  });

  test('a resumption of the editor’s copy makes one, and none when it repeats an update', () => {
    const resumption = message('sent', frameClear('resumption', { prologue: { ...prologue, profile: 2 }, mls: ours.message }));
    expect(seen([{}, hello], [{}, resumption]).epochs[1]).toMatchObject({ epoch: '2', by: 'us', how: 'resumption', attempt: 2 });
    const update = message('sent', frame('connection_update', ours.message));
    expect(seen([{}, hello, update, record('sent', 2n)], [{}, resumption]).epochs[1]).toMatchObject({ how: 'update', attempt: 1, resumption: null });
  });

  test('whose commit was not captured says so', () => {
    const { epochs, healed } = seen([{}, record('sent', 7n)]);
    expect(epochs).toMatchObject([{ epoch: '7', unseen: true }]);
    expect(healed).toEqual({ us: null, peer: null, both: null });
  });

  test('a transport ended in order when both said so, is cut by a reset, and else nobody can tell', () => {
    const how = (end: Partial<TransportEnd>, ...rows: readonly Seen[]) => seen([end, hello, ...rows]).epochs[0]?.ends.map((ended) => ended.how);
    expect(how({}, closing('sent'), closing('received'))).toEqual(['closed']);
    expect(how({ end: 'reset' }, closing('sent'))).toEqual(['cut']);
    expect(how({}, closing('sent'))).toEqual(['unseen']);
    expect(how({ end: null })).toEqual([]);
  });

  test('nothing is nothing', () => expect(seen([{}])).toEqual({ epochs: [], earlier: 0, healed: { us: null, peer: null, both: null } }));
});

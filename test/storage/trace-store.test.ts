import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { TraceFact } from '#engine/mls-tls/trace.ts';
import { TraceStore, type TraceBatch, type TraceRow, type TraceStoreOptions } from '#main/store/trace-store.ts';
import { temporaryDirectory } from './profiles.ts';
import { named } from './sample-session.ts';

const open: TraceStore[] = [];
afterEach(() => {
  for (const store of open.splice(0)) store.close();
});

/** A clock that stands still until it is moved. */
class StoppedClock {
  now = 1_700_000_000_000;
  readonly #timers = new Set<{ readonly at: number; readonly call: () => void }>();

  wall(): number {
    return this.now;
  }

  later(delay: number, call: () => void): () => void {
    const timer = { at: this.now + delay, call };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  advance(by: number): void {
    this.now += by;
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.now)) {
      this.#timers.delete(timer);
      timer.call();
    }
  }
}

function openTrace(path: string, clock = new StoppedClock(), options: Partial<TraceStoreOptions> = {}): TraceStore {
  const store = new TraceStore({ path, clock, onFailure: (error) => expect.fail(error.message), ...options });
  open.push(store);
  return store;
}

const persisted = (epoch: bigint): TraceFact => ({ kind: 'persisted', epoch, pending: 'none', standing: 'confirmed' });
const seqs = (rows: readonly TraceRow[]) => rows.map((row) => row.seq);

/** Facts and records in turn: `count` rows, every third a fact. */
function fill(store: TraceStore, connectionId: string, count: number, attempt = 1): void {
  const recorder = store.createRecorder(connectionId, attempt);
  for (let i = 0; i < count; i++) {
    if (i % 3 === 0) recorder.fact(persisted(BigInt(i)));
    else recorder.record(i % 2 === 0 ? 'sent' : 'received', 23, 23, 100 + (i % 1000), 80 + (i % 1000), 'epoch', 7, i);
  }
}

const everyFact: readonly TraceFact[] = [
  { kind: 'handshake-message', direction: 'sent', type: 0xe1, message: named('message', 300), key: 'plaintext', epoch: null },
  { kind: 'alert', direction: 'received', value: 49, key: 'epoch', authenticated: true },
  { kind: 'key-installed', direction: 'sent', label: 'c ap traffic', epoch: 2n ** 64n - 1n },
  { kind: 'key-erased', direction: 'sent', epoch: null, early: true },
  { kind: 'credential-checked', purpose: 'update', outcome: 'refused', code: 'access_denied' },
  { kind: 'timer', timer: 'hello', action: 'set' },
  { kind: 'transition', from: 'open', event: 'connection-update', to: 'open', rules: ['U3', 'R-UPD'] },
  { kind: 'epoch', epoch: 3n, by: 'peer', how: 'update', authenticator: named('authenticator') },
  { kind: 'decision', rule: 'R-RES:b', what: 'case-b' },
  { kind: 'failure', failure: { kind: 'decode', reason: 'truncated', offset: 3, structure: 'ClientHello' }, alert: 'decode_error' },
];

describe('the recording', () => {
  test('keeps every kind of fact over a restart', () => {
    const path = join(temporaryDirectory(), 'trace.db');
    const first = openTrace(path);
    const recorder = first.createRecorder('c', 1);
    for (const fact of everyFact) recorder.fact(fact);
    open.splice(0);
    first.close();
    expect(
      openTrace(path)
        .tail('c', 100)
        .map((row) => row.kind === 'fact' && row.fact),
    ).toEqual(everyFact);
  });

  test('copies bytes that are used again, also those of a Buffer', () => {
    const store = openTrace(join(temporaryDirectory(), 'trace.db'));
    const message = Buffer.from('hello');
    store.createRecorder('c', 1).fact({ kind: 'handshake-message', direction: 'sent', type: 1, message, key: 'plaintext', epoch: 1n });
    message.fill(0);
    store.flush();
    expect(store.tail('c', 1)).toMatchObject([{ fact: { message: new Uint8Array(Buffer.from('hello')) } }]);
  });

  test('keeps every field of a record', () => {
    const path = join(temporaryDirectory(), 'trace.db');
    const first = openTrace(path);
    const recorder = first.createRecorder('c', 2);
    recorder.record('received', 22, 0, 16645, 16384, 'plaintext', -1, -1);
    recorder.record('sent', 23, 21, 24, 2, 'early', 2 ** 53 - 1, 5);
    open.splice(0);
    first.close();
    expect(openTrace(path).tail('c', 2)).toEqual([
      {
        kind: 'record',
        seq: 1,
        attempt: 2,
        at: 1_700_000_000_000,
        record: {
          direction: 'received',
          outerType: 22,
          innerType: 0,
          length: 16645,
          contentLength: 16384,
          key: 'plaintext',
          epoch: null,
          sequence: null,
        },
      },
      {
        kind: 'record',
        seq: 2,
        attempt: 2,
        at: 1_700_000_000_000,
        record: {
          direction: 'sent',
          outerType: 23,
          innerType: 21,
          length: 24,
          contentLength: 2,
          key: 'early',
          epoch: 9007199254740991n,
          sequence: 5n,
        },
      },
    ]);
  });

  test('is one order of facts and records, over segments, attempts and restarts', () => {
    const path = join(temporaryDirectory(), 'trace.db');
    const first = openTrace(path);
    fill(first, 'c', 4000, 1);
    fill(first, 'other', 50);
    fill(first, 'c', 10, 2);
    open.splice(0);
    first.close();
    const second = openTrace(path);
    fill(second, 'c', 10, 3);
    const all = second.tail('c', 10_000);
    expect(seqs(all)).toEqual(Array.from({ length: 4020 }, (_, i) => i + 1));
    expect(all.map((row) => row.attempt)).toEqual([...Array(4000).fill(1), ...Array(10).fill(2), ...Array(10).fill(3)]);
    expect(all.filter((row) => row.kind === 'record' && row.attempt === 1).map((row) => row.kind === 'record' && row.record.sequence)).toEqual(
      Array.from({ length: 4000 }, (_, i) => i)
        .filter((i) => i % 3 !== 0)
        .map(BigInt),
    );
    expect(second.size('c').rows).toBe(4020);
  });

  test('pages in both directions, over what is written and what is not', () => {
    const clock = new StoppedClock();
    const store = openTrace(join(temporaryDirectory(), 'trace.db'), clock);
    fill(store, 'c', 3000);
    store.flush();
    fill(store, 'c', 100);
    expect(seqs(store.tail('c', 3))).toEqual([3098, 3099, 3100]);
    expect(seqs(store.page('c', { before: 3002 }, 4))).toEqual([2998, 2999, 3000, 3001]);
    expect(seqs(store.page('c', { after: 2998 }, 4))).toEqual([2999, 3000, 3001, 3002]);
    expect(seqs(store.page('c', { before: 2 }, 10))).toEqual([1]);
    expect(store.page('c', { after: 3100 }, 10)).toEqual([]);
    expect(store.find('c', 1500)?.seq).toBe(1500);
    expect(store.find('c', 3101)).toBeNull();
    expect(store.tail('nobody', 10)).toEqual([]);
    expect(store.page('c', { before: 100 }, 0)).toEqual([]);
  });

  test('reaches the disk within a second', () => {
    const path = join(temporaryDirectory(), 'trace.db');
    const clock = new StoppedClock();
    fill(openTrace(path, clock), 'c', 10);
    clock.advance(1000);
    expect(openTrace(path).tail('c', 100)).toHaveLength(10);
  });

  test('counts application bytes and records per epoch', () => {
    const clock = new StoppedClock();
    const store = openTrace(join(temporaryDirectory(), 'trace.db'), clock);
    const recorder = store.createRecorder('c', 1);
    const epoch = (number: bigint, by: 'us' | 'peer'): TraceFact => ({
      kind: 'epoch',
      epoch: number,
      by,
      how: 'update',
      authenticator: named(`a${number}`),
    });
    recorder.record('sent', 23, 23, 130, 100, 'epoch', 9, 0); // before the fact: keys come first
    recorder.fact(epoch(9n, 'us'));
    store.flush();
    recorder.record('sent', 23, 23, 130, 100, 'epoch', 9, 1);
    recorder.record('received', 23, 22, 80, 50, 'epoch', 9, 0); // a handshake message is no data
    clock.advance(500);
    recorder.fact(epoch(10n, 'peer'));
    recorder.record('received', 23, 23, 60, 30, 'early', 10, 0); // not under the epoch's key
    recorder.record('received', 23, 23, 60, 30, 'epoch', 11, 0); // an epoch that never came into use
    expect(store.epochs('c')).toEqual([
      {
        seq: 2,
        epoch: 9n,
        by: 'us',
        how: 'update',
        startedAt: clock.now - 500,
        endedAt: clock.now,
        attempt: 1,
        authenticator: named('a9'),
        bytesSent: 200,
        bytesReceived: 0,
        recordsSent: 2,
        recordsReceived: 1,
      },
      {
        seq: 5,
        epoch: 10n,
        by: 'peer',
        how: 'update',
        startedAt: clock.now,
        endedAt: null,
        attempt: 1,
        authenticator: named('a10'),
        bytesSent: 0,
        bytesReceived: 0,
        recordsSent: 0,
        recordsReceived: 0,
      },
    ]);
  });

  test('gives the newest facts of some kinds, in order, also those that are not written yet', () => {
    const path = join(temporaryDirectory(), 'trace.db');
    const store = openTrace(path);
    const recorder = store.createRecorder('c', 1);
    const group = { context: named('context'), tree: named('tree') };
    const epoch: TraceFact = { kind: 'epoch', epoch: 1n, by: 'us', how: 'handshake', authenticator: named('a'), group };
    const limit: TraceFact = { kind: 'decision', rule: 'R-LIMIT', what: 'limit-reached' };
    for (const fact of [epoch, { kind: 'timer', timer: 'hello', action: 'set' }, limit, limit] as const) recorder.fact(fact);
    expect(store.factsOf('c', ['epoch', 'decision'], 10).map(({ seq, fact }) => [seq, fact])).toEqual([
      [1, epoch],
      [3, limit],
      [4, limit],
    ]);
    expect(store.factsOf('c', ['epoch', 'decision'], 2).map(({ seq }) => seq)).toEqual([3, 4]);
    expect(store.factsOf('nobody', ['epoch'], 10)).toEqual([]);
    store.close();
    expect(openTrace(path).factsOf('c', ['epoch'], 10)).toEqual([expect.objectContaining({ seq: 1, fact: epoch })]);
  });

  test('tells listeners in batches, the newest 500 of a flood', () => {
    const clock = new StoppedClock();
    const store = openTrace(join(temporaryDirectory(), 'trace.db'), clock);
    fill(store, 'c', 5);
    const batches: TraceBatch[] = [];
    const stop = store.subscribe((batch) => batches.push(batch));
    fill(store, 'c', 4);
    clock.advance(50);
    fill(store, 'c', 2000);
    clock.advance(50);
    clock.advance(50);
    stop();
    fill(store, 'c', 4);
    clock.advance(50);
    expect(batches.map(({ rows, dropped }) => [rows.length, dropped, rows[0]?.seq, rows.at(-1)?.seq])).toEqual([
      [4, 0, 6, 9],
      [500, 1500, 1510, 2009],
    ]);
  });

  test('forgets the oldest beyond its size, and what is older than its age', () => {
    const path = join(temporaryDirectory(), 'trace.db');
    const clock = new StoppedClock();
    const small = openTrace(path, clock, { maximumBytes: 1_000_000, maximumAge: 86_400_000 });
    for (let i = 0; i < 5; i++) {
      fill(small, 'c', 60_000);
      small.flush();
    }
    const { rows, bytes } = small.size('c');
    expect(bytes).toBeLessThan(6_000_000);
    expect(rows).toBeLessThan(300_000);
    expect(small.tail('c', 1)[0]?.seq).toBe(300_000);
    clock.advance(86_400_001);
    fill(small, 'c', 1);
    expect(small.size('c').rows).toBe(1);
  });

  test('forgets a connection for good', () => {
    const store = openTrace(join(temporaryDirectory(), 'trace.db'));
    const recorder = store.createRecorder('c', 1);
    recorder.fact(persisted(1n));
    store.remove('c');
    recorder.fact(persisted(2n));
    store.flush();
    expect(store.tail('c', 10)).toEqual([]);
    expect(store.epochs('c')).toEqual([]);
  });

  test('stops with one report when its disk refuses, and throws nothing into the connection', () => {
    const reports: string[] = [];
    const clock = new StoppedClock();
    const store = openTrace(join(temporaryDirectory(), 'trace.db'), clock, { onFailure: (error) => reports.push(error.code) });
    const recorder = store.createRecorder('c', 1);
    // a value SQLite has no column for stands in for a disk that refuses
    clock.now = Number.NaN;
    recorder.fact(persisted(1n));
    recorder.flush();
    recorder.fact(persisted(2n));
    recorder.flush();
    expect(reports).toHaveLength(1);
  });
});

import { expect, test } from 'vitest';
import type { FoundRows } from '#shared/contract/inspection.ts';
import type { Bridge, Params, Reply } from '#shared/contract.ts';
import { faceError } from '#shared/face-errors.ts';
import { noFieldText } from '#shared/filter/field-text.ts';
import { verdict } from '#shared/filter/match.ts';
import { parseFilter } from '#shared/filter/parse.ts';
import type { TranscriptRow } from '#shared/views.ts';
import { randomNumbers } from '../../test/support/random-numbers.ts';
import { TranscriptState } from './transcript.svelte.ts';

const connectionId = 'c';
/** Rows that one search looks at. */
const part = 700;

/** A recording that grows, behind a bridge that answers when the test says so: what comes in between can be anything. */
class Recording {
  readonly rows: TranscriptRow[] = [];
  readonly bridge: Bridge;
  readonly #waiting: (() => void)[] = [];
  readonly #listeners = new Set<(value: never) => void>();
  failing = false;

  constructor() {
    const request = (name: string, params: never): Promise<Reply<unknown>> =>
      new Promise((resolve) => {
        this.#waiting.push(() =>
          resolve(this.failing ? { ok: false, error: faceError('CORE_GONE') } : { ok: true, value: this.#answer(name, params) }),
        );
      });
    this.bridge = {
      host: 'browser',
      request: request as Bridge['request'],
      subscribe: (_topic, listener) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
      },
      onPresence: () => () => undefined,
    };
  }

  /** Writes rows down and tells of them, all but those that are `dropped` from the telling. */
  grow(count: number, dropped = 0): void {
    const fresh = Array.from({ length: count }, (_, index) => rowOf(this.rows.length + 1 + index));
    this.rows.push(...fresh);
    const batch = [{ connectionId, rows: fresh.slice(dropped), dropped }];
    for (const listener of this.#listeners) listener(batch as never);
  }

  /** Answers the request that waits longest. @returns whether there was one */
  async answer(): Promise<boolean> {
    const next = this.#waiting.shift();
    next?.();
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
    return next !== undefined;
  }

  async answerAll(): Promise<void> {
    while (await this.answer());
  }

  /** What passes a filter from a row on. */
  passing(filter: string, from: number): readonly number[] {
    return this.#found(filter, 0, null, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
      .rows.map(({ seq }) => seq)
      .filter((seq) => seq >= from);
  }

  #answer(name: string, params: never): unknown {
    if (name === 'transcript') {
      const { before, limit }: Params<'transcript'> = params;
      return this.rows.slice(0, before === null ? undefined : before - 1).slice(-limit);
    }
    if (name !== 'searchTranscript') return null;
    const { filter, after = 0, before, limit }: Params<'searchTranscript'> = params;
    return this.#found(filter, after, before, limit, part);
  }

  #found(filter: string, after: number, before: number | null, limit: number, most: number): FoundRows {
    const wanted = parseFilter(filter);
    const rows: TranscriptRow[] = [];
    let at = Math.min(before === null ? this.rows.length : before - 1, this.rows.length);
    for (let looked = 0; at > after && looked < most && rows.length < limit; looked += 1, at -= 1) {
      const row = this.rows[at - 1];
      if (row && verdict(wanted, row, noFieldText)) rows.unshift(row);
    }
    return { rows, continueBefore: at > after ? at + 1 : null };
  }
}

test('nothing is lost and nothing comes twice when rows arrive while the first are read', async () => {
  const recording = new Recording();
  recording.grow(2_500);
  const transcript = new TranscriptState(recording.bridge, connectionId);
  const loaded = transcript.load();
  recording.grow(3);
  await recording.answerAll();
  recording.grow(2);
  await loaded;
  expect(held(transcript)).toEqual(seqs(1_504, 2_505));
  expect(transcript).toMatchObject({ phase: 'ready', complete: false });
  for (const first of [504, 1]) {
    void transcript.loadOlder();
    await recording.answerAll();
    expect(held(transcript)[0]).toBe(first);
  }
  expect(held(transcript)).toEqual(seqs(1, 2_505));
  expect(transcript.complete).toBe(true);
});

test('a batch that tells of rows it left out has the newest read anew, also while they are being read', async () => {
  const recording = new Recording();
  recording.grow(10);
  const transcript = new TranscriptState(recording.bridge, connectionId);
  void transcript.load();
  await recording.answer();
  recording.grow(20, 15);
  recording.grow(20, 15);
  await recording.answerAll();
  expect(held(transcript)).toEqual(seqs(1, 50));
});

test('an answer to an earlier filter is dropped', async () => {
  const recording = new Recording();
  recording.grow(5_000);
  const transcript = new TranscriptState(recording.bridge, connectionId);
  void transcript.load();
  await recording.answerAll();
  void transcript.setFilter('epoch == 3');
  void transcript.setFilter('epoch == 4');
  await recording.answer();
  expect(held(transcript)).toEqual([]);
  await recording.answerAll();
  expect(transcript.searching).toBe(false);
  expect(held(transcript)).toEqual(recording.passing('epoch == 4', transcript.lookedBackTo ?? 1));
  expect(held(transcript).length).toBeGreaterThan(0);
});

test('a filter that cannot be read changes nothing but the note of where it ends', async () => {
  const recording = new Recording();
  recording.grow(10);
  const transcript = new TranscriptState(recording.bridge, connectionId);
  void transcript.load();
  await recording.answerAll();
  await transcript.setFilter('epoch >');
  expect(transcript).toMatchObject({ filterText: '', filterError: { name: 'FilterError' } });
  expect(held(transcript)).toEqual(seqs(1, 10));
});

test('a search looks back part by part until there is enough, and stops when told to', async () => {
  const recording = new Recording();
  recording.grow(10_000);
  const transcript = new TranscriptState(recording.bridge, connectionId);
  void transcript.load();
  await recording.answerAll();
  void transcript.setFilter('seldom');
  await recording.answer();
  await recording.answer();
  expect(transcript.searching).toBe(true);
  transcript.stopSearch();
  await recording.answerAll();
  expect(transcript).toMatchObject({ searching: false, stopped: true, complete: false });
  void transcript.lookFurther();
  await recording.answerAll();
  expect(transcript).toMatchObject({ searching: false, complete: true });
  expect(held(transcript)).toEqual(recording.passing('seldom', 1));
});

test('who reads older rows keeps them in a flood, and has the newest again when following', async () => {
  const recording = new Recording();
  recording.grow(30);
  const transcript = new TranscriptState(recording.bridge, connectionId);
  void transcript.load();
  await recording.answerAll();
  transcript.follow(false);
  for (let flood = 0; flood < 11; flood += 1) recording.grow(10_000);
  expect(held(transcript)[0]).toBe(1);
  expect(transcript.unseen).toBe(110_000);
  transcript.follow(true);
  await recording.answerAll();
  expect(transcript.unseen).toBe(0);
  expect(held(transcript).at(-1)).toBe(110_030);
  recording.grow(20_000);
  expect(held(transcript)).toEqual(seqs(129_031, 130_030));
  expect(transcript.complete).toBe(false);
});

test('bytes that could not be read say why, until they are asked for again', async () => {
  const recording = new Recording();
  recording.grow(3);
  const transcript = new TranscriptState(recording.bridge, connectionId);
  recording.failing = true;
  void transcript.select(2);
  await recording.answerAll();
  expect(transcript.detailError?.code).toBe('CORE_GONE');
  recording.failing = false;
  void transcript.select(2);
  await recording.answerAll();
  expect(transcript.detailError).toBeNull();
});

test('the bytes of a row that is no longer selected are dropped', async () => {
  const recording = new Recording();
  recording.grow(10);
  const transcript = new TranscriptState(recording.bridge, connectionId);
  void transcript.select(3);
  void transcript.select(null);
  await recording.answerAll();
  expect(transcript).toMatchObject({ selectedSeq: null, detail: null, fields: null });
});

test('whatever comes between question and answer, the ladder holds what passes, in order, without a gap', async () => {
  for (let run = 0; run < 150; run += 1) await live(run);
}, 60_000);

/** A seeded life of a transcript: what is shown at its end is what the recording holds from the place that was reached. */
async function live(run: number): Promise<void> {
  const next = randomNumbers(run);
  const below = (most: number): number => Math.floor(next() * most);
  const recording = new Recording();
  recording.grow(below(3_000));
  const transcript = new TranscriptState(recording.bridge, connectionId);
  const filters = ['', 'epoch == 3', 'seldom', 'often && epoch > 1', 'nothing'];
  const acts: readonly (() => unknown)[] = [
    () => recording.grow(1 + below(5)),
    () => recording.grow(below(1_500)),
    () => recording.grow(200, below(200)),
    () => void transcript.loadOlder(),
    () => void transcript.load(),
    () => void transcript.setFilter(filters[below(filters.length)] ?? ''),
    () => transcript.follow(below(2) === 0),
    () => transcript.stopSearch(),
    () => void transcript.lookFurther(),
    () => (recording.failing = below(4) === 0),
    () => recording.answer(),
    () => recording.answer(),
    () => recording.answerAll(),
  ];
  for (let step = 0; step < 40; step += 1) await acts[below(acts.length)]?.();
  recording.failing = false;
  transcript.follow(true);
  await recording.answerAll();
  // What could not be read says so and is asked for again by whoever looks at it.
  if (transcript.phase === 'failed') void transcript.load();
  recording.grow(1);
  await recording.answerAll();
  expect([run, transcript.phase, transcript.searching, transcript.newest]).toEqual([run, 'ready', false, recording.rows.length]);
  const [there, wanted] = [held(transcript), recording.passing(transcript.filterText, transcript.lookedBackTo ?? 1)];
  const other = wanted.findIndex((seq, index) => there[index] !== seq);
  expect([run, there.length, there[other]]).toEqual([run, wanted.length, wanted[other]]);
}

function held({ rows }: TranscriptState): readonly number[] {
  return rows.map(({ seq }) => seq);
}

function seqs(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function rowOf(seq: number): TranscriptRow {
  return {
    seq,
    attempt: 1,
    at: seq,
    lane: 'record',
    direction: 'sent',
    title: 'application_data',
    summary: seq % 997 === 5 ? 'seldom' : seq % 3 === 0 ? 'often' : '',
    key: 'epoch',
    epoch: String((seq >> 8) % 6),
    sequence: null,
    length: 1,
    rules: [],
    bad: false,
    hasBytes: seq % 7 === 0,
  };
}

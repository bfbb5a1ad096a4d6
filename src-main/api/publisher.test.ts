import { expect, test } from 'vitest';
import type { TopicName } from '#shared/contract.ts';
import type { ConnectionView, MessageView, TranscriptRow } from '#shared/views.ts';
import { SteppedClock } from '../../test/support/stepped-clock.ts';
import { batchConnections, batchInterval, batchMessages, batchRows, Publisher } from './publisher.ts';

function row(seq: number): TranscriptRow {
  return {
    seq,
    attempt: 1,
    at: 0,
    lane: 'record',
    direction: 'sent',
    title: 'application_data',
    summary: '',
    key: 'epoch',
    epoch: '1',
    sequence: String(seq),
    length: 100,
    rules: [],
    bad: false,
    hasBytes: false,
  };
}

const message = (seq: number): MessageView => ({
  connectionId: 'c',
  seq,
  at: 0,
  attempt: 1,
  direction: 'sent',
  text: 'x',
  hex: null,
  length: 1,
  early: false,
  epoch: '1',
});

function publisher() {
  const clock = new SteppedClock();
  let taken = 0;
  const told: (readonly [TopicName, unknown])[] = [];
  const made = new Publisher(clock, {
    identitiesChanged: () => [],
    listenersChanged: () => [],
    knocksChanged: () => [],
    pinsChanged: () => ({ total: 0 }),
    noticesChanged: () => [],
    auditChanged: () => 0,
    jobsChanged: () => [],
    laboratoryChanged: () => [],
    sessions: (keys, all) => {
      taken += 1;
      return { total: 0, changed: [], removed: keys.map(([, id]) => id), all };
    },
    connection: (id) => (id === 'gone' ? null : ({ id } as ConnectionView)), // the publisher looks at nothing else
    epochs: () => [],
  });
  return { clock, made, told, listen: () => made.subscribe((topic, value) => told.push([topic, value])), taken: () => taken };
}

test('[bad:RN-006] 10,000 sessions with 10 events a second each: a window is told 20 times a second, and of each of them once a time', () => {
  const { clock, made, told, listen } = publisher();
  listen();
  for (let at = 0; at < 100; at++) {
    for (let session = 0; session < 1_000; session++) made.connection(`c-${(at % 10) * 1_000 + session}`);
    clock.advance(10);
  }
  clock.advance(batchInterval);
  expect(told.length).toBeLessThanOrEqual(1_000 / batchInterval + 2);
  for (const [topic, value] of told) {
    expect(topic).toBe('connectionsChanged');
    const ids = (value as readonly ConnectionView[]).map(({ id }) => id); // what the topic carries
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeLessThanOrEqual(batchConnections);
  }
});

test('[bad:RN-006] of more connections than a batch has room for each is told in its turn, and none is forgotten', () => {
  const { clock, made, told, listen } = publisher();
  listen();
  const count = 3 * batchConnections + 1;
  for (let at = 0; at < count; at++) made.connection(`c-${at}`);
  // One that changes all the time does not keep the others waiting.
  for (let batch = 0; batch < 4; batch++) {
    made.connection('c-0');
    clock.advance(batchInterval);
  }
  const ids = told.flatMap(([, value]) => (value as readonly ConnectionView[]).map(({ id }) => id)); // what the topic carries
  expect(new Set(ids).size).toBe(count);
  expect(told.length).toBeLessThanOrEqual(5);
  for (let at = 0; at < count; at++) made.connection(`c-${at}`);
  told.length = 0;
  made.close();
  expect(told.flatMap(([, value]) => value as readonly ConnectionView[])).toHaveLength(count);
});

test('a topic is told at most once per interval, with what is true then', () => {
  const { clock, made, told, listen, taken } = publisher();
  listen();
  for (let i = 0; i < 1000; i++) made.list('sessionsChanged');
  clock.advance(0);
  expect([told.length, taken()]).toEqual([1, 1]);
  for (let i = 0; i < 1000; i++) made.list('sessionsChanged');
  clock.advance(batchInterval - 1);
  expect(told.length).toBe(1);
  clock.advance(1);
  expect([told.length, taken()]).toEqual([2, 2]);
});

test('connections are told once each, and those that went away in between not at all', () => {
  const { clock, made, told, listen } = publisher();
  listen();
  for (const id of ['a', 'b', 'a', 'gone', 'c']) made.connection(id);
  made.connectionRemoved('c');
  clock.advance(batchInterval);
  expect(told).toEqual([
    ['connectionsRemoved', ['c']],
    ['connectionsChanged', [{ id: 'a' }, { id: 'b' }]],
  ]);
});

test('batches of rows and messages are bounded; what is left out is counted', () => {
  const { clock, made, told, listen } = publisher();
  listen();
  for (let seq = 1; seq <= 1000; seq++) made.rows('c', [row(seq)], 0);
  made.rows(
    'c',
    Array.from({ length: 500 }, (_, index) => row(1001 + index)),
    7,
  );
  for (let seq = 1; seq <= 1000; seq++) made.message(message(seq));
  clock.advance(batchInterval);
  const [batch] = (told.find(([topic]) => topic === 'transcriptAppended')?.[1] ?? []) as {
    readonly rows: readonly TranscriptRow[];
    readonly dropped: number;
  }[];
  expect([batch?.rows.length, batch?.rows.at(-1)?.seq, batch?.dropped]).toEqual([batchRows, 1500, 1500 - batchRows + 7]);
  const messages = told.find(([topic]) => topic === 'messagesAppended')?.[1] as readonly MessageView[];
  expect([messages.length, messages.at(-1)?.seq]).toEqual([batchMessages, 1000]);
});

test('nothing is collected while nobody listens, nor told after the end', () => {
  const { clock, made, told, listen } = publisher();
  made.list('sessionsChanged');
  expect(clock.waiting).toBe(0);
  const stop = listen();
  made.list('sessionsChanged');
  stop();
  clock.advance(1000);
  expect([told, made.watched]).toEqual([[], false]);
});

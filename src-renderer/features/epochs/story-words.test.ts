import { expect, test } from 'vitest';
import type { EpochStoryView } from '#shared/contract/epochs.ts';
import { storyLines } from './story-words.ts';

const plain: EpochStoryView = {
  epoch: '3',
  by: 'us',
  how: 'update',
  startedAt: 0,
  endedAt: null,
  attempt: 2,
  bytesSent: 0,
  bytesReceived: 0,
  recordsSent: 0,
  recordsReceived: 0,
  safetyCode: '',
  keys: { sent: null, received: null },
  automatic: false,
  crossing: null,
  resumption: null,
  ends: [],
};

test('nothing is said of an update that simply applied', () => {
  expect(storyLines(plain)).toEqual([]);
});

test('a crossing, its limit, a lineage and a cut are lines of their own, in this order', () => {
  const lines = storyLines({
    ...plain,
    automatic: true,
    crossing: 'own-dropped',
    resumption: { asked: 'peer', case: 'c', carriedOver: true, tie: 'yielded' },
    ends: [{ at: 5, attempt: 2, orderly: false, how: 'truncated' }],
  });
  expect(lines).toHaveLength(7);
  expect(lines[0]).toMatch(/limit/);
  expect(lines[1]).toMatch(/crossed/);
  expect(lines[4]).toMatch(/^Case c/);
  expect(lines[6]).toMatch(/^Transport 2 ended/);
});

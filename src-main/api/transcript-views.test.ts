import { expect, test } from 'vitest';
import type { TraceFact } from '#engine/mls-tls/trace.ts';
import { transcriptDetail, transcriptRow } from './transcript-views.ts';

type Decision = Extract<TraceFact, { kind: 'decision' }>;
const decided = (rule: Decision['rule'], what: Decision['what']) =>
  ({ seq: 1, attempt: 1, at: 0, kind: 'fact', fact: { kind: 'decision', rule, what } }) as const;

test.each<[Decision['rule'], Decision['what'], RegExp]>([
  ['U5', 'ignored-update', /^Updates crossed: .*ours$/],
  ['U6', 'dropped-own-update', /^Updates crossed: .*the peer’s$/],
  ['R-RES:a', 'case-a', /new at our epoch/],
  ['R-RES:b', 'case-b', /applied before the cut/],
  ['R-RES:c', 'case-c', /had applied our commit/],
  ['R-RES:d', 'case-d', /fits no state/],
  ['R-RES:e', 'case-e', /founding initiator/],
  ['R-TIE', 'tie-waited', /Both resumed at once/],
  ['R-TIE', 'tie-yielded', /Both resumed at once/],
])('rule %s, %s: a local row in words, with its rule behind it', (rule, what, words) => {
  const row = transcriptRow(decided(rule, what));
  expect(row).toMatchObject({ lane: 'local', rules: [rule], bad: false });
  expect(row.title).toMatch(/^[a-z: ]+$/);
  expect(row.summary).toMatch(words);
  expect(transcriptDetail(decided(rule, what)).rules).toMatchObject([{ id: rule, text: expect.stringMatching(/\.$/) }]);
});

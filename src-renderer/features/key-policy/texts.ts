import { formatCount } from '../../format/bytes.ts';
import { greatestKeyPolicy as most, type KeyLimitName } from '#shared/key-policy.ts';
import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

const limits: { readonly [N in KeyLimitName]: { readonly label: string; readonly hint: string; readonly wrong: string } } = {
  updateRecords: {
    label: 'Update after records',
    hint: 'Under one epoch, in either direction. 0: never.',
    wrong: `Give 0 for never, or a whole number from 16 to ${formatCount(most.updateRecords)}.`,
  },
  updateBytes: {
    label: 'Update after data',
    hint: 'On the wire, in either direction. 0: never.',
    wrong: `Give 0 for never, or 4 KiB to ${formatCount(most.updateBytes / 2 ** 30)} GiB, to the byte.`,
  },
  updateAge: {
    label: 'Update at age, seconds',
    hint: 'Since the keys came into use, once they carried data. 0: never.',
    wrong: `Give 0 for never, or 1 to ${formatCount(most.updateAge / 1_000)}, to the millisecond.`,
  },
  recordsPerKey: {
    label: 'Close after records per key',
    hint: 'The connection then closes. 0: the algorithm’s own limit.',
    wrong: `Give 0 for the algorithm’s own limit, or a whole number from 64 to ${formatCount(most.recordsPerKey)}.`,
  },
};

export const english = {
  title: (peer: string) => `Key policy for ${peer}`,
  about: 'What a connection does by itself: renew keys, and come back after a cut. A change takes effect at once, also while the connection is open.',
  scope: 'For',
  scopes: { connection: 'This connection', standard: 'All connections' },
  own: 'It has a policy of its own.',
  follows: 'It follows the policy of all connections. Using another here detaches it.',
  limits,
  earlyData: 'Accept early data on resumption',
  autoResume: 'Auto-resume after a cut, with growing pauses',
  unit: 'Unit',
  try: 'Dry run on this recording',
  save: 'Use this policy',
  standard: { connection: 'Follow all connections', standard: 'Back to the product’s' },
  loading: 'Reading the policy',
  failed: 'Could not read the policy',
  notSaved: 'Could not change the policy',
  notTried: 'Could not try the policy',
  saved: 'Key policy changed',
  trial: {
    title: 'What it would have done',
    nothing: 'Nothing is recorded of this connection yet.',
    updates: (count: number, made: number) =>
      `${count === 0 ? 'No update' : count === 1 ? 'One update' : `${formatCount(count)} updates`} by itself; limits asked for ${formatCount(made)} then.`,
    lives: (would: string, did: string) => `The longest-lived keys would have lived ${would}; they lived ${did}.`,
    mean: (would: string, did: string) => `On average ${would} instead of ${did}.`,
    span: (time: string, cut: boolean) => `Looked at ${time} of recording${cut ? ', its newest part' : ''}.`,
    why: { records: 'records', bytes: 'bytes', age: 'age' },
    tick: (why: string, time: string) => `update by ${why} at ${time}`,
    marks: 'Marked on the timeline of epochs, too.',
    axis: (count: number) => `Time line with ${count === 1 ? 'one update' : `${formatCount(count)} updates`} the policy would have made`,
  },
} as const;

export const texts = spoken(english, german);

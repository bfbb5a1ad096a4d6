import { expect, test } from 'vitest';
import type { EpochStoryView } from '#shared/contract/epochs.ts';
import { standardKeyPolicy } from '#shared/key-policy.ts';
import { limitsUsed } from './key-age.ts';

// these fields alone are looked at
const epoch = { startedAt: 1000, recordsSent: 10, recordsReceived: 30, bytesSent: 2048, bytesReceived: 0 } as EpochStoryView;

test('each limit is compared with the busier direction; those that are off are not shown', () => {
  const policy = { ...standardKeyPolicy, updateRecords: 60, updateBytes: 0, updateAge: 4000 };
  expect(limitsUsed(epoch, policy, 3000)).toEqual([
    { limit: 'age', used: 2000, most: 4000, share: 0.5 },
    { limit: 'records', used: 30, most: 60, share: 0.5 },
  ]);
});

test('what is over its limit fills the whole bar, and a clock that was set back gives no age', () => {
  const [age] = limitsUsed(epoch, { ...standardKeyPolicy, updateAge: 100 }, 5000);
  expect(age?.share).toBe(1);
  expect(limitsUsed(epoch, standardKeyPolicy, 0)[0]?.used).toBe(0);
});

import { beforeEach, expect, test } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import { type Party, party, signerFor } from '../../test/support/mls-parties.ts';
import { SteppedClock } from '../../test/support/stepped-clock.ts';
import { KeyPackagePool, type KeyPackageRequest } from './key-package-pool.ts';

const request: KeyPackageRequest = { identityId: 'me', suite: 1, profiles: ['draft-00'], enabledSuites: [1] };

let clock: SteppedClock;
let own: Party;
let erased: Bytes[];
let pool: KeyPackagePool;

beforeEach(() => {
  clock = new SteppedClock();
  own = party('pool');
  erased = [];
  pool = new KeyPackagePool({
    mls: own.mls,
    clock,
    signer: (identityId, suite) => (identityId === 'me' && suite === 1 ? signerFor('pool', suite) : null),
    erase: (bytes) => {
      erased.push(bytes);
      bytes.fill(0);
    },
  });
});

/** Lets what runs in the background finish: the pool holds `count`. */
async function settled(count: number): Promise<void> {
  while (pool.size !== count) await new Promise((resolve) => setImmediate(resolve));
}

test('[KP-14] every KeyPackage is fresh, and the next one is made ahead', async () => {
  const first = await pool.take(request);
  await settled(1);
  const second = await pool.take(request);
  await settled(1);
  const third = await pool.take(request);
  expect(new Set([first, second, third].map(({ reference }) => Buffer.from(reference).toString('hex'))).size).toBe(3);
});

test('the private keys it borrows for signing are overwritten', async () => {
  await pool.take(request);
  await settled(1);
  expect(erased.length, 'one for each of the two that were made').toBeGreaterThanOrEqual(2);
  expect(erased.every((key) => key.every((byte) => byte === 0))).toBe(true);
});

test('one that waited too long is erased and replaced', async () => {
  await pool.take(request);
  await settled(1);
  const before = own.erased.length;
  clock.advance(20 * 3600 * 1000);
  const { notAfter } = await pool.take(request);
  expect(own.erased.length).toBeGreaterThan(before);
  expect(Number(notAfter) * 1000).toBeGreaterThan(clock.now().wall + 23 * 3600 * 1000);
});

test('one that was made before the clock was set back is erased and replaced: its time has not come yet', async () => {
  await pool.take(request);
  await settled(1);
  const before = own.erased.length;
  clock.setBack(3 * 3600 * 1000);
  const { message, notAfter } = await pool.take(request);
  expect(own.erased.length).toBeGreaterThan(before);
  expect(Number(notAfter) * 1000).toBeLessThanOrEqual(clock.now().wall + 25 * 3600 * 1000);
  expect(message.length).toBeGreaterThan(0);
});

test('dropping and closing erase what waits', async () => {
  await pool.take(request);
  await settled(1);
  pool.drop('somebody else');
  expect(pool.size).toBe(1);
  const before = own.erased.length;
  pool.close();
  expect(pool.size).toBe(0);
  expect(own.erased.length - before).toBeGreaterThanOrEqual(3); // init, leaf and signature key
});

test('an identity without a key for the suite is refused in words', async () => {
  await expect(pool.take({ ...request, suite: 2 })).rejects.toMatchObject({ code: 'NO_KEY_FOR_SUITE' });
});

import { expect, test } from 'vitest';
import { seededRandomness } from '../../test/support/seeded-randomness.ts';
import { SteppedClock } from '../../test/support/stepped-clock.ts';
import { retryDelay } from './backoff.ts';
import { RetrySchedule } from './retry-schedule.ts';

test('delays start between 250 and 500 ms, double, and end between 2.5 and 5 s, each drawn anew', () => {
  const randomness = seededRandomness('delays');
  const bounds: readonly (readonly [number, number])[] = [
    [250, 500],
    [500, 1000],
    [1000, 2000],
    [2000, 4000],
    [2500, 5000],
    [2500, 5000],
  ];
  for (const [tries, [low, high]] of bounds.entries()) {
    const delays = Array.from({ length: 100 }, () => retryDelay(tries, randomness));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(low);
    expect(Math.max(...delays)).toBeLessThanOrEqual(high);
    expect(new Set(delays).size).toBeGreaterThan(50);
  }
  expect(retryDelay(1_000_000, randomness)).toBeLessThanOrEqual(5000);
});

test('a schedule says when it runs, runs once, waits longer each time, and starts over after a success', () => {
  const clock = new SteppedClock();
  let runs = 0;
  const schedule = new RetrySchedule(clock, seededRandomness('schedule'), () => {
    runs += 1;
  });
  expect(schedule.nextRetryAt).toBeNull();
  schedule.schedule();
  const first = (schedule.nextRetryAt ?? 0) - clock.now().wall;
  expect(first).toBeGreaterThanOrEqual(250);
  expect(first).toBeLessThanOrEqual(501);
  clock.advance(501);
  expect([runs, schedule.nextRetryAt]).toEqual([1, null]);
  for (let i = 0; i < 6; i++) schedule.schedule();
  clock.advance(2_400);
  expect(runs).toBe(1);
  clock.advance(2_600);
  expect(runs).toBe(2);
  schedule.reset();
  schedule.schedule();
  clock.advance(501);
  expect(runs).toBe(3);
  schedule.schedule();
  schedule.cancel();
  clock.advance(10_000);
  expect([runs, clock.waiting]).toEqual([3, 0]);
});

import { expect, test } from 'vitest';
import { SteppedClock } from '../../test/support/stepped-clock.ts';
import { ArrivalLimits, arrivalLimits } from './arrival-limits.ts';
import { UnconfirmedSessions, unconfirmedLimits } from './unconfirmed-sessions.ts';

test('[SE-04] one address holds at most 8 unproven transports, all together at most 256, and places come back', () => {
  const limits = new ArrivalLimits();
  const here = Array.from({ length: 20 }, () => limits.enter('192.0.2.1')).filter((leave) => leave !== null);
  expect(here.length).toBe(arrivalLimits.perAddress);
  here[0]?.();
  here[0]?.();
  expect([limits.enter('192.0.2.1'), limits.enter('192.0.2.1')].map((leave) => leave !== null)).toEqual([true, false]);
  let entered = 8;
  for (let address = 0; address < 100; address++) for (let i = 0; i < 8; i++) if (limits.enter(`198.51.100.${address}`) !== null) entered += 1;
  expect(entered).toBe(arrivalLimits.total);
});

test('[SE-04] unconfirmed sessions are forgotten after ten minutes, and the oldest when there are too many', () => {
  const clock = new SteppedClock();
  const forgotten: string[] = [];
  const sessions = new UnconfirmedSessions(clock, (id) => forgotten.push(id));
  sessions.add('confirmed');
  sessions.add('silent');
  sessions.settle('confirmed');
  clock.advance(unconfirmedLimits.lifetime - 1);
  sessions.add('silent'); // stored again: its time goes on
  expect(forgotten).toEqual([]);
  clock.advance(1);
  expect(forgotten).toEqual(['silent']);
  for (let i = 0; i <= unconfirmedLimits.count; i++) sessions.add(`flood ${i}`);
  expect(forgotten.slice(1)).toEqual(['flood 0']);
  sessions.close();
  clock.advance(2 * unconfirmedLimits.lifetime);
  expect(forgotten.length).toBe(2);
});

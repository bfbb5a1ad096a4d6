import { expect, test } from 'vitest';
import { SteppedClock } from '../../../test/support/stepped-clock.ts';
import { FaultLane, type FaultLaneOptions } from './fault-lane.ts';

function laneOf(options: Partial<FaultLaneOptions>) {
  const clock = new SteppedClock();
  const left: number[] = [];
  const emit = (bytes: Uint8Array) => void left.push(bytes[0] ?? -1);
  const nothing = (): void => undefined;
  const lane = new FaultLane({ clock, decide: () => null, emit, end: nothing, cut: nothing, ...options });
  return { clock, lane, left };
}

const numbers = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, index) => from + index);

test('of records that are held back for long, the oldest leave early once there are too many of them, or of their bytes', () => {
  const many = laneOf({});
  for (const number of numbers(0, 300)) many.lane.pass(Uint8Array.of(number & 0xff), { kind: 'hold', after: 100_000 });
  expect(many.left).toEqual(numbers(0, 44));

  const large = laneOf({});
  for (const number of numbers(0, 70)) large.lane.pass(new Uint8Array(16 * 1024).fill(number), { kind: 'hold', after: 100_000 });
  expect(large.left).toEqual(numbers(0, 6));
});

test('what arrives late may make its taker end it all: then nothing follows', () => {
  let released = 0;
  const taken: number[] = [];
  const { clock, lane } = laneOf({
    emit: (bytes) => {
      taken.push(bytes[0] ?? -1);
      lane.stop();
    },
    released: () => (released += 1),
  });
  lane.pass(Uint8Array.of(1), { kind: 'delay', milliseconds: 500 });
  lane.pass(Uint8Array.of(2), null);
  clock.advance(500);
  expect([taken, released]).toEqual([[1], 0]);
});

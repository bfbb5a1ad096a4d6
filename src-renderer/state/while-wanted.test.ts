import { expect, it } from 'vitest';
import { whileWanted } from './while-wanted.ts';

it('hands an answer over once, and none after the wait was ended', async () => {
  const taken: string[] = [];
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  const endFirst = whileWanted(first.promise, (answer) => taken.push(answer));
  whileWanted(second.promise, (answer) => taken.push(answer));
  endFirst();
  first.resolve('late');
  second.resolve('in time');
  await second.promise;
  await Promise.resolve();
  expect(taken).toEqual(['in time']);
});

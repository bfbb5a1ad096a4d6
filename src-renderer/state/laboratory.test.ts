import { expect, test } from 'vitest';
import type { LaboratoryPartView, LaboratoryRunView } from '#shared/contract/laboratory.ts';
import type { Bridge, Reply } from '#shared/contract.ts';
import { LaboratoryState } from './laboratory.svelte.ts';

/** A core that answers when the test says so. */
function slowCore(): { readonly bridge: Bridge; readonly answer: (value: LaboratoryRunView) => void } {
  const waiting: ((value: LaboratoryRunView) => void)[] = [];
  const bridge: Bridge = {
    host: 'browser',
    request: () => new Promise((resolve) => waiting.push((value) => resolve({ ok: true, value } as Reply<never>))), // only runs are asked for
    subscribe: () => () => undefined,
    onPresence: () => () => undefined,
  };
  return { bridge, answer: (value) => waiting.shift()?.(value) };
}

const run = (id: string, state: LaboratoryPartView['state']): LaboratoryRunView =>
  ({ id, startedAt: 0, parts: [{ profile: 'draft-00', state, rows: 0 }] }) as unknown as LaboratoryRunView; // what the state looks at

test('what is done with one run is not said of another, nor lost by a page that comes later', async () => {
  const { bridge, answer } = slowCore();
  const lab = new LaboratoryState(bridge);
  const playing = lab.play(run('one', 'paused'));
  expect(lab.goesOn(run('one', 'paused'))).toBe(true);
  expect(lab.goesOn(run('two', 'paused'))).toBe(false);
  expect(new LaboratoryState(bridge).goesOn(run('one', 'running'))).toBe(true);
  answer(run('one', 'reached'));
  await playing;
  expect(lab.goesOn(run('one', 'reached'))).toBe(false);
});

test('a step of one run keeps no other run from its step, and is not taken for a run that goes on', async () => {
  const { bridge, answer } = slowCore();
  const lab = new LaboratoryState(bridge);
  const stepping = lab.step(run('one', 'paused'));
  expect([lab.waitsFor('step', 'one'), lab.waitsFor('step', 'two')]).toEqual([true, false]);
  expect(lab.goesOn(run('one', 'running'))).toBe(false);
  answer(run('one', 'paused'));
  await stepping;
  expect(lab.waitsFor('step', 'one')).toBe(false);
});

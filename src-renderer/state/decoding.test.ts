import { expect, test } from 'vitest';
import { type Decoded, type FieldView, decodeInputLimit } from '#shared/contract/inspection.ts';
import type { Bridge, Params, Reply } from '#shared/contract.ts';
import { DecodingState, largestFile } from './decoding.svelte.ts';

/** A core that decodes what it was given when the test says so. */
class Core {
  readonly asked: Params<'decodeBytes'>[] = [];
  readonly #answers: (() => void)[] = [];
  readonly bridge: Bridge = {
    host: 'browser',
    request: (_name, params) => {
      this.asked.push(params as Params<'decodeBytes'>); // nothing else is asked for
      return new Promise((resolve) => {
        this.#answers.push(() => resolve({ ok: true, value: decodedFrom((params as Params<'decodeBytes'>).input) } as Reply<never>)); // as above
      });
    },
    subscribe: () => () => undefined,
    onPresence: () => () => undefined,
  };

  answer(which: number): void {
    this.#answers[which]?.();
  }
}

const decodedFrom = (hex: string): Decoded => ({ kind: 'alert', form: 'hex', hex, root: {} as FieldView }); // nobody looks into it

test('a file that is empty or too large is refused, and the one before is not shown in its place', async () => {
  const core = new Core();
  const decoding = new DecodingState(core.bridge);
  const first = decoding.open(new File(['one'], 'one.bin'));
  await expect.poll(() => core.asked.length).toBe(1);
  core.answer(0);
  await first;
  expect(decoding.decoded).not.toBeNull();
  await decoding.open(new File([''], 'empty.bin'));
  expect(decoding.refused).toBe('empty');
  await decoding.open(new File([new Uint8Array(largestFile + 1)], 'large.bin'));
  await decoding.decode();
  expect(decoding).toMatchObject({ refused: 'too big', decoded: null });
  expect(core.asked).toHaveLength(1);
});

test('a text that is too long for one request is refused before it is sent, and a shorter one is taken', async () => {
  const core = new Core();
  const decoding = new DecodingState(core.bridge);
  decoding.text = '0'.repeat(decodeInputLimit + 1);
  await decoding.decode();
  expect(decoding).toMatchObject({ refused: 'too long', busy: false, decoded: null });
  expect(core.asked).toHaveLength(0);
  decoding.text = '00';
  const shorter = decoding.decode();
  core.answer(0);
  await shorter;
  expect(decoding).toMatchObject({ refused: null, decoded: { hex: '00' } });
});

test('what was asked for last is shown, however the answers come; nothing typed shows nothing', async () => {
  const core = new Core();
  const decoding = new DecodingState(core.bridge);
  decoding.text = '01';
  const first = decoding.decode();
  decoding.text = '02';
  const second = decoding.decode();
  core.answer(1);
  await second;
  core.answer(0);
  await first;
  expect(decoding).toMatchObject({ busy: false, decoded: { hex: '02' } });
  decoding.text = '';
  await decoding.decode();
  expect(decoding.decoded).toBeNull();
});

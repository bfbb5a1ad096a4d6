import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Bridge, Reply } from '#shared/contract.ts';
import type { EpochView, TranscriptRow } from '#shared/views.ts';
import { EpochsState } from './epochs.svelte.ts';

const connectionId = 'c';

/** A core that answers at once; its one epoch carries more with each record. */
class Core {
  bytes = 0;
  asked = 0;
  readonly bridge: Bridge;
  readonly #listeners = new Map<string, (value: never) => void>();

  constructor() {
    const request = async (): Promise<Reply<unknown>> => {
      this.asked += 1;
      return { ok: true, value: [{ epoch: '1', bytesSent: this.bytes } as EpochView] }; // these fields alone are looked at
    };
    this.bridge = {
      host: 'browser',
      request: request as Bridge['request'],
      subscribe: (topic, listener) => {
        this.#listeners.set(topic, listener);
        return () => void this.#listeners.delete(topic);
      },
      onPresence: () => () => undefined,
    };
  }

  async passes(lane: TranscriptRow['lane'], id = connectionId): Promise<void> {
    this.bytes += 1;
    this.#listeners.get('transcriptAppended')?.([{ connectionId: id, rows: [{ lane }], dropped: 0 }] as never);
    await vi.advanceTimersByTimeAsync(0);
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function loaded(): Promise<{ core: Core; epochs: EpochsState }> {
  const core = new Core();
  const epochs = new EpochsState(core.bridge, connectionId);
  await epochs.load();
  return { core, epochs };
}

test('the first record is counted at once, those right behind it together after a pause', async () => {
  const { core, epochs } = await loaded();
  await core.passes('record');
  expect([epochs.current?.bytesSent, core.asked]).toEqual([1, 2]);
  for (let more = 0; more < 9; more += 1) await core.passes('record');
  expect([epochs.current?.bytesSent, core.asked]).toEqual([1, 2]);
  await vi.advanceTimersByTimeAsync(1000);
  expect([epochs.current?.bytesSent, core.asked]).toEqual([10, 3]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(core.asked).toBe(3);
  await core.passes('record');
  expect([epochs.current?.bytesSent, core.asked]).toEqual([11, 4]);
});

test('what is no record, or of another connection, is not counted', async () => {
  const { core } = await loaded();
  await core.passes('machine');
  await core.passes('record', 'another');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(core.asked).toBe(1);
});

test('nothing is asked for once its page was left', async () => {
  const { core, epochs } = await loaded();
  await core.passes('record');
  await core.passes('record');
  epochs.stop();
  await core.passes('record');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(core.asked).toBe(2);
});

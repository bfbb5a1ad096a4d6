import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordingBridge } from '../../src-renderer/features/recording/recording-bridge.ts';
import type { Bridge, Reply } from '#shared/contract.ts';
import { hadFaults, parseRecording } from '#shared/recording/recording-file.ts';

/** A core that decodes nothing. */
const core: Bridge = {
  host: 'browser',
  request: async () => ({ ok: true, value: { root: { name: 'messages', value: null, meaning: null, message: null, parts: [] } } }) as Reply<never>, // of decodeBytes
  subscribe: () => () => undefined,
  onPresence: () => () => undefined,
};

/** Written by the version before recordings had a history, groups and counts of what was dropped. */
const ofBefore = readFileSync(join(import.meta.dirname, '../fixtures/recording-before-history.jsonl'), 'utf8');

describe('a recording of an earlier version', () => {
  const file = parseRecording(ofBefore);
  if (file === null) throw new Error('it was not read');
  const bridge = recordingBridge(file, core);
  const connectionId = file.head.connection.id;

  test('has its rows, and the epochs one after the other without their story', async () => {
    expect([file.whole, file.rows.length, hadFaults(file), 'history' in file.head]).toEqual([true, 75, false, false]);
    const told = await bridge.request('epochHistory', { connectionId });
    if (!told.ok) throw new Error(told.error.code);
    const { epochs, healed, untold } = told.value;
    expect(epochs.map(({ epoch, how, by }) => [epoch, how, by])).toEqual([
      ['1', 'handshake', 'founding'],
      ['2', 'update', 'peer'],
      ['3', 'resumption', 'us'],
      ['4', 'resumption', 'peer'],
    ]);
    expect(
      epochs.every(({ endedAt, crossing, resumption, keys }) => endedAt !== null && crossing === null && resumption === null && keys.sent === null),
    ).toBe(true);
    expect([healed, untold]).toEqual([{ us: null, peer: null, both: null }, true]);
    expect(await bridge.request('searchTranscript', { connectionId, before: null, limit: 10, filter: 'type == connection_update' })).toMatchObject({
      ok: true,
    });
  });

  test('counts what was captured itself, says that no group is known, and is written again as it was', async () => {
    const records = file.rows.filter(({ lane, hex }) => lane === 'record' && hex !== null).length;
    expect(await bridge.request('capture', { connectionId })).toMatchObject({ ok: true, value: { records, droppedRecords: 0, droppedRows: 0 } });
    const asked: unknown[] = [];
    const picturing = {
      ...core,
      request: (async (name, params) => {
        asked.push([name, params]);
        return { ok: true, value: { group: null, schedule: [] } };
      }) as Bridge['request'], // the one request that is asked
    };
    const state = await recordingBridge(file, picturing).request('epochState', { connectionId, epoch: '3' });
    expect(state).toMatchObject({ ok: true, value: { epoch: '3', previous: '2', next: '4', group: null } });
    expect(asked).toEqual([['epochPicture', expect.objectContaining({ profile: 'draft-00', suite: 0xf0f1, group: null, before: null })]]);
    expect(await bridge.request('exportRecording', { connectionId, after: 0, safe: false })).toEqual({
      ok: true,
      value: { text: ofBefore, next: null },
    });
  });
});

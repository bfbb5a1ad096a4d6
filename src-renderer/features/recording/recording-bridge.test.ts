import { describe, expect, test } from 'vitest';
import { recordingFormat, type RecordedRow } from '#shared/contract/recordings.ts';
import type { Bridge, Reply } from '#shared/contract.ts';
import { recordedConnection, recordedRow } from '../../../test/support/recordings.ts';
import { recordingBridge } from './recording-bridge.ts';
import { looksLikeRecording, parseRecording } from '#shared/recording/recording-file.ts';

const head = { format: recordingFormat, safe: false, connection: recordedConnection, epochs: [] };
const row = (seq: number, more: Partial<RecordedRow> = {}): RecordedRow =>
  recordedRow(seq, { title: seq === 2 ? 'connection_update' : 'client_hello', ...more });
const written = (...lines: readonly unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** A core that knows one rule and can decode. */
const core: Bridge = {
  host: 'browser',
  request: async (name) => {
    const values: Readonly<Record<string, unknown>> = {
      rules: [
        { id: 'R-HS', source: 'here', text: 'one' },
        { id: 'R-UPD', source: 'there', text: 'two' },
      ],
      decodeBytes: { root: { name: 'messages', value: null, meaning: null, message: null, parts: [] } },
    };
    return { ok: true, value: values[name] } as Reply<never>; // what the test asks for is in the table
  },
  subscribe: () => () => undefined,
  onPresence: () => () => undefined,
};

describe('a recording file', () => {
  test('is read, whole or cut', () => {
    const whole = written(head, row(1), row(2), { end: 2 });
    expect(looksLikeRecording(whole)).toBe(true);
    expect(parseRecording(whole)).toMatchObject({ whole: true, rows: [{ seq: 1 }, { seq: 2 }] });
    expect(parseRecording(written(head, row(1)))).toMatchObject({ whole: false, rows: [{ seq: 1 }] });
    expect(parseRecording(whole.slice(0, -20))).toMatchObject({ whole: false, rows: [{ seq: 1 }] });
    expect(parseRecording(written(head, { end: 0 }))).toMatchObject({ whole: true, rows: [] });
  });

  test.each([
    ['no head', written(row(1))],
    ['another format', written({ ...head, format: 'epochscope recording 2' })],
    ['a line that is no JSON', `${written(head)}{\n`],
    ['rows out of order', written(head, row(2), row(1))],
    ['a row twice', written(head, row(1), row(1))],
    ['a number that is text', written(head, row(1, { seq: '1' as never }))],
    ['an epoch that is no number', written(head, row(1, { epoch: '-1' }))],
    ['bytes that are no hex', written(head, row(1, { hex: 'zz' }))],
    ['a missing field', written(head, { ...row(1), rules: undefined })],
    ['a state that does not exist', written({ ...head, connection: { ...recordedConnection, state: 'flying' } })],
    ['an end before the end', written(head, { end: 1 }, row(1))],
    ['nothing', ''],
  ])('is refused: %s', (_, content) => {
    expect(parseRecording(content)).toBeNull();
  });

  test('answers as the core that recorded it would', async () => {
    const file = parseRecording(written(head, row(1), row(2), row(3), { end: 3 }));
    if (file === null) throw new Error('it was not read');
    const bridge = recordingBridge(file, core);
    const place = { connectionId: 'c1' };
    expect(await bridge.request('transcript', { ...place, before: 3, limit: 1 })).toMatchObject({ ok: true, value: [{ seq: 2 }] });
    expect(await bridge.request('transcriptDetail', { ...place, seq: 1 })).toMatchObject({
      value: { hex: 'e1000001', rules: [{ id: 'R-HS', text: 'one' }] },
    });
    expect(await bridge.request('rowFields', { ...place, seq: 1 })).toMatchObject({ ok: true, value: { name: 'messages' } });
    const inFields = { ...place, before: null, limit: 9 };
    expect(await bridge.request('searchTranscript', { ...inFields, filter: 'field == messages' })).toMatchObject({
      value: { rows: [{ seq: 1 }, { seq: 2 }, { seq: 3 }], continueBefore: null },
    });
    expect(await bridge.request('searchTranscript', { ...inFields, filter: 'messages', after: 2 })).toMatchObject({
      value: { rows: [{ seq: 3 }], continueBefore: null },
    });
    expect(await bridge.request('searchTranscript', { ...inFields, filter: 'nowhere' })).toMatchObject({ value: { rows: [] } });
    const search = { ...place, filter: 'type == client_hello', before: null };
    expect(await bridge.request('searchTranscript', { ...search, limit: 1 })).toMatchObject({ value: { rows: [{ seq: 3 }], continueBefore: 3 } });
    expect(await bridge.request('searchTranscript', { ...search, limit: 2 })).toMatchObject({
      value: { rows: [{ seq: 1 }, { seq: 3 }], continueBefore: null },
    });
    expect(await bridge.request('searchTranscript', { ...search, filter: 'a ==', limit: 2 })).toMatchObject({ ok: false });
    expect(await bridge.request('update', place)).toMatchObject({ ok: false });
    const again = await bridge.request('exportRecording', { ...place, after: 0, safe: false });
    expect(again.ok && again.value.next === null && parseRecording(again.value.text)).toEqual(file);
    expect(await bridge.request('exportRecording', { ...place, after: 0, safe: true })).toMatchObject({ ok: false });
  });
});

import { describe, expect, test } from 'vitest';
import { recordingBridge } from '../../src-renderer/features/recording/recording-bridge.ts';
import { parseRecording } from '#shared/recording/recording-file.ts';
import { heldPiece } from '#shared/contract/captures.ts';
import type { Bridge, Handlers, Params, RequestName, Result } from '#shared/contract.ts';
import type { FieldView } from '#shared/contract/inspection.ts';
import type { TranscriptDetail, TranscriptRow } from '#shared/views.ts';
import { exportCapture, readHeld } from '../support/held-files.ts';
import { profileDirectory, Station } from './cores.ts';

type Ask = <M extends RequestName>(name: M, params: Params<M>) => Promise<Result<M>>;

const asking =
  (handlers: Handlers): Ask =>
  (name, params) =>
    (handlers[name] as (given: typeof params) => Promise<Result<typeof name>>)(params); // the handler of that name

/** A demo pair with updates on both sides, data, a cut, a resumption; over, so that nothing changes any more. */
async function life(name: string): Promise<{ readonly station: Station; readonly id: string }> {
  const station = await Station.open(name);
  const { handlers } = station.core;
  const { initiatorId: id, responderId } = await handlers.startDemo({});
  const bothOpen = (attempt: number) =>
    Promise.all([id, responderId].map((each) => station.until(each, (view) => view.writable && view.attempt === attempt)));
  await bothOpen(1);
  await handlers.send({ connectionId: id, text: 'there' });
  await handlers.send({ connectionId: responderId, text: 'and back '.repeat(5_000) });
  await handlers.update({ connectionId: responderId });
  await handlers.update({ connectionId: id });
  await handlers.cut({ connectionId: id });
  await handlers.resume({ connectionId: id });
  await bothOpen(2);
  await handlers.send({ connectionId: responderId, text: 'once more' });
  await handlers.close({ connectionId: id });
  await station.until(id, ({ state }) => state === 'closed');
  return { station, id };
}

/** Everything the views of a recording show. */
async function answers(ask: Ask, connectionId: string) {
  const transcript = await ask('transcript', { connectionId, before: null, limit: 1_000 });
  const rows: { readonly detail: TranscriptDetail; readonly fields: FieldView | null }[] = [];
  for (const { seq } of transcript) {
    rows.push({
      detail: await ask('transcriptDetail', { connectionId, seq }),
      fields: await ask('rowFields', { connectionId, seq }),
    });
  }
  const search = { connectionId, before: null, limit: 100 };
  return {
    transcript,
    page: await ask('transcript', { connectionId, before: 20, limit: 7 }),
    rows,
    found: await ask('searchTranscript', { ...search, filter: 'type == connection_update && dir == sent' }),
    withBytes: await ask('searchTranscript', { ...search, filter: 'bytes' }),
    epochs: await ask('epochs', { connectionId }),
  };
}

/** A window over a core that has never seen the connection, with a recording from a file. */
function opened(handlers: Handlers, content: string): Ask {
  const file = parseRecording(content);
  if (file === null) throw new Error('it was not read');
  const core: Bridge = {
    host: 'browser',
    request: async (name, params) => ({ ok: true, value: await asking(handlers)(name, params) }),
    subscribe: () => () => undefined,
    onPresence: () => () => undefined,
  };
  const bridge = recordingBridge(file, core);
  return async (name, params) => {
    const reply = await bridge.request(name, params);
    if (!reply.ok) throw new Error(`${name}: ${reply.error.detail}`);
    return reply.value;
  };
}

async function exportRecording(handlers: Handlers, connectionId: string, safe: boolean): Promise<string> {
  let text = '';
  for (let after: number | null = 0; after !== null; ) {
    const piece: { readonly text: string; readonly next: number | null } = await handlers.exportRecording({ connectionId, after, safe });
    expect(piece.text.length).toBeLessThan(1_000_000);
    text += piece.text;
    after = piece.next;
  }
  return text;
}

describe('export, wipe, import', () => {
  test('of a recording gives the same views', async () => {
    const { station, id } = await life('Ada');
    const before = await answers(asking(station.core.handlers), id);
    const file = await exportRecording(station.core.handlers, id, false);
    await station.close();
    const elsewhere = await Station.open('Eve', { directory: profileDirectory() });
    // An epoch in use when the file was written ended, for who reads it, with the last row.
    const last = before.transcript.at(-1)?.at;
    const epochs = before.epochs.map((epoch) => ({ ...epoch, endedAt: epoch.endedAt ?? last }));
    expect(await answers(opened(elsewhere.core.handlers, file), id)).toEqual({ ...before, epochs });
  });

  test('of a capture with its key log gives the same rows of records, messages and alerts, with the same bytes and fields', async () => {
    const { station, id } = await life('Ada');
    const before = await wireAnswers(asking(station.core.handlers), id);
    const capture = await exportCapture(station.core.handlers, id, 'wire');
    const keyLog = (await exportCapture(station.core.handlers, id, 'key-log')).toString();
    await station.close();
    const elsewhere = (await Station.open('Eve', { directory: profileDirectory() })).core.handlers;
    const imported = await importCapture(elsewhere, capture, keyLog);
    const records = before.rows.filter(({ row }) => row.lane === 'record');
    const sealed = records.filter(({ row }) => row.key !== 'plaintext');
    expect(imported).toMatchObject({ transports: 2, records: records.length, opened: sealed.length, otherStreams: 0, unreadBytes: 0, cut: false });
    const again = opened(elsewhere, (await readHeld(elsewhere, imported)).toString());
    expect(await wireAnswers(again, 'capture')).toEqual(before);

    // Without it the same records are there, unread.
    const blind = await importCapture(elsewhere, capture, null);
    expect(blind).toMatchObject({ records: records.length, opened: 0 });
    const closed = await wireAnswers(opened(elsewhere, (await readHeld(elsewhere, blind)).toString()), 'capture');
    expect(closed.rows.filter(({ row }) => row.lane === 'record').map(({ hex }) => hex)).toEqual(records.map(({ hex }) => hex));
  });
});

/** What can be seen from outside with the keys: rows that passed the wire, and what epochs carried. Local facts and seqs are not. */
async function wireAnswers(ask: Ask, connectionId: string) {
  const transcript = await ask('transcript', { connectionId, before: null, limit: 1_000 });
  const lanes = ['record', 'handshake', 'alert'] as const;
  const seen: { readonly row: Omit<TranscriptRow, 'seq'>; readonly hex: string | null; readonly fields: unknown }[] = [];
  // Lane by lane: a message stands before its record where it was sent.
  for (const wanted of lanes) {
    for (const { seq, ...row } of transcript.filter(({ lane }) => lane === wanted)) {
      // A message's time is when it was made or understood; its record's is when it passed.
      const at = wanted === 'record' ? row.at : 0;
      const { hex } = await ask('transcriptDetail', { connectionId, seq });
      seen.push({ row: { ...row, at }, hex, fields: await ask('rowFields', { connectionId, seq }) });
    }
  }
  // An epoch that protected nothing is not seen.
  const used = (await ask('epochs', { connectionId })).filter(({ recordsSent, recordsReceived }) => recordsSent + recordsReceived > 0);
  const epochs = used.map(({ epoch, bytesSent, bytesReceived, recordsSent, recordsReceived }) => ({
    epoch,
    bytesSent,
    bytesReceived,
    recordsSent,
    recordsReceived,
  }));
  return { rows: seen, epochs };
}

async function importCapture(handlers: Handlers, capture: Buffer, keyLog: string | null) {
  const { heldId } = await handlers.beginCapture({ size: capture.length });
  for (let offset = 0; offset < capture.length; offset += heldPiece) {
    await handlers.writeCapture({ heldId, offset, data: capture.subarray(offset, offset + heldPiece).toString('base64') });
  }
  return handlers.importCapture({ heldId, name: 'lab.pcapng', keyLog });
}

import { describe, expect, test } from 'vitest';
import { recordingBridge } from '../../src-renderer/features/recording/recording-bridge.ts';
import { parseRecording } from '#shared/recording/recording-file.ts';
import { heldPiece } from '#shared/contract/captures.ts';
import { writePcapng } from '#main/capture/pcapng-writer.ts';
import { readCaptureFile } from '#main/capture/read-pcapng.ts';
import { readSegment } from '#main/capture/read-segment.ts';
import type { Bridge, Handlers, Params, RequestName, Result } from '#shared/contract.ts';
import type { FieldView } from '#shared/contract/inspection.ts';
import type { ProfileView, TranscriptDetail, TranscriptRow } from '#shared/views.ts';
import type { EpochStateView } from '#shared/contract/epochs.ts';
import { profiles } from '#shared/profile-words.ts';
import { requests } from '../fuzz/api-specimens.ts';
import { exportCapture, readHeld } from '../support/held-files.ts';
import { profileDirectory, Station } from './cores.ts';

type Ask = <M extends RequestName>(name: M, params: Params<M>) => Promise<Result<M>>;

const asking =
  (handlers: Handlers): Ask =>
  (name, params) =>
    (handlers[name] as (given: typeof params) => Promise<Result<typeof name>>)(params); // the handler of that name

/** A demo pair with updates on both sides, data, a cut, a resumption; over, so that nothing changes any more. */
async function life(name: string, profile: ProfileView): Promise<{ readonly station: Station; readonly id: string }> {
  const station = await Station.open(name);
  const { handlers } = station.core;
  const { initiatorId: id, responderId } = await handlers.startDemo({ profile });
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
    history: await ask('epochHistory', { connectionId }),
    states: await statesOf(ask, connectionId),
    capture: await ask('capture', { connectionId }),
  };
}

/** Group, tree and key schedule of each epoch. */
async function statesOf(ask: Ask, connectionId: string): Promise<readonly EpochStateView[]> {
  const { epochs } = await ask('epochHistory', { connectionId });
  const states: EpochStateView[] = [];
  for (const { epoch } of epochs) states.push(await ask('epochState', { connectionId, epoch }));
  return states;
}

/** Requests that read what is recorded of a connection: their answers are compared below. */
const compared = [
  'transcript',
  'transcriptDetail',
  'rowFields',
  'searchTranscript',
  'epochs',
  'epochHistory',
  'epochState',
  'capture',
  'exportRecording',
];
/** The others about a connection do something to it, show what is not recorded (application data), or ask the core about itself. */
const doing = [
  'update',
  'keyUpdate',
  'send',
  'cut',
  'resume',
  'resumeWith',
  'close',
  'setAutoResume',
  'removeConnection',
  'retryIdentity',
  'setFaults',
];
const ofTheCore = ['connection', 'messages', 'decisions', 'epochSecrets', 'faults', 'keyPolicy', 'setKeyPolicy', 'tryKeyPolicy', 'exportCapture'];

test('every request about a connection is compared, or reads no recording', () => {
  const about = Object.entries(requests).flatMap(([name, params]) => ('connectionId' in params ? [name] : []));
  expect(about.toSorted()).toEqual([...compared, ...doing, ...ofTheCore].toSorted());
});

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

describe.each(profiles.map(({ id }) => id))('export, wipe, import in profile %s', (profile) => {
  test('of a recording gives the same views', async () => {
    const { station, id } = await life('Ada', profile);
    const before = await answers(asking(station.core.handlers), id);
    const file = await exportRecording(station.core.handlers, id, false);
    const safe = await exportRecording(station.core.handlers, id, true);
    await station.close();
    const elsewhere = await Station.open('Eve', { directory: profileDirectory() });
    // An epoch in use when the file was written ended, for who reads it, with the last row.
    const last = before.transcript.at(-1)?.at;
    const over = <E extends { readonly endedAt: number | null }>(epoch: E): E => ({ ...epoch, endedAt: epoch.endedAt ?? last });
    const history = { ...before.history, epochs: before.history.epochs.map(over) };
    const again = opened(elsewhere.core.handlers, file);
    expect(await answers(again, id)).toEqual({ ...before, epochs: before.epochs.map(over), history });
    expect(before.states.every(({ group, schedule }) => group !== null && schedule.length > 0)).toBe(true);
    expect(await again('exportRecording', { connectionId: id, after: 0, safe: false })).toEqual({ text: file, next: null });

    // What is safe to share tells how the keys lived, and not whose they were.
    const shared = opened(elsewhere.core.handlers, safe);
    const states = await statesOf(shared, id);
    expect(states.map(({ epoch, schedule }) => ({ epoch, schedule }))).toEqual(before.states.map(({ epoch, schedule }) => ({ epoch, schedule })));
    expect(states.every(({ group }) => group === null)).toBe(true);
    const told = (await shared('epochHistory', { connectionId: id })).epochs;
    expect(told).toEqual(history.epochs.map((epoch) => ({ ...epoch, safetyCode: '' })));
  });

  test('of a capture with its key log gives the same rows of records, messages and alerts, with the same bytes and fields', async () => {
    const { station, id } = await life('Ada', profile);
    const before = await wireAnswers(asking(station.core.handlers), id);
    const { suite } = await station.core.handlers.connection({ connectionId: id });
    const capture = await exportCapture(station.core.handlers, id, 'wire');
    const keyLog = (await exportCapture(station.core.handlers, id, 'key-log')).toString();
    await station.close();
    const elsewhere = (await Station.open('Eve', { directory: profileDirectory() })).core.handlers;
    const imported = await importCapture(elsewhere, capture, keyLog);
    const records = before.rows.filter(({ row }) => row.lane === 'record');
    const sealed = records.filter(({ row }) => row.key !== 'plaintext').length;
    const whole = { transports: 2, records: records.length, sealed, otherStreams: 0, unreadBytes: 0, cut: false, profile, suite };
    expect(imported).toMatchObject({ ...whole, opened: sealed });
    const text = (await readHeld(elsewhere, imported)).toString();
    expect(parseRecording(text)?.head).toMatchObject({ connection: { profile, suite, foundingRole: 'founding-initiator' }, reading: { sealed } });
    const again = opened(elsewhere, text);
    expect(await wireAnswers(again, 'capture')).toEqual(before);
    expect((await statesOf(again, 'capture')).every(({ group, schedule }) => group === null && schedule.length > 0)).toBe(true);

    // Without it the same records are there, unread, and the epochs that messages in clear lead to.
    const blind = await importCapture(elsewhere, capture, null);
    expect(blind).toMatchObject({ ...whole, opened: 0 });
    const closed = opened(elsewhere, (await readHeld(elsewhere, blind)).toString());
    const unread = await wireAnswers(closed, 'capture');
    expect(unread.rows.filter(({ row }) => row.lane === 'record').map(({ hex }) => hex)).toEqual(records.map(({ hex }) => hex));
    const { epochs } = await closed('epochHistory', { connectionId: 'capture' });
    const inClear = before.epochs.filter(({ how }) => how !== 'update').map(({ epoch }) => epoch);
    expect(epochs.map(({ epoch, how }) => (how === 'update' ? 'update' : epoch))).toEqual(expect.arrayContaining(inClear));
    expect(epochs.every(({ keys, recordsSent }) => keys.sent === null && recordsSent === 0)).toBe(true);
  });
});

test('a capture that begins within a session says neither its profile nor its suite, and has its epochs all the same', async () => {
  const { station, id } = await life('Ada', 'draft-00');
  const capture = await exportCapture(station.core.handlers, id, 'wire');
  const keyLog = (await exportCapture(station.core.handlers, id, 'key-log')).toString();
  const file = withoutFirstRecords(capture);
  const imported = await importCapture(station.core.handlers, file, keyLog);
  expect(imported).toMatchObject({ transports: 1, profile: null, suite: null });
  const again = opened(station.core.handlers, (await readHeld(station.core.handlers, imported)).toString());
  const { epochs } = await again('epochHistory', { connectionId: 'capture' });
  expect(epochs[0]).toMatchObject({ epoch: '1', how: 'handshake', by: 'founding' });
  for (const { epoch } of epochs) {
    const state = await again('epochState', { connectionId: 'capture', epoch });
    expect([state.group, state.schedule]).toEqual([null, []]);
  }
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
  const { epochs: all } = await ask('epochHistory', { connectionId });
  const used = all.filter(({ recordsSent, recordsReceived }) => recordsSent + recordsReceived > 0);
  const epochs = used.map(({ epoch, by, how, attempt, crossing, resumption, bytesSent, bytesReceived, recordsSent, recordsReceived }) => ({
    epoch,
    by,
    how,
    attempt,
    crossing,
    asked: resumption?.asked,
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

/** The first transport as somebody captured it who missed its messages in clear. */
function withoutFirstRecords(capture: Uint8Array): Buffer {
  const packets = (readCaptureFile(capture)?.packets ?? []).map((packet) => ({
    ...packet,
    comment: null,
    segment: readSegment(packet.linkType, packet.bytes),
  }));
  const [opening] = packets;
  const ports = [opening?.segment?.from, opening?.segment?.to];
  const first = packets.filter(({ segment }) => ports.includes(segment?.from) && ports.includes(segment?.to));
  const start = first.findIndex(({ segment }) => segment?.payload[0] === 23);
  const kept = first.filter(({ segment }, index) => segment?.syn === true || index >= start);
  return Buffer.from(
    writePcapng(
      { application: 'test', comment: 'test' },
      kept.map(({ direction, ...packet }) => ({ ...packet, direction: direction ?? 'sent' })),
    ),
  );
}

import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Handlers } from '#shared/contract.ts';
import type { FieldView } from '#shared/contract/inspection.ts';
import { profiles } from '#shared/profile-words.ts';
import type { ProfileView, TranscriptRow } from '#shared/views.ts';
import { exportCapture } from '../support/held-files.ts';
import { hasTshark, tshark, tsharkFields, warnWithoutTshark } from '../support/tshark.ts';
import { Station } from './cores.ts';

warnWithoutTshark();

const everything = { before: null, limit: 1_000 } as const;
const long = 'x'.repeat(40_000);

async function recordRows(handlers: Handlers, connectionId: string): Promise<readonly TranscriptRow[]> {
  return (await handlers.transcript({ connectionId, ...everything })).filter(({ lane }) => lane === 'record');
}

/** A demo pair that said something, updated, was cut, resumed, and said something again. */
async function busyPair(profile: ProfileView = 'draft-00'): Promise<{ readonly handlers: Handlers; readonly id: string; readonly peerId: string }> {
  const station = await Station.open('Ada');
  const { handlers } = station.core;
  const bothOpen = () => Promise.all([id, peerId].map((each) => station.until(each, ({ writable }) => writable)));
  const { initiatorId: id, responderId: peerId } = await handlers.startDemo({ profile });
  await bothOpen();
  await handlers.send({ connectionId: id, text: 'hello from Alice' });
  await handlers.send({ connectionId: peerId, text: long });
  // Where an update waits for no answer, the cut would take what is still under way.
  await station.until(id, ({ bytesReceived }) => Number(bytesReceived) >= long.length);
  await handlers.update({ connectionId: id });
  await handlers.send({ connectionId: id, text: 'and again' });
  await handlers.cut({ connectionId: id });
  await handlers.resume({ connectionId: id });
  await handlers.send({ connectionId: id, text: 'after the cut' });
  await bothOpen();
  await handlers.update({ connectionId: peerId });
  return { handlers, id, peerId };
}

/** Bytes of content in the records of one direction of one transport. */
function contentOf(rows: readonly TranscriptRow[], attempt: number, direction: string): number {
  const those = rows.filter((row) => row.attempt === attempt && row.direction === direction);
  return those.reduce((sum, { summary }) => sum + Number(/^([\d,]+) byte/.exec(summary)?.[1]?.replaceAll(',', '')), 0);
}

const everyProfile = profiles.map(({ id }) => id);

describe('captured bytes', () => {
  test('stand in the rows of their records, cut into the fields of a record', async () => {
    const { handlers, id } = await busyPair();
    const rows = await recordRows(handlers, id);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.every(({ hasBytes }) => hasBytes)).toBe(true);
    for (const { seq, length } of rows) {
      const { hex } = await handlers.transcriptDetail({ connectionId: id, seq });
      expect(hex?.length).toBe(2 * (length ?? 0));
      const fields = await handlers.rowFields({ connectionId: id, seq });
      expect(
        leavesOf(fields)
          .map(({ start, end }) => end - start)
          .reduce((sum, size) => sum + size, 0),
      ).toBe(length);
      expect(fields).toMatchObject({ type: 'TLS records', start: 0, end: length, parts: [{ start: 0, end: length }] });
    }
    const view = await handlers.capture({ connectionId: id });
    expect(view).toMatchObject({ records: rows.length, droppedRecords: 0, droppedBytes: 0 });
  });

  test.runIf(hasTshark).each(everyProfile)(
    'tshark reads the records of profile %s as they were on the wire: as many, of the same types and lengths',
    async (profile) => {
      const { handlers, id } = await busyPair(profile);
      const rows = await recordRows(handlers, id);
      const file = await exportCapture(handlers, id, 'wire');
      const asTls = portsOf(file).flatMap((port) => ['-d', `tcp.port==${port},tls`]);
      const fields = ['tls.record.content_type', 'tls.record.opaque_type', 'tls.record.length'];
      const seen = tsharkFields(file, fields, '-Y', 'tls.record', ...asTls).map(([type, opaque, length]) => ({
        type: Number(type || opaque),
        length: Number(length) + 5,
      }));
      const expected = rows.map(({ key, length }) => ({ type: key === 'plaintext' ? 22 : 23, length }));
      expect(seen).toEqual(expected);
      // The resumption is a TCP connection of its own.
      expect(new Set(rows.map(({ attempt }) => attempt)).size).toBe(2);
      expect(new Set(tsharkFields(file, ['tcp.stream'], '-Y', 'tcp.len > 0').flat())).toEqual(new Set(['0', '1']));
      // The cut, and nothing else.
      expect(complaintsAbout(file)).toEqual(['Connection reset (RST)']);
    },
  );

  test.runIf(hasTshark).each(everyProfile)(
    'tshark follows the plaintext of the decrypted variant of profile %s, which says what it is',
    async (profile) => {
      const { handlers, id } = await busyPair(profile);
      const rows = await recordRows(handlers, id);
      const file = await exportCapture(handlers, id, 'plaintext');
      const [ours, theirs] = followed(file, 0);
      for (const attempt of [1, 2]) {
        const [sent, received] = followed(file, attempt - 1);
        expect([sent.length, received.length]).toEqual(['sent', 'received'].map((direction) => contentOf(rows, attempt, direction)));
      }
      const text = ours.toString('latin1');
      expect(text.indexOf('hello from Alice')).toBeGreaterThan(0);
      expect(text.indexOf('and again')).toBeGreaterThan(text.indexOf('hello from Alice'));
      expect(theirs.toString('latin1')).toContain(long);
      expect(followed(file, 1)[0].toString('latin1')).toContain('after the cut');
      // The cut, and nothing else.
      expect(complaintsAbout(file)).toEqual(['Connection reset (RST)']);
      const comments = tsharkFields(file, ['frame.comment'], '-Y', 'frame.comment').flat();
      expect(comments.length).toBe(rows.length);
      for (const comment of comments) expect(comment).toMatch(/^(decrypted|not protected): /);
      expect(file.toString('latin1')).toContain('DECRYPTED by Epochscope: the TCP payload is the inner plaintext');
    },
  );
});

describe('a key log', () => {
  test('has the keys of a laboratory, and is refused for every other connection, whose keys nobody keeps', async () => {
    const { handlers, id } = await busyPair();
    const log = (await exportCapture(handlers, id, 'key-log')).toString();
    expect(log.match(/^EPOCHSCOPE_CLIENT_EPOCH_KEY /gm)?.length).toBeGreaterThanOrEqual(3);
    expect(log.match(/^EPOCHSCOPE_SERVER_EPOCH_KEY /gm)?.length).toBeGreaterThanOrEqual(2);
    expect(await handlers.capture({ connectionId: id })).toMatchObject({ keys: log.match(/^EPOCHSCOPE_/gm)?.length });

    const [ada, bob] = [await Station.open('Ada'), await Station.open('Bob')];
    const { port } = await bob.listen();
    const connection = await ada.connect(port);
    await ada.core.handlers.send({ connectionId: connection.id, text: 'a secret of two' });
    const there = await bob.untilAny(({ writable }) => writable);
    for (const [station, connectionId] of [
      [ada, connection.id],
      [bob, there.id],
    ] as const) {
      expect(await station.core.handlers.capture({ connectionId })).toMatchObject({ keys: 0 });
      const asked = station.core.handlers.exportCapture({ connectionId, form: 'key-log', plaintext: true });
      await expect(asked).rejects.toMatchObject({ view: { code: 'NO_KEYS_KEPT' } });
      // Its decrypted variant has what the recording has: the handshake, and no application data.
      const plaintext = (await exportCapture(station.core.handlers, connectionId, 'plaintext')).toString('latin1');
      expect(plaintext).not.toContain('a secret of two');
      expect(plaintext).toContain('15 bytes of content were not recorded');
    }
  });

  test('and plaintext are written only when somebody said yes', async () => {
    const { handlers, id } = await busyPair();
    for (const form of ['plaintext', 'key-log'] as const) {
      const asked = handlers.exportCapture({ connectionId: id, form, plaintext: false });
      await expect(asked).rejects.toMatchObject({ view: { code: 'PLAINTEXT_NOT_CONFIRMED' } });
    }
  });
});

describe('a handshake that failed', () => {
  test('leaves the bytes that came, those that were refused too', async () => {
    const bob = await Station.open('Bob');
    const { port } = await bob.listen();
    const line = connect(port, '127.0.0.1');
    // A client_hello that claims to be longer than any may be.
    line.end(Buffer.from('1603030006e1ffffff0000', 'hex'));
    const failed = await bob.untilAny(({ state }) => state === 'failed');
    const file = await exportCapture(bob.core.handlers, failed.id, 'wire');
    expect(file.includes(Buffer.from('1603030006e1ffffff0000', 'hex'))).toBe(true);
  });
});

/** The parts that have no parts. */
function leavesOf(field: FieldView | null): readonly FieldView[] {
  if (field === null) return [];
  return field.parts.length === 0 ? [field] : field.parts.flatMap(leavesOf);
}

/** Ports that were dialled. */
function portsOf(file: Buffer): readonly string[] {
  return tsharkFields(file, ['tcp.dstport'], '-Y', 'tcp.flags.syn==1 && tcp.flags.ack==0').flat();
}

/** What tshark finds wrong: checksums, sequence numbers, forms. */
function complaintsAbout(file: Buffer): readonly string[] {
  const checks = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'];
  return tsharkFields(file, ['_ws.expert.message'], '-Y', '_ws.expert.severity >= 0x600000', ...checks).map((line) => line.join(' '));
}

/** The two directions of a TCP connection: its opener's, and the other's. */
function followed(file: Buffer, stream: number): readonly [Buffer, Buffer] {
  const lines = tshark(file, '-q', '-z', `follow,tcp,raw,${stream}`)
    .split('\n')
    .filter((line) => /^\t?[\da-f]+$/.test(line));
  const [there, back] = [lines.filter((line) => !line.startsWith('\t')), lines.filter((line) => line.startsWith('\t'))];
  return [Buffer.from(there.join(''), 'hex'), Buffer.from(back.join('').replaceAll('\t', ''), 'hex')];
}

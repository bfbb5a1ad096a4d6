import { describe, expect, test } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { type Conversation, packetsOf, type StreamPiece } from './conversation.ts';
import { writePcapng } from './pcapng-writer.ts';
import { readCapture } from './read-capture.ts';
import { readCaptureFile, type ReadPacket } from './read-pcapng.ts';
import { readSegment } from './read-segment.ts';
import { recordsOf } from './stream-records.ts';
import { reassemble } from './tcp-streams.ts';

const crypto = nodeCryptoProvider();
const isOurs = (type: number): boolean => type === 0xe1;

const record = (type: number, body: Bytes): Bytes => Uint8Array.from([type, 3, 3, body.length >> 8, body.length & 255, ...body]);
const hello = record(22, Uint8Array.of(0xe1, 0, 0, 1, 7));
const sealed = (length: number): Bytes => record(23, new Uint8Array(length).fill(length & 255));

const conversation = (pieces: readonly StreamPiece[], more: Partial<Conversation> = {}): Conversation => ({
  local: { host: '10.0.0.1', port: 50_000 },
  remote: { host: '10.0.0.2', port: 7_443 },
  outbound: true,
  number: 0,
  openedAt: 1_000,
  closed: { at: 2_000, how: 'ended' },
  pieces,
  ...more,
});
const piece = (direction: 'sent' | 'received', offset: number, bytes: Bytes, at = 1_500): StreamPiece => ({
  direction,
  offset,
  bytes,
  at,
  comment: 'c',
});
const packets = (of: Conversation): readonly ReadPacket[] =>
  [...packetsOf(of)].map(({ at, bytes, direction }) => ({ at, bytes, direction, linkType: 1 }));
const file = (of: Conversation): Bytes => writePcapng({ application: 'test', comment: 'test' }, packetsOf(of));
const runsOf = (all: readonly ReadPacket[]) =>
  reassemble({ packets: all, cut: false }).streams.map(({ client }) => client.runs.map((run) => [run.offset, run.bytes]));

/** Every number of bytes that a TCP stream carries in one go. */
const text = Uint8Array.from({ length: 5_000 }, (_, index) => index % 253);

describe('a capture file', () => {
  const written = file(conversation([piece('sent', 0, text), piece('received', 0, hello)]));

  test('is read as it was written', () => {
    const read = readCaptureFile(written);
    const expected = [...packetsOf(conversation([piece('sent', 0, text), piece('received', 0, hello)]))];
    expect(read?.cut).toBe(false);
    expect(read?.packets.map(({ at, bytes, direction }) => ({ at, bytes, direction }))).toEqual(
      expected.map(({ at, bytes, direction }) => ({ at, bytes, direction })),
    );
  });

  test('may be cut anywhere', () => {
    for (let length = 28; length < written.length; length += 7) expect(readCaptureFile(written.subarray(0, length)), `${length}`).not.toBeNull();
    expect(readCaptureFile(written.subarray(0, written.length - 1))).toMatchObject({ cut: true });
  });

  test('may be of the other byte order, or of the older format', () => {
    const pcap = (littleEndian: boolean): Bytes => {
      const view = new DataView(new ArrayBuffer(24 + 16 + 4));
      view.setUint32(0, 0xa1b2c3d4, littleEndian);
      view.setUint32(20, 101, littleEndian);
      view.setUint32(24, 12, littleEndian);
      view.setUint32(28, 345_000, littleEndian);
      view.setUint32(32, 4, littleEndian);
      view.setUint32(40, 0xdeadbeef);
      return new Uint8Array(view.buffer);
    };
    for (const order of [true, false])
      expect(readCaptureFile(pcap(order))?.packets).toEqual([
        { at: 12_345, linkType: 101, bytes: Uint8Array.of(0xde, 0xad, 0xbe, 0xef), direction: null },
      ]);
  });

  test.each([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('{"format":"epochscope recording 1"}')],
    ['a block that says it is longer at its end', written.map((byte, at) => (at === written.length - 4 ? byte ^ 4 : byte))],
  ])('is refused: %s', (_, bytes) => expect(readCaptureFile(bytes)).toBeNull());
});

describe('TCP', () => {
  const sent = packets(conversation([piece('sent', 0, text)]));

  test('is put together again', () => expect(runsOf(sent)).toEqual([[[0, text]]]));
  test('in any order, with packets twice', () => expect(runsOf([...sent.slice(0, 3), ...sent.slice(3).reverse(), ...sent])).toEqual([[[0, text]]]));

  test('with a gap where a packet is missing, and the first of bytes that contradict each other', () => {
    const lost = sent.filter((_, index) => index !== 4);
    expect(runsOf(lost)).toEqual([
      [
        [0, text.subarray(0, 1_440)],
        [2_880, text.subarray(2_880)],
      ],
    ]);
    const other = packets(
      conversation([
        piece(
          'sent',
          0,
          text.map((byte) => byte ^ 255),
        ),
      ]),
    );
    expect(runsOf([...sent, ...other.slice(3)])).toEqual([[[0, text]]]);
  });

  test('over the turn of sequence numbers', () => {
    // The writer counts modulo 2^32: this stream begins just below.
    const far = 2 ** 32 - 0x1000_0001 - 2_000;
    expect(runsOf(packets(conversation([piece('sent', far, text)])).slice(3))).toEqual([[[0, text]]]);
  });

  test('tells connections on the same ports apart', () => {
    const next = packets(conversation([piece('sent', 0, hello)], { number: 1 }));
    expect(runsOf([...sent, ...next])).toEqual([[[0, text]], [[0, hello]]]);
  });

  test('over IPv6, in tagged and cooked frames', () => {
    const v6 = packets(conversation([piece('sent', 0, hello)], { local: { host: 'fe80::1', port: 1 }, remote: { host: '::1', port: 2 } }));
    expect(runsOf(v6)).toEqual([[[0, hello]]]);
    const frame = v6[3]?.bytes ?? new Uint8Array(0);
    const tagged = Uint8Array.from([...frame.subarray(0, 12), 0x81, 0, 0, 5, ...frame.subarray(12)]);
    const cooked = Uint8Array.from([...new Uint8Array(14), ...frame.subarray(12)]);
    expect(readSegment(1, tagged)?.payload).toEqual(hello);
    expect(readSegment(113, cooked)?.payload).toEqual(hello);
    expect(readSegment(101, frame.subarray(14))?.payload).toEqual(hello);
    expect(readSegment(105, frame)).toBeNull();
  });
});

describe('MLS-TLS in a capture', () => {
  test('is found beside other connections', () => {
    const ours = packets(conversation([piece('sent', 0, hello), piece('sent', hello.length, sealed(40)), piece('received', 0, sealed(17), 1_600)]));
    const tls = packets(conversation([piece('sent', 0, record(22, Uint8Array.of(1, 0, 0, 0)))], { local: { host: '10.0.0.1', port: 9 } }));
    const capture = {
      bytes: writePcapng(
        { application: '', comment: '' },
        [...ours, ...tls].map((packet) => ({ ...packet, comment: null })),
      ),
    };
    expect(readCapture(capture.bytes, [], crypto, isOurs)).toMatchObject({
      transports: [
        { outbound: true, startedAt: 1_000, records: [{ direction: 'sent', key: 'plaintext' }, { bytes: sealed(40), content: null }, { at: 1_600 }] },
      ],
      otherStreams: 1,
      unreadBytes: 0,
      opened: 0,
    });
  });

  test('goes on behind a gap where a record begins, and counts what it cannot read', () => {
    const pieces = [piece('sent', 0, hello), piece('sent', 500, sealed(30)), piece('sent', 900, Uint8Array.of(1, 2, 3))];
    expect(readCapture(file(conversation(pieces)), [], crypto, isOurs)).toMatchObject({
      transports: [{ records: [{ bytes: hello }, { bytes: sealed(30) }] }],
      unreadBytes: 3,
    });
  });

  test('a record has the time of the packet that completed it', () => {
    const [first, rest] = [sealed(30).subarray(0, 4), sealed(30).subarray(4)];
    const [stream] = reassemble({ packets: packets(conversation([piece('sent', 0, first, 1), piece('sent', 4, rest, 9)])), cut: false }).streams;
    expect(stream && recordsOf(stream.client).records).toMatchObject([{ at: 9 }]);
  });
});

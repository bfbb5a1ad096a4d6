import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { ascii, type Bytes, concat, empty, toHex } from '../bytes.ts';
import type { RecordAead } from '../crypto/aead.ts';
import { EngineError, type Failure } from '../errors.ts';
import { hardRecordLimit, ReceiveHalf, reservedRecords, SendHalf } from './half-connection.ts';
import { maxContent, maxInner, maxSealedRecord, type RawRecord } from './records.ts';
import { trafficKeys } from './traffic-keys.ts';
import { WriteQueue } from './write-queue.ts';

const crypto = nodeCryptoProvider();
const scratch = new Uint8Array(maxInner);
const aeads: readonly RecordAead[] = ['AES-128-GCM', 'AES-256-GCM', 'CHACHA20-POLY1305'];

test.each(aeads)('%s: what is sealed is opened, whatever type, size and padding', (aead) => {
  const type = fc.constantFrom(21 as const, 22 as const, 23 as const);
  fc.assert(
    fc.property(type, fc.uint8Array({ minLength: 1, maxLength: 2000 }), fc.integer({ min: 1, max: 5000 }), (contentType, content, padTo) => {
      const { send, receive } = pair({ aead, padTo });
      for (let i = 0; i < 3; i++) {
        const record = sealed(send, contentType, content);
        expect(receive.open(record)).toEqual({ type: contentType, content });
        if (content.length + 1 < padTo) expect((record.body.length - 16) % padTo).toBe(0);
      }
    }),
    { numRuns: 30 },
  );
});

test('[RL-08] every key starts at sequence number 0, each direction for itself', () => {
  const { send, receive } = pair();
  expect([send.sequence, receive.sequence]).toEqual([0n, 0n]);
  receive.open(sealed(send, 23, ascii('a')));
  sealed(send, 23, ascii('b'));
  expect([send.sequence, receive.sequence]).toEqual([2n, 1n]);
  const next = pair({ secret: 2 });
  expect([next.send.sequence, next.receive.sequence]).toEqual([0n, 0n]);
  expect(next.receive.open(sealed(next.send, 23, ascii('c'))).content).toEqual(ascii('c'));
});

test('[RL-10] every sealed record has outer type 23 and version 0x0303', () => {
  const { send } = pair();
  for (const type of [21, 22, 23] as const) expect(toHex(sealed(send, type, ascii('x')).header)).toBe('1703030012');
});

test('[RL-11] a flipped bit anywhere in the header of a protected record fails authentication', () => {
  for (let bit = 0; bit < 40; bit++) {
    const { send, receive } = pair();
    const record = sealed(send, 23, ascii('hello'));
    record.header[bit >> 3] = (record.header[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(
      failureOf(() => receive.open(record)),
      `bit ${bit}`,
    ).toEqual({ kind: 'decrypt' });
  }
});

test('a flipped bit anywhere in the body fails authentication, and so does a repeated, dropped or reflected record', () => {
  for (let at = 0; at < 22; at++) {
    const { send, receive } = pair();
    const record = sealed(send, 23, ascii('hello'));
    record.body[at] = (record.body[at] ?? 0) ^ 0x10;
    expect(failureOf(() => receive.open(record))).toEqual({ kind: 'decrypt' });
  }
  const repeated = pair();
  const record = sealed(repeated.send, 23, ascii('once'));
  repeated.receive.open(record);
  expect(failureOf(() => repeated.receive.open(record))).toEqual({ kind: 'decrypt' });
  const dropped = pair();
  sealed(dropped.send, 23, ascii('lost'));
  expect(failureOf(() => dropped.receive.open(sealed(dropped.send, 23, ascii('next'))))).toEqual({ kind: 'decrypt' });
  const other = pair({ secret: 9 });
  expect(failureOf(() => other.receive.open(sealed(pair().send, 23, ascii('mine'))))).toEqual({ kind: 'decrypt' });
});

test('the first failure is final', () => {
  const { send, receive } = pair();
  const good = sealed(send, 23, ascii('good'));
  const bad = { ...good, body: good.body.map((byte) => byte ^ 1) };
  expect(failureOf(() => receive.open(bad))).toEqual({ kind: 'decrypt' });
  expect(failureOf(() => receive.open(good))).toEqual({ kind: 'decrypt' });
});

test('[RL-12] 2^14 bytes of content are accepted, 2^14 + 1 are REC_INNER_TOO_LONG', () => {
  const { send, receive } = pair();
  const full = sealed(send, 23, new Uint8Array(maxContent).fill(7));
  expect(full.body.length).toBe(maxInner + 16);
  expect(receive.open(full).content.length).toBe(maxContent);
  expect(violationOf(() => openInner(concat(new Uint8Array(maxContent + 1).fill(7), Uint8Array.of(23))))).toBe('REC_INNER_TOO_LONG');
  expect(() => send.seal(23, new Uint8Array(maxContent + 1), new Uint8Array(maxSealedRecord), 0)).toThrow(EngineError);
});

test('[RL-12] content and padding together count', () => {
  expect(openInner(concat(new Uint8Array(8192).fill(1), Uint8Array.of(23), new Uint8Array(8192))).length).toBe(8192);
  expect(violationOf(() => openInner(concat(new Uint8Array(8192).fill(1), Uint8Array.of(23), new Uint8Array(8193))))).toBe('REC_INNER_TOO_LONG');
});

test('a protected record beyond 2^14 + 256 bytes is refused before it is decrypted', () => {
  const { receive } = pair();
  expect(violationOf(() => receive.open({ type: 23, header: new Uint8Array(5), body: new Uint8Array(16641) }))).toBe('REC_CIPHERTEXT_TOO_LONG');
});

test('[RL-14] padding is stripped, zeros of the content are kept, nothing but zeros is REC_NO_CONTENT_TYPE', () => {
  expect(openInner(concat(ascii('abc'), Uint8Array.of(23), new Uint8Array(1000)))).toEqual(ascii('abc'));
  const zeros = concat(ascii('ab'), new Uint8Array(6));
  expect(openInner(concat(zeros, Uint8Array.of(23), new Uint8Array(7)))).toEqual(zeros);
  expect(violationOf(() => openInner(new Uint8Array(10)))).toBe('REC_NO_CONTENT_TYPE');
  expect(violationOf(() => openInner(new Uint8Array(1)))).toBe('REC_NO_CONTENT_TYPE');
});

test('[RL-15] empty handshake and alert content is REC_EMPTY, empty application data is delivered as such', () => {
  for (const type of [21, 22]) expect(violationOf(() => openInner(Uint8Array.of(type, 0, 0)))).toBe('REC_EMPTY');
  expect(openInner(Uint8Array.of(23))).toEqual(empty);
  const { send } = pair();
  expect(() => send.seal(22, empty, new Uint8Array(100), 0)).toThrow(EngineError);
});

test('[RL-16] inner content types outside 21 to 23 are refused', () => {
  for (let type = 1; type < 256; type++) {
    if (type >= 21 && type <= 23) continue;
    expect(violationOf(() => openInner(Uint8Array.of(1, type)))).toBe(type === 20 ? 'REC_CCS' : 'REC_INNER_TYPE');
  }
});

test('32 empty application records in a row are tolerated, the 33rd is REC_TOO_MANY_EMPTY', () => {
  const { send, receive } = pair();
  const emptyRun = (length: number): void => {
    for (let i = 0; i < length; i++) receive.open(sealed(send, 23, empty));
  };
  emptyRun(32);
  receive.open(sealed(send, 23, ascii('x')));
  emptyRun(32);
  receive.open(sealed(send, 22, ascii('x')));
  emptyRun(32);
  expect(violationOf(() => emptyRun(1))).toBe('REC_TOO_MANY_EMPTY');
});

test('[RL-33] protected records shorter than 17 bytes are REC_MAC', () => {
  for (let length = 0; length < 17; length++) {
    const { receive } = pair();
    const failure = failureOf(() => receive.open({ type: 23, header: Uint8Array.of(23, 3, 3, 0, length), body: new Uint8Array(length) }));
    expect(failure).toEqual({ kind: 'peer-misbehaved', code: 'REC_MAC' });
  }
});

test('[RL-26] a limit that is lowered while the key is in use holds at once, and leaves the last 16 records', () => {
  const { send } = pair({ limit: 1000n });
  for (let i = 0; i < 50; i++) sealed(send, 23, ascii('x'));
  send.limit = 40n;
  expect([send.dataAllowed, send.remaining, send.limit]).toEqual([false, reservedRecords, 66n]);
  send.limit = 1000n;
  expect([send.dataAllowed, send.remaining]).toEqual([true, 950n]);
});

test('[RL-26] the last 16 records of a key are not for application data, and the limit is hard', () => {
  const { send } = pair({ limit: 40n });
  for (let i = 0; i < 24; i++) sealed(send, 23, ascii('x'));
  expect([send.dataAllowed, send.remaining]).toEqual([false, reservedRecords]);
  expect(failureOf(() => sealed(send, 23, ascii('x')))).toEqual({ kind: 'api-misuse', code: 'REC_KEY_LIMIT' });
  for (let i = 0; i < 16; i++) sealed(send, i % 2 === 0 ? 22 : 21, ascii('x'));
  expect(send.remaining).toBe(0n);
  expect(failureOf(() => sealed(send, 21, ascii('x')))).toEqual({ kind: 'api-misuse', code: 'REC_KEY_LIMIT' });
  expect(send.sequence).toBe(40n);
});

test('a nonce is spent even when its record could not be written', () => {
  const { send, receive } = pair();
  expect(() => send.seal(23, ascii('hello'), new Uint8Array(10), 0)).toThrow();
  expect(send.sequence).toBe(1n);
  expect(failureOf(() => receive.open(sealed(send, 23, ascii('hello'))))).toEqual({ kind: 'decrypt' });
});

test('padding to a multiple of nothing is our own bug', () => {
  for (const padTo of [0, -1, 1.5, Number.NaN]) expect(failureOf(() => pair({ padTo }))).toMatchObject({ kind: 'internal' });
});

test('the limits of R-LIMIT', () => {
  expect(hardRecordLimit['AES-128-GCM']).toBe(BigInt(Math.floor(2 ** 24.5)));
  expect(hardRecordLimit['AES-256-GCM']).toBe(hardRecordLimit['AES-128-GCM']);
  expect(hardRecordLimit['CHACHA20-POLY1305']).toBe(2n ** 48n);
});

test('small writes leave together in full records', () => {
  const { send, receive } = pair();
  const queue = new WriteQueue();
  for (let i = 0; i < 500; i++) queue.push(new Uint8Array(100).fill(i));
  const out = new Uint8Array(maxSealedRecord);
  const lengths: number[] = [];
  const received: Bytes[] = [];
  while (queue.length > 0) {
    const written = send.sealData(queue, out, 0);
    const { content } = receive.open({ type: 23, header: out.slice(0, 5), body: out.slice(5, written) });
    lengths.push(content.length);
    received.push(content.slice());
  }
  expect(lengths).toEqual([16384, 16384, 16384, 848]);
  expect(toHex(concat(...received))).toBe(toHex(concat(...Array.from({ length: 500 }, (_, i) => new Uint8Array(100).fill(i)))));
  expect(send.sealData(queue, out, 0)).toBe(0);
});

test('at the limit queued data stays queued', () => {
  const { send } = pair({ limit: reservedRecords });
  const queue = new WriteQueue();
  queue.push(ascii('kept'));
  expect(failureOf(() => send.sealData(queue, new Uint8Array(maxSealedRecord), 0))).toEqual({ kind: 'api-misuse', code: 'REC_KEY_LIMIT' });
  expect(queue.length).toBe(4);
});

test('[RL-07] erasing a half overwrites its iv and nonce and drops its key', () => {
  const { send, receive, erased } = pair();
  const record = sealed(send, 23, ascii('x'));
  for (const half of [send, receive]) {
    erased.length = 0;
    half.erase();
    expect(erased.map((bytes) => bytes.length)).toEqual([12, 12]);
    expect(erased.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
  }
  for (const use of [() => sealed(send, 23, ascii('x')), () => receive.open(record)])
    expect(failureOf(use)).toEqual({ kind: 'internal', where: 'record key was erased' });
});

interface PairOptions {
  readonly aead?: RecordAead;
  readonly padTo?: number;
  readonly limit?: bigint;
  readonly secret?: number;
}

function pair({ aead = 'AES-128-GCM', padTo = 1, limit = 1000n, secret = 1 }: PairOptions = {}): {
  readonly send: SendHalf;
  readonly receive: ReceiveHalf;
  readonly erased: Bytes[];
} {
  const erased: Bytes[] = [];
  const erase = (bytes: Bytes): void => {
    bytes.fill(0);
    erased.push(bytes);
  };
  const keys = (): ReturnType<typeof trafficKeys> => trafficKeys(crypto, { aead, kdf: 'SHA-256' }, new Uint8Array(32).fill(secret));
  return { send: new SendHalf({ keys: keys(), limit, padTo, scratch, erase }), receive: new ReceiveHalf({ keys: keys(), erase }), erased };
}

function sealed(send: SendHalf, type: 21 | 22 | 23, content: Bytes): RawRecord {
  const out = new Uint8Array(maxSealedRecord);
  const length = send.seal(type, content, out, 0);
  return { type: out[0] ?? 0, header: out.slice(0, 5), body: out.slice(5, length) };
}

/** Opens a record whose inner plaintext is exactly `inner`, as a peer that breaks the rules would send it. */
function openInner(inner: Bytes): Bytes {
  const secret = (): Bytes => new Uint8Array(32).fill(3);
  const suite = { aead: 'AES-128-GCM', kdf: 'SHA-256' } as const;
  const { key, iv } = trafficKeys(crypto, suite, secret());
  const header = Uint8Array.of(23, 3, 3, (inner.length + 16) >> 8, (inner.length + 16) & 0xff);
  const body = new Uint8Array(inner.length + 16);
  key.seal(iv, header, inner, body, 0);
  return new ReceiveHalf({ keys: trafficKeys(crypto, suite, secret()), erase: crypto.erase }).open({ type: 23, header, body }).content;
}

function failureOf(run: () => unknown): Failure | null {
  try {
    run();
  } catch (error) {
    if (error instanceof EngineError) return error.failure;
    throw error;
  }
  return null;
}

function violationOf(run: () => unknown): string | null {
  const failure = failureOf(run);
  return failure?.kind === 'peer-misbehaved' ? failure.code : null;
}

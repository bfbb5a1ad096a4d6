import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bytes, concat, toHex } from '../bytes.ts';
import { EngineError } from '../errors.ts';
import { Deframer } from './deframer.ts';
import { type HeaderCheck, headerLength, plaintextHeader, plaintextRecord, protectedHeader } from './records.ts';

const accept: HeaderCheck = () => undefined;

test('[RL-19] any chunking gives the same records', () => {
  const record = fc.tuple(fc.constantFrom(21 as const, 22 as const), fc.uint8Array({ minLength: 1, maxLength: 70 }));
  const cuts = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 12 }), cuts, fc.boolean(), fc.boolean(), (records, sizes, drain, reuse) => {
      const stream = concat(...records.map(([type, content]) => plaintextRecord(type, content)));
      const expected = records.map(([type, content]) => `${type} ${toHex(content)}`);
      expect(read(stream, sizes, { drain, reuse })).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('[RL-19] one byte at a time', () => {
  const stream = concat(plaintextRecord(22, new Uint8Array(300).fill(1)), plaintextRecord(21, Uint8Array.of(1, 0)));
  expect(read(stream, [1], { drain: true, reuse: true })).toEqual([`22 ${'01'.repeat(300)}`, '21 0100']);
});

test('[RL-10] the version of a plaintext record is ignored on receipt', () => {
  for (const version of [0x0000, 0x0301, 0x0302, 0x0304, 0x0500, 0xffff]) {
    const record = plaintextRecord(22, Uint8Array.of(7));
    new DataView(record.buffer).setUint16(1, version);
    const deframer = new Deframer();
    deframer.push(record);
    expect(deframer.next(plaintextHeader)?.body).toEqual(Uint8Array.of(7));
  }
});

test.each([
  ['[RL-13] protected, 16641 bytes', '1703034101', protectedHeader, 'REC_CIPHERTEXT_TOO_LONG'],
  ['[RL-12] plaintext, 16385 bytes', '1603034001', plaintextHeader, 'REC_PLAINTEXT_TOO_LONG'],
  ['[RL-33] protected, 16 bytes', '1703030010', protectedHeader, 'REC_MAC'],
  ['[RL-16] an HTTP request', '474554202f', plaintextHeader, 'REC_TYPE'],
] as const)('%s is refused from the five header bytes', (_name, header, check, code) => {
  for (const size of [1, 2, 5]) {
    const deframer = new Deframer();
    const bytes = Uint8Array.from(Buffer.from(header, 'hex'));
    for (let at = 0; at < 5 - size; at += size) {
      deframer.push(bytes.slice(at, at + size));
      expect(deframer.next(check)).toBeNull();
    }
    deframer.push(bytes.slice(5 - (5 % size || size)));
    expect(() => deframer.next(check)).toThrow(expect.objectContaining({ failure: { kind: 'peer-misbehaved', code } }));
  }
});

test('the rule may change with every record', () => {
  const deframer = new Deframer();
  deframer.push(concat(plaintextRecord(22, Uint8Array.of(1)), Uint8Array.of(23, 3, 3, 0, 17), new Uint8Array(17)));
  expect(deframer.next(plaintextHeader)?.type).toBe(22);
  expect(deframer.next(protectedHeader)?.body.length).toBe(17);
  expect(deframer.next(protectedHeader)).toBeNull();
  expect(deframer.aligned).toBe(true);
});

test('a split record is judged again when it is whole, because the phase may have changed', () => {
  const deframer = new Deframer();
  const record = plaintextRecord(22, Uint8Array.of(1, 2));
  deframer.push(record.subarray(0, 6));
  expect(deframer.next(plaintextHeader)).toBeNull();
  deframer.push(record.subarray(6));
  expect(() => deframer.next(protectedHeader)).toThrow(EngineError);
});

test('a record that lies in one chunk is not copied', () => {
  const chunk = concat(plaintextRecord(22, Uint8Array.of(1)), plaintextRecord(22, Uint8Array.of(2)));
  const deframer = new Deframer();
  deframer.push(chunk);
  expect(deframer.next(accept)?.body.buffer).toBe(chunk.buffer);
  expect(deframer.next(accept)?.header.buffer).toBe(chunk.buffer);
});

test('retained bytes survive the reuse of the input buffer', () => {
  const deframer = new Deframer();
  const input = Buffer.from(concat(plaintextRecord(22, Uint8Array.of(1)), plaintextRecord(22, Uint8Array.of(2))));
  deframer.push(input);
  expect(deframer.next(accept)?.body).toEqual(Uint8Array.of(1)); // not a Buffer: its slice would be a view
  deframer.retain();
  input.fill(0xee);
  deframer.push(plaintextRecord(22, Uint8Array.of(3)));
  expect(deframer.buffered).toBe(12);
  expect([deframer.next(accept), deframer.next(accept)].map((record) => [...(record?.body ?? [])])).toEqual([[2], [3]]);
});

test('a stream that ends inside a record is not aligned', () => {
  const deframer = new Deframer();
  expect(deframer.aligned).toBe(true);
  deframer.push(Uint8Array.of(22, 3));
  deframer.next(accept);
  expect([deframer.aligned, deframer.buffered]).toEqual([false, 2]);
});

test('[FR-13] arbitrary bytes throw only EngineError', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }), fc.constantFrom(plaintextHeader, protectedHeader), (chunks, check) => {
      const deframer = new Deframer();
      try {
        for (const chunk of chunks) {
          deframer.push(chunk);
          for (let record = deframer.next(check); record !== null; record = deframer.next(check)) expect(record.header.length).toBe(headerLength);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(EngineError);
      }
    }),
    { numRuns: 2000 },
  );
});

interface Reading {
  /** Take records after every chunk, or only at the end. */
  readonly drain: boolean;
  /** Overwrite each chunk after it was handed over, as a transport with one static buffer does. */
  readonly reuse: boolean;
}

function read(stream: Bytes, sizes: readonly number[], { drain, reuse }: Reading): readonly string[] {
  const deframer = new Deframer();
  const out: string[] = [];
  const take = (): void => {
    for (let record = deframer.next(accept); record !== null; record = deframer.next(accept)) out.push(`${record.type} ${toHex(record.body)}`);
  };
  for (let at = 0, i = 0; at < stream.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1);
    const chunk = stream.slice(at, at + size);
    at += size;
    deframer.push(chunk);
    if (drain) take();
    else deframer.retain();
    if (reuse) chunk.fill(0xee);
  }
  take();
  return out;
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascii, type Bytes, concat, toHex } from '../bytes.ts';
import { EngineError } from '../errors.ts';
import { maxSealedRecord } from './records.ts';
import { defaultStagingSize, OutputBuffer } from './staging.ts';
import { WriteQueue } from './write-queue.ts';

test('what was appended is taken in one view, and the buffer is used again', () => {
  const output = new OutputBuffer();
  output.put(ascii('ab'));
  output.buffer.set(ascii('cd'), output.length);
  output.append(2);
  const first = output.take();
  expect(first).toEqual(ascii('abcd'));
  output.put(ascii('x'));
  const second = output.take();
  expect(second).toEqual(ascii('x'));
  expect(second.buffer).toBe(first.buffer);
});

test('there is room for sixteen full records and no more', () => {
  const output = new OutputBuffer();
  let records = 0;
  for (; output.hasRoom; records++) output.append(maxSealedRecord);
  expect([records, output.length]).toEqual([16, defaultStagingSize]);
  expect(() => output.put(ascii('x'))).toThrow(EngineError);
});

test('a detached buffer is not written to until it is given back', () => {
  const output = new OutputBuffer(maxSealedRecord);
  output.put(ascii('slow'));
  const lent = output.take();
  const giveBack = output.detach();
  output.put(ascii('next'));
  expect(output.take().buffer).not.toBe(lent.buffer);
  expect(lent).toEqual(ascii('slow'));
  giveBack();
  output.detach();
  output.put(ascii('again'));
  expect(output.take().buffer).toBe(lent.buffer);
});

test('detaching before everything was taken is our own bug', () => {
  const output = new OutputBuffer();
  output.put(ascii('x'));
  expect(() => output.detach()).toThrow(EngineError);
  expect(() => new OutputBuffer(100)).toThrow(EngineError);
});

test('a queue gives back what was pushed, in any portions', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1 }),
      (chunks, sizes) => {
        const queue = new WriteQueue();
        const read: Bytes[] = [];
        const target = new Uint8Array(70);
        chunks.forEach((chunk, i) => {
          queue.push(chunk);
          if (i % 3 === 0) read.push(target.slice(0, queue.readInto(target, sizes[i % sizes.length] ?? 1)));
        });
        for (let i = 0; queue.length > 0; i++) read.push(target.slice(0, queue.readInto(target, sizes[i % sizes.length] ?? 1)));
        expect(toHex(concat(...read))).toBe(toHex(concat(...chunks)));
        expect(queue.readInto(target, 70)).toBe(0);
      },
    ),
  );
});

test('a cleared queue is empty', () => {
  const queue = new WriteQueue();
  queue.push(ascii('x'));
  queue.clear();
  expect(queue.length).toBe(0);
});

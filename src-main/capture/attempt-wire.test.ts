import { describe, expect, test } from 'vitest';
import { AttemptWire } from './attempt-wire.ts';
import { ConnectionCapture } from './connection-capture.ts';
import { WireMemory } from './wire-memory.ts';

const ends = { local: { host: '127.0.0.1', port: 1 }, remote: { host: '127.0.0.1', port: 2 }, outbound: true };
const wireOf = (memory = new WireMemory()): AttemptWire => new AttemptWire(memory, ends, 0, null);

/** `length` bytes, each of which says where it stands. */
const bytes = (from: number, length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (from + index) % 251);

function record(wire: AttemptWire, direction: 'sent' | 'received', length: number, sequence = -1): (seq: number) => void {
  return wire.note(direction, 23, 23, length, length - 22, sequence < 0 ? 'plaintext' : 'epoch', sequence < 0 ? -1 : 1, sequence);
}

describe('what passed on a transport', () => {
  test('is cut into the records the trace was told of, whichever came first', () => {
    const wire = wireOf();
    wire.pass('received', bytes(0, 10), 5);
    record(wire, 'received', 7)(1);
    record(wire, 'sent', 30)(2);
    expect(wire.find(2)).toBeNull();
    wire.pass('sent', bytes(0, 20), 6);
    wire.pass('sent', bytes(20, 10), 7);
    expect(wire.read('received', 0, 7)).toEqual(bytes(0, 7));
    expect(wire.find(2)).toMatchObject({ direction: 'sent', offset: 0, length: 30 });
    expect(wire.read('sent', 0, 30)).toEqual(bytes(0, 30));
    expect(wire.unread).toEqual({ sent: { offset: 30, length: 0 }, received: { offset: 7, length: 3 } });
    expect(wire.lastAt).toEqual({ sent: 7, received: 5 });
  });

  test('is copied: the buffer it came in is used again', () => {
    const wire = wireOf();
    const buffer = bytes(0, 100);
    wire.pass('sent', buffer, 0);
    buffer.fill(0);
    expect(wire.read('sent', 0, 100)).toEqual(bytes(0, 100));
  });

  test('finds the record of a row among some that have none', () => {
    const wire = wireOf();
    wire.pass('sent', bytes(0, 400), 0);
    const rows = [1, 0, 0, 5, 9, 0, 12];
    for (const seq of rows) record(wire, 'sent', 10)(seq);
    const found = Array.from({ length: 14 }, (_, seq) => wire.find(seq)?.offset ?? null);
    expect(found).toEqual([null, 0, null, null, null, 30, null, null, null, 40, null, null, 60, null]);
  });

  test('is limited: the oldest bytes and records go, and are counted', () => {
    const memory = new WireMemory({ connection: 256 * 1024, total: 1024 * 1024 });
    const wire = wireOf(memory);
    for (let index = 0; index < 400; index++) {
      wire.pass('sent', bytes(index * 1000, 1000), 0);
      record(wire, 'sent', 1000, index)(index + 1);
    }
    const { records, dropped, heldBytes } = wire;
    expect(memory.cost).toBeLessThanOrEqual(256 * 1024);
    expect(heldBytes).toBeGreaterThan(8 * 1024);
    expect(dropped.bytes + heldBytes).toBe(400_000);
    // The record whose beginning is gone is neither there nor whole.
    expect(records.length + dropped.records).toBe(400);
    expect(wire.find(1)).toBeNull();
    for (const { offset } of records) expect(wire.read('sent', offset, 1000)).toEqual(bytes(offset, 1000));
    expect(records.at(-1)?.seq).toBe(400);
  });

  test('many empty records are limited as well', () => {
    const memory = new WireMemory({ connection: 256 * 1024, total: 1024 * 1024 });
    const wire = wireOf(memory);
    for (let index = 0; index < 20_000; index++) {
      wire.pass('received', bytes(0, 22), 0);
      record(wire, 'received', 22, index)(index + 1);
    }
    expect(wire.records.length).toBeLessThan(4_100);
    expect(memory.cost).toBeLessThanOrEqual(256 * 1024);
  });

  test('of all connections is limited, too', () => {
    const memory = new WireMemory({ connection: 64 * 1024, total: 128 * 1024 });
    const wires = Array.from({ length: 10 }, () => wireOf(memory));
    for (const wire of wires) wire.pass('sent', bytes(0, 30_000), 0);
    expect(memory.cost).toBeLessThanOrEqual(128 * 1024);
    expect(wires.map(({ heldBytes }) => heldBytes).at(-1)).toBeGreaterThan(0);
    expect(wires[0]?.heldBytes).toBe(0);
    expect(wires[0]?.dropped.bytes).toBe(30_000);
    for (const wire of wires) wire.discard();
    expect(memory.cost).toBe(0);
  });
});

describe('what passed on a connection', () => {
  test('is limited over all its attempts', () => {
    const memory = new WireMemory({ connection: 256 * 1024, total: 1024 * 1024 });
    const capture = new ConnectionCapture();
    for (let attempt = 1; attempt <= 40; attempt++) {
      const wire = wireOf(memory);
      wire.pass('sent', bytes(0, 5_000), 0);
      record(wire, 'sent', 5_000)(attempt);
      capture.add(attempt, wire);
    }
    expect(memory.cost).toBeLessThanOrEqual(256 * 1024);
    const { records, droppedRecords, bytes: held, droppedBytes } = capture.count;
    expect(records + droppedRecords).toBe(40);
    expect(held + droppedBytes).toBe(200_000);
    expect(capture.has({ attempt: 40, seq: 40 })).toBe(true);
    expect(capture.bytesOf({ attempt: 40, seq: 40 })).toEqual(bytes(0, 5_000));
    expect(capture.has({ attempt: 39, seq: 40 })).toBe(false);
    capture.discard();
    expect(memory.cost).toBe(0);
  });
});

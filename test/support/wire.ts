import { type Bytes, concat, uint64 } from '#engine/bytes.ts';
import { readHeader } from '#engine/mls/message.ts';
import type { MlsMessageHeader } from '#engine/mls/group.ts';
import type { Host } from './world.ts';

/** Bytes in front of the MLSMessage in a record that holds one whole clear message: record, handshake, prologue. */
const mlsOffset = 5 + 4 + 36;

export interface WireRecord {
  readonly type: number;
  readonly bytes: Bytes;
}

/** A captured stream cut into records. */
export function recordsOf(stream: Bytes): WireRecord[] {
  const records: WireRecord[] = [];
  for (let at = 0; at + 5 <= stream.length; ) {
    const length = ((stream[at + 3] ?? 0) << 8) | (stream[at + 4] ?? 0);
    records.push({ type: stream[at] ?? 0, bytes: stream.slice(at, at + 5 + length) });
    at += 5 + length;
  }
  return records;
}

export interface ClearEdit {
  readonly type?: number;
  readonly version?: number;
  readonly profile?: number;
  readonly flags?: number;
  /** Flips a bit of the random. */
  readonly random?: boolean;
  /** Flips a bit of this byte of the commit's group_id. */
  readonly groupIdByte?: number;
  /** Writes another epoch into the commit's cleartext header. */
  readonly epoch?: bigint;
  /** Flips a bit of the last byte. */
  readonly lastByte?: boolean;
}

/** One record with a whole clear message, changed in place; lengths stay. */
export function editClear(record: Bytes, edit: ClearEdit): Bytes {
  const out = record.slice();
  const view = new DataView(out.buffer);
  const groupIdLength = out[mlsOffset + 4] ?? 0;
  const groupId = mlsOffset + 5;
  if (edit.type !== undefined) out[5] = edit.type;
  if (edit.version !== undefined) view.setUint16(9, edit.version);
  if (edit.profile !== undefined) out[11] = edit.profile;
  if (edit.flags !== undefined) out[12] = edit.flags;
  if (edit.random) out[13] = (out[13] ?? 0) ^ 1;
  if (edit.groupIdByte !== undefined) out[groupId + edit.groupIdByte] = (out[groupId + edit.groupIdByte] ?? 0) ^ 1;
  if (edit.epoch !== undefined) out.set(uint64(edit.epoch), groupId + groupIdLength);
  if (edit.lastByte) out[out.length - 1] = (out[out.length - 1] ?? 0) ^ 1;
  return out;
}

/** The MLSMessage inside a record with one whole clear message. */
export function mlsOf(record: Bytes): Bytes {
  return concat(record.subarray(mlsOffset));
}

export function commitHeaderOf(_host: Host, message: Bytes | undefined): Extract<MlsMessageHeader, { epoch: bigint }> | null {
  const header = message === undefined ? null : readHeader(message);
  return header !== null && 'epoch' in header ? header : null;
}

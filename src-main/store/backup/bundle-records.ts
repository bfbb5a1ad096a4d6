import { type Bytes, concat, copyOf, uint64 } from '#engine/bytes.ts';
import { damaged } from './bundle-header.ts';

/** What a bundle says about itself, in its first record. */
export interface Manifest {
  /** Version of the program that made it. */
  readonly product: string;
  /** Number of the database's schema. */
  readonly schema: number;
  /** Wall clock, milliseconds. */
  readonly madeAt: number;
  /** Id of the key-slot file of its profile, hexadecimal: sessions may be resumed only under the very same slots. */
  readonly slotFile: string;
  /** Id of the audit log of its profile. */
  readonly log: string;
  /** Rows in all, about: sessions may come and go while a backup is made. */
  readonly rows: number;
}

/** What a database column can hold. Integers are bigint, as some are larger than 2^53. */
export type Value = null | bigint | number | string | Bytes;

export type BundleRecord =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'table'; readonly name: string; readonly columns: readonly string[] }
  | { readonly kind: 'row'; readonly values: readonly Value[] }
  | { readonly kind: 'end'; readonly rows: number };

/** Longest record, bytes. Our own limit: a session is some kilobytes. */
const recordLimit = 16 * 1024 * 1024;
const frameLength = 5;
const kinds = { manifest: 1, table: 2, row: 3, end: 4 } as const;

/** A record as bytes: kind, `uint32` length, body. The caller erases it. */
export function encodeRecord(record: BundleRecord): Bytes {
  const body = bodyOf(record);
  const frame = new Uint8Array(frameLength);
  frame[0] = kinds[record.kind];
  new DataView(frame.buffer).setUint32(1, body.length);
  const whole = concat(frame, body);
  body.fill(0);
  return whole;
}

function bodyOf(record: BundleRecord): Bytes {
  switch (record.kind) {
    case 'manifest':
      return json(record.manifest);
    case 'table':
      return json({ name: record.name, columns: record.columns });
    case 'end':
      return json({ rows: record.rows });
    case 'row':
      return concat(...record.values.map(valueBytes));
    default:
      return record satisfies never;
  }
}

/** Tag, then for texts and bytes a `uint32` length. */
function valueBytes(value: Value): Bytes {
  if (value === null) return Uint8Array.of(0);
  if (typeof value === 'bigint') return concat(Uint8Array.of(1), uint64(BigInt.asUintN(64, value)));
  if (typeof value === 'number') {
    const bytes = new Uint8Array(9);
    bytes[0] = 4;
    new DataView(bytes.buffer).setFloat64(1, value);
    return bytes;
  }
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  const head = new Uint8Array(5);
  head[0] = typeof value === 'string' ? 2 : 3;
  new DataView(head.buffer).setUint32(1, bytes.length);
  return concat(head, bytes);
}

/** Takes the content of chunks in order and gives the records in them. */
export class RecordReader {
  #waiting: Bytes = new Uint8Array(0);

  /** Whether a record has begun and not ended. */
  get unfinished(): boolean {
    return this.#waiting.length > 0;
  }

  /** The caller erases `content`. @throws {StoreError} `BACKUP_DAMAGED` */
  *take(content: Bytes): Generator<BundleRecord> {
    const all = concat(this.#waiting, content);
    this.#waiting.fill(0);
    const view = new DataView(all.buffer, all.byteOffset, all.length);
    let at = 0;
    while (all.length - at >= frameLength) {
      const length = view.getUint32(at + 1);
      if (length > recordLimit) throw damaged('a record is too long');
      if (all.length - at < frameLength + length) break;
      yield recordOf(all[at] ?? 0, all.subarray(at + frameLength, at + frameLength + length));
      at += frameLength + length;
    }
    this.#waiting = copyOf(all.subarray(at));
    all.fill(0);
  }
}

function recordOf(kind: number, body: Bytes): BundleRecord {
  if (kind === kinds.row) return { kind: 'row', values: [...valuesOf(body)] };
  const value = parsed(body);
  const { name, columns, rows } = value;
  if (kind === kinds.manifest) return { kind: 'manifest', manifest: manifestOf(value) };
  if (kind === kinds.table && typeof name === 'string' && Array.isArray(columns) && columns.every((column) => typeof column === 'string')) {
    return { kind: 'table', name, columns };
  }
  if (kind === kinds.end && typeof rows === 'number') return { kind: 'end', rows };
  throw damaged('a record is not understood');
}

/** Bytes of values are copies: the caller may keep them. */
function* valuesOf(body: Bytes): Generator<Value> {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  for (let at = 0; at < body.length; ) {
    const form = body[at];
    const fixed = form === 0 ? 1 : form === 1 || form === 4 ? 9 : 5;
    if (at + fixed > body.length || form === undefined || form > 4) throw damaged('a row is not understood');
    if (form === 0) yield null;
    else if (form === 1) yield view.getBigInt64(at + 1);
    else if (form === 4) yield view.getFloat64(at + 1);
    const length = fixed === 5 ? view.getUint32(at + 1) : 0;
    if (at + fixed + length > body.length) throw damaged('a row is not understood');
    if (fixed === 5) {
      const bytes = copyOf(body.subarray(at + 5, at + 5 + length));
      yield form === 2 ? new TextDecoder().decode(bytes) : bytes;
    }
    at += fixed + length;
  }
}

function manifestOf(value: Readonly<Record<string, unknown>>): Manifest {
  const { product, schema, madeAt, slotFile, log, rows } = value;
  if ([product, slotFile, log].some((text) => typeof text !== 'string') || [schema, madeAt, rows].some((number) => typeof number !== 'number')) {
    throw damaged('it does not say what it is');
  }
  // every field was looked at just above
  return { product, schema, madeAt, slotFile, log, rows } as Manifest;
}

function parsed(body: Bytes): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>; // a property of anything is unknown
  } catch {
    // told just below
  }
  throw damaged('a record is not understood');
}

function json(value: object): Bytes {
  return new TextEncoder().encode(JSON.stringify(value));
}

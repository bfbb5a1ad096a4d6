import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Bytes } from '#engine/bytes.ts';
import { type Progress, readBundle } from './bundle-file.ts';
import { type BundleKey, bundleHeaderLength, damaged } from './bundle-header.ts';
import { type BundleRecord, type Manifest, RecordReader } from './bundle-records.ts';
import { ChunkOpener, sealedChunkLength } from './chunk-cipher.ts';
import { type BundleContent, type LongRow, type Row, Scratch } from './scratch.ts';
import { longTables } from './tables.ts';

/** Rows of a long table that are in memory together. */
const windowRows = 2_000;

/**
 * A bundle that was read whole once and found authentic. What grows with years of use stays in the file and is read again, part by part,
 * when it is asked for; the rest is in memory. Holds private keys; close it soon.
 */
export class OpenBundle implements BundleContent {
  readonly manifest: Manifest;
  readonly path: string;
  readonly #key: BundleKey;
  readonly #short: Scratch;

  private constructor(path: string, manifest: Manifest, key: BundleKey, short: Scratch) {
    this.path = path;
    this.manifest = manifest;
    this.#key = key;
    this.#short = short;
  }

  /** @throws {StoreError} as {@link readBundle}, and `BACKUP_NEWER`, `BACKUP_DAMAGED` for content that does not fit */
  static async open(path: string, passphrase: Bytes, progress: Progress): Promise<OpenBundle> {
    const short = new Scratch();
    let skipped = false;
    try {
      const { manifest, key } = await readBundle(path, passphrase, progress, (record) => {
        if (record.kind === 'table') skipped = longTables.has(record.name);
        if (!skipped || record.kind === 'end') short.take(record);
      });
      short.complete();
      return new OpenBundle(path, manifest, key, short);
    } catch (error) {
      short.close();
      throw error;
    }
  }

  rows(table: string): IterableIterator<Row> {
    return this.#short.rows(table);
  }

  /** @throws {StoreError} `BACKUP_DAMAGED` when a row does not fit, or the file is another one now */
  *longRows(): Generator<LongRow> {
    let table: (BundleRecord & { readonly kind: 'table' }) | null = null;
    let window: BundleRecord[] = [];
    for (const record of recordsIn(this.path, this.#key)) {
      if (table !== null && (record.kind !== 'row' || window.length === windowRows)) {
        yield* this.#upToDate(table, window);
        window = [];
      }
      if (record.kind === 'table') table = longTables.has(record.name) ? record : null;
      if (record.kind === 'row' && table !== null) window.push(record);
    }
  }

  close(): void {
    this.#short.close();
  }

  /** Rows of one table in the present schema. */
  *#upToDate(table: BundleRecord & { readonly kind: 'table' }, rows: readonly BundleRecord[]): Generator<LongRow> {
    const window = new Scratch();
    try {
      for (const record of [{ kind: 'manifest', manifest: this.manifest } as const, table, ...rows]) window.take(record);
      window.complete();
      for (const row of window.rows(table.name)) yield { table: table.name, row };
    } finally {
      window.close();
    }
  }
}

/** What the file holds, read while it is asked for. */
function* recordsIn(path: string, key: BundleKey): Generator<BundleRecord> {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const opener = new ChunkOpener(key);
    const reader = new RecordReader();
    for (let at = bundleHeaderLength; at < size; ) {
      const sealed = readAt(file, at);
      at += sealed.length;
      const plain = opener.open(sealed, at >= size);
      yield* reader.take(plain);
      plain.fill(0);
    }
  } finally {
    closeSync(file);
  }
}

function readAt(file: number, position: number): Bytes {
  const bytes = new Uint8Array(sealedChunkLength);
  let done = 0;
  for (let read = -1; read !== 0 && done < bytes.length; done += read) read = readSync(file, bytes, done, bytes.length - done, position + done);
  if (done === 0) throw damaged('it became shorter while it was read');
  return bytes.subarray(0, done);
}

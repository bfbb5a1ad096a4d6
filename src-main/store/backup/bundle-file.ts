import { type FileHandle, open } from 'node:fs/promises';
import { rmSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Bytes } from '#engine/bytes.ts';
import type { ScryptCost } from '#main/crypto/scrypt.ts';
import { storeErrorFrom } from '../store-error.ts';
import { syncFolder, unfinished } from '../whole-file.ts';
import { type BundleKey, bundleHeaderLength, damaged, newBundleKey, openBundleKey } from './bundle-header.ts';
import { type BundleRecord, encodeRecord, type Manifest, RecordReader } from './bundle-records.ts';
import { ChunkOpener, ChunkSealer, chunkLength, sealedChunkLength } from './chunk-cipher.ts';

/** Told how far it is; what it throws ends the work. */
export type Progress = (done: number, all: number | null) => void;

export interface WriteBundle {
  readonly path: string;
  /** The caller's to erase. */
  readonly passphrase: Bytes;
  /** The content; the next record is asked for when the one before is on its way. */
  readonly records: Iterable<BundleRecord>;
  readonly progress: Progress;
  readonly cost?: ScryptCost;
}

/** What a bundle holds, from reading all of it. */
export interface BundleSummary {
  readonly manifest: Manifest;
  /** Rows of each table. */
  readonly tables: { readonly [name: string]: number };
  /** Bytes of the file. */
  readonly size: number;
}

/**
 * Writes a bundle under a temporary name (mode 0600), makes it durable, reads it back whole, and only then gives it its name. Whatever
 * goes wrong, the temporary file is removed and nothing has the name.
 *
 * @throws {StoreError} those of writing and of {@link readBundle}
 */
export async function writeBundle({ path, passphrase, records, progress, cost }: WriteBundle): Promise<BundleSummary> {
  const draft = unfinished(path);
  rmSync(draft, { force: true });
  try {
    await writeDraft(draft, { passphrase, records, progress, ...(cost && { cost }) });
    const summary = await summarize(draft, passphrase, progress);
    renameSync(draft, path);
    syncFolder(dirname(path));
    return summary;
  } catch (cause) {
    rmSync(draft, { force: true });
    throw isSystemError(cause) ? storeErrorFrom(cause, 'backup') : cause;
  }
}

/** Reads a bundle from its beginning to its end. @throws {StoreError} as {@link readBundle} */
export async function summarize(path: string, passphrase: Bytes, progress: Progress): Promise<BundleSummary> {
  const tables: Record<string, number> = {};
  let current = '';
  const { manifest, size } = await readBundle(path, passphrase, progress, (record) => {
    if (record.kind === 'table') current = record.name;
    if (record.kind === 'table') tables[record.name] ??= 0;
    if (record.kind === 'row') tables[current] = (tables[current] ?? 0) + 1;
  });
  return { manifest, tables, size };
}

/**
 * Reads and checks a whole bundle, chunk by chunk. What `take` was given is worth something only when this returns.
 *
 * @returns the key, too, to read the same file again
 * @throws {StoreError} `BACKUP_NOT_OURS`, `BACKUP_OLDER`, `BACKUP_NEWER`, `BACKUP_PASSPHRASE`, `BACKUP_CUT`, `BACKUP_DAMAGED`
 */
export async function readBundle(
  path: string,
  passphrase: Bytes,
  progress: Progress,
  take: (record: BundleRecord) => void,
): Promise<{ readonly manifest: Manifest; readonly size: number; readonly key: BundleKey }> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw storeErrorFrom(cause, 'backup');
  });
  try {
    const { size } = await file.stat();
    const key = await openBundleKey(await readAt(file, 0, bundleHeaderLength), passphrase);
    const opener = new ChunkOpener(key);
    const content = new ContentCheck(take);
    let at = bundleHeaderLength;
    do {
      const sealed = await readAt(file, at, sealedChunkLength);
      at += sealed.length;
      const plain = opener.open(sealed, at >= size);
      content.take(plain);
      plain.fill(0);
      progress(at, size);
    } while (at < size);
    return { manifest: content.end(), size, key };
  } finally {
    await file.close();
  }
}

/** The order of records: one manifest, tables with their rows, one end that counts them. */
class ContentCheck {
  readonly #reader = new RecordReader();
  readonly #take: (record: BundleRecord) => void;
  #manifest: Manifest | null = null;
  #columns: number | null = null;
  #rows = 0;
  #ended = false;

  constructor(take: (record: BundleRecord) => void) {
    this.#take = take;
  }

  take(content: Bytes): void {
    for (const record of this.#reader.take(content)) {
      this.#check(record);
      this.#take(record);
    }
  }

  end(): Manifest {
    if (this.#manifest === null || !this.#ended || this.#reader.unfinished) throw damaged('it ends in the middle');
    return this.#manifest;
  }

  #check(record: BundleRecord): void {
    const first = this.#manifest === null;
    if (this.#ended || first !== (record.kind === 'manifest')) throw damaged('its records are out of order');
    if (record.kind === 'manifest') this.#manifest = record.manifest;
    if (record.kind === 'table') this.#columns = record.columns.length;
    if (record.kind === 'row') {
      if (record.values.length !== this.#columns) throw damaged('a row does not fit its table');
      this.#rows += 1;
    }
    if (record.kind === 'end') {
      if (record.rows !== this.#rows) throw damaged('rows are missing');
      this.#ended = true;
    }
  }
}

async function writeDraft(draft: string, { passphrase, records, progress, cost }: Omit<WriteBundle, 'path'>): Promise<void> {
  const bundle = await newBundleKey(passphrase, cost);
  const sealer = new ChunkSealer(bundle);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(bundle.header);
    let rows = 0;
    let all: number | null = null;
    let batch: Bytes[] = [];
    let waiting = 0;
    const flush = async () => {
      for (const bytes of batch) {
        for (const chunk of sealer.push(bytes)) await file.writeFile(chunk);
        bytes.fill(0);
      }
      batch = [];
      waiting = 0;
      progress(rows, all);
    };
    for (const record of records) {
      if (record.kind === 'manifest') all = record.manifest.rows;
      if (record.kind === 'row') rows += 1;
      const bytes = encodeRecord(record);
      batch.push(bytes);
      waiting += bytes.length;
      if (waiting >= chunkLength) await flush();
    }
    await flush();
    await file.writeFile(sealer.end());
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Bytes> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

function isSystemError(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && 'errno' in cause;
}

import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync } from 'node:fs';
import { ascii, type Bytes, concat, copyOf, equal } from '#engine/bytes.ts';
import { type FileOperations, writeAll } from './file-operations.ts';
import { decodeEnvelope, encodeEnvelope, envelopePageSize, type KeyEnvelope } from './key-envelope.ts';
import { StoreError, storeErrorFrom } from './store-error.ts';
import { writeWholeFile } from './whole-file.ts';

/*
 * `data.key`: two pages of the same length for ever, each with one generation of the envelope. A change is written over one page,
 * and once it is on the disk over the other: a crash in between leaves one of the two intact, and afterwards a file system that
 * writes in place holds nothing of what was replaced. SECURITY.md, "Erasure".
 */

/** What a file of version 1 begins with; 32 bytes of key follow, and nothing else. */
const headOfVersion1 = concat(ascii('EPSKEY'), Uint8Array.of(0, 1));
const lengthOfVersion1 = headOfVersion1.length + 32;

/** A new envelope and its file, whole or not at all; durable when it returns. @throws {StoreError} */
export function createEnvelopeFile(path: string, envelope: KeyEnvelope): void {
  const page = encodeEnvelope(envelope);
  const both = concat(page, page);
  try {
    guarded(() => writeWholeFile(path, both));
  } finally {
    page.fill(0);
    both.fill(0);
  }
}

/** The last generation that is intact. @throws {StoreError} `DATA_KEY_MISSING`, `STORE_DAMAGED` */
export function readEnvelopeFile(path: string, files: FileOperations): KeyEnvelope {
  if (!existsSync(path)) throw new StoreError('DATA_KEY_MISSING', ['data-key-missing']);
  return guarded(() => {
    if (process.platform !== 'win32') chmodSync(path, 0o600);
    const file = files.open(path, false);
    try {
      return newest(readPages(files, file));
    } finally {
      files.close(file);
    }
  });
}

/**
 * Puts the next generation in place of the last one. That one stands until the new one is durable, and is overwritten then.
 *
 * @param next its generation is counted here
 * @throws {StoreError}
 */
export function replaceEnvelope(path: string, next: Pick<KeyEnvelope, 'fileId' | 'wrappings'>, files: FileOperations): void {
  guarded(() => {
    const file = files.open(path, false);
    try {
      const pages = readPages(files, file);
      const { generation } = newest(pages);
      writeInTurn(files, file, { ...next, generation: generation + 1n }, pages[0]?.generation === generation ? 1 : 0);
    } finally {
      files.close(file);
    }
  });
}

/** Finishes what a crash interrupted: both pages hold the last generation then. Costs nothing when they do. @throws {StoreError} */
export function settleEnvelopeFile(path: string, files: FileOperations): void {
  guarded(() => {
    const file = files.open(path, false);
    try {
      const pages = readPages(files, file);
      const envelope = newest(pages);
      if (pages[0]?.generation !== pages[1]?.generation) writeInTurn(files, file, envelope, pages[0]?.generation === envelope.generation ? 1 : 0);
    } finally {
      files.close(file);
    }
  });
}

type Pages = readonly [KeyEnvelope | null, KeyEnvelope | null];

function readPages(files: FileOperations, file: number): Pages {
  const content = new Uint8Array(2 * envelopePageSize);
  try {
    const length = files.read(file, content, 0);
    const old = length >= lengthOfVersion1 && equal(content.subarray(0, headOfVersion1.length), headOfVersion1);
    const first = old ? envelopeOfVersion1(content, files.size(file)) : decodeEnvelope(content.subarray(0, envelopePageSize));
    return [first, decodeEnvelope(content.subarray(envelopePageSize))];
  } finally {
    content.fill(0);
  }
}

/** It has no id; the one made up here becomes its own with the first change. */
function envelopeOfVersion1(content: Bytes, size: number): KeyEnvelope | null {
  if (size !== lengthOfVersion1 && size <= envelopePageSize) return null;
  const key = copyOf(content.subarray(headOfVersion1.length, lengthOfVersion1));
  return { fileId: new Uint8Array(randomBytes(16)), generation: 0n, wrappings: [{ kind: 'plain', content: key }] };
}

function newest([a, b]: Pages): KeyEnvelope {
  const found = a !== null && (b === null || a.generation >= b.generation) ? a : b;
  if (found === null) throw new StoreError('STORE_DAMAGED', ['data-key-damaged']);
  return found;
}

function writeInTurn(files: FileOperations, file: number, envelope: KeyEnvelope, first: 0 | 1): void {
  const page = encodeEnvelope(envelope);
  try {
    for (const side of [first, 1 - first]) {
      writeAll(files, file, page, side * envelopePageSize);
      // A file of version 1 grows here, once.
      files.sync(file);
    }
  } finally {
    page.fill(0);
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw storeErrorFrom(cause, 'data key');
  }
}

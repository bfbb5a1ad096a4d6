import { createHash } from 'node:crypto';
import { ascii, type Bytes, concat, copyOf, equal, uint64 } from '#engine/bytes.ts';

/** How the data key can be had: as it is (laboratory), by a passphrase, through the keychain of the system, by a kit on paper. */
export const wrappingKinds = ['plain', 'passphrase', 'keychain', 'recovery'] as const;
export type WrappingKind = (typeof wrappingKinds)[number];

/** The data key in one of its forms; what `content` is depends on the kind. */
export interface Wrapping {
  readonly kind: WrappingKind;
  readonly content: Bytes;
}

/** What the file `data.key` says: at most one wrapping of each kind, all of the same key. */
export interface KeyEnvelope {
  /** 16 random bytes, bound into every seal. */
  readonly fileId: Bytes;
  /** Counts the changes. */
  readonly generation: bigint;
  readonly wrappings: readonly Wrapping[];
}

/** One generation fills one page, so that no torn write can touch both. */
export const envelopePageSize = 4096;
/** Longest `content`, bytes: what a keychain gives back is the longest. */
export const longestWrapping = 900;

const magic = ascii('EPSKEY');
const version = 2;
const headLength = 8;
const fileIdLength = 16;
const digestLength = 32;
const bodyEnd = envelopePageSize - digestLength;

/**
 * One page, whole:
 *
 *     struct {
 *       opaque magic[6] = "EPSKEY"; uint16 version = 2;
 *       opaque file_id[16]; uint64 generation;
 *       struct { uint8 kind; opaque content<1..900>; } wrappings<1..4>;   // a count, and uint16 lengths
 *       opaque zeros[…]; opaque sha256[32];                              // of all in front of it
 *     }
 */
export function encodeEnvelope({ fileId, generation, wrappings }: KeyEnvelope): Bytes {
  const entries = wrappings.flatMap(({ kind, content }) => {
    if (content.length === 0 || content.length > longestWrapping) throw new RangeError(`a wrapping of ${content.length} bytes`);
    return [Uint8Array.of(wrappingKinds.indexOf(kind), content.length >> 8, content.length & 255), content];
  });
  const body = concat(magic, Uint8Array.of(0, version), fileId, uint64(generation), Uint8Array.of(wrappings.length), ...entries);
  const page = new Uint8Array(envelopePageSize);
  page.set(body);
  body.fill(0);
  page.set(digest(page), bodyEnd);
  return page;
}

/** @returns `null` when the page is not intact; what it says is in memory of its own */
export function decodeEnvelope(page: Bytes): KeyEnvelope | null {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  if (page.length !== envelopePageSize || !equal(page.subarray(0, magic.length), magic) || view.getUint16(magic.length) !== version) return null;
  if (!equal(digest(page), page.subarray(bodyEnd))) return null;
  const at = headLength + fileIdLength;
  const wrappings = readWrappings(page, view, at + 8);
  return wrappings && { fileId: page.slice(headLength, at), generation: view.getBigUint64(at), wrappings };
}

function readWrappings(page: Bytes, view: DataView, start: number): readonly Wrapping[] | null {
  const found: Wrapping[] = [];
  let at = start + 1;
  for (let left = view.getUint8(start); left > 0; left--) {
    const kind = at + 3 <= bodyEnd ? wrappingKinds[view.getUint8(at)] : undefined;
    const length = kind === undefined ? 0 : view.getUint16(at + 1);
    if (kind === undefined || length === 0 || length > longestWrapping || at + 3 + length > bodyEnd) return null;
    if (found.some((one) => one.kind === kind)) return null;
    found.push({ kind, content: copyOf(page.subarray(at + 3, at + 3 + length)) });
    at += 3 + length;
  }
  return found.length === 0 ? null : found;
}

function digest(page: Bytes): Bytes {
  return createHash('sha256').update(page.subarray(0, bodyEnd)).digest();
}

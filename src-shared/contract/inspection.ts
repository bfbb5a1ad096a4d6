import type { TranscriptRow } from '../views.ts';

/** Looking into what was recorded, byte by byte. */
export interface InspectionRequests {
  /** The bytes of a row as a tree of fields; `null` for a row without bytes. */
  rowFields(params: { readonly connectionId: string; readonly seq: number }): FieldView | null;
  /** The newest rows before a place that pass a filter (`src-shared/filter`); the newest of all when `before` is `null`. */
  searchTranscript(params: {
    readonly connectionId: string;
    readonly filter: string;
    readonly before: number | null;
    readonly limit: number;
  }): FoundRows;
}

export const inspectionChannels: { readonly [M in keyof InspectionRequests]: `core:${M}` } = {
  rowFields: 'core:rowFields',
  searchTranscript: 'core:searchTranscript',
};

/** Rows that pass a filter, oldest first. */
export interface FoundRows {
  readonly rows: readonly TranscriptRow[];
  /** Where to look on for older ones; `null` when the whole recording was looked at. */
  readonly continueBefore: number | null;
}

/**
 * One part of bytes, read by the codecs of the product. The leaves cover every byte exactly once, in order; a part without
 * bytes (an empty list, an absent option) has `start` equal to `end`.
 */
export interface FieldView {
  /** The specification's name: `kem_output`. Elements of vectors are `[0]`, `[1]`; bytes behind a length are `data`. */
  readonly name: string;
  /** The specification's type: `HPKECiphertext`, `opaque<V>`, `uint16`. */
  readonly type: string;
  /** First byte, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** What was read; `null` where only the parts have values. Peer-supplied text is text and nothing else. */
  readonly value: string | null;
  /** `number`: decimal. `hex`: lower case. `text`: without control characters. */
  readonly form: 'number' | 'hex' | 'text' | null;
  /** What a registry or a calendar says about the value. */
  readonly meaning: string | null;
  /** One line: what this is for. */
  readonly note: string | null;
  readonly source: string | null;
  readonly rule: string | null;
  /** Why the bytes from `offset` on could not be read. */
  readonly failure: { readonly reason: string; readonly offset: number; readonly expected: string } | null;
  readonly parts: readonly FieldView[];
}

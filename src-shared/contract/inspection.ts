import type { DecodeKind } from '../decode-kinds.ts';
import type { TranscriptRow } from '../views.ts';

/** Looking into what was recorded, byte by byte. */
export interface InspectionRequests {
  /** The bytes of a row as a tree of fields; `null` for a row without bytes. */
  rowFields(params: { readonly connectionId: string; readonly seq: number }): FieldView | null;
  /**
   * The newest rows before a place that pass a filter (`src-shared/filter`); the newest of all when `before` is `null`. Looks at a part
   * of the recording only, less of it where bytes are decoded: faces ask on, and stop when they like.
   */
  searchTranscript(params: {
    readonly connectionId: string;
    readonly filter: string;
    readonly before: number | null;
    /** Rows up to this one are not looked at. */
    readonly after?: number;
    readonly limit: number;
  }): FoundRows;
  /** Every rule that rows can name. */
  rules(params: Record<string, never>): readonly RuleView[];
  /** Bytes from elsewhere as a tree of fields. Nothing of them is kept. */
  decodeBytes(params: DecodeParams): Decoded;
}

/** Characters of text, or of a file in base64, that one request decodes: a file of 256 KiB as hex has room. */
export const decodeInputLimit = 600_000;

export interface RuleView {
  readonly id: string;
  readonly source: string;
  readonly text: string;
}

export interface DecodeParams {
  /** Hexadecimal, base64 or PEM as someone pasted it, or a file as base64. */
  readonly input: string;
  readonly from: 'text' | 'file';
  /** What it is; recognised when `null`. */
  readonly as: DecodeKind | null;
}

export interface Decoded {
  /** `unknown` when nothing was recognised. */
  readonly kind: DecodeKind;
  /** In what dress the bytes came. */
  readonly form: 'binary' | 'hex' | 'base64' | 'pem';
  /** The bytes, lower case. */
  readonly hex: string;
  readonly root: FieldView;
}

export const inspectionChannels: { readonly [M in keyof InspectionRequests]: `core:${M}` } = {
  rowFields: 'core:rowFields',
  searchTranscript: 'core:searchTranscript',
  decodeBytes: 'core:decodeBytes',
  rules: 'core:rules',
};

/** Rows that pass a filter, oldest first. */
export interface FoundRows {
  readonly rows: readonly TranscriptRow[];
  /** Where to look on for older ones; `null` when everything was looked at. */
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
  /** On the last fragment of a message that arrived in several records: the message, whose offsets count in it. */
  readonly message: { readonly pieces: readonly { readonly start: number; readonly end: number }[]; readonly root: FieldView } | null;
  readonly parts: readonly FieldView[];
}

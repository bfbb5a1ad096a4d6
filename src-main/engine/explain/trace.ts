import type { Bytes } from '../bytes.ts';
import { type Codec, readField } from '../codec/codec.ts';
import { Reader, type Tracer } from '../codec/reader.ts';
import { DecodeError } from '../errors.ts';
import type { ReadFailure } from './node.ts';

/** How bytes are read; explaining never writes. */
export type Layout = Pick<Codec<unknown>, 'type' | 'read'>;

/** One part as a codec read it, before anything is said about it. Mutable while a tree grows. */
export interface Part {
  /** Empty for bytes that no codec named. */
  name: string;
  type: string;
  start: number;
  end: number;
  value: unknown;
  failure: ReadFailure | null;
  /** A message of which this is the last fragment. */
  reassembled: Reassembly | null;
  parts: Part[];
}

export interface Reassembly {
  readonly bytes: Bytes;
  readonly pieces: readonly { readonly start: number; readonly end: number }[];
  readonly part: Part;
}

/**
 * Reads `bytes` from `start` to `end` and says what lies where; what cannot be read is a failure part to the end.
 * Never throws.
 */
export function trace(layout: Layout, name: string, bytes: Bytes, start = 0, end = bytes.length): Part {
  const recorder = new Recorder(start);
  const reader = new Reader(bytes, layout.type, start, end, recorder);
  try {
    readField(reader, name, layout);
    reader.finish();
  } catch (error) {
    if (!(error instanceof DecodeError) || error.failure.kind !== 'decode') throw error;
    recorder.fail(error.failure, end);
  }
  return recorder.root;
}

/** Makes a part of its own for bytes nobody reads further. */
export function opaquePart(name: string, type: string, bytes: Bytes, start: number, end: number): Part {
  return { ...emptyPart(name, type, start), end, value: bytes.slice(start, end) };
}

class Recorder implements Tracer {
  readonly #open: Part[] = [];
  #root: Part;
  #at: number;

  constructor(start: number) {
    this.#at = start;
    this.#root = emptyPart('', '', start);
  }

  get root(): Part {
    return this.#root;
  }

  enter(name: string, type: string, at: number): void {
    this.#open.push(emptyPart(name, type, at));
  }

  leave(value: unknown, at: number): void {
    const part = this.#open.pop();
    if (part === undefined) return;
    part.end = at;
    part.value = value;
    settle(part);
    this.#close(part);
  }

  consumed(start: number, end: number): void {
    this.#at = end;
    if (start < end) this.#open.at(-1)?.parts.push({ ...emptyPart('', '', start), end });
  }

  /** Nothing more can be read: the failure takes the rest, inside the innermost part that has begun to have a shape. */
  fail({ reason, offset }: Pick<ReadFailure, 'reason' | 'offset'>, end: number): void {
    if (this.#open.length === 0) this.#reopen();
    const expected = this.#open
      .slice(1)
      .map(({ name }) => name)
      .join('.');
    const failure: Part = { ...emptyPart('failure', 'failure', this.#at), end, failure: { reason, offset, expected } };
    const innermost = this.#open.at(-1);
    if (innermost !== undefined && this.#open.length > 1 && innermost.parts.every(({ name }) => name === '')) {
      // A field that was cut off is bytes; one that had not begun is only named by the failure.
      this.#open.pop();
      innermost.end = this.#at;
      innermost.parts = [];
      if (innermost.start < innermost.end) this.#open.at(-1)?.parts.push(innermost);
    }
    this.#open.at(-1)?.parts.push(failure);
    for (let part = this.#open.pop(); part !== undefined; part = this.#open.pop()) {
      part.end = end;
      settle(part);
      this.#close(part);
    }
  }

  /** Everything was read, and bytes are left. */
  #reopen(): void {
    const { start, end, parts } = this.#root;
    if (parts.length === 0 && start < end) parts.push({ ...emptyPart('data', 'opaque', start), end });
    this.#open.push(this.#root);
  }

  #close(part: Part): void {
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = part;
    else parent.parts.push(part);
  }
}

/** Bytes without a name are the value itself, or what follows its length. */
function settle(part: Part): void {
  if (part.parts.every(({ name }) => name === '')) part.parts = [];
  for (const inner of part.parts) {
    if (inner.name !== '') continue;
    inner.name = 'data';
    inner.type = 'opaque';
  }
}

function emptyPart(name: string, type: string, at: number): Part {
  return { name, type, start: at, end: at, value: undefined, failure: null, reassembled: null, parts: [] };
}

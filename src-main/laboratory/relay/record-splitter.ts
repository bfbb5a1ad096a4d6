import { type Bytes, concat } from '#engine/bytes.ts';
import { frameLength } from '../record-frames.ts';

/** Cuts a stream, as it arrives in pieces, at the ends of its records. */
export class RecordSplitter {
  #rest: Bytes = new Uint8Array(0);
  /** Something was no record: from there on nobody knows where one ends. */
  #lost = false;

  /** @returns copies of the records that are whole now; of a stream that is no MLS-TLS, what came */
  push(bytes: Bytes): readonly Bytes[] {
    if (this.#lost) return [bytes.slice()];
    const all = this.#rest.length === 0 ? bytes : concat(this.#rest, bytes);
    const records: Bytes[] = [];
    let at = 0;
    for (;;) {
      const length = frameLength(all.subarray(at));
      if (length === 'unknown') {
        this.#lost = true;
        this.#rest = new Uint8Array(0);
        return [...records, all.slice(at)];
      }
      if (length === null || at + length > all.length) break;
      records.push(all.slice(at, at + length));
      at += length;
    }
    this.#rest = all.slice(at);
    return records;
  }

  /** Whether a record has begun and not ended. */
  get pending(): boolean {
    return this.#rest.length > 0;
  }

  /** What was begun and did not end. */
  rest(): Bytes {
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    return rest;
  }
}

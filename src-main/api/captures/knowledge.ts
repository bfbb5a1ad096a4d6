import { type Bytes, concat } from '#engine/bytes.ts';
import type { CryptoProvider } from '#engine/crypto/provider.ts';
import type { Direction } from '#engine/mls-tls/trace.ts';
import type { WireRecord } from '#main/capture/attempt-wire.ts';
import type { RecordKnowledge } from '#main/capture/capture-file.ts';
import { RecordOpener } from '#main/capture/open-record.ts';
import { contentTypes } from '#main/capture/record-headers.ts';
import type { RecordEvent, TraceRow } from '#main/store/trace-store.ts';

/** Rows read at once. */
const page = 1_000;

/** Where rows are read from. */
interface Rows {
  page(connectionId: string, range: { readonly after: number }, limit: number): readonly TraceRow[];
}

/** Where a record's part of the handshake lies in what its direction said. */
interface Place {
  readonly from: number;
  readonly to: number;
}

/** What the recording of a connection says about its captured records. Content is known of handshake messages, and with a laboratory's keys. */
export class RecordedKnowledge implements RecordKnowledge {
  readonly #opener: RecordOpener;
  readonly #times = new Map<number, number>();
  readonly #places = new Map<number, Place>();
  readonly #messages = new Map<string, Bytes[]>();
  readonly #said = new Map<string, Bytes>();
  readonly #complete: boolean;

  constructor(crypto: Pick<CryptoProvider, 'importRecordKey'>, rows: Rows, connectionId: string) {
    this.#opener = new RecordOpener(crypto);
    const lengths = new Map<string, number>();
    let last = 0;
    for (let found = rows.page(connectionId, { after: last }, page); found.length > 0; found = rows.page(connectionId, { after: last }, page)) {
      for (const row of found) this.#learn(row, lengths);
      last = found.at(-1)?.seq ?? last;
    }
    // When older rows are gone, which part of which message a record held cannot be told.
    this.#complete = rows.page(connectionId, { after: 0 }, 1)[0]?.seq === 1;
    for (const [side, parts] of this.#messages) this.#said.set(side, concat(...parts));
  }

  timeOf({ seq }: WireRecord): number | null {
    return seq === null ? null : (this.#times.get(seq) ?? null);
  }

  contentOf(attempt: number, record: WireRecord, bytes: Bytes): Bytes | null {
    const { secret, sequence, direction, seq } = record;
    if (secret !== null && sequence !== null) return this.#opener.open(secret, sequence, bytes)?.content ?? null;
    const place = seq === null ? undefined : this.#places.get(seq);
    const said = this.#said.get(sideOf(attempt, direction));
    return !this.#complete || place === undefined || said === undefined || said.length < place.to ? null : said.subarray(place.from, place.to);
  }

  close(): void {
    this.#opener.close();
  }

  #learn(row: TraceRow, lengths: Map<string, number>): void {
    if (row.kind === 'record') {
      this.#times.set(row.seq, row.at);
      if (!isHandshake(row.record)) return;
      const side = sideOf(row.attempt, row.record.direction);
      const from = lengths.get(side) ?? 0;
      lengths.set(side, from + row.record.contentLength);
      this.#places.set(row.seq, { from, to: from + row.record.contentLength });
    } else if (row.fact.kind === 'handshake-message') {
      const side = sideOf(row.attempt, row.fact.direction);
      this.#messages.set(side, [...(this.#messages.get(side) ?? []), row.fact.message]);
    }
  }
}

function isHandshake({ outerType, innerType }: RecordEvent): boolean {
  return (innerType === 0 ? outerType : innerType) === contentTypes.handshake;
}

function sideOf(attempt: number, direction: Direction): string {
  return `${attempt} ${direction}`;
}

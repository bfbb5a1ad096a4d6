import { type Bytes, equal } from '#engine/bytes.ts';
import type { CryptoProvider } from '#engine/crypto/provider.ts';
import type { KeyLogEntry } from './key-log.ts';
import { type Opened, RecordOpener } from './open-record.ts';

/** A record that a key of the log opened. */
export interface OpenedRecord extends Opened {
  readonly entry: KeyLogEntry;
  readonly sequence: bigint;
}

/** Our limit: tries that fail, for a whole capture. A key log with many keys beside a capture they do not open must not take forever. */
const mostMisses = 20_000;

/** The keys of one capture. */
export class KeyRing {
  readonly #entries: readonly KeyLogEntry[];
  readonly #opener: RecordOpener;
  #misses = 0;

  constructor(crypto: Pick<CryptoProvider, 'importRecordKey'>, entries: readonly KeyLogEntry[]) {
    this.#entries = entries;
    this.#opener = new RecordOpener(crypto);
  }

  /** @param transport SHA-256 of the client's first record; `null` when the capture does not have it: then every key may be the one */
  side(side: KeyLogEntry['side'], transport: Bytes | null): KeysInTurn {
    const entries = this.#entries.filter((entry) => entry.side === side && (transport === null || equal(entry.transport, transport)));
    return new KeysInTurn(entries, (entry, sequence, record) => this.#try(entry, sequence, record));
  }

  close(): void {
    this.#opener.close();
  }

  #try(entry: KeyLogEntry, sequence: bigint, record: Bytes): OpenedRecord | null {
    if (this.#misses >= mostMisses) return null;
    const opened = this.#opener.open(entry, sequence, record);
    if (opened === null) this.#misses += 1;
    return opened && { ...opened, entry, sequence };
  }
}

/** Keys of one direction, each used until one behind it opens a record. */
export class KeysInTurn {
  readonly #entries: readonly KeyLogEntry[];
  readonly #try: (entry: KeyLogEntry, sequence: bigint, record: Bytes) => OpenedRecord | null;
  #current: { readonly index: number; readonly next: bigint } | null = null;

  constructor(entries: readonly KeyLogEntry[], attempt: (entry: KeyLogEntry, sequence: bigint, record: Bytes) => OpenedRecord | null) {
    this.#entries = entries;
    this.#try = attempt;
  }

  /** @returns `null` when no key opens it */
  open(record: Bytes): OpenedRecord | null {
    const opened = this.#goOn(record) ?? this.#begin(record);
    return opened;
  }

  #goOn(record: Bytes): OpenedRecord | null {
    if (this.#current === null) return null;
    const { index, next } = this.#current;
    return this.#take(index, next, record);
  }

  #begin(record: Bytes): OpenedRecord | null {
    const from = this.#current === null ? 0 : this.#current.index + 1;
    for (let index = from; index < this.#entries.length; index++) {
      const first = this.#entries[index]?.first ?? 0n;
      const opened = this.#take(index, 0n, record) ?? (first === 0n ? null : this.#take(index, first, record));
      if (opened !== null) return opened;
    }
    return null;
  }

  #take(index: number, sequence: bigint, record: Bytes): OpenedRecord | null {
    const entry = this.#entries[index];
    const opened = entry === undefined ? null : this.#try(entry, sequence, record);
    if (opened !== null) this.#current = { index, next: sequence + 1n };
    return opened;
  }
}

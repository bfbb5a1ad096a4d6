import type { Bytes } from '#engine/bytes.ts';
import type { TraceFact } from '#engine/mls-tls/trace.ts';
import { openDatabase } from './database.ts';
import { type Statement, type StoreDatabase } from './store-database.ts';
import { traceMigrations } from './migrations/index.ts';
import { decodeFact, encodeFact } from './trace-json.ts';
import { type RecordEvent, unpackSegment } from './trace-segment.ts';

/** Something that happened on a connection, at its place in the one order of that connection. */
export type TraceRow =
  | { readonly kind: 'fact'; readonly seq: number; readonly attempt: number; readonly at: number; readonly fact: TraceFact }
  | { readonly kind: 'record'; readonly seq: number; readonly attempt: number; readonly at: number; readonly record: RecordEvent };

export type FactRow = Extract<TraceRow, { kind: 'fact' }>;

/** One epoch of a connection, with what was protected under it. */
export interface EpochTrace {
  /** Of the fact that told of it. */
  readonly seq: number;
  readonly epoch: bigint;
  readonly by: 'us' | 'peer';
  readonly how: 'handshake' | 'update' | 'resumption';
  readonly startedAt: number;
  /** When the next one began; `null` for the latest. */
  readonly endedAt: number | null;
  readonly attempt: number;
  readonly authenticator: Bytes;
  /** Application data, bytes. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly recordsSent: number;
  readonly recordsReceived: number;
}

/** A segment row to write; the row with the same first seq is replaced. */
export interface SegmentRow {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly attempt: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
  readonly events: Bytes;
}

/** Counters of one epoch since they were last written. */
export interface EpochCount {
  readonly epoch: string;
  readonly attempt: number;
  readonly at: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly recordsSent: number;
  readonly recordsReceived: number;
}

interface SegmentRecord {
  readonly first_seq: number;
  readonly first_at: number;
  readonly attempt: number;
  readonly events: Buffer;
}
interface FactRecord {
  readonly seq: number;
  readonly attempt: number;
  readonly at: number;
  readonly fact: string;
}
interface EpochRecord {
  readonly seq: number;
  readonly epoch: string;
  readonly attempt: number;
  readonly made_by: EpochTrace['by'];
  readonly how: EpochTrace['how'];
  readonly started_at: number;
  readonly authenticator: Buffer;
  readonly bytes_sent: number;
  readonly bytes_received: number;
  readonly records_sent: number;
  readonly records_received: number;
}

/** Which rows a query wants. */
export type Range = { readonly before: number } | { readonly after: number };

/** `EPST`. */
const applicationId = 0x4550_5354;

/** The SQL of trace.db. Connections are numbers here. */
export class TraceDatabase {
  readonly #database: StoreDatabase;
  readonly #insertFact: Statement<[number, number, number, number, string]>;
  readonly #putSegment: Statement<[SegmentRow & { readonly connection: number }]>;
  readonly #countEpoch: Statement<[EpochCount & { readonly connection: number }]>;
  readonly #nameEpoch: Statement<[number, string, number, number, string, string, number, Bytes]>;

  constructor(path: string) {
    const database = openDatabase({ path, name: 'trace.db', applicationId, kind: 'journal', migrations: traceMigrations });
    this.#database = database;
    this.#insertFact = database.prepare('INSERT INTO facts (connection, seq, attempt, at, fact) VALUES (?, ?, ?, ?, ?)');
    this.#putSegment = database.prepare(`INSERT INTO segments (connection, first_seq, last_seq, attempt, first_at, last_at, count, events)
      VALUES (@connection, @firstSeq, @lastSeq, @attempt, @firstAt, @lastAt, @count, @events)
      ON CONFLICT (connection, first_seq) DO UPDATE SET last_seq = @lastSeq, last_at = @lastAt, count = @count, events = @events`);
    this.#countEpoch =
      database.prepare(`INSERT INTO epochs (connection, epoch, attempt, started_at, bytes_sent, bytes_received, records_sent, records_received)
      VALUES (@connection, @epoch, @attempt, @at, @bytesSent, @bytesReceived, @recordsSent, @recordsReceived)
      ON CONFLICT (connection, epoch) DO UPDATE SET bytes_sent = bytes_sent + @bytesSent, bytes_received = bytes_received + @bytesReceived,
        records_sent = records_sent + @recordsSent, records_received = records_received + @recordsReceived`);
    this.#nameEpoch =
      database.prepare(`INSERT INTO epochs (connection, epoch, seq, attempt, made_by, how, started_at, authenticator, bytes_sent, bytes_received, records_sent, records_received)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0)
      ON CONFLICT (connection, epoch) DO UPDATE SET seq = excluded.seq, attempt = excluded.attempt, made_by = excluded.made_by, how = excluded.how,
        started_at = excluded.started_at, authenticator = excluded.authenticator`);
  }

  /** The number of a connection, or `null` when nothing of it was recorded. */
  find(id: string): number | null {
    return this.#database.run(
      () => this.#database.prepare<[string], { readonly number: number }>('SELECT number FROM connections WHERE id = ?').get(id)?.number ?? null,
    );
  }

  enter(id: string): number {
    return (
      this.find(id) ??
      this.#database.transaction(() => Number(this.#database.prepare('INSERT INTO connections (id) VALUES (?)').run(id).lastInsertRowid))
    );
  }

  /** The highest seq used, 0 when none. */
  lastSeq(connection: number): number {
    const sql =
      'SELECT max(ifnull((SELECT max(seq) FROM facts WHERE connection = @c), 0), ifnull((SELECT max(last_seq) FROM segments WHERE connection = @c), 0)) AS seq';
    return this.#database.run(() => this.#database.prepare<[{ readonly c: number }], { readonly seq: number }>(sql).get({ c: connection })?.seq ?? 0);
  }

  /** How many rows there are, and the bytes they take. */
  size(connection: number): { readonly rows: number; readonly bytes: number } {
    const sql = `SELECT (SELECT count(*) FROM facts WHERE connection = @c) + ifnull((SELECT sum(count) FROM segments WHERE connection = @c), 0) AS rows,
      ifnull((SELECT sum(length(fact)) FROM facts WHERE connection = @c), 0) + ifnull((SELECT sum(length(events)) FROM segments WHERE connection = @c), 0) AS bytes`;
    return this.#database.run(
      () =>
        this.#database.prepare<[{ readonly c: number }], { readonly rows: number; readonly bytes: number }>(sql).get({ c: connection }) ?? {
          rows: 0,
          bytes: 0,
        },
    );
  }

  append(connection: number, facts: readonly FactRow[], segment: SegmentRow | null, counts: readonly EpochCount[]): void {
    this.#database.transaction(() => {
      for (const { seq, attempt, at, fact } of facts) {
        this.#insertFact.run(connection, seq, attempt, at, encodeFact(fact));
        if (fact.kind === 'epoch') this.#nameEpoch.run(connection, String(fact.epoch), seq, attempt, fact.by, fact.how, at, fact.authenticator);
      }
      if (segment) this.#putSegment.run({ ...segment, connection });
      for (const count of counts) this.#countEpoch.run({ ...count, connection });
    });
  }

  /** At most `limit` rows nearest to the given place, in order of seq. */
  rows(connection: number, range: Range, limit: number): readonly TraceRow[] {
    const backwards = 'before' in range;
    const place = backwards ? range.before : range.after;
    const found = [...this.#facts(connection, backwards, place, limit), ...this.#records(connection, backwards, place, limit)];
    found.sort((a, b) => a.seq - b.seq);
    return backwards ? found.slice(-limit) : found.slice(0, limit);
  }

  epochs(connection: number): readonly EpochTrace[] {
    const sql = 'SELECT * FROM epochs WHERE connection = ? AND made_by IS NOT NULL ORDER BY length(epoch), epoch';
    const records = this.#database.run(() => this.#database.prepare<[number], EpochRecord>(sql).all(connection));
    return records.map((record, index) => ({
      seq: record.seq,
      epoch: BigInt(record.epoch),
      by: record.made_by,
      how: record.how,
      startedAt: record.started_at,
      endedAt: records[index + 1]?.started_at ?? null,
      attempt: record.attempt,
      authenticator: new Uint8Array(record.authenticator),
      bytesSent: record.bytes_sent,
      bytesReceived: record.bytes_received,
      recordsSent: record.records_sent,
      recordsReceived: record.records_received,
    }));
  }

  /** The newest facts of these kinds, in order. A fact's text begins with its kind. */
  factsOf(connection: number, kinds: readonly TraceFact['kind'][], limit: number): readonly FactRow[] {
    const sql = `SELECT seq, attempt, at, fact FROM facts WHERE connection = ? AND (${kinds.map(() => 'substr(fact, 1, ?) = ?').join(' OR ')})
      ORDER BY seq DESC LIMIT ?`;
    const beginnings = kinds.flatMap((kind) => [`{"kind":"${kind}"`.length, `{"kind":"${kind}"`]);
    const records = this.#database.run(() => this.#database.prepare<(number | string)[], FactRecord>(sql).all(connection, ...beginnings, limit));
    return records.reverse().map(({ seq, attempt, at, fact }) => ({ kind: 'fact', seq, attempt, at, fact: decodeFact(fact) }));
  }

  /** Deletes rows up to and including `seq`; a segment goes when all of it does. */
  deleteUpTo(connection: number, seq: number): void {
    this.#database.transaction(() => {
      this.#database.prepare('DELETE FROM facts WHERE connection = ? AND seq <= ?').run(connection, seq);
      this.#database.prepare('DELETE FROM segments WHERE connection = ? AND last_seq <= ?').run(connection, seq);
    });
  }

  firstSeq(connection: number): number {
    return this.rows(connection, { after: 0 }, 1)[0]?.seq ?? 0;
  }

  /** Deletes what is older than `at`, of every connection. */
  deleteOlderThan(at: number): void {
    this.#database.transaction(() => {
      this.#database.prepare('DELETE FROM facts WHERE at < ?').run(at);
      this.#database.prepare('DELETE FROM segments WHERE last_at < ?').run(at);
    });
  }

  deleteConnection(connection: number): void {
    this.#database.transaction(() => {
      for (const table of ['facts', 'segments', 'epochs']) this.#database.prepare(`DELETE FROM ${table} WHERE connection = ?`).run(connection);
      this.#database.prepare('DELETE FROM connections WHERE number = ?').run(connection);
    });
  }

  close(): void {
    this.#database.close();
  }

  #facts(connection: number, backwards: boolean, place: number, limit: number): readonly TraceRow[] {
    const sql = `SELECT seq, attempt, at, fact FROM facts WHERE connection = ? AND seq ${backwards ? '<' : '>'} ? ORDER BY seq ${backwards ? 'DESC' : 'ASC'} LIMIT ?`;
    const records = this.#database.run(() => this.#database.prepare<[number, number, number], FactRecord>(sql).all(connection, place, limit));
    return records.map(({ seq, attempt, at, fact }) => ({ kind: 'fact', seq, attempt, at, fact: decodeFact(fact) }));
  }

  /** Segments one after the other, away from `place`, until they gave enough. */
  #records(connection: number, backwards: boolean, place: number, limit: number): readonly TraceRow[] {
    const sql = `SELECT first_seq, first_at, attempt, events FROM segments WHERE connection = ? AND ${backwards ? 'first_seq < ?' : 'last_seq > ?'}
      ORDER BY first_seq ${backwards ? 'DESC' : 'ASC'}`;
    return this.#database.run(() => {
      const found: TraceRow[] = [];
      for (const segment of this.#database.prepare<[number, number], SegmentRecord>(sql).iterate(connection, place)) {
        for (const event of unpackSegment(segment.events, segment.first_seq, segment.first_at)) {
          if (backwards ? event.seq < place : event.seq > place) found.push({ kind: 'record', attempt: segment.attempt, ...event });
        }
        if (found.length >= limit) break;
      }
      return found;
    });
  }
}

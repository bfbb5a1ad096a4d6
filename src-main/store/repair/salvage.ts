import type Sqlite from 'better-sqlite3';
import { isCounter } from '../counter.ts';

/** What became of one table. */
export interface TableSalvage {
  readonly table: string;
  /** Rows that were read and taken over. */
  readonly rows: number;
  /** Rows that were read and contradict others, or what a row must be. */
  readonly refused: number;
  /** Some part of the table could not be read: rows are missing, nobody can say how many. */
  readonly incomplete: boolean;
}

/** Columns that hold a uint64 as decimal text: no constraint of the schema says so. */
const counters: Readonly<Record<string, readonly string[]>> = { sessions: ['epoch', 'generation'] };

type Row = Readonly<Record<string, unknown>>;

/** Behind the last row that was read, row numbers are tried one by one until so many in a row give nothing. */
const patience = 2_000;

/** Reads every table that `target` has from a database that may be damaged anywhere, and adds what can be read to the target. */
export function salvage(source: Sqlite.Database, target: Sqlite.Database): readonly TableSalvage[] {
  target.pragma('foreign_keys = OFF');
  const tables = target
    .prepare<[], { readonly name: string; readonly wr: number }>(
      "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all();
  return tables.map(({ name, wr }) => salvageTable(source, target, name, wr === 1));
}

function salvageTable(source: Sqlite.Database, target: Sqlite.Database, table: string, withoutRowid: boolean): TableSalvage {
  const columns = target.prepare<[string], { readonly name: string; readonly pk: number }>('SELECT name, pk FROM pragma_table_info(?)').all(table);
  const key = withoutRowid
    ? columns
        .filter(({ pk }) => pk > 0)
        .sort((a, b) => a.pk - b.pk)
        .map(({ name }) => name)
    : ['rowid'];
  const { rows, incomplete } = readTable(
    source,
    table,
    columns.map(({ name }) => name),
    key,
  );
  const names = columns.map(({ name }) => name);
  const insert = target.prepare<[Row]>(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`);
  const digits = columns.map(({ name }) => name).filter((name) => counters[table]?.includes(name));
  let taken = 0;
  target.transaction(() => {
    for (const row of rows) {
      const sane = digits.every((name) => isCounter(row[name]));
      if (sane && succeeds(() => insert.run(row))) taken += 1;
    }
  })();
  return { table, rows: taken, refused: rows.length - taken, incomplete };
}

interface TableRows {
  readonly rows: readonly Row[];
  readonly incomplete: boolean;
}

/** From the front, from the back, and one by one in between: a damaged page hides what is on it, and nothing else. */
function readTable(source: Sqlite.Database, table: string, columns: readonly string[], key: readonly string[]): TableRows {
  const found = new Map<string, Row>();
  // A letter of a name may have changed its case: the row is to be called as asked.
  const what = `SELECT ${[...new Set([...key, ...columns])].map((column) => `${column} AS ${column}`).join(', ')} FROM ${table} NOT INDEXED`;
  const identify = (row: Row): string => JSON.stringify(key.map((column) => row[column]));
  const scan = (order: 'ASC' | 'DESC'): boolean =>
    succeeds(() => {
      const by = key.map((column) => `${column} ${order}`).join(', ');
      for (const row of source.prepare<[], Row>(`${what} ORDER BY ${by}`).iterate()) found.set(identify(row), row);
    });
  if (scan('ASC')) return { rows: [...found.values()], incomplete: false };
  const [front] = numbers(found, key).slice(-1);
  scan('DESC');
  const [back] = numbers(found, key).filter((number) => number > (front ?? 0));
  if (key[0] === 'rowid') probe(source, what, found, (front ?? 0) + 1, back ?? Number.POSITIVE_INFINITY);
  const rows = key[0] === 'rowid' ? numbers(found, key).map((number) => found.get(JSON.stringify([number])) ?? {}) : [...found.values()];
  return { rows, incomplete: true };
}

function probe(source: Sqlite.Database, what: string, found: Map<string, Row>, from: number, to: number): void {
  succeeds(() => {
    const one = source.prepare<[number], Row>(`${what} WHERE rowid = ?`);
    for (let number = from, nothing = 0; number < to && nothing < patience; number++) {
      nothing += 1;
      succeeds(() => {
        const row = one.get(number);
        if (row === undefined) return;
        found.set(JSON.stringify([number]), row);
        nothing = 0;
      });
    }
  });
}

/** Row numbers found so far, ascending. */
function numbers(found: ReadonlyMap<string, Row>, key: readonly string[]): readonly number[] {
  return key[0] === 'rowid' ? [...found.values()].map((row) => Number(row['rowid'])).sort((a, b) => a - b) : [];
}

/** What a damaged database throws says only that it is damaged. */
function succeeds(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

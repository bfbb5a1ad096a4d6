import type { Statement, StoreDatabase } from '../store-database.ts';
import { comparePlaces, countLimit, type Page, type PageRequest, type Place } from '../paging.ts';
import { behind } from '../search-words.ts';

/** One thing that rows must be. */
export interface Condition {
  /** Over the columns of the table. */
  readonly sql: string;
  readonly values: readonly unknown[];
  /** A SELECT of the keys it holds for, as `row_key`, that an index answers; `null` when there is no such index. */
  readonly keys: { readonly sql: string; readonly values: readonly unknown[] } | null;
}

/** An expression with an index over it and the id. */
export interface OrderColumn {
  readonly expression: string;
  readonly index: string;
}

export interface PagedTableOptions<O extends string> {
  readonly database: StoreDatabase;
  readonly table: string;
  /** INTEGER PRIMARY KEY. */
  readonly key: string;
  /** What a row consists of. */
  readonly columns: string;
  /** Holds for every row that is shown, and is the condition of every partial index. */
  readonly always: string;
  readonly orders: { readonly [N in O]: OrderColumn };
  /** `term` → key; the table's own `terms` column holds the same, joined by spaces. */
  readonly terms: string;
}

interface Keyed {
  readonly row_key: number;
  readonly order_key: number | string;
  readonly id: string;
}

/** Different statements kept prepared. */
const statementLimit = 200;

/**
 * Pages of a table in time that does not grow with it. Either one condition holds for few rows, which are then fetched and sorted;
 * or every condition holds for many, and walking the index of the order soon finds a page of them.
 * docs/decisions, "Lists of any length".
 */
export class PagedTable<Row extends { readonly id: string }, O extends string> {
  readonly #options: PagedTableOptions<O>;
  readonly #statements = new Map<string, Statement<unknown[], unknown>>();

  constructor(options: PagedTableOptions<O>) {
    this.#options = options;
  }

  /**
   * @param words from `searchWords`
   * @param all how many rows there are without any condition
   */
  page(conditions: readonly Condition[], words: readonly string[], request: PageRequest<O>, descending: boolean, all: number): Page<Row> {
    const wanted = [...words.map((word) => this.#wordCondition(word)), ...conditions];
    const few = this.#few(wanted);
    if (few !== null) return this.#sort(few, wanted, request, descending);
    const { rows, next } = this.#walk(wanted, request, descending);
    if (wanted.length === 0) return { rows, next, total: { count: all, more: false } };
    // Only one condition says how many match it; several together may leave fewer.
    return { rows, next, total: { count: wanted.length === 1 ? countLimit : rows.length, more: wanted.length === 1 || next !== null } };
  }

  /** Keys of the rows of the first condition that few rows meet. */
  #few(conditions: readonly Condition[]): readonly number[] | null {
    for (const { keys } of conditions) {
      if (keys === null) continue;
      // counted first: what is not few is not fetched
      const [counted] = this.#all<{ readonly found: number }>(`SELECT count(*) AS found FROM (${keys.sql} LIMIT ${countLimit + 1})`, keys.values);
      if ((counted?.found ?? 0) > countLimit) continue;
      const found = this.#all<{ readonly row_key: number }>(keys.sql, keys.values);
      return [...new Set(found.map((row) => row.row_key))];
    }
    return null;
  }

  #sort(keys: readonly number[], conditions: readonly Condition[], request: PageRequest<O>, descending: boolean): Page<Row> {
    const { table, key, always, orders } = this.#options;
    const { expression } = orders[request.order];
    const direction = descending ? 'DESC' : 'ASC';
    const sorted = this.#all<Keyed>(
      `SELECT ${key} AS row_key, ${expression} AS order_key, id FROM ${table}
       WHERE ${key} IN (SELECT value FROM json_each(?)) AND ${[always, ...conditions.map(({ sql }) => sql)].join(' AND ')}
       ORDER BY order_key ${direction}, id ${direction}`,
      [JSON.stringify(keys), ...conditions.flatMap(({ values }) => values)],
    );
    const from = request.after === null ? 0 : firstBehind(sorted, request.after, descending);
    const shown = sorted.slice(from, from + request.limit);
    const rows = new Map(this.#rows(shown.map((row) => row.row_key)).map((row) => [row.id, row]));
    return {
      rows: shown.flatMap(({ id }) => rows.get(id) ?? []),
      next: from + shown.length < sorted.length ? placeOf(shown.at(-1)) : null,
      total: { count: sorted.length, more: false },
    };
  }

  #rows(keys: readonly number[]): readonly Row[] {
    const { table, key, columns } = this.#options;
    return this.#all<Row>(`SELECT ${columns} FROM ${table} WHERE ${key} IN (SELECT value FROM json_each(?))`, [JSON.stringify(keys)]);
  }

  #walk(conditions: readonly Condition[], request: PageRequest<O>, descending: boolean): Pick<Page<Row>, 'rows' | 'next'> {
    const { table, columns, always, orders } = this.#options;
    const { expression, index } = orders[request.order];
    const [direction, than] = descending ? ['DESC', '<'] : ['ASC', '>'];
    const { after, limit } = request;
    // both parts of the place: the first lets the index begin there, the second leaves out what was shown
    const begin = after === null ? [] : [`${expression} ${than}= ? AND (${expression} ${than} ? OR id ${than} ?)`];
    const found = this.#all<Row & { readonly order_key: number | string }>(
      `SELECT ${columns}, ${expression} AS order_key FROM ${table} INDEXED BY ${index}
       WHERE ${[always, ...begin, ...conditions.map(({ sql }) => sql)].join(' AND ')}
       ORDER BY ${expression} ${direction}, id ${direction} LIMIT ?`,
      [...(after === null ? [] : [after.key, after.key, after.id]), ...conditions.flatMap(({ values }) => values), limit + 1],
    );
    const rows = found.slice(0, limit);
    return { rows, next: found.length > limit ? placeOf(rows.at(-1)) : null };
  }

  #wordCondition(word: string): Condition {
    const { terms, key } = this.#options;
    // a term is never looked for in the middle: terms stand behind a space, and a word has none
    return {
      sql: `instr(' ' || terms, ?) > 0`,
      values: [` ${word}`],
      keys: { sql: `SELECT DISTINCT ${key} AS row_key FROM ${terms} WHERE term >= ? AND term < ?`, values: [word, behind(word)] },
    };
  }

  #all<T>(sql: string, values: readonly unknown[]): readonly T[] {
    const { database } = this.#options;
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      if (this.#statements.size >= statementLimit) this.#statements.clear();
      statement = database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    const prepared = statement;
    return database.run(() => prepared.all(...values)) as readonly T[]; // the columns that the SQL above names
  }
}

function firstBehind(sorted: readonly Keyed[], after: Place, descending: boolean): number {
  const index = sorted.findIndex(({ order_key, id }) => comparePlaces({ key: order_key, id }, after, descending) > 0);
  return index === -1 ? sorted.length : index;
}

function placeOf(row: { readonly order_key: number | string; readonly id: string } | undefined): Place | null {
  return row === undefined ? null : { key: row.order_key, id: row.id };
}

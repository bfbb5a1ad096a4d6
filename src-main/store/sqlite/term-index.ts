import type { Statement, StoreDatabase } from '../store-database.ts';

/** The terms of rows, one table row each, so that an index finds the rows that have a term. Changed only when the terms are. */
export class TermIndex {
  readonly #add: Statement<[string, number]>;
  readonly #remove: Statement<[string, number]>;

  /** @param key the column that names the row */
  constructor(database: StoreDatabase, table: string, key: string) {
    this.#add = database.prepare(`INSERT INTO ${table} (term, ${key}) VALUES (?, ?)`);
    this.#remove = database.prepare(`DELETE FROM ${table} WHERE term = ? AND ${key} = ?`);
  }

  /**
   * Inside the caller's transaction.
   *
   * @param before terms joined by spaces, as they are stored
   */
  replace(key: number, before: string, after: string): void {
    if (before === after) return;
    const [old, now] = [new Set(termsOf(before)), new Set(termsOf(after))];
    for (const term of old) if (!now.has(term)) this.#remove.run(term, key);
    for (const term of now) if (!old.has(term)) this.#add.run(term, key);
  }
}

function termsOf(joined: string): readonly string[] {
  return joined === '' ? [] : joined.split(' ');
}

import type { StoreDatabase } from '../store-database.ts';
import type { Json, SettingTable } from '../store.ts';

/** Settings by name. */
export class SqliteSettings implements SettingTable {
  readonly #database: StoreDatabase;

  constructor(database: StoreDatabase) {
    this.#database = database;
  }

  read(name: string): Json | undefined {
    const record = this.#database.run(() =>
      this.#database.prepare<[string], { readonly value: string }>('SELECT value FROM settings WHERE name = ?').get(name),
    );
    // written by `write` below
    return record === undefined ? undefined : (JSON.parse(record.value) as Json);
  }

  write(name: string, value: Json): void {
    this.#database.transaction(() =>
      this.#database
        .prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
        .run(name, JSON.stringify(value)),
    );
  }
}

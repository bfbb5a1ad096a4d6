import { equal } from '#engine/bytes.ts';
import type { RestoreReport } from '../backup/backup.ts';
import type { Value } from '../backup/bundle-records.ts';
import type { Row } from '../backup/scratch.ts';
import { type KeptTable, keptTables } from '../backup/tables.ts';
import type { StoreDatabase } from '../store-database.ts';
import type { PrivateKeys } from './private-keys.ts';
import { TermIndex } from './term-index.ts';
import type { backupWords } from '#shared/words/backups.ts';
import type { SaidOf } from '#shared/words/said.ts';

/** Conflicts told by name. */
const conflictLimit = 100;

type Outcome = 'added' | 'same' | 'kept';

export interface RowMergeOptions {
  readonly database: StoreDatabase;
  readonly privateKeys: PrivateKeys;
}

/** Rows of a bundle on their way into their tables, inside the caller's transaction, and what became of them. */
export class RowMerge {
  readonly conflicts: SaidOf<typeof backupWords.rows>[] = [];
  readonly #options: RowMergeOptions;
  readonly #dryRun: boolean;
  readonly #tables = new Map<KeptTable, { readonly merge: (row: Row) => Outcome; readonly counts: Record<Outcome, number> }>();

  /** @param dryRun private keys are not sealed: all of it is undone */
  constructor(options: RowMergeOptions, dryRun: boolean) {
    this.#options = options;
    this.#dryRun = dryRun;
  }

  take(table: KeptTable, row: Row): void {
    const { merge, counts } = this.#of(table);
    const outcome = merge(row);
    if (table.privateKey !== undefined) erasePrivateKey(row);
    counts[outcome] += 1;
    if (outcome === 'kept' && table.words && this.conflicts.length < conflictLimit) this.conflicts.push(table.words(row));
  }

  reports(): RestoreReport['tables'] {
    return keptTables.map((table) => ({ name: table.name, ...this.#of(table).counts }));
  }

  #of(table: KeptTable) {
    const known = this.#tables.get(table);
    if (known !== undefined) return known;
    const made = { merge: this.#mergerOf(table), counts: { added: 0, same: 0, kept: 0 } };
    this.#tables.set(table, made);
    return made;
  }

  #mergerOf(table: KeptTable): (row: Row) => Outcome {
    const { database } = this.#options;
    const columns = columnsOf(database, table);
    const written = table.privateKey === undefined ? columns : [...columns, 'slot'];
    const where = table.key.map((column) => `${column} IS @${column}`).join(' AND ');
    const find = database.prepare<[Row], Row>(`SELECT * FROM ${table.name} WHERE ${where}`).safeIntegers(true);
    const unless = table.unless === undefined ? null : database.prepare<[Row]>(table.unless);
    const refill =
      table.privateKey === undefined
        ? null
        : database.prepare<[Row]>(`UPDATE ${table.name} SET private_key = @private_key, slot = @slot WHERE ${where}`);
    const insert = database.prepare<[Row], { readonly number: number }>(
      `INSERT INTO ${table.name} (${written.join(', ')}) VALUES (${written.map((column) => `@${column}`).join(', ')})
      ON CONFLICT DO NOTHING RETURNING ${table.numbered ?? table.key[0]} AS number`,
    );
    const terms = table.terms === undefined ? null : new TermIndex(database, table.terms, table.numbered ?? '');
    return (row) => {
      const bound = (names: readonly string[]): Row => picked(row, names);
      const here = find.get(bound(table.key));
      // one sealing of a private key differs from the next: the public half beside it tells
      if (here !== undefined && refill !== null && lacksPrivateKey(here, row)) {
        if (!this.#dryRun) refill.run(picked(this.#sealedAgain(table, bound(columns)), [...table.key, 'private_key', 'slot']));
        return 'added';
      }
      if (here !== undefined)
        return columns.every((column) => table.bytes?.[column] === 'private key' || same(here[column], row[column])) ? 'same' : 'kept';
      if (unless?.get(namedIn(table.unless ?? '', row)) !== undefined) return 'kept';
      const inserted = insertOrNothing(() => insert.get(this.#dryRun ? { ...bound(columns), slot: null } : this.#sealedAgain(table, bound(columns))));
      if (inserted === undefined) return 'kept';
      terms?.replace(inserted.number, '', String(row['terms']));
      return 'added';
    };
  }

  #sealedAgain(table: KeptTable, row: Row): Row {
    const secret = row['private_key'];
    if (table.privateKey === undefined || !(secret instanceof Uint8Array)) return row;
    if (secret.length === 0) return { ...row, slot: null }; // lost before the backup was made
    const { slot, sealed } = this.#options.privateKeys.seal(table.privateKey(row), secret);
    return { ...row, slot: BigInt(slot), private_key: sealed };
  }
}

/** Columns that a backup carries. */
export function columnsOf(database: StoreDatabase, { name, numbered, privateKey }: KeptTable): readonly string[] {
  const known = database.prepare<[string], { readonly name: string }>('SELECT name FROM pragma_table_info(?)').all(name);
  return known.map((column) => column.name).filter((column) => column !== numbered && (column !== 'slot' || privateKey === undefined));
}

export function erasePrivateKey({ private_key: secret }: Row): void {
  if (secret instanceof Uint8Array) secret.fill(0);
}

/** Its private key was lost to damage, and the backup has that very key. What happened to the row since stays. */
function lacksPrivateKey(here: Row, row: Row): boolean {
  return lengthOf(here['private_key']) === 0 && lengthOf(row['private_key']) > 0 && same(here['public_key'], row['public_key']);
}

const lengthOf = (value: Value | undefined): number => (value instanceof Uint8Array ? value.length : 0);

function picked(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

/** What a statement names, and nothing else: the driver refuses the rest. */
function namedIn(sql: string, row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => sql.includes(`@${column}`)));
}

/** A row whose parent was not taken is not taken either. */
function insertOrNothing<T>(work: () => T | undefined): T | undefined {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return undefined;
    throw cause;
  }
}

function same(a: Value | undefined, b: Value | undefined): boolean {
  return a instanceof Uint8Array && b instanceof Uint8Array ? equal(a, b) : a === b;
}

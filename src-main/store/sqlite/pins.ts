import { randomUUID } from 'node:crypto';
import { lookAlike } from '#main/trust/look-alike.ts';
import type { AuditTable } from '../audit/entry.ts';
import { type PinAction, pinEntry } from '../audit/subjects.ts';
import type { Statement, StoreDatabase } from '../store-database.ts';
import type { Page } from '../paging.ts';
import { isPinDescending, type PinFilter, type PinOrder, type PinQuery, pinNames, pinTerms } from '../pin-query.ts';
import { lookRange } from '../look-terms.ts';
import { behind, searchWords } from '../search-words.ts';
import type { NewPin, PeerKey, Pin, PinTable } from '../pin-table.ts';
import { StoreError } from '../store-error.ts';
import { type Condition, PagedTable } from './paged-table.ts';
import { TermIndex } from './term-index.ts';

interface PinRecord {
  readonly number: number;
  readonly terms: string;
  readonly id: string;
  readonly label: string;
  readonly kind: Pin['kind'];
  readonly address: string | null;
  readonly scheme: number;
  readonly public_key: Buffer;
  readonly name: string | null;
  readonly previous_scheme: number | null;
  readonly previous_public_key: Buffer | null;
  readonly created_at: number;
  readonly last_seen_at: number | null;
  readonly fixed: 0 | 1;
}

/** Trusted peer keys. */
export class SqlitePins implements PinTable {
  readonly #database: StoreDatabase;
  readonly #audit: AuditTable;
  readonly #all: Statement<[], PinRecord>;
  readonly #one: Statement<[string], PinRecord>;
  readonly #byAddress: Statement<[string], PinRecord>;
  readonly #byKey: Statement<[PeerKey], PinRecord>;
  readonly #pages: PagedTable<PinRecord, PinOrder>;
  readonly #terms: TermIndex;
  readonly #setTerms: Statement<[string, number]>;
  readonly #look: Statement<[string, string], Pick<PinRecord, 'label' | 'name'>>;
  #count: number;

  constructor(database: StoreDatabase, audit: AuditTable) {
    this.#database = database;
    this.#audit = audit;
    this.#all = database.prepare('SELECT * FROM pins ORDER BY created_at DESC, number DESC');
    this.#one = database.prepare('SELECT * FROM pins WHERE id = ?');
    this.#byAddress = database.prepare('SELECT * FROM pins WHERE address = ? ORDER BY created_at DESC, number DESC');
    this.#byKey = database.prepare(`SELECT * FROM pins WHERE (public_key = @publicKey AND scheme = @scheme)
      OR (previous_public_key = @publicKey AND previous_scheme = @scheme) ORDER BY created_at DESC, number DESC`);
    this.#pages = new PagedTable({ database, table: 'pins', key: 'number', columns: '*', always: 'TRUE', orders, terms: 'pin_terms' });
    this.#terms = new TermIndex(database, 'pin_terms', 'number');
    this.#look = database.prepare('SELECT label, name FROM pin_terms JOIN pins USING (number) WHERE term >= ? AND term < ? ORDER BY term LIMIT 1');
    this.#setTerms = database.prepare('UPDATE pins SET terms = ? WHERE number = ?');
    this.#count = this.#counted();
  }

  list(): readonly Pin[] {
    return this.#database.run(() => this.#all.all().map(pinOf));
  }

  page(query: PinQuery): Page<Pin> {
    const { filter } = query;
    const page = this.#pages.page(conditionsOf(filter), searchWords(filter.search ?? ''), query, isPinDescending(query), this.#count);
    return { ...page, rows: page.rows.map(pinOf) };
  }

  /** A restore added rows past this object. */
  recount(): void {
    this.#count = this.#counted();
  }

  count(): number {
    return this.#count;
  }

  find(id: string): Pin | null {
    const record = this.#database.run(() => this.#one.get(id));
    return record === undefined ? null : pinOf(record);
  }

  forAddress(address: string): readonly Pin[] {
    return this.#database.run(() => this.#byAddress.all(address).map(pinOf));
  }

  forKey({ scheme, publicKey }: PeerKey): readonly Pin[] {
    return this.#database.run(() => this.#byKey.all({ scheme, publicKey }).map(pinOf));
  }

  twinOf(name: string): string | null {
    const range = lookRange(name);
    if (range === null) return null;
    const { first, own, end } = range;
    const found = this.#database.run(() => [...this.#look.all(first, own), ...this.#look.all(behind(own), end)]);
    return lookAlike(name, found.flatMap(pinNames));
  }

  add(added: NewPin, now: number): Pin {
    const id = randomUUID();
    const { label, kind, address, scheme, publicKey, name, fixed } = added;
    this.#database.transaction(() => {
      this.#database
        .prepare(`INSERT INTO pins (id, label, kind, address, scheme, public_key, name, created_at, fixed, terms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '')`)
        .run(id, label, kind, address, scheme, publicKey, name, now, fixed ? 1 : 0);
      this.#index(id);
      this.#audit.append(pinEntry('pin-added', { ...added, id }));
    });
    this.#count += 1;
    return { id, label, kind, address, scheme, publicKey: new Uint8Array(publicKey), name, fixed, previous: null, createdAt: now, lastSeenAt: null };
  }

  seen(id: string, name: string | null, now: number): void {
    this.#change(null, 'UPDATE pins SET name = ?, last_seen_at = ? WHERE id = ?', name, now, id);
  }

  move(id: string, key: PeerKey, name: string | null, now: number): void {
    this.#change(
      'pin-moved',
      `UPDATE pins SET previous_scheme = scheme, previous_public_key = public_key,
      scheme = ?, public_key = ?, name = ?, last_seen_at = ? WHERE id = ?`,
      key.scheme,
      key.publicKey,
      name,
      now,
      id,
    );
  }

  edit(id: string, { label, fixed, kind }: Parameters<PinTable['edit']>[1]): void {
    const fixedColumn = fixed === undefined ? null : Number(fixed);
    this.#change(
      'pin-changed',
      'UPDATE pins SET label = ifnull(?, label), fixed = ifnull(?, fixed), kind = ifnull(?, kind) WHERE id = ?',
      label ?? null,
      fixedColumn,
      kind ?? null,
      id,
    );
  }

  remove(id: string): void {
    this.#database.transaction(() => {
      const removed = this.#database.prepare<[string], PinRecord>('DELETE FROM pins WHERE id = ? RETURNING *').get(id);
      if (removed === undefined) throw noPin();
      this.#terms.replace(removed.number, removed.terms, '');
      this.#audit.append(pinEntry('pin-removed', pinOf(removed)));
    });
    this.#count -= 1;
  }

  /** @param parameters the last one is the pin's id */
  #change(action: PinAction | null, sql: string, ...parameters: readonly [...unknown[], string]): void {
    this.#database.transaction(() => {
      if (this.#database.prepare(sql).run(...parameters).changes === 0) throw noPin();
      const id = parameters.at(-1) as string; // as its type says
      this.#index(id);
      const changed = this.#one.get(id);
      if (action !== null && changed !== undefined) this.#audit.append(pinEntry(action, pinOf(changed)));
    });
  }

  /** Inside a transaction, after every change of a row. */
  #index(id: string): void {
    const record = this.#one.get(id);
    if (record === undefined) return;
    const terms = pinTerms(pinOf(record));
    if (terms === record.terms) return;
    this.#terms.replace(record.number, record.terms, terms);
    this.#setTerms.run(terms, record.number);
  }

  #counted(): number {
    const all = this.#database.prepare<[], { readonly count: number }>('SELECT count(*) AS count FROM pins');
    return this.#database.run(() => all.get()?.count ?? 0);
  }
}

const orders = {
  created: { expression: 'created_at', index: 'pins_created' },
  name: { expression: 'lower(ifnull(name, label))', index: 'pins_name' },
  seen: { expression: 'ifnull(last_seen_at, 0)', index: 'pins_seen' },
} as const;

function conditionsOf({ kind, fixed, anywhere, idPrefix }: PinFilter): readonly Condition[] {
  const conditions: Condition[] = [];
  const add = (sql: string, values: readonly unknown[], index: string | null) => {
    const keys = index === null ? null : { sql: `SELECT number AS row_key FROM pins INDEXED BY ${index} WHERE ${sql}`, values };
    conditions.push({ sql, values, keys });
  };
  if (idPrefix !== undefined) {
    const sql = 'id >= ? AND id < ?';
    const values = [idPrefix, behind(idPrefix)];
    conditions.push({ sql, values, keys: { sql: `SELECT number AS row_key FROM pins WHERE ${sql}`, values } });
  }
  if (kind !== undefined) add('kind = ?', [kind], 'pins_kind');
  if (fixed !== undefined) add(`fixed = ${fixed ? 1 : 0}`, [], fixed ? 'pins_fixed' : null);
  if (anywhere !== undefined) add(`address IS ${anywhere ? '' : 'NOT '}NULL`, [], anywhere ? null : 'pins_address');
  return conditions;
}

function noPin(): StoreError {
  return new StoreError('NOT_FOUND', ['no-such', 'pin']);
}

function pinOf(record: PinRecord): Pin {
  const { previous_scheme: scheme, previous_public_key: publicKey } = record;
  return {
    id: record.id,
    label: record.label,
    kind: record.kind,
    address: record.address,
    scheme: record.scheme,
    publicKey: new Uint8Array(record.public_key),
    name: record.name,
    previous: scheme === null || publicKey === null ? null : { scheme, publicKey: new Uint8Array(publicKey) },
    createdAt: record.created_at,
    lastSeenAt: record.last_seen_at,
    fixed: record.fixed === 1,
  };
}

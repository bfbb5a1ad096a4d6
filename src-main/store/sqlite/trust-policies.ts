import type { Statement, StoreDatabase } from '../store-database.ts';
import type { Json } from '../store.ts';
import { StoreError } from '../store-error.ts';
import type {
  AnchorRow,
  ContactNote,
  ContactNoteTable,
  CrlRow,
  EntryRow,
  EntryTable,
  FileTable,
  NoticeMarkTable,
  PolicyRow,
  PolicyTable,
  SeenCertificate,
  SeenCertificateTable,
  TrustTables,
} from '../trust-tables.ts';
import { SqliteDecisions } from './decisions.ts';
import type { StoredThing } from '#shared/words/details.ts';

/** All trust tables over one database. */
export function sqliteTrustTables(database: StoreDatabase): TrustTables {
  return {
    policies: new SqlitePolicies(database),
    anchors: anchorTable(database),
    crls: crlTable(database),
    entries: new SqliteEntries(database),
    contacts: new SqliteContactNotes(database),
    decisions: new SqliteDecisions(database),
    certificates: new SqliteSeenCertificates(database),
    marks: new SqliteNoticeMarks(database),
  };
}

interface PolicyRecord {
  readonly id: string;
  readonly name: string;
  readonly steps: string;
  readonly updated_at: number;
}

class SqlitePolicies implements PolicyTable {
  readonly #database: StoreDatabase;
  readonly #one: Statement<[string], PolicyRecord>;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#one = database.prepare('SELECT * FROM trust_policies WHERE id = ?');
  }

  list(): readonly PolicyRow[] {
    return this.#database.run(() => this.#database.prepare<[], PolicyRecord>('SELECT * FROM trust_policies ORDER BY name').all().map(policyRow));
  }

  find(id: string): PolicyRow | null {
    const record = this.#database.run(() => this.#one.get(id));
    return record === undefined ? null : policyRow(record);
  }

  put({ id, name, steps, updatedAt }: PolicyRow): void {
    this.#database.transaction(() =>
      this.#database
        .prepare(`INSERT INTO trust_policies VALUES (?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, steps = excluded.steps, updated_at = excluded.updated_at`)
        .run(id, name, JSON.stringify(steps), updatedAt),
    );
  }

  remove(id: string): void {
    this.#database.transaction(() => this.#database.prepare('DELETE FROM trust_policies WHERE id = ?').run(id));
  }
}

function policyRow({ id, name, steps, updated_at }: PolicyRecord): PolicyRow {
  // written by `put` above
  return { id, name, steps: JSON.parse(steps) as Json, updatedAt: updated_at };
}

interface FileRecord {
  readonly id: string;
  readonly label: string;
  readonly der: Buffer;
  readonly digest: string;
  readonly added_at: number;
}

interface AnchorRecord extends FileRecord {
  readonly subject: string;
  readonly not_after: number;
}

interface CrlRecord extends FileRecord {
  readonly issuer: string;
  readonly this_update: number;
  readonly next_update: number | null;
  readonly revoked: number;
}

interface FileTableParts<R, S> {
  /** Of our own words: it is part of the statement. */
  readonly table: 'trust_anchors' | 'revocation_lists';
  readonly what: StoredThing;
  values(row: R): readonly unknown[];
  rowOf(record: S): R;
}

/** Imported files of one kind. */
function fileTable<R extends AnchorRow | CrlRow, S extends FileRecord>(database: StoreDatabase, parts: FileTableParts<R, S>): FileTable<R> {
  const { table, what, values, rowOf } = parts;
  const all = database.prepare<[], S>(`SELECT * FROM ${table} ORDER BY added_at DESC, rowid DESC`);
  const one = database.prepare<[string], S>(`SELECT * FROM ${table} WHERE id = ?`);
  return {
    list: () => database.run(() => all.all().map(rowOf)),
    find: (id) => {
      const record = database.run(() => one.get(id));
      return record === undefined ? null : rowOf(record);
    },
    add: (row) => {
      const bound = values(row);
      database.transaction(() => database.prepare(`INSERT INTO ${table} VALUES (${bound.map(() => '?').join(', ')})`).run(...bound));
    },
    remove: (id) => {
      const { changes } = database.transaction(() => database.prepare(`DELETE FROM ${table} WHERE id = ?`).run(id));
      if (changes === 0) throw new StoreError('NOT_FOUND', ['no-such', what]);
    },
  };
}

const fileOf = ({ id, label, der, digest, added_at }: FileRecord) => ({ id, label, der: new Uint8Array(der), digest, addedAt: added_at });

function anchorTable(database: StoreDatabase): FileTable<AnchorRow> {
  return fileTable<AnchorRow, AnchorRecord>(database, {
    table: 'trust_anchors',
    what: 'root',
    values: ({ id, label, der, digest, addedAt, subject, notAfter }) => [id, label, der, digest, addedAt, subject, notAfter],
    rowOf: (record) => ({ ...fileOf(record), subject: record.subject, notAfter: record.not_after }),
  });
}

function crlTable(database: StoreDatabase): FileTable<CrlRow> {
  return fileTable<CrlRow, CrlRecord>(database, {
    table: 'revocation_lists',
    what: 'revocation list',
    values: (row) => [row.id, row.label, row.der, row.digest, row.addedAt, row.issuer, row.thisUpdate, row.nextUpdate, row.revoked],
    rowOf: (record) => ({
      ...fileOf(record),
      issuer: record.issuer,
      thisUpdate: record.this_update,
      nextUpdate: record.next_update,
      revoked: record.revoked,
    }),
  });
}

interface EntryRecord extends Omit<EntryRow, 'addedAt'> {
  readonly added_at: number;
}

class SqliteEntries implements EntryTable {
  readonly #database: StoreDatabase;
  readonly #all: Statement<[], EntryRecord>;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#all = database.prepare('SELECT * FROM trust_entries ORDER BY added_at DESC, rowid DESC');
  }

  list(): readonly EntryRow[] {
    return this.#database.run(() => this.#all.all().map(({ added_at, ...row }) => ({ ...row, addedAt: added_at })));
  }

  add({ id, list, effect, kind, value, note, addedAt }: EntryRow): void {
    this.#database.transaction(() =>
      this.#database
        .prepare('INSERT INTO trust_entries (id, list, effect, kind, value, note, added_at) VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(id, list, effect, kind, value, note, addedAt),
    );
  }

  remove(id: string): void {
    const { changes } = this.#database.transaction(() => this.#database.prepare('DELETE FROM trust_entries WHERE id = ?').run(id));
    if (changes === 0) throw new StoreError('NOT_FOUND', ['no-such', 'entry']);
  }
}

interface ContactNoteRecord {
  readonly pin_id: string;
  readonly policy_id: string | null;
  readonly verified_by: string | null;
  readonly verified_at: number | null;
}

class SqliteContactNotes implements ContactNoteTable {
  readonly #database: StoreDatabase;
  readonly #one: Statement<[string], ContactNoteRecord>;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#one = database.prepare('SELECT * FROM contact_notes WHERE pin_id = ?');
  }

  find(pinId: string): ContactNote | null {
    const record = this.#database.run(() => this.#one.get(pinId));
    return record === undefined ? null : contactNote(record);
  }

  withPolicy(policyId: string): readonly ContactNote[] {
    return this.#database.run(() =>
      this.#database.prepare<[string], ContactNoteRecord>('SELECT * FROM contact_notes WHERE policy_id = ?').all(policyId).map(contactNote),
    );
  }

  put({ pinId, policyId, verifiedBy, verifiedAt }: ContactNote): void {
    this.#database.transaction(() =>
      this.#database.prepare('INSERT OR REPLACE INTO contact_notes VALUES (?, ?, ?, ?)').run(pinId, policyId, verifiedBy, verifiedAt),
    );
  }

  remove(pinId: string): void {
    this.#database.transaction(() => this.#database.prepare('DELETE FROM contact_notes WHERE pin_id = ?').run(pinId));
  }
}

function contactNote({ pin_id, policy_id, verified_by, verified_at }: ContactNoteRecord): ContactNote {
  return { pinId: pin_id, policyId: policy_id, verifiedBy: verified_by, verifiedAt: verified_at };
}

interface SeenCertificateRecord {
  readonly fingerprint: string;
  readonly subject: string;
  readonly not_after: number;
  readonly seen_at: number;
}

class SqliteSeenCertificates implements SeenCertificateTable {
  readonly #database: StoreDatabase;

  constructor(database: StoreDatabase) {
    this.#database = database;
  }

  find(fingerprint: string): SeenCertificate | null {
    const [record] = this.#database.run(() =>
      this.#database.prepare<[string], SeenCertificateRecord>('SELECT * FROM seen_certificates WHERE fingerprint = ?').all(fingerprint),
    );
    return record === undefined ? null : seenCertificate(record);
  }

  endingBefore(time: number): readonly SeenCertificate[] {
    return this.#database.run(() =>
      this.#database
        .prepare<[number], SeenCertificateRecord>('SELECT * FROM seen_certificates WHERE not_after < ? ORDER BY not_after, fingerprint')
        .all(time)
        .map(seenCertificate),
    );
  }

  put({ fingerprint, subject, notAfter, seenAt }: SeenCertificate): void {
    this.#database.transaction(() =>
      this.#database.prepare('INSERT OR REPLACE INTO seen_certificates VALUES (?, ?, ?, ?)').run(fingerprint, subject, notAfter, seenAt),
    );
  }
}

function seenCertificate({ fingerprint, subject, not_after, seen_at }: SeenCertificateRecord): SeenCertificate {
  return { fingerprint, subject, notAfter: not_after, seenAt: seen_at };
}

class SqliteNoticeMarks implements NoticeMarkTable {
  readonly #database: StoreDatabase;

  constructor(database: StoreDatabase) {
    this.#database = database;
  }

  has(subject: string): boolean {
    return this.#database.run(() => this.#database.prepare('SELECT 1 FROM notice_marks WHERE subject = ?').get(subject) !== undefined);
  }

  put(subject: string, now: number): void {
    this.#database.transaction(() => this.#database.prepare('INSERT OR REPLACE INTO notice_marks VALUES (?, ?)').run(subject, now));
  }
}

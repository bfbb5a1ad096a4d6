import { equal } from '#engine/bytes.ts';
import { type AuditActor, currentActor } from '../audit/actor.ts';
import { beginning, entryAfter } from '../audit/chain.ts';
import type { AuditEntry, AuditHead, AuditQuery, AuditSubject, AuditTable, NewAuditEntry } from '../audit/entry.ts';
import { keysByDigits } from '../audit/keys-by-digits.ts';
import { freshLogId } from '../audit/log-id.ts';
import type { CommitWatcher, Statement, StoreDatabase } from '../store-database.ts';
import type { KeySlots, Side, SlotOwner } from '../key-slots.ts';

interface AuditRecord {
  readonly sequence: number;
  readonly time: number;
  readonly actor: AuditActor['kind'];
  readonly client: string | null;
  readonly action: AuditEntry['action'];
  readonly subject_kind: AuditSubject['kind'];
  readonly subject_id: string | null;
  readonly fingerprint: string | null;
  readonly detail: string;
  readonly previous: Buffer;
  readonly hash: Buffer;
}

const columns = 'sequence, time, actor, client, action, subject_kind, subject_id, fingerprint, detail, previous, hash';

export interface AuditOptions {
  readonly database: StoreDatabase;
  readonly slots: KeySlots;
  /** Wall clock, milliseconds. */
  readonly wall: () => number;
}

/**
 * The audit log. Its head is sealed in a key slot of its own: written before the transaction that adds to the log commits, into the
 * free cell; the old one is destroyed afterwards. So the log can neither be cut nor be written anew without the data key, and a
 * crash between any two leaves a head that fits. docs/AUDIT-LOG.md says what this shows and what it cannot.
 */
export class SqliteAudit implements AuditTable, CommitWatcher {
  readonly log: string;
  /** The key slot that is no session's. */
  readonly slot: number;
  readonly #database: StoreDatabase;
  readonly #slots: KeySlots;
  readonly #wall: () => number;
  readonly #insert: Statement<[AuditRecord & { readonly log: string }]>;
  readonly #last: Statement<[string], AuditRecord>;
  readonly #keys: Statement<[string], { readonly fingerprint: string }>;
  readonly #page: Statement<[Record<string, unknown>], AuditRecord>;
  readonly #read: Statement<[string, number, number], AuditRecord>;
  /** Whether the transaction that runs adds to the log. */
  #added = false;
  /** Whether the log went on although its head could not be sealed. */
  #unsealed = false;
  #listener: (() => void) | null = null;
  #written: Side | null = null;
  #active: Side | null = null;

  constructor({ database, slots, wall }: AuditOptions) {
    this.#database = database;
    this.#slots = slots;
    this.#wall = wall;
    this.#insert = database.prepare(`INSERT INTO audit (log, ${columns}) VALUES
      (@log, @sequence, @time, @actor, @client, @action, @subject_kind, @subject_id, @fingerprint, @detail, @previous, @hash)`);
    this.#last = database.prepare(`SELECT ${columns} FROM audit WHERE log = ? ORDER BY sequence DESC LIMIT 1`);
    this.#read = database.prepare(`SELECT ${columns} FROM audit WHERE log = ? AND sequence > ? ORDER BY sequence LIMIT ?`);
    this.#page = database.prepare(`SELECT ${columns} FROM audit WHERE log = @log AND sequence < @before
      AND (@actions IS NULL OR action IN (SELECT value FROM json_each(@actions)))
      AND (@subjectKind IS NULL OR subject_kind = @subjectKind) AND (@subjectId IS NULL OR subject_id = @subjectId)
      AND (@from IS NULL OR time >= @from) AND (@to IS NULL OR time <= @to)
      AND (@text IS NULL OR instr(lower(ifnull(subject_id, '') || ' ' || ifnull(fingerprint, '') || ' ' || detail), lower(@text)) > 0
        OR fingerprint IN (SELECT value FROM json_each(@keys)))
      ORDER BY sequence DESC LIMIT @limit`);
    this.#keys = database.prepare<[string], { readonly fingerprint: string }>(
      'SELECT DISTINCT fingerprint FROM audit WHERE log = ? AND fingerprint IS NOT NULL',
    );
    const known = database.run(() => database.prepare<[], { readonly log: string; readonly slot: number }>('SELECT log, slot FROM audit_log').get());
    this.log = known?.log ?? freshLogId();
    // behind every slot there is: those of sessions whose rows are lost may come back with a backup
    this.slot = known?.slot ?? slots.room;
    database.watchCommits(this);
    if (known === undefined) this.#begin();
    else this.#settleHead();
  }

  append(added: NewAuditEntry): void {
    this.#database.transaction(() => {
      if (this.#unsealed && !this.#added) this.#add(gap(this.head(), this.sealedHead()));
      this.#add(added);
    });
  }

  page(query: AuditQuery): readonly AuditEntry[] {
    const { before, actions, ...rest } = query;
    return this.#database.run(() => {
      const keys = keysByDigits(() => this.#keys.all(this.log).map(({ fingerprint }) => fingerprint), query.text);
      const lists = { actions: actions && JSON.stringify(actions), keys: JSON.stringify(keys) };
      return this.#page.all({ ...rest, ...lists, log: this.log, before: before ?? Number.MAX_SAFE_INTEGER }).map(entryOf);
    });
  }

  read(after: number, limit: number): readonly AuditEntry[] {
    return this.#database.run(() => this.#read.all(this.log, after, limit).map(entryOf));
  }

  head(): AuditHead {
    const last = this.#database.run(() => this.#last.get(this.log));
    return last === undefined ? beginning(this.log) : { sequence: last.sequence, hash: new Uint8Array(last.hash) };
  }

  sealedHead(): AuditHead | null {
    return this.#active === null ? null : this.#sealed(this.#active);
  }

  whenAdded(listener: () => void): void {
    this.#listener = listener;
  }

  beforeCommit(): void {
    if (!this.#added) return;
    const side = this.#active === 0 ? 1 : 0;
    const { sequence, hash } = this.head();
    try {
      this.#slots.write(this.#owner, side, BigInt(sequence), hash);
      this.#written = side;
    } catch {
      // A session that must end, or a key that must go, must not wait for a disk that takes no seal. The log says so at the next chance.
      this.#unsealed = true;
    }
  }

  settled(committed: boolean): void {
    const written = this.#written;
    if (committed && this.#added) this.#listener?.();
    this.#added = false;
    this.#written = null;
    if (written === null) return;
    if (committed) this.#unsealed = false;
    const dead = committed ? this.#active : written;
    if (committed) this.#active = written;
    if (dead !== null) this.#destroy(dead);
  }

  /** The first entry of a new profile, or of one that had no log yet. */
  #begin(): void {
    this.#database.transaction(() => {
      this.#database.prepare('INSERT INTO audit_log (id, log, slot) VALUES (1, ?, ?)').run(this.log, this.slot);
      this.append({ action: 'log-started', subject: { kind: 'profile', id: null, fingerprint: null } });
    });
  }

  /** Finds the cell with the present head, and destroys one that a crash left. Without such a cell the log says so from now on. */
  #settleHead(): void {
    const head = this.head();
    const sealed = ([0, 1] as const).map((side) => this.#sealed(side));
    const active = sealed.findIndex((one) => one !== null && one.sequence === head.sequence && equal(one.hash, head.hash));
    if (active !== -1) {
      this.#active = active === 0 ? 0 : 1;
      const other = active === 0 ? 1 : 0;
      if (sealed[other] !== null) this.#destroy(other);
      return;
    }
    const [latest] = sealed.filter((one) => one !== null).sort((a, b) => b.sequence - a.sequence);
    this.append(gap(head, latest ?? null));
  }

  #add(added: NewAuditEntry): void {
    const entry = entryAfter(this.head(), added, currentActor(), Math.trunc(this.#wall()));
    this.#insert.run({ ...recordOf(entry), log: this.log });
    this.#added = true;
  }

  #sealed(side: Side): AuditHead | null {
    const counter = this.#slots.counters(this.slot)[side];
    const key = counter === null ? null : this.#slots.read(this.#owner, side, counter);
    return counter === null || key === null ? null : { sequence: Number(counter), hash: new Uint8Array(key.export()) };
  }

  /** No secret: a head that cannot be destroyed now is overwritten by the next one, or destroyed at the next start. */
  #destroy(side: Side): void {
    try {
      this.#slots.destroy(this.slot, side);
    } catch {
      // Until then the log could be cut back by one transaction unnoticed.
    }
  }

  get #owner(): SlotOwner {
    return { slot: this.slot, owner: auditSlotOwner(this.log) };
  }
}

/** Whose slot the head of a log is in. */
export function auditSlotOwner(log: string): string {
  return `audit|${log}`;
}

/** The log does not end where its sealed head says: behind it entries were added without a seal, before it they are missing. */
function gap(found: AuditHead, sealed: AuditHead | null): NewAuditEntry {
  return {
    action: 'log-gap',
    subject: { kind: 'profile', id: null, fingerprint: null },
    detail: { found: found.sequence, sealed: sealed?.sequence ?? null },
  };
}

function recordOf({ sequence, time, actor, action, subject, detail, previous, hash }: AuditEntry): AuditRecord {
  return {
    sequence,
    time,
    actor: actor.kind,
    client: actor.client,
    action,
    subject_kind: subject.kind,
    subject_id: subject.id,
    fingerprint: subject.fingerprint,
    detail,
    previous: Buffer.from(previous),
    hash: Buffer.from(hash),
  };
}

function entryOf(record: AuditRecord): AuditEntry {
  return {
    sequence: record.sequence,
    time: record.time,
    actor: { kind: record.actor, client: record.client },
    action: record.action,
    subject: { kind: record.subject_kind, id: record.subject_id, fingerprint: record.fingerprint },
    detail: record.detail,
    previous: new Uint8Array(record.previous),
    hash: new Uint8Array(record.hash),
  };
}

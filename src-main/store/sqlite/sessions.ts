import { createSecretKey, randomBytes } from 'node:crypto';
import type { KeyPackageUse } from '#engine/mls-tls/host-effects.ts';
import type { Erase } from '#engine/secret.ts';
import type { Session } from '#engine/two-party/session.ts';
import { counterOf } from '../counter.ts';
import type { Statement, StoreDatabase } from '../store-database.ts';
import { actionOf, forgottenEntry, sessionEntry } from '../audit/subjects.ts';
import type { Row } from '../backup/scratch.ts';
import type { KeySlots, Side, SlotOwner } from '../key-slots.ts';
import { seal, unseal } from '../sealing.ts';
import { acceptedKeyPackage, type KeyPackageTable } from '../key-package-table.ts';
import type { Page } from '../paging.ts';
import { searchWords } from '../search-words.ts';
import { type CredentialState, isDescending, type SessionOrder, type SessionQuery, sessionTerms } from '../session-query.ts';
import { lookedAt } from '../session-codec.ts';
import { checkSuccessor, keyPackageReplayed, restored, rolledBack } from '../session-rules.ts';
import type { SessionAbout, SessionCodec, SessionRow, SessionTable } from '../store.ts';
import { StoreError, storeErrorFrom } from '../store-error.ts';
import type { SqliteAudit } from './audit.ts';
import { PagedTable } from './paged-table.ts';
import { ReplayCache } from './replay-cache.ts';
import { type SealedState, SessionAdoption } from './session-adoption.ts';
import { sessionConditions } from './session-conditions.ts';
import { type SessionRecord, sessionColumns, sessionRow, sessionValues } from './session-record.ts';
import type { SlotPool } from './slot-pool.ts';
import { SlotInspection } from './slot-inspection.ts';
import { TermIndex } from './term-index.ts';

interface Place {
  readonly slot: number;
  readonly generation: string;
  readonly epoch: string;
  readonly forgotten: 0 | 1;
  readonly standing: Session['standing'];
  readonly terms: string;
}

/** Where a session was before a step, for the audit log. */
type Before = Place & Pick<SessionRecord, 'peer_fingerprint'>;

type StoredState = Omit<Place, 'terms'> & Pick<SessionRecord, 'insecure' | 'identity_id'> & { readonly state: Buffer };

export interface SessionsOptions {
  readonly database: StoreDatabase;
  readonly slots: KeySlots;
  readonly audit: SqliteAudit;
  /** Of the whole slot file; what sessions hold is taken from it here. */
  readonly pool: SlotPool;
  /** Remembers KeyPackages of peers that were accepted. */
  readonly keyPackages: Pick<KeyPackageTable, 'accepted'>;
  readonly codec: SessionCodec;
  readonly erase: Erase;
}

/**
 * Sessions, each sealed under a key of its own that changes with every save. Order of a save: new key into the free
 * cell of the session's slot, the transaction, destruction of the old key; a crash between any two leaves one state that
 * opens. Of a suspect session the row stays, without a state and without a key (R-DEL).
 */
export class SqliteSessions implements SessionTable {
  readonly #database: StoreDatabase;
  readonly #slots: KeySlots;
  readonly #audit: SqliteAudit;
  readonly #keyPackages: Pick<KeyPackageTable, 'accepted'>;
  readonly #codec: SessionCodec;
  readonly #erase: Erase;
  readonly #pool: SlotPool;
  readonly #inspection: SlotInspection;
  readonly #uses: ReplayCache;
  readonly #place: Statement<[string], Before>;
  readonly #state: Statement<[string], StoredState>;
  readonly #row: Statement<[string], SessionRecord>;
  readonly #rows: Statement<[], SessionRecord>;
  readonly #pages: PagedTable<SessionRecord, SessionOrder>;
  readonly #terms: TermIndex;
  readonly #upsert: Statement<[Record<string, unknown>]>;
  /** Cells that should be destroyed and could not be yet. */
  readonly #residue = new Map<string, { readonly slot: number; readonly side: Side }>();
  readonly #adoption: SessionAdoption;
  #count: number;

  constructor({ database, slots, pool, audit, keyPackages, codec, erase }: SessionsOptions) {
    this.#database = database;
    this.#slots = slots;
    this.#audit = audit;
    this.#keyPackages = keyPackages;
    this.#codec = codec;
    this.#erase = erase;
    this.#uses = new ReplayCache(database);
    this.#pool = pool;
    this.#terms = new TermIndex(database, 'session_terms', 'slot');
    this.#inspection = new SlotInspection(database, slots);
    this.#place = database.prepare('SELECT slot, generation, forgotten, standing, epoch, peer_fingerprint, terms FROM sessions WHERE id = ?');
    this.#state = database.prepare(
      'SELECT slot, generation, epoch, forgotten, standing, insecure, identity_id, state FROM sessions WHERE id = ? AND forgotten = 0',
    );
    const written = sessionColumns.join(', ');
    const columns = `${written}, length(state) AS size, (SELECT cause FROM temp.quarantine WHERE quarantine.slot = sessions.slot) AS quarantine`;
    this.#row = database.prepare(`SELECT ${columns} FROM sessions WHERE id = ? AND forgotten = 0`);
    this.#rows = database.prepare(`SELECT ${columns} FROM sessions WHERE forgotten = 0 ORDER BY last_used_at DESC, id DESC`);
    this.#pages = new PagedTable({ database, table: 'sessions', key: 'slot', columns, always: 'forgotten = 0', orders, terms: 'session_terms' });
    this.#upsert = database.prepare(`INSERT INTO sessions (${written}, slot, terms, state)
      VALUES (${sessionColumns.map((column) => `@${column}`).join(', ')}, @slot, @terms, @state)
      ON CONFLICT (id) DO UPDATE SET ${sessionColumns.map((column) => `${column} = @${column}`).join(', ')}, terms = @terms, state = @state`);
    this.#adoption = new SessionAdoption({
      database,
      slots,
      pool,
      inspection: this.#inspection,
      terms: this.#terms,
      open: (id, stored, side) => this.#open(id, stored, side),
    });
    const { sessions, forgotten } = this.#inspection.run(pool);
    this.#count = sessions;
    for (const { id, slot } of forgotten) this.#finishForgetting(id, slot);
  }

  list(): readonly SessionRow[] {
    return this.#database.run(() => this.#rows.all().map(sessionRow));
  }

  find(id: string): SessionRow | null {
    const record = this.#database.run(() => this.#row.get(id));
    return record === undefined ? null : sessionRow(record);
  }

  page(query: SessionQuery): Page<SessionRow> {
    const { filter } = query;
    const page = this.#pages.page(sessionConditions(filter), searchWords(filter.search ?? ''), query, isDescending(query), this.#count);
    return { ...page, rows: page.rows.map(sessionRow) };
  }

  count(): number {
    return this.#count;
  }

  load(id: string): Session | null {
    const stored = this.#database.run(() => this.#state.get(id));
    if (stored === undefined || stored.standing === 'suspect') return null;
    if (stored.state.length === 0) throw restored(id);
    const counter = counterOf(stored.generation);
    const side = this.#slots.sideHolding(stored.slot, counter);
    if (side === null) {
      this.#inspection.quarantine(stored.slot, 'rolled-back');
      throw rolledBack(id);
    }
    const session = this.#open(id, stored, side);
    if (session !== null && session.id === id && session.generation === counter) return session;
    this.#inspection.quarantine(stored.slot, 'damaged');
    throw new StoreError('STORE_DAMAGED', ['session-damaged', id]);
  }

  look<T>(id: string, use: (session: Session) => T): T | null {
    const session = this.load(id);
    return session === null ? null : lookedAt(this.#codec, session, use);
  }

  save(session: Session, about: SessionAbout, use: KeyPackageUse | null): void {
    this.#destroyResidue();
    const stored = this.#database.run(() => this.#place.get(session.id));
    const before = stored && { generation: counterOf(stored.generation), forgotten: stored.forgotten === 1, standing: stored.standing };
    checkSuccessor(session, before ?? null);
    if (use && this.isReplayed(use.reference)) throw keyPackageReplayed();
    const at = this.#ownerOf(session.id, stored?.slot ?? this.#pool.next);
    const active = stored ? this.#slots.sideHolding(at.slot, counterOf(stored.generation)) : null;
    if (stored && active === null) throw rolledBack(session.id);
    const ends = session.standing === 'suspect';
    const state = ends ? new Uint8Array() : this.#sealUnderNewKey(session, about, at, active === 0 ? 1 : 0);
    const terms = sessionTerms({ id: session.id, ...about });
    this.#database.transaction(() => {
      this.#upsert.run({ ...sessionValues(session, about), slot: at.slot, terms, state });
      this.#terms.replace(at.slot, stored?.terms ?? '', terms);
      if (use) this.#remember(use, session, about);
      const action = actionOf(session, !stored);
      if (action !== null) this.#audit.append(sessionEntry(action, session, about));
    });
    if (!stored) this.#welcome(at.slot);
    if (active !== null) this.#destroy(at.slot, active);
  }

  forget(id: string): void {
    const stored = this.#database.run(() => this.#place.get(id));
    if (stored === undefined) return;
    this.#database.transaction(() => {
      this.#database.prepare('UPDATE sessions SET forgotten = 1 WHERE id = ?').run(id);
      if (stored.forgotten === 0) this.#audit.append(forgottenEntry(id, stored.peer_fingerprint, stored.epoch));
    });
    if (stored.forgotten === 0) this.#count -= 1;
    this.#finishForgetting(id, stored.slot);
  }

  noteCredential(id: string, state: CredentialState): void {
    this.#database.transaction(() => this.#database.prepare('UPDATE sessions SET credential = ? WHERE id = ?').run(state, id));
  }

  /** Takes sessions out of a backup; {@link settleAdopted} follows the transaction. */
  adopt(row: Row, sameSlots: boolean): 'kept' | 'resumable' | 'fresh' {
    return this.#adoption.adopt(row, sameSlots);
  }

  settleAdopted(committed: boolean): void {
    this.#count += this.#adoption.settle(committed);
  }

  isReplayed(reference: Uint8Array): boolean {
    return this.#uses.has(reference);
  }

  #remember(use: KeyPackageUse, session: Session, about: SessionAbout): void {
    this.#uses.add(use);
    this.#keyPackages.accepted(acceptedKeyPackage(use, session, about), about.lastUsedAt);
  }

  #welcome(slot: number): void {
    this.#pool.take(slot);
    this.#count += 1;
  }

  #finishForgetting(id: string, slot: number): void {
    this.#slots.destroy(slot, 0);
    this.#slots.destroy(slot, 1);
    this.#database.transaction(() => {
      const row = this.#database.prepare<[string], Pick<Place, 'terms'>>('DELETE FROM sessions WHERE id = ? RETURNING terms').get(id);
      this.#terms.replace(slot, row?.terms ?? '', '');
    });
    this.#inspection.release(slot);
    this.#pool.release(slot);
  }

  #sealUnderNewKey(session: Session, about: SessionAbout, at: SlotOwner, side: Side): Uint8Array {
    const key = randomBytes(32);
    const plain = this.#codec.encode(session);
    try {
      this.#slots.write(at, side, session.generation, key);
      return seal(createSecretKey(key), sealPlace(session.id, session.generation, about.insecure, about.identityId), plain);
    } finally {
      this.#erase(key);
      this.#erase(plain);
    }
  }

  #open(id: string, stored: SealedState, side: Side): Session | null {
    const counter = counterOf(stored.generation);
    const key = this.#slots.read(this.#ownerOf(id, stored.slot), side, counter);
    const plain = key && unseal(key, sealPlace(id, counter, stored.insecure === 1, stored.identity_id), stored.state);
    if (plain === null) return null;
    try {
      return this.#codec.decode(plain);
    } catch {
      return null; // authentic, yet unreadable: the caller reports damage
    } finally {
      this.#erase(plain);
    }
  }

  /** The step is durable already: a key that cannot be destroyed now is destroyed before the next step, or at the next start. */
  #destroy(slot: number, side: Side): void {
    try {
      this.#slots.destroy(slot, side);
    } catch {
      this.#residue.set(`${slot}/${side}`, { slot, side });
    }
  }

  /** @throws {StoreError} while old keys cannot be destroyed: no further step then */
  #destroyResidue(): void {
    for (const [name, { slot, side }] of this.#residue) {
      try {
        this.#slots.destroy(slot, side);
      } catch (cause) {
        throw storeErrorFrom(cause, 'key slots');
      }
      this.#residue.delete(name);
    }
  }

  #ownerOf(id: string, slot: number): SlotOwner {
    return { slot, owner: `sessions|${id}` };
  }
}

const orders = {
  used: { expression: 'last_used_at', index: 'sessions_used' },
  created: { expression: 'created_at', index: 'sessions_created' },
  epoch: { expression: `substr('00000000000000000000' || epoch, -20)`, index: 'sessions_epoch' },
  peer: { expression: 'lower(peer_name)', index: 'sessions_peer' },
} as const;

/** The flags that must not be edited behind our back are part of the seal. */
function sealPlace(id: string, generation: bigint, insecure: boolean, identityId: string): string {
  return `sessions|${id}|${generation}|${insecure ? 'insecure' : 'checked'}|${identityId}`;
}

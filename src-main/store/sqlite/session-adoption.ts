import type { Session } from '#engine/two-party/session.ts';
import type { Row } from '../backup/scratch.ts';
import type { StoreDatabase } from '../store-database.ts';
import type { KeySlots, Side } from '../key-slots.ts';
import type { SessionRecord } from './session-record.ts';
import type { SlotInspection } from './slot-inspection.ts';
import type { SlotPool } from './slot-pool.ts';
import type { TermIndex } from './term-index.ts';

/** A stored state with what its seal is bound to. */
export interface SealedState extends Pick<SessionRecord, 'insecure' | 'identity_id'> {
  readonly slot: number;
  readonly generation: string;
  readonly state: Uint8Array;
}

export interface AdoptionOptions {
  readonly database: StoreDatabase;
  readonly slots: KeySlots;
  readonly pool: SlotPool;
  readonly inspection: SlotInspection;
  readonly terms: TermIndex;
  /** The session, if this side of its slot opens its state. */
  readonly open: (id: string, stored: SealedState, side: Side) => Session | null;
}

interface Adopted {
  readonly slot: number;
  /** To be used on: its slot holds its key. */
  readonly proven: boolean;
  /** There was no such session here. */
  readonly added: boolean;
  readonly suspect: boolean;
}

/**
 * Takes sessions out of a backup. One comes back to use only when its very slot holds the key of its very step: keys of earlier steps are
 * overwritten, so nothing ran since. Every other one comes back as a row without a state, which needs a fresh handshake.
 */
export class SessionAdoption {
  readonly #options: AdoptionOptions;
  #adopted: Adopted[] = [];

  constructor(options: AdoptionOptions) {
    this.#options = options;
  }

  /**
   * Inside the caller's transaction; {@link settle} follows it.
   *
   * @param row every column, integers as bigint
   * @param sameSlots the backup names this slot file
   */
  adopt(row: Row, sameSlots: boolean): 'kept' | 'resumable' | 'fresh' {
    const { database, pool, inspection, terms } = this.#options;
    const id = String(row['id']);
    const live = database
      .prepare<[string], { readonly slot: number; readonly terms: string }>('SELECT slot, terms FROM sessions WHERE id = ?')
      .get(id);
    const proven = sameSlots && this.#proves(row, live?.slot ?? null);
    // A session that works here is at least as far; one in quarantine may be healed.
    if (live !== undefined && !(proven && inspection.holds(live.slot))) return 'kept';
    if (live !== undefined) database.prepare('DELETE FROM sessions WHERE id = ?').run(id);
    const slot = proven ? Number(row['slot']) : pool.next;
    const adopted = { ...row, slot: BigInt(slot), state: proven ? (row['state'] ?? null) : new Uint8Array() };
    const columns = Object.keys(adopted);
    database.prepare<[Row]>(`INSERT INTO sessions (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`).run(adopted);
    terms.replace(slot, live?.terms ?? '', String(row['terms']));
    if (live === undefined) pool.take(slot);
    this.#adopted.push({ slot, proven, added: live === undefined, suspect: row['standing'] === 'suspect' });
    return proven ? 'resumable' : 'fresh';
  }

  /** @param committed whether the transaction is durable, or undone. @returns how many sessions were added */
  settle(committed: boolean): number {
    const { pool, inspection } = this.#options;
    const adopted = this.#adopted;
    this.#adopted = [];
    for (const { slot, proven, added, suspect } of adopted) {
      if (!committed) {
        if (added) pool.release(slot);
      } else if (proven) inspection.release(slot);
      else if (!suspect) inspection.quarantine(slot, 'restored');
    }
    return committed ? adopted.filter(({ added }) => added).length : 0;
  }

  /** Whether the slot a session had holds the key of the step that `row` is. @param own the slot the session has here */
  #proves(row: Row, own: number | null): boolean {
    const { slots, pool, open } = this.#options;
    const { state, generation, identity_id } = row;
    const slot = Number(row['slot']);
    if (!(state instanceof Uint8Array) || state.length === 0 || typeof generation !== 'string' || typeof identity_id !== 'string') return false;
    if (slot !== own && pool.holds(slot)) return false;
    const counter = BigInt(generation);
    const side = slots.sideHolding(slot, counter);
    if (side === null) return false;
    const id = String(row['id']);
    const session = open(id, { slot, generation, insecure: row['insecure'] === 1n ? 1 : 0, identity_id, state }, side);
    return session !== null && session.id === id && session.generation === counter;
  }
}

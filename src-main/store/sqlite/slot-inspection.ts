import type { Session } from '#engine/two-party/session.ts';
import { isCounter } from '../counter.ts';
import type { Statement, StoreDatabase } from '../store-database.ts';
import type { KeySlots, Side } from '../key-slots.ts';
import type { SessionRow } from '../store.ts';
import type { SlotPool } from './slot-pool.ts';

type Cause = NonNullable<SessionRow['quarantine']>;
type SlotRecord = [slot: number, generation: string, forgotten: 0 | 1, standing: Session['standing'], id: string];

/** What a profile's sessions look like against its key slots. */
export interface Inspected {
  /** How many there are. */
  readonly sessions: number;
  /** Marked as forgotten, and not gone yet. */
  readonly forgotten: readonly { readonly id: string; readonly slot: number }[];
}

/**
 * Compares every session with its key slots when a profile is opened, and remembers those that must not be used: in a temporary
 * table, which is memory, so that queries can ask for them. Reads one narrow index and each page of the slot file once.
 */
export class SlotInspection {
  readonly #database: StoreDatabase;
  readonly #slots: KeySlots;
  readonly #add: Statement<[number, Cause]>;
  readonly #remove: Statement<[number]>;
  readonly #held: Statement<[number], { readonly cause: Cause }>;
  readonly #restored: Statement<[], { readonly slot: number }>;

  constructor(database: StoreDatabase, slots: KeySlots) {
    this.#database = database;
    this.#slots = slots;
    database.run(() => database.prepare('CREATE TEMP TABLE quarantine (slot INTEGER PRIMARY KEY, cause TEXT NOT NULL) STRICT').run());
    this.#add = database.prepare('INSERT INTO temp.quarantine (slot, cause) VALUES (?, ?) ON CONFLICT (slot) DO UPDATE SET cause = excluded.cause');
    this.#held = database.prepare('SELECT cause FROM temp.quarantine WHERE slot = ?');
    // what a backup brought back: a row without a state (SqliteSessions.adopt)
    this.#restored = database.prepare(
      "SELECT slot FROM sessions INDEXED BY sessions_size WHERE forgotten = 0 AND length(state) = 0 AND standing <> 'suspect'",
    );
    this.#remove = database.prepare('DELETE FROM temp.quarantine WHERE slot = ?');
  }

  /** What a crash left: destroys superseded keys, and finds sessions that no slot belongs to. */
  run(pool: SlotPool): Inspected {
    const rolledBack: number[] = [];
    const damaged: number[] = [];
    const forgotten: { id: string; slot: number }[] = [];
    let sessions = 0;
    const rows = this.#database.prepare<[], SlotRecord>(
      'SELECT slot, generation, forgotten, standing, id FROM sessions INDEXED BY sessions_slots ORDER BY slot',
    );
    const countersOf = this.#slots.scan();
    this.#database.run(() => {
      for (const [slot, generation, gone, standing, id] of rows.raw(true).iterate() as IterableIterator<SlotRecord>) {
        pool.take(slot);
        if (gone === 1) forgotten.push({ id, slot });
        else {
          sessions += 1;
          if (!isCounter(generation)) damaged.push(slot);
          else if (!this.#settle(slot, BigInt(generation), standing, countersOf(slot))) rolledBack.push(slot);
        }
      }
    });
    this.#database.run(() => {
      for (const slot of rolledBack) this.#add.run(slot, 'rolled-back');
      for (const { slot } of this.#restored.all()) this.#add.run(slot, 'restored');
      for (const slot of damaged) this.#add.run(slot, 'damaged');
    });
    return { sessions, forgotten };
  }

  /** Whether the session of this slot must not be used. */
  holds(slot: number): boolean {
    return this.#database.run(() => this.#held.get(slot) !== undefined);
  }

  /** Writes only what is new: a profile that is open for reading has been looked through before. */
  quarantine(slot: number, cause: Cause): void {
    this.#database.run(() => {
      if (this.#held.get(slot)?.cause !== cause) this.#add.run(slot, cause);
    });
  }

  /** The slot belongs to nobody any more. */
  release(slot: number): void {
    this.#database.run(() => this.#remove.run(slot));
  }

  /** @returns whether one of the cells belongs to the stored state */
  #settle(slot: number, counter: bigint, standing: Session['standing'], counters: readonly [bigint | null, bigint | null]): boolean {
    if (standing === 'suspect') {
      for (const side of [0, 1] as const) this.#destroyIfNear(slot, side, counters, counter);
      return true;
    }
    const active = counters.indexOf(counter);
    if (active === -1) return false;
    this.#destroyIfNear(slot, active === 0 ? 1 : 0, counters, counter);
    return true;
  }

  /** A cell with the key before, one whose transaction never happened, or one that ended. Random cells stay. */
  #destroyIfNear(slot: number, side: Side, counters: readonly [bigint | null, bigint | null], counter: bigint): void {
    const held = counters[side];
    if (held !== null && held >= counter - 1n && held <= counter + 1n) this.#slots.destroy(slot, side);
  }
}

import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import type { Erase } from '#engine/secret.ts';
import type { Statement, StoreDatabase } from '../store-database.ts';
import type { KeySlots, Side } from '../key-slots.ts';
import { type PrivateKeyPlace, slotOwnerOf } from '../private-key-place.ts';
import { seal, unseal } from '../sealing.ts';
import { StoreError } from '../store-error.ts';
import type { SlotPool } from './slot-pool.ts';

export interface PrivateKeysOptions {
  readonly database: StoreDatabase;
  readonly slots: KeySlots;
  /** Of the whole slot file; what private keys hold is taken from it here. */
  readonly pool: SlotPool;
  readonly erase: Erase;
  /** What private keys were sealed under before they had slots; derived from the data key. */
  readonly former: KeyObject;
}

/** A private key as its row holds it. */
export interface SealedPrivateKey {
  /** `null`: sealed under a key derived from the data key, by an earlier version. */
  readonly slot: number | null;
  readonly sealed: Bytes;
}

interface Doomed {
  readonly slot: number;
  readonly owner: string;
}

/** A slot is written once: its key lives as long as the private key. */
const counter = 1n;
const sides: readonly Side[] = [0, 1];

/**
 * Seals private keys that live long, each under a key in a slot of its own, so that a private key which ends is gone from the disk
 * although its ciphertext may linger there. Both cells of a slot hold the same key, on two pages: one lost page costs nothing.
 *
 * A slot is written down as doomed before it holds a key, and is not any more from the transaction on that stores the row; the
 * transaction that ends a private key dooms its slot again. What is doomed is overwritten after each operation and at each start, so
 * behind a crash at any moment no slot holds a key whose row is not there. docs/decisions/0019.
 */
export class PrivateKeys {
  readonly #options: PrivateKeysOptions;
  readonly #doom: Statement<[number, string]>;
  readonly #spare: Statement<[number]>;
  readonly #doomed: Statement<[], Doomed>;
  /** Slots of keys that are about to be stored, by owner. */
  readonly #claims = new Map<string, number>();
  /** Slots that this process has written: doomed ones are overwritten whatever they hold. */
  readonly #written = new Set<number>();

  /** Finishes what a crash left, and moves what an earlier version stored. @throws {StoreError} */
  constructor(options: PrivateKeysOptions) {
    const { database, pool } = options;
    this.#options = options;
    this.#doom = database.prepare('INSERT INTO doomed_slots (slot, owner) VALUES (?, ?) ON CONFLICT (slot) DO UPDATE SET owner = excluded.owner');
    this.#spare = database.prepare('DELETE FROM doomed_slots WHERE slot = ?');
    this.#doomed = database.prepare('SELECT slot, owner FROM doomed_slots ORDER BY slot');
    for (const slot of this.#held()) pool.take(slot);
    this.finish();
  }

  /**
   * Runs an operation that stores or ends private keys.
   *
   * @param stored the keys it may store
   * @param work one transaction, in which {@link seal} and {@link end} are called
   * @param from slots below this one are left alone
   * @throws {StoreError} also while keys that ended earlier cannot be overwritten
   */
  change<T>(stored: readonly PrivateKeyPlace[], work: () => T, from = 0): T {
    const end = this.begin(stored, from);
    try {
      return work();
    } finally {
      end();
    }
  }

  /** The same for a transaction that its caller makes. @returns to be called when that is durable or undone */
  begin(stored: readonly PrivateKeyPlace[], from = 0): () => void {
    this.finish();
    this.#claim(stored.map(slotOwnerOf), from);
    return () => {
      this.#claims.clear();
      this.#tryToFinish();
    };
  }

  /** Inside the transaction of {@link change}. The caller erases `secret`. @throws {StoreError} */
  seal(place: PrivateKeyPlace, secret: Bytes): SealedPrivateKey & { readonly slot: number } {
    const { slots, erase } = this.#options;
    const owner = slotOwnerOf(place);
    const slot = this.#claims.get(owner);
    if (slot === undefined) throw new StoreError('STORE_FAILED', 'a private key was to be stored that no slot was claimed for');
    const key = randomBytes(32);
    try {
      this.#written.add(slot);
      for (const side of sides) slots.write({ slot, owner }, side, counter, key);
      this.#spare.run(slot);
      return { slot, sealed: seal(createSecretKey(key), place.row, secret) };
    } finally {
      erase(key);
    }
  }

  /** Inside the transaction of {@link change}, with the row's change: from its commit on the slot is doomed. */
  end(place: PrivateKeyPlace, slot: number | null): void {
    if (slot !== null) this.#doom.run(slot, slotOwnerOf(place));
  }

  /** @returns the key, its caller's to erase, or `null` when it does not open */
  open(place: PrivateKeyPlace, { slot, sealed }: SealedPrivateKey): Bytes | null {
    const key = slot === null ? this.#options.former : this.#slotKey(slot, slotOwnerOf(place));
    return key && unseal(key, place.row, sealed);
  }

  /** Overwrites what is doomed. @throws {StoreError} it stays doomed then */
  finish(): void {
    const { database, pool } = this.#options;
    const doomed = database.run(() => this.#doomed.all());
    if (doomed.length === 0) return;
    for (const one of doomed) this.#destroy(one);
    database.transaction(() => {
      for (const { slot } of doomed) this.#spare.run(slot);
    });
    for (const { slot } of doomed) {
      this.#written.delete(slot);
      pool.release(slot);
    }
  }

  /** What the operation did is durable already, or undone: a key that cannot be overwritten now is before the next one, or at the next start. */
  #tryToFinish(): void {
    try {
      this.finish();
    } catch {
      // Still doomed.
    }
  }

  #claim(owners: readonly string[], from: number): void {
    if (owners.length === 0) return;
    const { database, pool } = this.#options;
    const claimed: number[] = [];
    try {
      database.transaction(() => {
        for (const owner of owners) {
          const slot = pool.nextFrom(from);
          pool.take(slot);
          claimed.push(slot);
          this.#doom.run(slot, owner);
          this.#claims.set(owner, slot);
        }
      });
    } catch (cause) {
      this.#claims.clear();
      for (const slot of claimed) pool.release(slot);
      throw cause;
    }
  }

  /** A slot that holds another's key, because the database is older than its slots, is left alone. */
  #destroy({ slot, owner }: Doomed): void {
    const { slots } = this.#options;
    for (const side of sides) {
      if (this.#written.has(slot) || slots.read({ slot, owner }, side, counter) !== null) slots.destroy(slot, side);
    }
  }

  #slotKey(slot: number, owner: string): KeyObject | null {
    const { slots } = this.#options;
    return slots.read({ slot, owner }, 0, counter) ?? slots.read({ slot, owner }, 1, counter);
  }

  #held(): readonly number[] {
    const sql = `SELECT slot FROM identity_keys WHERE slot IS NOT NULL UNION SELECT slot FROM authorities WHERE slot IS NOT NULL
      UNION SELECT slot FROM doomed_slots`;
    const { database } = this.#options;
    return database.run(() => database.prepare<[], { readonly slot: number }>(sql).all()).map(({ slot }) => slot);
  }
}

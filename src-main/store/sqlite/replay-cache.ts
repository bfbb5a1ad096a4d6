import type { Bytes } from '#engine/bytes.ts';
import type { KeyPackageUse } from '#engine/mls-tls/host-effects.ts';
import type { Statement, StoreDatabase } from '../store-database.ts';
import { replayCacheSize } from '../session-rules.ts';

/**
 * KeyPackages that were accepted. Entries leave by number only, not by the clock: a clock that jumps ahead and back
 * must not open the door to a replay.
 */
export class ReplayCache {
  readonly #database: StoreDatabase;
  readonly #has: Statement<[Bytes], unknown>;
  readonly #add: Statement<[Bytes, string]>;
  readonly #evict: Statement<[number]>;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#has = database.prepare('SELECT 1 FROM key_package_uses WHERE reference = ?');
    this.#add = database.prepare('INSERT INTO key_package_uses (reference, not_after) VALUES (?, ?)');
    this.#evict = database.prepare('DELETE FROM key_package_uses WHERE sequence <= (SELECT max(sequence) FROM key_package_uses) - ?');
  }

  has(reference: Bytes): boolean {
    return this.#database.run(() => this.#has.get(reference) !== undefined);
  }

  /** Inside the caller's transaction. */
  add({ reference, notAfter }: KeyPackageUse): void {
    this.#add.run(reference, String(notAfter));
    this.#evict.run(replayCacheSize);
  }
}

import type { Bytes } from '#engine/bytes.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import type { Erase } from '#engine/secret.ts';
import type { StoreDatabase } from '../store-database.ts';
import { authorityKeyPlace, identityKeyPlace, type PrivateKeyPlace } from '../private-key-place.ts';
import type { PrivateKeys } from './private-keys.ts';

interface Row {
  readonly at: number;
  readonly public_key: Buffer;
  readonly private_key: Buffer;
}
type IdentityRow = Row & { readonly identity_id: string; readonly scheme: SignatureScheme };
type AuthorityRow = Row & { readonly id: string };

interface Move {
  readonly table: 'identity_keys' | 'authorities';
  readonly at: number;
  readonly place: PrivateKeyPlace;
  readonly sealed: Bytes;
}

/**
 * Moves what schema 7 and earlier sealed under the data key into key slots, all in one transaction: a crash leaves the former seals,
 * which open as before. What does not open stays as it is. Disk blocks from before the move keep ciphertext that the data key opens;
 * a key that is made afterwards is in none of them.
 *
 * @throws {StoreError}
 */
export function moveIntoSlots(database: StoreDatabase, keys: PrivateKeys, erase: Erase): void {
  const moves = database.run(() => [...identityMoves(database), ...authorityMoves(database)]);
  if (moves.length === 0) return;
  const opened: { readonly move: Move; readonly secret: Bytes }[] = [];
  try {
    for (const move of moves) {
      const secret = keys.open(move.place, { slot: null, sealed: move.sealed });
      if (secret !== null) opened.push({ move, secret });
    }
    keys.change(
      opened.map(({ move }) => move.place),
      () =>
        database.transaction(() => {
          for (const { move, secret } of opened) {
            const { slot, sealed } = keys.seal(move.place, secret);
            database.prepare(`UPDATE ${move.table} SET slot = ?, private_key = ? WHERE rowid = ?`).run(slot, sealed, move.at);
          }
        }),
    );
  } finally {
    for (const { secret } of opened) erase(secret);
  }
}

const unmoved = 'slot IS NULL AND length(private_key) > 0 ORDER BY rowid';

function identityMoves(database: StoreDatabase): readonly Move[] {
  const sql = `SELECT rowid AS at, identity_id, scheme, public_key, private_key FROM identity_keys WHERE ${unmoved}`;
  const rows = database.prepare<[], IdentityRow>(sql).all();
  return rows.map((row) => move('identity_keys', row, identityKeyPlace(row.identity_id, row.scheme, row.public_key)));
}

function authorityMoves(database: StoreDatabase): readonly Move[] {
  const sql = `SELECT rowid AS at, id, public_key, private_key FROM authorities WHERE ${unmoved}`;
  const rows = database.prepare<[], AuthorityRow>(sql).all();
  return rows.map((row) => move('authorities', row, authorityKeyPlace(row.id, row.public_key)));
}

function move(table: Move['table'], { at, private_key }: Row, place: PrivateKeyPlace): Move {
  return { table, at, place, sealed: private_key };
}

import { join } from 'node:path';
import type { Erase } from '#engine/secret.ts';
import { dataKeyFile } from '#main/store/data-key.ts';
import { openDatabase } from '#main/store/database.ts';
import { type FileOperations, nodeFileOperations } from '#main/store/file-operations.ts';
import { KeySlots } from '#main/store/key-slots.ts';
import { keysMigrations } from '#main/store/migrations/index.ts';
import { deriveKey } from '#main/store/sealing.ts';
import { SqliteAudit } from '#main/store/sqlite/audit.ts';
import { SqliteConnections } from '#main/store/sqlite/connections.ts';
import { SqliteKeyPackages } from '#main/store/sqlite/key-packages.ts';
import { SqlitePins } from '#main/store/sqlite/pins.ts';
import { SqliteSessions } from '#main/store/sqlite/sessions.ts';
import { SlotPool } from '#main/store/sqlite/slot-pool.ts';
import { openKeyStore } from '#main/store/sqlite-key-store.ts';
import type { PinTable } from '#main/store/pin-table.ts';
import type { ConnectionTable, SessionCodec, SessionTable } from '#main/store/store.ts';

/** Steps that one transaction takes together. */
const batch = 2_000;

/** The tables that grow with the number of peers. */
export interface BulkTables {
  readonly sessions: SessionTable;
  readonly pins: PinTable;
  readonly connections: ConnectionTable;
}

const unsynced: FileOperations = { ...nodeFileOperations, syncData: () => undefined, sync: () => undefined };

/**
 * Fills a profile with the product's own tables, slots and seals, and leaves out only what makes each step durable by itself: a
 * profile of a hundred thousand sessions takes seconds instead of an hour.
 */
export function fillProfile(
  directory: string,
  codec: SessionCodec,
  erase: Erase,
  count: number,
  step: (tables: BulkTables, index: number) => void,
): void {
  const dataKey = dataKeyFile(join(directory, 'data.key'));
  openKeyStore({ directory, dataKey, codec, erase, now: 0 }).close();
  const database = openDatabase({
    path: join(directory, 'keys.db'),
    name: 'keys.db',
    applicationId: 0x4550_534b,
    kind: 'durable',
    migrations: keysMigrations,
  });
  database.pragma('synchronous = OFF');
  const slots = KeySlots.open(join(directory, 'key-slots.bin'), deriveKey(dataKey.load(), 'key slots'), unsynced);
  const audit = new SqliteAudit({ database, slots, wall: () => 0 });
  const pool = new SlotPool();
  pool.take(audit.slot);
  const keyPackages = new SqliteKeyPackages({ database, slots, pool, audit, erase });
  const tables = {
    sessions: new SqliteSessions({ database, slots, pool, audit, keyPackages, codec, erase }),
    pins: new SqlitePins(database, audit),
    connections: new SqliteConnections(database),
  };
  for (let from = 0; from < count; from += batch) {
    database.transaction(() => {
      for (let index = from; index < Math.min(count, from + batch); index++) step(tables, index);
    });
  }
  slots.close();
  database.close();
}

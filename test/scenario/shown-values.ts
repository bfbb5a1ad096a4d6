import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import { TraceStore } from '#main/store/trace-store.ts';

// Values that come out of buffers which are overwritten, and are no secrets: people see them.

/** The authenticator of every epoch: people compare it, so it is shown and recorded. Of a profile that nobody uses. */
export function authenticatorsOf(directory: string, connectionId: string): readonly Bytes[] {
  const trace = new TraceStore({
    path: join(directory, 'trace.db'),
    clock: { wall: () => 0, later: () => () => undefined },
    onFailure: (error) => expect.fail(error.message),
    maximumAge: Number.MAX_SAFE_INTEGER,
  });
  const shown = trace.epochs(connectionId).map(({ authenticator }) => authenticator);
  trace.close();
  return shown;
}

/** The chain of the audit log: `audit verify` prints its end so that somebody can write it down. */
export function auditHashesOf(directory: string): readonly Bytes[] {
  const database = new Sqlite(join(directory, 'keys.db'), { readonly: true });
  const hashes = database.prepare<[], Buffer>('SELECT hash FROM audit').pluck().all();
  database.close();
  return hashes;
}

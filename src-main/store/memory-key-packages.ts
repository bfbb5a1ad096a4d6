import { copyOf } from '#engine/bytes.ts';
import type { AuditTable } from './audit/entry.ts';
import { keyPackageEntry } from './audit/subjects.ts';
import {
  type KeyPackageOrigin,
  type KeyPackageRow,
  type KeyPackageState,
  type KeyPackageTable,
  keyPackageLimits,
  type NewKeyPackage,
} from './key-package-table.ts';
import { StoreError } from './store-error.ts';

/** KeyPackages without files. */
export function memoryKeyPackages(audit: AuditTable): KeyPackageTable {
  const rows = new Map<string, KeyPackageRow>();
  const secrets = new Map<string, Uint8Array>();
  const change = (id: string, changed: Partial<KeyPackageRow>) => {
    const row = rows.get(id);
    if (row !== undefined) rows.set(id, { ...row, ...changed });
  };
  const add = (added: NewKeyPackage, origin: KeyPackageOrigin, state: KeyPackageState, now: number) => {
    if (rows.has(added.id)) return;
    rows.set(added.id, {
      ...added,
      message: new Uint8Array(added.message),
      origin,
      state,
      createdAt: now,
      changedAt: now,
      overSince: null,
      replays: 0,
    });
    trim(origin);
  };
  const trim = (origin: KeyPackageOrigin) => {
    const ended = [...rows.values()].filter((row) => row.origin === origin && !secrets.has(row.id));
    for (const { id } of ended.slice(0, Math.max(0, ended.length - keyPackageLimits.history))) rows.delete(id);
  };
  const table: KeyPackageTable = {
    list: () => [...rows.values()].reverse().map((row) => ({ ...row, message: new Uint8Array() })),
    find: (id) => rows.get(id) ?? null,
    record: (added, state, now) => add(added, 'connection', state, now),
    accepted: (added, now) => add(added, 'peer', 'accepted', now),
    note(id, state, address, now) {
      const row = rows.get(id);
      if (row !== undefined && !secrets.has(id)) change(id, { state, address: address ?? row.address, changedAt: now });
    },
    replayed: (id, now) => change(id, { replays: (rows.get(id)?.replays ?? 0) + 1, changedAt: now }),
    offer(added, secret, now) {
      const offered = [...rows.values()].filter(({ state }) => state === 'offered').length;
      if (offered >= keyPackageLimits.offered) throw new StoreError('TOO_MANY', ['many-offered', offered]);
      secrets.set(added.id, copyOf(secret));
      add(added, 'given', 'offered', now);
      audit.append(keyPackageEntry('key-package-offered', added));
    },
    secret(id) {
      const secret = secrets.get(id);
      return secret === undefined ? null : copyOf(secret);
    },
    end(id, state, now) {
      const row = rows.get(id);
      if (row === undefined || row.state !== 'offered') return false;
      secrets.get(id)?.fill(0);
      secrets.delete(id);
      change(id, { state, changedAt: now });
      audit.append(keyPackageEntry(`key-package-${state}`, row));
      trim('given');
      return true;
    },
    started(now) {
      for (const { id, state, notAfter, overSince } of rows.values()) {
        if (state !== 'offered') continue;
        if (notAfter >= now) change(id, { overSince: null });
        else if (overSince === null) change(id, { overSince: now });
        else table.end(id, 'expired', now);
      }
    },
  };
  return table;
}

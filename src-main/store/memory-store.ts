import { randomUUID } from 'node:crypto';
import { lookAlike } from '#main/trust/look-alike.ts';
import { equal, toHex } from '#engine/bytes.ts';
import type { KeyPackageUse } from '#engine/mls-tls/host-effects.ts';
import type { Session } from '#engine/two-party/session.ts';
import type { AuditTable } from './audit/entry.ts';
import { actionOf, forgottenEntry, type PinAction, pinEntry, sessionEntry } from './audit/subjects.ts';
import { acceptedKeyPackage, type KeyPackageTable } from './key-package-table.ts';
import { memoryKeyPackages } from './memory-key-packages.ts';
import { pinNames, queryPins } from './pin-query.ts';
import { latestSessions, querySessions } from './session-query.ts';
import { lookedAt } from './session-codec.ts';
import { checkSuccessor, keyPackageReplayed, knockingSize, replayCacheSize } from './session-rules.ts';
import { sessionRow, sessionValues } from './sqlite/session-record.ts';
import { memoryAudit } from './memory-audit.ts';
import { memoryCredentials } from './memory-credentials.ts';
import { MemoryIdentities } from './memory-identities.ts';
import type { PeerKey, Pin, PinTable } from './pin-table.ts';
import type {
  ConnectionRow,
  ConnectionTable,
  Json,
  KeyStore,
  Knocking,
  KnockingTable,
  ListenerRow,
  ListenerTable,
  SessionAbout,
  SessionCodec,
  SessionRow,
  SessionTable,
  SettingTable,
} from './store.ts';
import { memoryTrustTables } from './memory-trust-tables.ts';
import { StoreError } from './store-error.ts';
import type { StoredThing } from '#shared/words/details.ts';

/** The same store without files: for demonstrations and tests. What it holds is gone with the process. */
export function openMemoryStore(codec: SessionCodec, wall: () => number = Date.now): KeyStore {
  const audit = memoryAudit(wall);
  const credentials = memoryCredentials(audit);
  const keyPackages = memoryKeyPackages(audit);
  const sessions = memorySessions(codec, audit, keyPackages);
  return {
    audit,
    backups: null,
    ...credentials,
    identities: new MemoryIdentities(audit, () => sessions.list(), credentials.chains),
    pins: memoryPins(audit),
    sessions,
    keyPackages,
    knocking: memoryKnocking(),
    connections: memoryConnections(),
    listeners: memoryRows<ListenerRow>('listener', (a, b) => a.createdAt - b.createdAt),
    settings: memorySettings(),
    trust: memoryTrustTables(),
    close: () => undefined,
  } satisfies { listeners: ListenerTable } & KeyStore;
}

function memoryPins(audit: AuditTable): PinTable {
  const rows = new Map<string, Pin>();
  const newestFirst = () => [...rows.values()].reverse().sort((a, b) => b.createdAt - a.createdAt);
  const change = (id: string, changed: Partial<Pin>) => {
    rows.set(id, { ...required(rows.get(id), 'pin'), ...changed });
  };
  const told = (action: PinAction, id: string) => audit.append(pinEntry(action, required(rows.get(id), 'pin')));
  return {
    list: newestFirst,
    page: (query) => queryPins([...rows.values()], query),
    count: () => rows.size,
    find: (id) => rows.get(id) ?? null,
    forAddress: (address) => newestFirst().filter((pin) => pin.address === address),
    forKey: (key) => newestFirst().filter((pin) => sameKey(pin, key) || (pin.previous !== null && sameKey(pin.previous, key))),
    twinOf: (name) => lookAlike(name, newestFirst().flatMap(pinNames)),
    add(added, now) {
      if (newestFirst().some((pin) => sameKey(pin, added) && pin.address === added.address))
        throw new StoreError('ALREADY_EXISTS', ['pinned-already']);
      const pin = { ...added, publicKey: new Uint8Array(added.publicKey), id: randomUUID(), previous: null, createdAt: now, lastSeenAt: null };
      rows.set(pin.id, pin);
      told('pin-added', pin.id);
      return pin;
    },
    seen: (id, name, now) => change(id, { name, lastSeenAt: now }),
    move(id, { scheme, publicKey }, name, now) {
      const { scheme: oldScheme, publicKey: oldKey } = required(rows.get(id), 'pin');
      change(id, { scheme, publicKey: new Uint8Array(publicKey), previous: { scheme: oldScheme, publicKey: oldKey }, name, lastSeenAt: now });
      told('pin-moved', id);
    },
    edit(id, changed) {
      change(id, changed);
      told('pin-changed', id);
    },
    remove(id) {
      audit.append(pinEntry('pin-removed', required(rows.get(id), 'pin')));
      rows.delete(id);
    },
  };
}

function memorySessions(codec: SessionCodec, audit: AuditTable, keyPackages: KeyPackageTable): SessionTable {
  interface Stored {
    readonly session: Session;
    readonly about: SessionAbout;
    readonly state: Uint8Array;
  }
  const rows = new Map<string, Stored>();
  const uses = new Set<string>();
  const row = ({ session, about, state }: Stored): SessionRow =>
    sessionRow({ ...sessionValues(session, about), size: state.length, quarantine: null });
  const lastUsedFirst = () => querySessions([...rows.values()].map(row), { ...latestSessions, limit: rows.size }).rows;
  const isReplayed = (reference: Uint8Array) => uses.has(toHex(reference));
  return {
    list: lastUsedFirst,
    page: (query) => querySessions([...rows.values()].map(row), query),
    count: () => rows.size,
    find: (id) => {
      const stored = rows.get(id);
      return stored ? row(stored) : null;
    },
    load: (id) => {
      const stored = rows.get(id);
      return stored && stored.session.standing !== 'suspect' ? codec.decode(stored.state) : null;
    },
    look(id, use) {
      const session = this.load(id);
      return session === null ? null : lookedAt(codec, session, use);
    },
    save(session, about, use: KeyPackageUse | null) {
      const stored = rows.get(session.id);
      checkSuccessor(session, stored ? { ...stored.session, forgotten: false } : null);
      if (use && isReplayed(use.reference)) throw keyPackageReplayed();
      rows.set(session.id, { session, about, state: session.standing === 'suspect' ? new Uint8Array() : codec.encode(session) });
      if (use) {
        uses.add(toHex(use.reference));
        keyPackages.accepted(acceptedKeyPackage(use, session, about), about.lastUsedAt);
      }
      const action = actionOf(session, !stored);
      if (action !== null) audit.append(sessionEntry(action, session, about));
      // a Set iterates in order of insertion: the first is the oldest
      for (const oldest of uses)
        if (uses.size > replayCacheSize) uses.delete(oldest);
        else break;
    },
    forget(id) {
      const stored = rows.get(id);
      if (stored === undefined) return;
      rows.delete(id);
      audit.append(forgottenEntry(id, stored.about.peerFingerprint, String(stored.session.group.epoch)));
    },
    noteCredential(id, credential) {
      const stored = rows.get(id);
      if (stored) rows.set(id, { ...stored, about: { ...stored.about, credential } });
    },
    isReplayed,
  };
}

function memoryKnocking(): KnockingTable {
  const rows = new Map<string, Knocking>();
  const latestFirst = () => [...rows.values()].reverse().sort((a, b) => b.lastSeenAt - a.lastSeenAt);
  return {
    list: latestFirst,
    find: (fingerprint) => rows.get(fingerprint) ?? null,
    record(knock, now) {
      const before = rows.get(knock.fingerprint);
      rows.set(knock.fingerprint, {
        ...knock,
        publicKey: new Uint8Array(knock.publicKey),
        firstSeenAt: before?.firstSeenAt ?? now,
        lastSeenAt: now,
        count: (before?.count ?? 0) + 1,
      });
      for (const { fingerprint } of latestFirst().slice(knockingSize)) rows.delete(fingerprint);
    },
    remove: (fingerprint) => void rows.delete(fingerprint),
  };
}

function memoryConnections(): ConnectionTable {
  type Place = Pick<ConnectionRow, 'lastUsedAt' | 'id'>;
  const isWaking = ({ wakes, sessionId }: ConnectionRow) => wakes && sessionId !== null;
  const isBehind = (a: Place, b: Place) => a.lastUsedAt < b.lastUsedAt || (a.lastUsedAt === b.lastUsedAt && a.id < b.id);
  const rows = memoryRows<ConnectionRow>('connection', (a, b) => (isBehind(a, b) ? 1 : -1));
  return {
    ...rows,
    latest: (limit) => rows.list().slice(0, limit),
    waking: (limit, after) => {
      const waking = rows.list().filter(isWaking);
      return waking.filter((row) => after === undefined || isBehind(row, after)).slice(0, limit);
    },
    countWaking: () => rows.list().filter(isWaking).length,
    withoutSession: () => rows.list().filter(({ sessionId }) => sessionId === null),
    forSession: (sessionId) => rows.list().find((row) => row.sessionId === sessionId) ?? null,
  };
}

function memoryRows<R extends { readonly id: string }>(what: StoredThing, order: (a: R, b: R) => number) {
  const rows = new Map<string, R>();
  return {
    list: () => [...rows.values()].sort(order),
    find: (id: string) => rows.get(id) ?? null,
    add(row: R) {
      if (rows.has(row.id)) throw new StoreError('ALREADY_EXISTS', ['such-already', what]);
      rows.set(row.id, structuredClone(row));
    },
    edit: (id: string, change: Partial<R>) => void rows.set(id, structuredClone({ ...required(rows.get(id), what), ...change })),
    remove: (id: string) => void rows.delete(id),
  };
}

function memorySettings(): SettingTable {
  const values = new Map<string, Json>();
  return { read: (name) => values.get(name), write: (name, value) => void values.set(name, structuredClone(value)) };
}

function required<T>(row: T | undefined, what: StoredThing): T {
  if (row === undefined) throw new StoreError('NOT_FOUND', ['no-such', what]);
  return row;
}

function sameKey(a: PeerKey, b: PeerKey): boolean {
  return a.scheme === b.scheme && equal(a.publicKey, b.publicKey);
}

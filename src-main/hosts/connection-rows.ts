import { latestSessions } from '#main/store/session-query.ts';
import type { ConnectionRow } from '#main/store/store.ts';
import { type ConnectionRecord, type ConnectionSettings, noFacts } from './connection-record.ts';
import { freshId } from './randomness.ts';
import type { Realm } from './realm.ts';
import type { ConnectionSeed } from './stored-connection.ts';

/** What a new logical connection starts from. */
export interface NewConnection {
  /** Of nothing else; a fresh one where absent. */
  readonly id?: string;
  readonly label: string;
  readonly direction: ConnectionSeed['direction'];
  readonly address: string;
  readonly listenerId: string | null;
  readonly identityId: string;
  readonly settings: ConnectionSettings;
  readonly autoResume: boolean | null;
}

/** It has neither session nor transport yet. */
export function seedOf(realm: Realm, { settings, autoResume, ...start }: NewConnection): ConnectionSeed {
  const { wall } = realm.clock.now();
  const record: ConnectionRecord = {
    settings,
    autoResume,
    keyPolicy: null,
    closed: false,
    hidden: false,
    facts: { ...noFacts, role: start.direction === 'outbound' ? 'initiator' : 'responder' },
  };
  return { id: freshId(), ...start, sessionId: null, createdAt: wall, lastUsedAt: wall, record };
}

/** The session of a stored connection; `null` when it is gone. The row of a session knows its connection even when the program died before the reverse was stored. */
export function sessionOf({ store: { sessions } }: Realm, row: ConnectionRow): string | null {
  if (row.sessionId !== null && sessions.find(row.sessionId) !== null) return row.sessionId;
  return sessions.page({ ...latestSessions, filter: { connectionId: row.id }, limit: 1 }).rows[0]?.id ?? null;
}

/** The connection of a stored session. @param connectionId what the row of the session says, if it was read already */
export function rowForSession({ store }: Realm, sessionId: string, connectionId?: string | null): ConnectionRow | null {
  const row = store.connections.forSession(sessionId);
  if (row !== null) return row;
  const named = connectionId === undefined ? store.sessions.find(sessionId)?.connectionId : connectionId;
  return named === undefined || named === null ? null : store.connections.find(named);
}

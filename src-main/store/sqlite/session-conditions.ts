import { behind } from '../search-words.ts';
import type { SessionFilter } from '../session-query.ts';
import type { Condition } from './paged-table.ts';

/** A SELECT of slots that an index over this answers. The index's own condition must be part of it, or SQLite does not use it. */
const slotsWhere = (condition: string, index: string) =>
  `SELECT slot AS row_key FROM sessions INDEXED BY ${index} WHERE forgotten = 0 AND ${condition}`;

/** Conditions over the table of sessions, those first that usually leave the fewest rows. */
export function sessionConditions(filter: SessionFilter): readonly Condition[] {
  return [...idConditions(filter), ...stateConditions(filter), ...ageConditions(filter)];
}

function idConditions({ only, except, idPrefix, connectionId, peerFingerprint }: SessionFilter): readonly Condition[] {
  const conditions: Condition[] = [];
  if (only !== undefined) {
    const values = [JSON.stringify(only)];
    const sql = 'id IN (SELECT value FROM json_each(?))';
    conditions.push({ sql, values, keys: { sql: `SELECT slot AS row_key FROM sessions WHERE ${sql}`, values } });
  }
  if (except !== undefined && except.length > 0) {
    conditions.push({ sql: 'id NOT IN (SELECT value FROM json_each(?))', values: [JSON.stringify(except)], keys: null });
  }
  if (idPrefix !== undefined) conditions.push(prefixCondition(idPrefix));
  if (connectionId !== undefined) conditions.push(indexed('connection_id = ?', 'sessions_connection', connectionId));
  if (peerFingerprint !== undefined) conditions.push(indexed('peer_fingerprint = ?', 'sessions_fingerprint', peerFingerprint));
  return conditions;
}

function prefixCondition(prefix: string): Condition {
  const values = [prefix, behind(prefix), prefix, behind(prefix)];
  const ids = 'SELECT slot AS row_key FROM sessions WHERE id >= ? AND id < ?';
  const connections = slotsWhere('connection_id >= ? AND connection_id < ?', 'sessions_connection');
  return {
    sql: '((id >= ? AND id < ?) OR (connection_id >= ? AND connection_id < ?))',
    values,
    keys: { sql: `SELECT row_key FROM (${ids} UNION ALL ${connections})`, values },
  };
}

function stateConditions({ quarantined, standing, pending, credential, hideExpired, profile, suite }: SessionFilter): readonly Condition[] {
  const conditions: Condition[] = [];
  if (quarantined !== undefined) {
    const sql = `${quarantined ? '' : 'NOT '}EXISTS (SELECT 1 FROM temp.quarantine WHERE quarantine.slot = sessions.slot)`;
    conditions.push({ sql, values: [], keys: quarantined ? { sql: 'SELECT slot AS row_key FROM temp.quarantine', values: [] } : null });
  }
  if (standing !== undefined) {
    // nearly all are confirmed, so that no index is kept for them
    if (standing === 'confirmed') conditions.push({ sql: 'standing = ?', values: [standing], keys: null });
    else conditions.push(indexed(`standing = ? AND standing <> 'confirmed'`, 'sessions_standing', standing));
  }
  if (pending !== undefined) conditions.push(pendingCondition(pending));
  if (credential !== undefined) conditions.push(indexed('credential = ?', 'sessions_credential', credential));
  // few have, so that an index would leave nearly all
  if (hideExpired === true) conditions.push({ sql: `credential <> 'expired'`, values: [], keys: null });
  if (profile !== undefined) conditions.push(indexed('profile = ?', 'sessions_profile', profile));
  if (suite !== undefined) conditions.push(indexed('suite = ?', 'sessions_suite', suite));
  return conditions;
}

function pendingCondition(pending: NonNullable<SessionFilter['pending']>): Condition {
  if (pending === 'none') return { sql: 'pending IS NULL', values: [], keys: null };
  if (pending !== 'any') return indexed('pending = ? AND pending IS NOT NULL', 'sessions_pending', pending);
  return { sql: 'pending IS NOT NULL', values: [], keys: { sql: slotsWhere('pending IS NOT NULL', 'sessions_pending'), values: [] } };
}

function ageConditions({ usedBefore, createdBefore, sizeAtLeast }: SessionFilter): readonly Condition[] {
  const conditions: Condition[] = [];
  if (usedBefore !== undefined) conditions.push(indexed('last_used_at < ?', 'sessions_used', usedBefore));
  if (createdBefore !== undefined) conditions.push(indexed('created_at < ?', 'sessions_created', createdBefore));
  if (sizeAtLeast !== undefined) conditions.push(indexed('length(state) >= ?', 'sessions_size', sizeAtLeast));
  return conditions;
}

function indexed(sql: string, index: string, value: string | number): Condition {
  return { sql, values: [value], keys: { sql: slotsWhere(sql, index), values: [value] } };
}

import type { SessionRow, SessionTable } from '#main/store/store.ts';
import { StoreError } from '#main/store/store-error.ts';
import { HostError } from './host-error.ts';

/**
 * Why a stored session cannot be resumed from here, whoever would dial; `null` when it can. R-RES, R-ALERT.
 * Asked for every view of a connection without a transport, so that it reads the row and opens the sealed state only for
 * the rare sessions that could have a public update outstanding.
 */
export function sessionObstacle(sessions: Pick<SessionTable, 'find' | 'look'>, sessionId: string): HostError | null {
  try {
    const row = sessions.find(sessionId);
    return row === null ? new HostError('UNKNOWN_SESSION') : rowObstacle(row, sessions);
  } catch (error) {
    if (error instanceof StoreError) return new HostError(error.code, { detail: { text: error.message, said: error.said } });
    throw error;
  }
}

const quarantineCodes = { 'rolled-back': 'ROLLBACK_DETECTED', damaged: 'STORE_DAMAGED', restored: 'SESSION_RESTORED' } as const;

/** The same for a row that was read already. */
export function rowObstacle(row: SessionRow, sessions: Pick<SessionTable, 'look'>): HostError | null {
  if (row.quarantine !== null) return new HostError(quarantineCodes[row.quarantine]);
  if (row.standing === 'suspect') return new HostError('API_SESSION_SUSPECT', { rule: 'R-ALERT' });
  if (row.profile === 'editor-copy' && row.foundingRole === 'founding-responder')
    return new HostError('API_NOT_FOUNDING_INITIATOR', { rule: 'R-ED-RES' });
  // Only in groups without the component may a commit leave in public form.
  if (row.marked || row.pending === null) return null;
  const form = sessions.look(row.id, ({ pending }) => pending?.form ?? null);
  return form === 'public' ? new HostError('API_NO_PUBLIC_RESUMPTION', { rule: 'R-MLS' }) : null;
}

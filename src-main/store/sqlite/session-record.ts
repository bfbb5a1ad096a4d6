import type { Session } from '#engine/two-party/session.ts';
import { credentialName } from '#main/trust/credential-name.ts';
import { isCounter } from '../counter.ts';
import type { SessionAbout, SessionRow } from '../store.ts';

/** A session's clear columns as SQLite returns them. */
export interface SessionRecord {
  readonly id: string;
  readonly connection_id: string | null;
  readonly identity_id: string;
  readonly direction: SessionRow['direction'];
  readonly address: string | null;
  readonly peer_name: string;
  readonly peer_fingerprint: string;
  readonly insecure: 0 | 1;
  readonly credential: SessionRow['credential'];
  readonly last_used_at: number;
  readonly profile: SessionRow['profile'];
  readonly suite: number;
  readonly epoch: string;
  readonly standing: SessionRow['standing'];
  readonly founding_role: SessionRow['foundingRole'];
  readonly marked: 0 | 1;
  readonly pending: SessionRow['pending'];
  readonly generation: string;
  readonly created_at: number;
  readonly own_key: Uint8Array | null;
  readonly own_name: string | null;
  readonly size: number;
  readonly quarantine: SessionRow['quarantine'];
}

export type SessionColumn = Exclude<keyof SessionRecord, 'size' | 'quarantine'>;

export const sessionColumns: readonly SessionColumn[] = [
  'id',
  'connection_id',
  'identity_id',
  'direction',
  'address',
  'peer_name',
  'peer_fingerprint',
  'insecure',
  'credential',
  'last_used_at',
  'profile',
  'suite',
  'epoch',
  'standing',
  'founding_role',
  'marked',
  'pending',
  'generation',
  'created_at',
  'own_key',
  'own_name',
];

/** Bound values of {@link sessionColumns}. */
export function sessionValues(session: Session, about: SessionAbout): { readonly [C in SessionColumn]: SessionRecord[C] } {
  return {
    id: session.id,
    connection_id: about.connectionId,
    identity_id: about.identityId,
    direction: about.direction,
    address: about.address,
    peer_name: about.peerName,
    peer_fingerprint: about.peerFingerprint,
    insecure: about.insecure ? 1 : 0,
    credential: about.credential,
    last_used_at: about.lastUsedAt,
    profile: session.profile,
    suite: session.group.suite,
    epoch: String(session.group.epoch),
    standing: session.standing,
    founding_role: session.foundingRole,
    marked: session.group.marked ? 1 : 0,
    pending: session.pending?.kind ?? null,
    generation: String(session.generation),
    created_at: session.createdAt,
    own_key: session.group.own.signatureKey,
    own_name: credentialName(session.group.own.credential),
  };
}

export function sessionRow(record: SessionRecord): SessionRow {
  // SQLite cannot tell that a letter has changed; one such row must not hide the others.
  const sane = isCounter(record.epoch) && isCounter(record.generation);
  return {
    id: record.id,
    connectionId: record.connection_id,
    identityId: record.identity_id,
    direction: record.direction,
    address: record.address,
    peerName: record.peer_name,
    peerFingerprint: record.peer_fingerprint,
    insecure: record.insecure === 1,
    credential: record.credential,
    lastUsedAt: record.last_used_at,
    profile: record.profile,
    suite: record.suite,
    epoch: sane ? BigInt(record.epoch) : 0n,
    standing: record.standing,
    foundingRole: record.founding_role,
    marked: record.marked === 1,
    pending: record.pending,
    generation: sane ? BigInt(record.generation) : 0n,
    createdAt: record.created_at,
    ownKey: record.own_key && new Uint8Array(record.own_key),
    ownName: record.own_name,
    size: record.size,
    quarantine: sane ? record.quarantine : 'damaged',
  };
}

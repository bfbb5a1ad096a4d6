import type { Session } from '#engine/two-party/session.ts';
import { fullFingerprint } from '../../trust/fingerprint.ts';
import { schemeNumber } from '../../trust/signature-schemes.ts';
import type { NewKeyPackage } from '../key-package-table.ts';
import type { IdentityKey } from '../identity-table.ts';
import type { NewPin } from '../pin-table.ts';
import type { SessionAbout } from '../store.ts';
import type { AuditDetail, NewAuditEntry } from './entry.ts';

export type IdentityAction = Extract<NewAuditEntry['action'], `identity-${string}`>;
export type PinAction = Extract<NewAuditEntry['action'], `pin-${string}`>;
export type SessionAction = Extract<NewAuditEntry['action'], `session-${string}`>;

/** @param key the one the operation is about, else the first one */
export function identityEntry(action: IdentityAction, id: string, key: Omit<IdentityKey, 'createdAt'> | null, detail: AuditDetail): NewAuditEntry {
  const fingerprint = key === null ? null : fullFingerprint({ scheme: schemeNumber(key.scheme), publicKey: key.publicKey });
  return { action, subject: { kind: 'identity', id, fingerprint }, detail };
}

/** @param pin as it is after the operation, or was before it was removed */
export function pinEntry(action: PinAction, pin: NewPin & { readonly id: string }): NewAuditEntry {
  const { id, label, kind, address, name, fixed } = pin;
  return { action, subject: { kind: 'pin', id, fingerprint: fullFingerprint(pin) }, detail: { label, pinKind: kind, address, name, fixed } };
}

/**
 * What a saved step is, to an operator. Updates are not told of: the list of epochs has them, and a busy session makes many. That a
 * session is resumed is known by the host that does it.
 */
export function actionOf({ standing }: Session, isNew: boolean): SessionAction | null {
  if (isNew) return 'session-founded';
  return standing === 'suspect' ? 'session-suspect' : null;
}

export function sessionEntry(action: SessionAction, session: Session, about: SessionAbout): NewAuditEntry {
  const detail = {
    peer: about.peerName,
    address: about.address,
    direction: about.direction,
    connection: about.connectionId,
    epoch: String(session.group.epoch),
    suite: session.group.suite,
    profile: session.profile,
    insecure: about.insecure,
  };
  return { action, subject: { kind: 'session', id: session.id, fingerprint: about.peerFingerprint || null }, detail };
}

export function keyPackageEntry(action: Extract<NewAuditEntry['action'], `key-package-${string}`>, about: NewKeyPackage): NewAuditEntry {
  const { id, identityId, suite, name, notAfter } = about;
  return { action, subject: { kind: 'key-package', id, fingerprint: null }, detail: { identity: identityId, name, suite, notAfter } };
}

export function forgottenEntry(id: string, peerFingerprint: string, epoch: string): NewAuditEntry {
  return { action: 'session-forgotten', subject: { kind: 'session', id, fingerprint: peerFingerprint || null }, detail: { epoch } };
}

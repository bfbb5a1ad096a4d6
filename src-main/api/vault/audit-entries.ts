import type { NewAuditEntry } from '#main/store/audit/entry.ts';
import type { WrappingKind } from '#main/store/key-envelope.ts';
import type { AutoLockView, LockStrength } from '#shared/contract/vault.ts';

const subject = { kind: 'profile', id: null, fingerprint: null } as const;

/** @param failures attempts in vain since it was locked, or since this program started */
export function unlockedEntry(by: WrappingKind, failures: number): NewAuditEntry {
  return { action: 'profile-unlocked', subject, detail: { by, failures } };
}

export function lockedEntry(strength: LockStrength): NewAuditEntry {
  return { action: 'profile-locked', subject, detail: { strength } };
}

/** @param kinds what opens the key from now on */
export function protectionEntry(changed: WrappingKind, kinds: readonly WrappingKind[]): NewAuditEntry {
  return { action: 'protection-changed', subject, detail: { changed, kinds: kinds.join(', ') } };
}

export function autoLockEntry({ minutes, strength }: AutoLockView): NewAuditEntry {
  return { action: 'auto-lock-changed', subject, detail: { minutes, strength } };
}

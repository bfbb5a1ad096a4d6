import type { ErrorView } from '../views.ts';

/** A way to the key of a profile. `plain`: it lies on the disk as it is; for laboratories. */
export type ProtectionView = 'plain' | 'passphrase' | 'keychain' | 'recovery';

/**
 * What locking does. `window`: nothing is shown or taken until the profile is unlocked, connections go on. `stop`: connections end
 * and can be resumed later, and the keys leave memory.
 */
export type LockStrength = 'window' | 'stop';

/** Requests and topics that are answered in every state; all others are refused with `LOCKED` unless the profile is open. */
export interface VaultView {
  /** `new`: nobody has said yet how its keys are to be protected. */
  readonly state: 'new' | 'locked' | 'open';
  /** Whether connections go on although the profile is locked. */
  readonly running: boolean;
  readonly protections: readonly ProtectionView[];
  /** What may open it now; empty unless it is locked. Who locks a profile that has a passphrase is asked for that. */
  readonly ways: readonly ProtectionView[];
  /** `basic_text` is no protection: its password is the same everywhere. */
  readonly keychain: { readonly availability: 'real' | 'basic_text' | 'none'; readonly backend: string };
  /** Why the keychain did not open it when it was asked. */
  readonly trouble: ErrorView | null;
  /** The last thing that opened it: after a recovery kit a new passphrase needs no old one. */
  readonly openedBy: ProtectionView | null;
  readonly autoLock: AutoLockView;
}

export interface AutoLockView {
  /** Without a request for so long; `null` = never. */
  readonly minutes: number | null;
  readonly strength: LockStrength;
}

/** A recovery kit, shown once: nobody can read it back. The only secret that the core ever tells a face. */
export interface RecoveryKitView {
  /** Fourteen groups of five letters. */
  readonly kit: string;
  /** Tells which profile it belongs to; no secret. */
  readonly mark: string;
  readonly madeAt: number;
}

export interface VaultRequests {
  vault(params: Record<string, never>): VaultView;
  /** Creates the keys of a new profile; `plain` alone, or at least one of the others. */
  protect(params: { readonly passphrase: string | null; readonly keychain: boolean; readonly plain: boolean }): VaultView;
  /** Each attempt takes at least 200 ms, one after the other; none of them harms anything. */
  unlock(params: UnlockParams): VaultView;
  lock(params: { readonly strength: LockStrength }): VaultView;
  /** Sets the passphrase; a `plain` key is protected from then on. `current` is needed where there is one, unless a recovery kit opened the profile. */
  changePassphrase(params: { readonly current: string | null; readonly next: string }): VaultView;
  /** Adds the keychain of the system, or seals the key in it anew. */
  useKeychain(params: Record<string, never>): VaultView;
  /** Never the last one. */
  removeProtection(params: { readonly kind: ProtectionView }): VaultView;
  /** A new kit; an earlier one opens nothing any more. */
  makeRecoveryKit(params: Record<string, never>): RecoveryKitView;
  setAutoLock(params: AutoLockView): VaultView;
  /** Somebody is there, though nothing is asked: puts the automatic lock off. */
  stayAwake(params: Record<string, never>): null;
}

export type UnlockParams =
  | { readonly by: 'passphrase'; readonly passphrase: string }
  | { readonly by: 'recovery'; readonly kit: string }
  | { readonly by: 'keychain' };

export interface VaultTopics {
  readonly vaultChanged: VaultView;
}

export const vaultChannels: { readonly [M in keyof VaultRequests]: `core:${M}` } = {
  vault: 'core:vault',
  protect: 'core:protect',
  unlock: 'core:unlock',
  lock: 'core:lock',
  changePassphrase: 'core:changePassphrase',
  useKeychain: 'core:useKeychain',
  removeProtection: 'core:removeProtection',
  makeRecoveryKit: 'core:makeRecoveryKit',
  setAutoLock: 'core:setAutoLock',
  stayAwake: 'core:stayAwake',
};

export const vaultTopicChannels: { readonly [T in keyof VaultTopics]: `face:${T}` } = {
  vaultChanged: 'face:vaultChanged',
};

import { eraseOpening, type KeyVault, type Opening } from '#main/store/key-vault.ts';
import { longestPassphrase, passphraseBytes } from '#main/store/passphrase-seal.ts';
import { type ReadKit, readKit, writeKit } from '#main/store/recovery-kit.ts';
import type { Handlers, Params } from '#shared/contract.ts';
import type { RecoveryKitView, UnlockParams, VaultRequests } from '#shared/contract/vault.ts';
import { refusal } from '../error-views.ts';
import type { LifeCycle, Running } from './life-cycle.ts';
import type { DetailSaid } from '#shared/words/details.ts';

/** Least characters of a new passphrase: our own limit. */
const shortestPassphrase = 8;

export interface VaultParts {
  readonly life: LifeCycle<Running>;
  readonly vault: KeyVault;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Wall clock, milliseconds. */
  readonly now: () => number;
}

/** Answered in every state of the profile. Secrets become bytes here, which are erased once they were used. */
export function vaultHandlers(parts: VaultParts): Pick<Handlers, keyof VaultRequests> {
  const { life } = parts;
  const after = async (work: Promise<void>) => {
    await work;
    return life.view();
  };
  return {
    vault: () => life.view(),
    protect: (params) => after(protect(life, params)),
    unlock: async (params) => after(withOpening(openingOf(params), (opening) => life.unlock(opening))),
    lock: ({ strength }) => after(life.lock(strength)),
    changePassphrase: (params) => after(changePassphrase(life, params)),
    useKeychain: () => after(life.protect({ kind: 'keychain' }, ['plain'])),
    removeProtection: ({ kind }) => after(life.remove(kind)),
    makeRecoveryKit: () => makeRecoveryKit(parts),
    setAutoLock: (autoLock) => after(life.setAutoLock(autoLock)),
    stayAwake: async () => null,
  };
}

async function protect(life: LifeCycle<Running>, { passphrase, keychain, plain }: Params<'protect'>): Promise<void> {
  if (plain ? keychain || passphrase !== null : !keychain && passphrase === null) {
    throw refusal('IPC_BAD_ARGS', 'no protection at all, or at least one and not plain');
  }
  const openings: readonly Opening[] = [
    ...(passphrase === null ? [] : [newPassphrase(passphrase)]),
    ...(keychain ? [{ kind: 'keychain' } as const] : []),
    ...(plain ? [{ kind: 'plain' } as const] : []),
  ];
  try {
    await life.create(openings);
  } finally {
    for (const opening of openings) eraseOpening(opening);
  }
}

async function changePassphrase(life: LifeCycle<Running>, { current, next }: Params<'changePassphrase'>): Promise<void> {
  const changed = newPassphrase(next);
  const before: Opening | null = current === null ? null : { kind: 'passphrase', passphrase: passphraseBytes(current) };
  try {
    await life.changePassphrase(before, changed);
  } finally {
    eraseOpening(before);
    eraseOpening(changed);
  }
}

async function makeRecoveryKit({ life, vault, randomBytes, now }: VaultParts): Promise<RecoveryKitView> {
  const key = randomBytes(32);
  try {
    await life.protect({ kind: 'recovery', key });
    return { kit: writeKit(key), mark: vault.mark(), madeAt: now() };
  } finally {
    key.fill(0);
  }
}

function openingOf(params: UnlockParams): Opening {
  if (params.by === 'keychain') return { kind: 'keychain' };
  if (params.by === 'passphrase') return { kind: 'passphrase', passphrase: passphraseBytes(params.passphrase) };
  const read = readKit(params.kit);
  if (read.kind === 'key') return { kind: 'recovery', key: read.key };
  throw refusal('RECOVERY_KIT_TYPO', typoOf(read));
}

function typoOf(read: Exclude<ReadKit, { kind: 'key' }>): DetailSaid {
  switch (read.kind) {
    case 'wrong groups':
      return ['kit-groups', read.groups.join(', '), read.groups.length === 1];
    case 'wrong length':
      return ['kit-letters', read.letters];
    case 'wrong whole':
      return ['kit-mixed'];
    default:
      return read satisfies never;
  }
}

function newPassphrase(text: string): Opening {
  if ([...text].length < shortestPassphrase) throw refusal('PASSPHRASE_TOO_SHORT');
  const passphrase = passphraseBytes(text);
  if (passphrase.length > longestPassphrase) throw refusal('PASSPHRASE_TOO_LONG');
  return { kind: 'passphrase', passphrase };
}

async function withOpening(opening: Opening, work: (opening: Opening) => Promise<void>): Promise<void> {
  try {
    await work(opening);
  } finally {
    eraseOpening(opening);
  }
}

import type { ErrorWords } from './words.ts';

const ways = 'Give --passphrase-fd N or --passphrase-file FILE, or start it at a terminal and type the passphrase.';

/** Protection of the keys on the disk, lock and unlock. */
export const vault = {
  LOCKED: {
    title: 'The profile is locked',
    next: 'Unlock it: in the window or page, with `epochscope unlock`, or at start with --passphrase-fd N or --passphrase-file FILE.',
  },
  UNPROTECTED: {
    title: 'The profile is new, and nothing says how its keys are to be protected',
    next: `${ways} For a laboratory, --insecure-plain-keys leaves them unprotected.`,
  },
  UNLOCK_FAILED: { title: 'This does not open the profile', next: 'Try again, or use the recovery kit. Nothing is lost by trying.' },
  KEYRING_CHANGED: {
    title: 'The keychain of this system no longer opens the profile',
    next: 'Use the passphrase or the recovery kit, then protect the key with the keychain again. Nothing on the disk was touched.',
  },
  KEYRING_UNAVAILABLE: { title: 'This system has no keychain that protects anything', next: 'Choose a passphrase.' },
  LAST_PROTECTION: { title: 'This is the only way to open the profile', next: 'Add another protection first, then take this one away.' },
  NOTHING_TO_ASK: { title: 'This profile has no protection, so locking it would keep nobody out', next: 'Set a passphrase first.' },
  ALREADY_PROTECTED: { title: 'The profile is protected already', next: 'Unlock it, then change its protection.' },
  PASSPHRASE_TOO_SHORT: { title: 'The passphrase is too short', next: 'Take at least 8 characters; several random words are best.' },
  PASSPHRASE_TOO_LONG: { title: 'The passphrase is too long', next: 'Take at most 1024 bytes.' },
  PASSPHRASE_UNREADABLE: { title: 'The passphrase could not be read', next: ways },
  RECOVERY_KIT_TYPO: { title: 'The recovery kit was not typed right', next: 'Compare the groups with the paper and correct them.' },
} as const satisfies Record<string, ErrorWords>;

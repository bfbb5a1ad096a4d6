import type { LockStrength, ProtectionView } from '#shared/contract/vault.ts';
import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

const protections: { readonly [K in ProtectionView]: { readonly name: string; readonly text: string } } = {
  keychain: {
    name: 'Keychain of this system',
    text: 'Opens by itself while you are logged in. Other users, and whoever copies the disk, cannot.',
  },
  passphrase: {
    name: 'Passphrase',
    text: 'Asked for at every start. Without it nobody can open the keys, and neither can you.',
  },
  plain: {
    name: 'No protection (laboratory)',
    text: 'Anybody who can read the disk or a backup of it has the keys. A banner says so wherever you are.',
  },
  recovery: { name: 'Recovery kit', text: 'On paper, for the day when everything else is lost.' },
};

const strengths: { readonly [S in LockStrength]: { readonly name: string; readonly text: string } } = {
  window: { name: 'Lock the window', text: 'Nothing is shown or taken until you unlock. Connections go on, so the keys stay in memory.' },
  stop: { name: 'Lock and stop', text: 'Connections end and can be resumed later; the keys leave memory.' },
};

export const english = {
  title: 'Security',
  about: 'How the keys of this profile are kept on the disk, and what it takes to open them.',
  banner: 'The keys of this profile lie on the disk without protection. This is for laboratories.',
  bannerLabel: 'Warning about the keys',
  protections,
  oneOfMany: 'Asked for at every start, unless something else here opens the keys.',
  kitLater: 'You can make a recovery kit afterwards, under Security.',
  strengths,

  chooseTitle: 'How are your keys protected on this disk?',
  haveBackup: 'You have a backup? Create an identity first; then add what the backup holds, under Security.',
  basicText: 'The keychain here is “basic_text”: its password is the same on every machine, so it protects nothing and is not offered.',
  passphrase: 'Passphrase',
  newPassphrase: 'New passphrase',
  currentPassphrase: 'Current passphrase',
  newHint: 'At least 8 characters; several random words are best. Nobody can reset it.',
  show: 'Show',
  hide: 'Hide',
  again: 'Repeat passphrase',
  differs: 'The two differ.',
  tooShort: 'At least 8 characters.',
  missing: 'Type the passphrase.',

  locked: 'This profile is locked',
  lockedText: 'Its keys are sealed on the disk. Unlock it to go on.',
  runningText: 'Connections go on meanwhile. Unlock the profile to see them.',
  unlock: 'Unlock',
  useKeychain: 'Unlock with the keychain',
  useKit: 'Use a recovery kit',
  lockedWithoutKit: 'No recovery kit was made: only the passphrase opens this profile.',
  usePassphrase: 'Use the passphrase',
  kit: 'Recovery kit',
  kitHint: 'All fourteen groups, as they are on the paper. Capitals, spaces and hyphens do not matter.',
  unlockFailed: 'Not unlocked',

  howTitle: 'What opens the keys',
  howText: 'Any one of these opens them. The last one cannot be removed.',
  remove: 'Remove',
  removeAsk: (name: string) => `Remove “${name}”?`,
  removeText: 'It opens nothing any more afterwards. What is left must be in your hands.',
  removed: 'Removed',
  add: 'Add the keychain',
  added: 'The keychain opens the profile, too',
  noKeychain: 'No system keychain was found.',

  passphraseTitle: 'Passphrase',
  change: 'Change passphrase',
  set: 'Set passphrase',
  changed: 'The passphrase is changed; the old one opens nothing any more',
  protectedNow: 'The keys are protected. What the disk or a backup kept of them before is out of reach.',
  changeFailed: 'The passphrase was not changed',
  afterKit: 'A recovery kit opened the profile, so the current passphrase is not asked for.',

  kitTitle: 'Recovery kit',
  kitText: 'Seventy letters on paper that open the profile when the passphrase is forgotten or the keychain is gone. A new kit ends the one before.',
  noKit: 'No kit yet',
  noKitText: 'A forgotten passphrase or a lost keychain means that everything in this profile is lost.',
  kitMade: 'Kit made',
  kitMadeText: 'If you no longer have it on paper, make a new one.',
  makeNewKit: 'Make a new recovery kit',
  makeKit: 'Make a recovery kit',
  kitFailed: 'The kit was not made',
  kitDialog: 'Your recovery kit',
  kitDialogText: 'It is shown this once. Print it or write it down, and keep it away from this machine: whoever has it opens the profile.',
  kitOf: (mark: string, date: string) => `Profile ${mark}, made ${date}`,
  copyKit: 'Copy kit',
  print: 'Print',
  kitDone: 'I have it on paper',

  lockTitle: 'Lock',
  lockNow: 'Lock now',
  lockFailed: 'Not locked',
  nothingToLock: 'A profile without protection cannot be locked: set a passphrase first.',
  keychainAlone: 'Only the keychain protects this profile, so anybody at this desktop can unlock it. Set a passphrase to be asked for it.',
  autoLock: 'Lock automatically',
  autoLockHint: 'After so long without any request: from this window, a browser or the command line.',
  never: 'Never',
  minutes: (count: number) => (count === 60 ? 'After an hour' : count === 1 ? 'After a minute' : `After ${count} minutes`),
  how: 'When locking',
  lockedTab: 'Locked · Epochscope',
} as const;

export const texts = spoken(english, german);

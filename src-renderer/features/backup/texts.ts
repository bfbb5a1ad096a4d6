import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  makeTitle: 'Back up this profile',
  makeText:
    'One encrypted file with identities and their keys, pins, policies, settings and the audit log. It lists sessions, but their keys stay in this profile: even with its passphrase, no connection, past or present, can be read from it.',
  passphrase: 'Passphrase of the backup',
  passphraseHint: 'Only for this file. Keep it apart from the file: nobody can reset it.',
  make: 'Make a backup',
  made: (size: string) => `Made, read back whole, and handed to your browser as a file of ${size}`,
  saved: (size: string) => `Made, read back whole, and saved: ${size}`,
  notKept: 'No place was chosen: the backup was not saved',
  makeFailed: 'No backup was made',
  cancel: 'Cancel',
  working: (done: number, all: number | null) => (all === null || all === 0 ? 'Working' : `${Math.min(100, Math.floor((done * 100) / all))} %`),

  restoreTitle: 'Restore a backup',
  restoreText:
    'Adds what the file holds to this profile, all of it or nothing; what is here already stays. A backup holds no session keys: a session can be resumed only if its keys are still in this very profile, unused since the backup. Any other needs a fresh handshake.',
  file: 'Backup file',
  choose: 'Choose a file…',
  noneChosen: 'No file chosen',
  dropHere: 'or drop it here',
  noFile: 'Choose a file.',
  missing: 'Type the passphrase.',
  look: 'Preview restore…',
  lookFailed: 'The backup cannot be restored',
  reportTitle: 'Restore this backup?',
  reportOf: (date: string, version: string) => `Made ${date} by version ${version}. Nothing has been changed yet.`,
  restore: 'Restore',
  restored: 'Restored',
} as const;

export const texts = spoken(english, german);

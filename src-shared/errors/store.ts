import { disk, fresh, type ErrorWords } from './words.ts';

/** The store's codes. */
export const store = {
  STORE_LOCKED: {
    title: 'Another program uses this profile directory',
    next: 'Use the one that runs, or choose another directory with --profile-dir.',
  },
  STORE_NEWER_SCHEMA: { title: 'This profile was written by a newer version', next: 'Install the newer version.' },
  STORE_DAMAGED: {
    title: 'The profile’s database is damaged',
    next: 'Keep the directory as it is; restore a backup, or run `epochscope repair`.',
  },
  STORE_FULL: { title: 'The disk is full', next: 'Free some space; nothing was lost.' },
  STORE_READ_ONLY: {
    title: 'The profile cannot be written',
    next: 'Where it is damaged, restore a backup or run `epochscope repair`; else look at the permissions of its folder and at the disk.',
  },
  STORE_FAILED: { title: 'The disk failed while the profile was written', next: disk },
  STORE_NOT_PRIVATE: {
    title: 'Other users can read this profile, and it cannot be made private',
    next: 'Use a directory on a file system with permissions.',
  },
  RUNTIME_TOO_OLD: { title: 'This Node.js cannot load the database', next: 'Start the program with npm start, which brings the right one.' },
  DATA_KEY_MISSING: { title: 'The key of this profile is missing', next: 'Put the key file back from a backup.' },
  DATA_KEY_WRONG: {
    title: 'The key does not open this profile',
    next: 'Put the right key file back, or choose another directory with --profile-dir.',
  },
  ROLLBACK_DETECTED: { title: 'A stored session is older than it should be: the profile was copied or restored', next: fresh },
  SESSION_RESTORED: { title: 'This session came back from a backup, and its keys did not', next: fresh },
  GENERATION_CONFLICT: { title: 'Another program changed this session', next: fresh },
  NOT_FOUND: { title: 'This no longer exists', next: 'Refresh the view.' },
  KEY_PACKAGE_REPLAYED: { title: 'This key package was used before', next: 'Let the peer connect again; it takes a fresh key package.' },
  BACKUP_NOT_OURS: { title: 'This file is not a backup of this program', next: 'Choose another file.' },
  BACKUP_OLDER: {
    title: 'This backup was made by an earlier version, in a form that is not read any more',
    next: 'Restore it with the version that made it.',
  },
  BACKUP_NEWER: { title: 'This backup was made by a newer version', next: 'Install the newer version.' },
  BACKUP_PASSPHRASE: {
    title: 'The passphrase does not open this backup',
    next: 'Type it again. If it is right, the beginning of the file is damaged: use another copy of the backup.',
  },
  BACKUP_CUT: { title: 'The end of this backup is missing', next: 'Use another copy of the backup; nothing was changed.' },
  BACKUP_DAMAGED: { title: 'This backup is damaged', next: 'Use another copy of the backup; nothing was changed.' },
  BACKUP_TOO_BIG: { title: 'This backup is larger than can be read', next: 'Use a smaller backup.' },
  TOO_MANY: { title: 'There are too many of these', next: 'Remove some that are not needed, and try again.' },
  ALREADY_EXISTS: { title: 'This exists already', next: 'Choose another name, or use the one that exists.' },
} as const satisfies Record<string, ErrorWords>;

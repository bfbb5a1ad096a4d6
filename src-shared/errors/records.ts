import { input, type ErrorWords } from './words.ts';

/** Codes of jobs, the audit log and backups. */
export const records = {
  TOO_MANY_JOBS: { title: 'Too much is going on at once', next: 'Wait until one of the running jobs is done.' },
  CANCELLED: { title: 'It was cancelled', next: 'Nothing was changed.' },
  UNKNOWN_TRANSFER: { title: 'This transfer has ended', next: 'Begin again.' },
  TRANSFER_OUT_OF_ORDER: { title: 'The pieces of a transfer came out of order', next: 'Begin again.' },
  BACKUP_NEEDS_PASSPHRASE: { title: 'A backup needs a passphrase, and this one cannot be used', next: 'Give one of 1 to 1024 bytes.' },
  BACKUP_NOT_HERE: { title: 'This profile has no files, so there is nothing to back up', next: input },
  NOT_AN_AUDIT_LOG: { title: 'This file is not an exported audit log', next: input },
} as const satisfies Record<string, ErrorWords>;

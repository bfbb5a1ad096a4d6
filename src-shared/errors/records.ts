import { input, type ErrorWords } from './words.ts';

/** Codes of jobs, the audit log and backups. */
export const records = {
  TOO_MANY_JOBS: { title: 'Too much is going on at once', next: 'Wait until one of the running jobs is done.' },
  CANCELLED: { title: 'It was cancelled', next: 'Nothing was changed.' },
  NOT_AN_AUDIT_LOG: { title: 'This file is not an exported audit log', next: input },
} as const satisfies Record<string, ErrorWords>;

import { randomBytes } from 'node:crypto';

/** 32 hexadecimal digits. */
export function freshLogId(): string {
  return randomBytes(16).toString('hex');
}

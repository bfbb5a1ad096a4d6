import { StoreError } from './store-error.ts';

/** Whether a column holds a uint64 as this program writes it: decimal digits. */
export function isCounter(text: unknown): text is string {
  return typeof text === 'string' && /^\d{1,20}$/.test(text);
}

/** A uint64 out of a column. @throws {StoreError} `STORE_DAMAGED`: SQLite cannot tell that a letter of a text has changed */
export function counterOf(text: string): bigint {
  if (isCounter(text)) return BigInt(text);
  throw new StoreError('STORE_DAMAGED', ['counter-damaged']);
}

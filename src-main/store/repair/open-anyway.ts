import { type KeyStoreOptions, openKeyStore } from '../sqlite-key-store.ts';
import type { KeyStore } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { type Damage, examineProfile } from './examine.ts';
import type { Explained } from '#shared/words/details.ts';

/** A profile that is open; when it is damaged, for reading only. */
export interface OpenProfile {
  readonly store: KeyStore;
  /** `null`: it is sound. */
  readonly damage: Damage | null;
}

/**
 * Opens a profile, and one that is damaged for reading: what is left of it is listed, and whatever writes is refused with
 * `STORE_READ_ONLY`. It is never silently empty.
 *
 * @throws {StoreError} whatever opening throws, except `STORE_DAMAGED`
 */
export function openAnyway(options: KeyStoreOptions): OpenProfile {
  try {
    return { store: openKeyStore(options), damage: null };
  } catch (cause) {
    if (!(cause instanceof StoreError) || cause.code !== 'STORE_DAMAGED' || !options.dataKey.exists()) throw cause;
    const refusal = new StoreError('STORE_READ_ONLY', readOnly(cause), cause);
    return examineProfile({ ...options, dataKey: options.dataKey.load() }, refusal);
  }
}

/** Whoever wants to write hears what was found. */
function readOnly({ message, said }: StoreError): Explained {
  const text = `the profile is damaged and open for reading only (${message})`;
  return { text, said: said.length === 0 ? [] : [['profile-read-only'], ...said] };
}

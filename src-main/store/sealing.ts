import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { type Bytes, concat } from '#engine/bytes.ts';

/** Bytes a sealed value is longer than its content: form, nonce, tag. */
export const sealOverhead = 1 + 12 + 16;

/** First byte of every sealed value: AES-256-GCM with a random 96-bit nonce. */
const form = 1;

/**
 * Encrypts for the store. AES-256-GCM; `form || nonce || ciphertext || tag`.
 *
 * @param place what and where the value is, for example `sessions|<id>|<generation>`: a value moved elsewhere does not open
 */
export function seal(key: KeyObject, place: string, content: Bytes): Bytes {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(place, 'utf8'));
  const body = cipher.update(content);
  return concat(Uint8Array.of(form), nonce, body, cipher.final(), cipher.getAuthTag());
}

/** @returns the content, its caller's to erase, or `null` when the value was not sealed with this key for this place */
export function unseal(key: KeyObject, place: string, sealed: Bytes): Bytes | null {
  if (sealed.length < sealOverhead || sealed[0] !== form) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13));
  decipher.setAAD(Buffer.from(place, 'utf8'));
  decipher.setAuthTag(sealed.subarray(sealed.length - 16));
  // GCM decrypts in one update, whose buffer is its own: nothing is left behind in a pool
  const content = decipher.update(sealed.subarray(13, sealed.length - 16));
  try {
    decipher.final();
    return new Uint8Array(content.buffer, content.byteOffset, content.length);
  } catch {
    content.fill(0);
    return null;
  }
}

/** What keys derived from the data key are for. */
export type DataKeyPurpose = 'identities' | 'key slots' | 'key check';

/** One purpose's key out of the profile's data key. HKDF-SHA256, RFC 5869, empty salt. */
export function deriveKey(dataKey: KeyObject, purpose: DataKeyPurpose): KeyObject {
  const bytes = new Uint8Array(hkdfSync('sha256', dataKey, new Uint8Array(0), `epochscope ${purpose}`, 32));
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

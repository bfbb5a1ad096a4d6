import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { type Bytes, concat, toHex } from '#engine/bytes.ts';
import { type ScryptCost, scrypt } from '#main/crypto/scrypt.ts';
import { detectFeatures } from '#main/crypto/self-test.ts';
import { seal, sealOverhead, unseal } from './sealing.ts';
import { StoreError } from './store-error.ts';

/** What a new seal costs: 128 MiB and about 0.4 s a guess. */
export const standardCost: ScryptCost = { logN: 17, r: 8, p: 1 };

/** Limits of our own on what a file may ask of us: 256 MiB and some seconds. Bad input ST-023. */
const mostMemory = 256 * 1024 * 1024;
const mostPasses = 4;
/** Bytes of a passphrase; longer ones open nothing and seal nothing. */
export const longestPassphrase = 1024;

const form = 1;
const saltLength = 16;
const headLength = 5 + saltLength;

/** Bytes a value grows by when it is sealed under a passphrase. */
export const passphraseOverhead = headLength + sealOverhead;

/**
 * The bytes of a passphrase as a person types it: the same on every keyboard and system (Unicode NFC, UTF-8). The caller erases them.
 */
export function passphraseBytes(text: string): Bytes {
  return new TextEncoder().encode(text.normalize('NFC'));
}

/**
 * Encrypts under a passphrase.
 *
 *     struct { uint8 form = 1; uint8 log_n, r, p; opaque salt<0..255>; opaque sealed[rest]; }
 *
 * `sealed` is that of sealing.ts under scrypt(passphrase, salt), bound to `place` and to everything in front of it.
 *
 * @param passphrase the caller's, who erases it; at most {@link longestPassphrase} bytes
 * @param place what the value is, for example `backup|<id>`: a value moved elsewhere does not open
 * @throws {RangeError} when the passphrase is empty or too long
 */
export async function sealUnderPassphrase(passphrase: Bytes, place: string, content: Bytes, cost: ScryptCost = standardCost): Promise<Bytes> {
  if (!usable(passphrase)) throw new RangeError('the passphrase is empty or too long');
  const head = concat(Uint8Array.of(form, cost.logN, cost.r, cost.p, saltLength), new Uint8Array(randomBytes(saltLength)));
  const key = await stretched(passphrase, head, cost);
  return concat(head, seal(key, placeOf(place, head), content));
}

/**
 * @returns the content, the caller's to erase, or `null`: the passphrase is wrong, or the value was changed or sealed for another place
 * @throws {StoreError} `STORE_DAMAGED` when it is no such value, or asks for absurd work, before any of it is done
 */
export async function unsealUnderPassphrase(passphrase: Bytes, place: string, sealed: Bytes): Promise<Bytes | null> {
  const cost = costOf(sealed);
  if (!usable(passphrase)) return null;
  const head = sealed.subarray(0, headLength);
  return unseal(await stretched(passphrase, head, cost), placeOf(place, head), sealed.subarray(headLength));
}

/** What opening a sealed value costs. @throws {StoreError} `STORE_DAMAGED` */
export function costOf(sealed: Bytes): ScryptCost {
  const [version, logN = 0, r = 0, p = 0, salt] = sealed;
  // N < 2^(16r): RFC 7914 §2
  const possible = logN >= 1 && logN < 16 * r && p >= 1;
  const reasonable = possible && p <= mostPasses && 128 * 2 ** logN * r <= mostMemory;
  if (version !== form || salt !== saltLength || sealed.length < passphraseOverhead || !reasonable) {
    throw new StoreError('STORE_DAMAGED', ['seal-damaged']);
  }
  return { logN, r, p };
}

function usable(passphrase: Bytes): boolean {
  return passphrase.length > 0 && passphrase.length <= longestPassphrase;
}

async function stretched(passphrase: Bytes, head: Bytes, cost: ScryptCost): Promise<KeyObject> {
  const bytes = await scrypt(detectFeatures(), passphrase, head.subarray(5), cost, 32);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

function placeOf(place: string, head: Bytes): string {
  return `passphrase|${toHex(head)}|${place}`;
}

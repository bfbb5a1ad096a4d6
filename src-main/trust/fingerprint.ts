import { createHash } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import type { PeerKey } from '#main/store/pin-table.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'; // RFC 4648 §6

/** SHA-256 over `uint16 signature scheme || public key`: 32 bytes. */
export function fingerprint({ scheme, publicKey }: PeerKey): Bytes {
  const hash = createHash('sha256');
  hash.update(Uint8Array.of(scheme >> 8, scheme & 0xff));
  hash.update(publicKey);
  return new Uint8Array(hash.digest());
}

/** The whole fingerprint: 52 base32 characters (RFC 4648 §6, no padding) in 13 groups of four, joined by spaces. */
export function fullFingerprint(key: PeerKey): string {
  return grouped(base32(fingerprint(key)), 4);
}

/**
 * The fingerprint for reading aloud: 12 groups of five digits, joined by spaces. The 32 bytes are taken as one big-endian
 * number modulo 10^60, with leading zeros: 199 bits of it.
 */
export function shortFingerprint(key: PeerKey): string {
  const number = BigInt(`0x${Buffer.from(fingerprint(key)).toString('hex')}`) % 10n ** 60n;
  return grouped(number.toString().padStart(60, '0'), 5);
}

/** The short form of a whole fingerprint; empty for what is none. */
export function shortOfFull(full: string): string {
  const letters = full.replaceAll(' ', '');
  if (letters.length !== 52 || !/^[A-Z2-7]+$/.test(letters)) return '';
  // 260 bits, of which the last four are no part of it
  const number = [...letters].reduce((sum, letter) => (sum << 5n) | BigInt(alphabet.indexOf(letter)), 0n) >> 4n;
  return grouped((number % 10n ** 60n).toString().padStart(60, '0'), 5);
}

function base32(bytes: Bytes): string {
  let out = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) out += alphabet.charAt((value >> (bits - 5)) & 31);
  }
  return bits === 0 ? out : out + alphabet.charAt((value << (5 - bits)) & 31);
}

function grouped(text: string, size: number): string {
  return text.match(new RegExp(`.{${size}}`, 'g'))?.join(' ') ?? text;
}

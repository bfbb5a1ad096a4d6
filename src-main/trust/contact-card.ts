import { concat } from '#engine/bytes.ts';
import type { PeerKey } from '#main/store/pin-table.ts';
import { publicKeyLength, schemeByNumber } from './signature-schemes.ts';
import { type DetailSaid, explained } from '#shared/words/details.ts';

/** What one person hands to another so that their programs trust each other. */
export interface ContactCard extends PeerKey {
  /** As in the basic credential. */
  readonly name: string;
}

/** A card that cannot be read; the message says what is wrong, in words. */
export class ContactCardError extends Error {
  override readonly name = 'ContactCardError';
  readonly why: DetailSaid;

  constructor(...why: DetailSaid) {
    super(explained(why).text);
    this.why = why;
  }
}

const prefix = 'epochscope:contact?';

/** Longest name, UTF-8 bytes. Our own limit. */
const nameLimit = 256;

/**
 * `epochscope:contact?v=1&name=…&key=…`; `name` percent-encoded UTF-8, `key` base64url without padding (RFC 4648 §5) of
 * `uint16 signature scheme || public key`.
 */
export function encodeContactCard({ name, scheme, publicKey }: ContactCard): string {
  const key = Buffer.from(concat(Uint8Array.of(scheme >> 8, scheme & 0xff), publicKey)).toString('base64url');
  return `${prefix}v=1&name=${encodeURIComponent(name)}&key=${key}`;
}

/**
 * Reads exactly what {@link encodeContactCard} writes, white space around it aside.
 *
 * @throws {ContactCardError}
 */
export function parseContactCard(text: string): ContactCard {
  const trimmed = text.trim();
  if (!trimmed.startsWith(prefix)) throw new ContactCardError('card-begin');
  const fields = /^v=([^&]*)&name=([^&]*)&key=([^&]*)$/.exec(trimmed.slice(prefix.length));
  const [, version, name, key] = fields ?? [];
  if (version === undefined || name === undefined || key === undefined) throw new ContactCardError('card-fields');
  if (version !== '1') throw new ContactCardError('card-version');
  return { name: parseName(name), ...parseKey(key) };
}

function parseName(encoded: string): string {
  let name: string;
  try {
    name = decodeURIComponent(encoded);
  } catch {
    throw new ContactCardError('card-name-form');
  }
  const length = Buffer.byteLength(name);
  if (length === 0 || length > nameLimit) throw new ContactCardError('card-name-length', nameLimit);
  // control and format characters (bidirectional overrides among them) could make one name look like another
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) throw new ContactCardError('card-name-invisible');
  return name;
}

function parseKey(encoded: string): PeerKey {
  const bytes = Buffer.from(encoded, 'base64url');
  if (bytes.toString('base64url') !== encoded || bytes.length < 3) throw new ContactCardError('card-key-form');
  const number = bytes.readUInt16BE(0);
  const scheme = schemeByNumber(number);
  if (scheme === null) throw new ContactCardError('card-key-kind');
  if (bytes.length !== 2 + publicKeyLength(scheme)) throw new ContactCardError('card-key-length', scheme);
  return { scheme: number, publicKey: new Uint8Array(bytes.subarray(2)) };
}

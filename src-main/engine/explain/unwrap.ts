import { type Bytes, fromHex } from '../bytes.ts';

/** In what dress bytes came. */
export type InputForm = 'binary' | 'hex' | 'base64' | 'pem';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'; // RFC 4648 §4
const digits: ReadonlyMap<string, number> = new Map([...alphabet, '-', '_'].map((letter, i) => [letter, i < 64 ? i : i - 2]));

/** Takes hexadecimal, base64 (also base64url) and PEM off; everything else is the bytes themselves. */
export function unwrap(input: Bytes): { readonly form: InputForm; readonly bytes: Bytes } {
  const text = asciiText(input);
  const found = text === null ? null : unwrapText(text);
  return found ?? { form: 'binary', bytes: input };
}

/** @returns `null` when the text is none of the forms */
export function unwrapText(text: string): { readonly form: InputForm; readonly bytes: Bytes } | null {
  const pem = /-----BEGIN [^\n]+-----\s([^-]*)-----END [^\n]+-----/.exec(text)?.[1];
  if (pem !== undefined) {
    const bytes = fromBase64(pem);
    return bytes === null ? null : { form: 'pem', bytes };
  }
  const dense = text.replaceAll(/0x|[\s:,]/gi, '');
  if (dense !== '' && dense.length % 2 === 0 && /^[0-9a-f]+$/i.test(dense)) return { form: 'hex', bytes: fromHex(dense) };
  const bytes = dense === '' ? null : fromBase64(text);
  return bytes === null ? null : { form: 'base64', bytes };
}

/** @returns `null` unless every letter belongs to one of both alphabets and the bits left over are zero */
function fromBase64(text: string): Bytes | null {
  const letters = text.replaceAll(/\s/g, '').replace(/={1,2}$/, '');
  if (letters.length % 4 === 1) return null;
  const out = new Uint8Array(Math.floor((letters.length * 3) / 4));
  let at = 0;
  let bits = 0;
  let value = 0;
  for (const letter of letters) {
    const digit = digits.get(letter);
    if (digit === undefined) return null;
    value = ((value << 6) | digit) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out[at++] = value >> bits;
    value &= (1 << bits) - 1;
  }
  return value === 0 ? out : null;
}

/** `null` unless all bytes are printable ASCII or white space. */
function asciiText(bytes: Bytes): string | null {
  let out = '';
  for (const byte of bytes) {
    if ((byte < 0x20 || byte > 0x7e) && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return null;
    out += String.fromCharCode(byte);
  }
  return out;
}

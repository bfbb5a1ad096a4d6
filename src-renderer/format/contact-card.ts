import { texts } from './texts.ts';

/** Numbers of the TLS SignatureScheme registry that a card's key begins with. */
const schemes: ReadonlyMap<number, string> = new Map([
  [0x0807, 'Ed25519'],
  [0x0808, 'Ed448'],
  [0x0403, 'P-256'],
  [0x0503, 'P-384'],
  [0x0603, 'P-521'],
  [0x0906, 'ML-DSA-87'],
]);

/** The signature scheme of the key on a card, `null` when the text is no card or the scheme is not known here. */
export function contactCardScheme(text: string): string | null {
  if (contactCardProblem(text) !== null) return null;
  const key = new URLSearchParams(text.trim().slice(text.trim().indexOf('?') + 1)).get('key') ?? '';
  // Base64url: the first three characters hold the first two bytes.
  const digits = [...key.slice(0, 3)].map((letter) => alphabet.indexOf(letter));
  if (digits.length < 3 || digits.includes(-1)) return null;
  const [first = 0, second = 0, third = 0] = digits;
  return schemes.get((first << 10) | (second << 4) | (third >> 2)) ?? null;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Says in words why a text is no contact card, or `null`. The core decides; this only spares a round trip. */
export function contactCardProblem(text: string): string | null {
  const card = text.trim();
  if (!card.startsWith('epochscope:contact?')) return texts.card.none;
  const fields = new URLSearchParams(card.slice(card.indexOf('?') + 1));
  if (fields.get('v') !== '1') return texts.card.version;
  if (!fields.get('key')) return texts.card.noKey;
  return null;
}

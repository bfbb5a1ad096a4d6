import { toBase64 } from '../../format/base64.ts';
import { hexToBytes } from '../../format/hex.ts';

/** How bytes are written when they are copied. */
export const byteFormats = ['hex', 'spaced', 'base64', 'text', 'array'] as const;
export type ByteFormat = (typeof byteFormats)[number];

/** Lower-case hex in another form. `text` is UTF-8, with U+FFFD for what is not. */
export function formatBytesAs(hex: string, format: ByteFormat): string {
  const pairs = hex.match(/../g) ?? [];
  switch (format) {
    case 'hex':
      return hex;
    case 'spaced':
      return pairs.join(' ');
    case 'base64':
      return toBase64(hexToBytes(hex));
    case 'text':
      return new TextDecoder().decode(hexToBytes(hex));
    case 'array':
      return `[${pairs.map((pair) => `0x${pair}`).join(', ')}]`;
    default:
      return format satisfies never;
  }
}

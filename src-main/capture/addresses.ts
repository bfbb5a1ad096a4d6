import type { Bytes } from '#engine/bytes.ts';

/** 4 or 16 bytes. */
export type Address = Bytes;

/** @returns `null` for what is no IP address, such as a name */
export function parseAddress(host: string): Address | null {
  return host.includes(':') ? parseV6(host) : parseV4(host);
}

function parseV4(host: string): Address | null {
  const parts = host.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null;
  return Uint8Array.from(parts, Number);
}

function parseV6(host: string): Address | null {
  const [text = ''] = host.split('%');
  const mapped = /^::ffff:([\d.]+)$/i.exec(text);
  if (mapped?.[1] !== undefined) return parseV4(mapped[1]);
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array.from({ length: halves.length === 2 ? missing : 0 }, () => '0'), ...tail];
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return null;
  return Uint8Array.from(groups.flatMap((group) => [Number.parseInt(group, 16) >>> 8, Number.parseInt(group, 16) & 0xff]));
}

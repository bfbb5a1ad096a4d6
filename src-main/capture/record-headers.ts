import type { Bytes } from '#engine/bytes.ts';

/** `struct { ContentType type; ProtocolVersion legacy_record_version; uint16 length; }` RFC 8446 §5.1. */
export const headerLength = 5;

/** Content types. RFC 8446 §5.1. */
export const contentTypes = { alert: 21, handshake: 22, applicationData: 23 } as const;

/** What the header at the start of `bytes` announces. */
export function bodyLength(bytes: Bytes): number {
  return ((bytes[3] ?? 0) << 8) | (bytes[4] ?? 0);
}

/** A name for a content type. */
export function contentName(type: number): string {
  const names = new Map([
    [20, 'change_cipher_spec'],
    [21, 'alert'],
    [22, 'handshake'],
    [23, 'application_data'],
  ]);
  return names.get(type) ?? `type ${type}`;
}

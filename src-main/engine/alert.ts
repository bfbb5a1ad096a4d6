import type { Bytes } from './bytes.ts';
import { DecodeError } from './errors.ts';

/** Alert descriptions this profile sends or names. RFC 8446 §6; values are the registry's. */
export const alertDescriptions = {
  close_notify: 0,
  unexpected_message: 10,
  bad_record_mac: 20,
  record_overflow: 22,
  handshake_failure: 40,
  bad_certificate: 42,
  unsupported_certificate: 43,
  certificate_revoked: 44,
  certificate_expired: 45,
  certificate_unknown: 46,
  illegal_parameter: 47,
  unknown_ca: 48,
  access_denied: 49,
  decode_error: 50,
  decrypt_error: 51,
  protocol_version: 70,
  insufficient_security: 71,
  internal_error: 80,
  inappropriate_fallback: 86,
  user_canceled: 90,
  missing_extension: 109,
  unsupported_extension: 110,
  unknown_psk_identity: 115,
} as const;

export type AlertDescription = keyof typeof alertDescriptions;

const names = new Map<number, AlertDescription>(Object.entries(alertDescriptions).map(([name, value]) => [value, name as AlertDescription]));

/** The registry name of an alert, or `alert(N)` for one this profile does not know. */
export function alertName(value: number): string {
  return names.get(value) ?? `alert(${value})`;
}

/**
 * One alert record's content. RFC 8446 §6.
 *
 *     struct { AlertLevel level; AlertDescription description; } Alert;
 */
export function encodeAlert(description: AlertDescription): Bytes {
  const level = description === 'close_notify' || description === 'user_canceled' ? 1 : 2;
  return Uint8Array.of(level, alertDescriptions[description]);
}

/**
 * The description byte; the level is ignored (RFC 8446 §6: "the severity is implicit").
 *
 * @throws {DecodeError} unless `content` is exactly two bytes (R-ALERT: one alert per record, never fragmented)
 */
export function decodeAlert(content: Bytes): number {
  if (content.length !== 2) throw new DecodeError(content.length < 2 ? 'truncated' : 'trailing-bytes', content.length, 'Alert');
  return content[1] as number;
}

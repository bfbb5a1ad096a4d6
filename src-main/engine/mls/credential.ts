import { type Bytes, equal } from '../bytes.ts';
import { misbehaved } from '../errors.ts';
import type { Credential as LibraryCredential } from 'ts-mls';
import type { Credential } from './group.ts';
import { credentialTypes, type WireCredential } from './structures.ts';

/** Our own limit, bytes of a basic credential's identity. */
const maxIdentity = 256;

/** Credential types our leaves list and accept. R-KP. */
export const supportedCredentials: readonly number[] = [credentialTypes.basic, credentialTypes.x509];

/** @throws {EngineError} `KP_CRED_TYPE` for a type this product does not carry */
export function credentialOf(wire: WireCredential): Credential {
  if (wire.type === credentialTypes.basic) return { kind: 'basic', identity: wire.identity };
  if (wire.type === credentialTypes.x509) return { kind: 'x509', certificates: wire.certificates };
  throw misbehaved('KP_CRED_TYPE');
}

export function credentialNumber(wire: WireCredential): number {
  return wire.type === 'other' ? wire.number : wire.type;
}

/** The library's form; shares the caller's bytes, which the library only reads. */
export function toLibraryCredential(credential: Credential): LibraryCredential {
  return credential.kind === 'basic'
    ? { credentialType: 'basic', identity: credential.identity }
    : { credentialType: 'x509', certificates: [...credential.certificates] };
}

export function sameCredential(a: Credential, b: Credential): boolean {
  if (a.kind === 'basic') return b.kind === 'basic' && equal(a.identity, b.identity);
  if (b.kind !== 'x509' || a.certificates.length !== b.certificates.length) return false;
  return a.certificates.every((certificate, i) => equal(certificate, b.certificates[i] ?? new Uint8Array(0)));
}

/**
 * A basic identity is a name that people read: 1 to 256 bytes of UTF-8 without control characters and without
 * characters that reorder the text around them. What certificates say is the trust service's business; there must be one.
 *
 * @throws {EngineError} `KP_IDENTITY_FORM`
 */
export function checkIdentityForm(credential: Credential): void {
  if (credential.kind === 'x509') {
    if (credential.certificates.length === 0) throw misbehaved('KP_IDENTITY_FORM');
    return;
  }
  const { identity } = credential;
  if (identity.length < 1 || identity.length > maxIdentity) throw misbehaved('KP_IDENTITY_FORM');
  if (readableText(identity) === null) throw misbehaved('KP_IDENTITY_FORM');
}

/** The bytes as text, or `null` unless they are UTF-8 without control characters and characters that reorder the text around them. */
export function readableText(bytes: Bytes): string | null {
  const points = utf8(bytes);
  return points === null || points.some(unprintable) ? null : points.map((point) => String.fromCodePoint(point)).join('');
}

/** Code points, or `null` unless the bytes are well-formed UTF-8. RFC 3629 §4. The engine has no TextDecoder. */
function utf8(bytes: Bytes): readonly number[] | null {
  const points: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at++] ?? 0;
    const extra = first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : -1;
    if (extra < 0 || at + extra > bytes.length) return null;
    let point = extra === 0 ? first : first & (0x3f >> extra);
    for (const end = at + extra; at < end; at++) {
      const next = bytes[at] ?? 0;
      if ((next & 0xc0) !== 0x80) return null;
      point = (point << 6) | (next & 0x3f);
    }
    const shortest = [0, 0x80, 0x800, 0x1_0000][extra] ?? 0;
    if (point < shortest || point > 0x10_ffff || (point >= 0xd800 && point < 0xe000)) return null;
    points.push(point);
  }
  return points;
}

/** Controls, line and paragraph separators, and the bidirectional marks, embeddings, overrides and isolates. */
function unprintable(point: number): boolean {
  return (
    point < 0x20 ||
    (point >= 0x7f && point < 0xa0) ||
    point === 0x061c ||
    point === 0x200e ||
    point === 0x200f ||
    (point >= 0x2028 && point <= 0x202e) ||
    (point >= 0x2066 && point <= 0x2069)
  );
}

import type { Bytes } from '#engine/bytes.ts';
import { unreadable } from './asn1.ts';

/** One armoured block, RFC 7468. */
export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`. */
  readonly label: string;
  readonly der: Bytes;
  /** Headers as old OpenSSL writes them; never any in RFC 7468. */
  readonly headers: string;
}

export function writePem(label: string, der: Bytes): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** Every block in the text; what stands between them is ignored. @throws {CertificateError} `CERT_UNREADABLE` for a block that is none */
export function readPem(text: string): readonly PemBlock[] {
  return [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----\r?\n?((?:[A-Za-z-]+: [^\n]*\n)*)([^-]*)-----END \1-----/g)].map(
    ([, label = '', headers = '', body = '']) => {
      const base64 = body.replaceAll(/\s/g, '');
      const bytes = Buffer.from(base64, 'base64');
      if (base64 === '' || bytes.toString('base64').replace(/=+$/, '') !== base64.replace(/=+$/, '')) throw unreadable('a PEM file');
      return { label, der: new Uint8Array(bytes), headers };
    },
  );
}

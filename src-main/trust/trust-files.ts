import { createHash, randomUUID } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import type { AnchorRow, CrlRow } from '#main/store/trust-tables.ts';
import { CertificateError } from './x509/certificate-error.ts';
import { certificateView } from './x509/certificate-view.ts';
import { nameText } from './x509/names.ts';
import { readCredentialFile } from './x509/credential-file.ts';
import { parseRevocationList } from './x509/revocation-list.ts';

/**
 * A file as it came over the API.
 *
 * @param text PEM, or base64 (RFC 4648 §4) of any bytes
 * @throws {CertificateError} `CERT_UNREADABLE`
 */
export function fileBytes(text: string): Bytes {
  if (text.includes('-----BEGIN ')) return new TextEncoder().encode(text);
  const compact = text.replace(/\s+/g, '');
  const bytes = Buffer.from(compact, 'base64');
  if (bytes.toString('base64') !== compact) throw new CertificateError('CERT_UNREADABLE', ['file-neither']);
  return new Uint8Array(bytes);
}

/**
 * The root in a file that holds one certificate.
 *
 * @throws {CertificateError}
 */
export async function readAnchor(file: Bytes, label: string | null, now: number): Promise<AnchorRow> {
  const { certificates } = await readWithoutKeys(file);
  const [der, ...more] = certificates;
  if (der === undefined) throw new CertificateError('IMPORT_INCOMPLETE', ['file-no-certificate']);
  if (more.length > 0) throw new CertificateError('IMPORT_UNSUPPORTED', ['file-several']);
  const { name, subject, notAfter } = certificateView(der);
  return { id: randomUUID(), label: label ?? name, der, digest: digestOf(der), addedAt: now, subject, notAfter };
}

/**
 * The revocation list in a file that holds one.
 *
 * @throws {CertificateError}
 */
export async function readCrl(file: Bytes, label: string | null, now: number): Promise<CrlRow> {
  const { revocationLists } = await readWithoutKeys(file);
  const [der, ...more] = revocationLists;
  if (der === undefined || more.length > 0) throw new CertificateError('IMPORT_INCOMPLETE', ['file-one-list']);
  const { issuer, thisUpdate, nextUpdate, entries } = parseRevocationList(der);
  const from = nameText(issuer);
  return {
    id: randomUUID(),
    label: label ?? from,
    der,
    digest: digestOf(der),
    addedAt: now,
    issuer: from,
    thisUpdate,
    nextUpdate,
    revoked: entries.size,
  };
}

/** Keys have no place here: what comes with one is overwritten at once. */
async function readWithoutKeys(file: Bytes) {
  const found = await readCredentialFile(file, null);
  for (const { privateKey } of found.keys) privateKey.fill(0);
  return found;
}

function digestOf(der: Bytes): string {
  return createHash('sha256').update(der).digest('hex');
}

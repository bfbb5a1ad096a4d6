import { type Bytes, toHex } from '#engine/bytes.ts';
import type { Credential } from '#engine/mls/group.ts';
import { CertificateError } from './x509/certificate-error.ts';
import { displayName } from './x509/certificate-view.ts';
import { parseCertificate } from './x509/parsed-certificate.ts';

/** Longest name taken from a certificate, characters. */
const maxName = 256;

/**
 * What a credential calls its owner, for people: a claim, never to be interpreted as markup. The identity as UTF-8, other
 * bytes in hex; of a certificate the common name, else its first alternative name.
 */
export function credentialName(credential: Credential): string {
  return credential.kind === 'basic' ? textOf(credential.identity) : certificateName(credential.certificates[0]);
}

function certificateName(leaf: Bytes | undefined): string {
  try {
    if (leaf !== undefined) return displayName(parseCertificate(leaf)).slice(0, maxName);
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
  }
  return 'a certificate that cannot be read';
}

function textOf(identity: Bytes): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(identity);
  } catch {
    return `0x${toHex(identity)}`;
  }
}

import { type Bytes, toHex } from '#engine/bytes.ts';
import { credentialName } from '#main/trust/credential-name.ts';
import { schemeByNumber } from '#main/trust/signature-schemes.ts';
import { CertificateError } from '#main/trust/x509/certificate-error.ts';
import { certificateView } from '#main/trust/x509/certificate-view.ts';
import type { CertificateView } from '#shared/contract/credentials.ts';
import type { CredentialView } from '#shared/contract/trust-policies.ts';
import { fingerprintView } from '../views.ts';
import type { CredentialSubject } from './subjects.ts';

/** A credential with everything it says. Nobody vouches for it; of a KeyPackage its own signature and time are all that was checked. */
export function credentialView({ credential, key }: CredentialSubject): CredentialView {
  return {
    kind: credential.kind,
    name: credentialName(credential),
    identity: credential.kind === 'basic' ? toHex(credential.identity) : null,
    scheme: schemeByNumber(key.scheme),
    signatureKey: toHex(key.publicKey),
    fingerprint: fingerprintView(key),
    certificates: credential.kind === 'x509' ? credential.certificates.map(readable) : [],
  };
}

/** A peer that nobody checked may show anything. */
function readable(certificate: Bytes): CertificateView | null {
  try {
    return certificateView(certificate);
  } catch (error) {
    if (error instanceof CertificateError) return null;
    throw error;
  }
}

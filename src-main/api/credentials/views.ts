import type { Bytes } from '#engine/bytes.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import type { OwnCredential } from '#main/hosts/credentials.ts';
import type { Authority, IssuedCertificate } from '#main/store/credential-tables.ts';
import { shortFingerprint } from '#main/trust/fingerprint.ts';
import { schemeNumber } from '#main/trust/signature-schemes.ts';
import { certificateView } from '#main/trust/x509/certificate-view.ts';
import type { CredentialFile } from '#main/trust/x509/credential-file.ts';
import { parseRequest } from '#main/trust/x509/requests.ts';
import type {
  AuthorityView,
  CredentialFileView,
  ExportedFile,
  ImportedCredential,
  IssuedCertificateView,
  SchemeName,
} from '#shared/contract/credentials.ts';

export function importedView({ identity, key, chain }: OwnCredential): ImportedCredential {
  return { identityId: identity.id, scheme: schemeName(key.scheme), chain: chain.map(certificateView) };
}

/** Public facts only. */
export function fileView({ certificates, keys, revocationLists, requests }: CredentialFile): CredentialFileView {
  return {
    certificates: certificates.map(certificateView),
    keys: keys.map(({ scheme, publicKey }) => ({
      scheme: schemeName(scheme),
      fingerprint: shortFingerprint({ scheme: schemeNumber(scheme), publicKey }),
    })),
    revocationLists: revocationLists.length,
    requests: requests.map(parseRequest).map(({ subjectText, names, key }) => ({ subject: subjectText, names, scheme: schemeName(key.scheme) })),
  };
}

export function authorityView({ id, subject, certificate, createdAt, listNumber }: Authority): AuthorityView {
  return { id, subject, certificate: certificateView(certificate), createdAt, lists: listNumber };
}

export function issuedView({ serial, certificate, issuedAt, revokedAt, reason }: IssuedCertificate): IssuedCertificateView {
  return { serial, certificate: certificateView(certificate), issuedAt, revokedAt, reason };
}

/** @param name what people call it; becomes safe as a file name */
export function exported(name: string, suffix: string, content: Bytes): ExportedFile {
  const safe = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^[-.]+|[-.]+$/g, '') || 'export';
  return { name: `${safe}.${suffix}`, base64: Buffer.from(content.buffer, content.byteOffset, content.length).toString('base64') };
}

/** No identity has an Ed448 key: this build cannot make one. */
export function schemeName(scheme: SignatureScheme): SchemeName {
  if (scheme === 'Ed448') throw new RangeError('no Ed448 in this build');
  return scheme;
}

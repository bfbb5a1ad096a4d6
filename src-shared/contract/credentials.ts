/** Certificates and keys of our identities: import, export, requests, and the laboratory authorities. Bytes travel as base64. */
export interface CredentialRequests {
  /** What files hold; nothing of it is kept. */
  inspectCredential(params: { readonly files: readonly string[]; readonly password: string | null }): CredentialFileView;
  /** The keys of an identity and who vouches for each. */
  certificates(params: { readonly identityId: string }): readonly KeyCertificatesView[];
  /** Key and chain become an identity of their own (`identityId` is `null`) or a key of one that exists. */
  importCredential(params: ImportParams): ImportedCredential;
  /** Certificates for a key the identity has already, as the answer to a request. */
  installCertificates(params: { readonly identityId: string; readonly files: readonly string[] }): ImportedCredential;
  /** The key goes back to a basic credential. */
  removeCertificates(params: { readonly identityId: string; readonly scheme: SchemeName }): null;
  /** PKCS#10, PEM. Makes the key if the identity has none of the scheme. */
  requestCertificate(params: {
    readonly identityId: string;
    readonly scheme: SchemeName;
    /** `CN=Bob, O=Example`. */
    readonly subject: string;
    /** `dns:example.org`, `email:bob@example.org`, `uri:…`, `ip:…`. */
    readonly names: readonly string[];
  }): ExportedFile;
  exportCertificates(params: { readonly identityId: string; readonly scheme: SchemeName; readonly form: 'pem' | 'der' | 'contact' }): ExportedFile;
  /** The only answer that holds a private key. The audit log has an entry for each. */
  exportPrivateKey(params: ExportPrivateParams): ExportedFile;

  authorities(params: Record<string, never>): readonly AuthorityView[];
  createAuthority(params: { readonly subject: string; readonly scheme: SchemeName; readonly days: number }): AuthorityView;
  /** The latest, at most 1,000. */
  issuedCertificates(params: { readonly authorityId: string }): readonly IssuedCertificateView[];
  /** For a key of ours; the chain is installed at once. */
  issueCertificate(params: {
    readonly authorityId: string;
    readonly identityId: string;
    readonly scheme: SchemeName;
    /** `null`: `CN=` and the identity's name. */
    readonly subject: string | null;
    readonly names: readonly string[];
    readonly days: number;
  }): IssuedCertificateView;
  /** For a request from elsewhere, with the subject and names it asks for; PEM chain. */
  signRequest(params: { readonly authorityId: string; readonly request: string; readonly days: number }): ExportedFile;
  revokeCertificate(params: { readonly authorityId: string; readonly serial: string; readonly reason: RevocationReasonName }): IssuedCertificateView;
  /** PEM. */
  revocationList(params: { readonly authorityId: string; readonly days: number }): ExportedFile;
  /** Its own certificate, PEM: what others take as a root. */
  authorityCertificate(params: { readonly authorityId: string }): ExportedFile;
}

export const credentialChannels: { readonly [M in keyof CredentialRequests]: `core:${M}` } = {
  inspectCredential: 'core:inspectCredential',
  certificates: 'core:certificates',
  importCredential: 'core:importCredential',
  installCertificates: 'core:installCertificates',
  removeCertificates: 'core:removeCertificates',
  requestCertificate: 'core:requestCertificate',
  exportCertificates: 'core:exportCertificates',
  exportPrivateKey: 'core:exportPrivateKey',
  authorities: 'core:authorities',
  createAuthority: 'core:createAuthority',
  issuedCertificates: 'core:issuedCertificates',
  issueCertificate: 'core:issueCertificate',
  signRequest: 'core:signRequest',
  revokeCertificate: 'core:revokeCertificate',
  revocationList: 'core:revocationList',
  authorityCertificate: 'core:authorityCertificate',
};

/** Kinds of keys an identity can have. */
export const schemeNames = ['Ed25519', 'P-256', 'P-384', 'P-521', 'ML-DSA-87'] as const;
export type SchemeName = (typeof schemeNames)[number];

/** Reasons a person can give, RFC 5280 §5.3.1, and what they mean. */
export const revocationReasonWords = {
  unspecified: 'No reason given',
  keyCompromise: 'The key may be known to others',
  affiliationChanged: 'The holder has another place or name',
  superseded: 'Another certificate took its place',
  cessationOfOperation: 'It is not used any more',
  privilegeWithdrawn: 'The holder may not have it any more',
} as const;
export type RevocationReasonName = keyof typeof revocationReasonWords;

/** Characters a passphrase of an exported key has at least. */
export const shortestPassphrase = 8;

export interface ImportParams {
  /** One or more files: certificates and key may come apart. */
  readonly files: readonly string[];
  readonly password: string | null;
  readonly identityId: string | null;
  /** Of the new identity; `null`: as the certificate says. */
  readonly name: string | null;
  /** Takes the place of a key of the same kind, if the identity has one. */
  readonly replace: boolean;
}

export interface ExportPrivateParams {
  readonly identityId: string;
  readonly scheme: SchemeName;
  /** `plain`: PKCS#8 without encryption, for laboratories. */
  readonly form: 'pkcs8' | 'pkcs12' | 'plain';
  /** `null` for `plain` alone. */
  readonly passphrase: string | null;
}

export interface ImportedCredential {
  readonly identityId: string;
  readonly scheme: SchemeName;
  /** Leaf first. */
  readonly chain: readonly CertificateView[];
}

export interface ExportedFile {
  /** A name to save it under. */
  readonly name: string;
  readonly base64: string;
}

export interface CredentialFileView {
  readonly certificates: readonly CertificateView[];
  /** Public facts of the private keys. */
  readonly keys: readonly { readonly scheme: SchemeName; readonly fingerprint: string }[];
  readonly revocationLists: number;
  readonly requests: readonly { readonly subject: string; readonly names: readonly string[]; readonly scheme: SchemeName }[];
}

export interface KeyCertificatesView {
  readonly scheme: SchemeName;
  /** Leaf first; empty: a basic credential. */
  readonly chain: readonly CertificateView[];
}

export interface AuthorityView {
  readonly id: string;
  readonly subject: string;
  readonly certificate: CertificateView;
  readonly createdAt: number;
  readonly lists: number;
}

export interface IssuedCertificateView {
  readonly serial: string;
  readonly certificate: CertificateView;
  readonly issuedAt: number;
  readonly revokedAt: number | null;
  readonly reason: string | null;
}

/** A certificate as people look at it. Nothing in it has been checked against anything; names are claims: text and nothing else. */
export interface CertificateView {
  /** RFC 4514, most specific part first: `CN=Bob, O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  /** Common name, else the first alternative name, else the subject. */
  readonly name: string;
  /** Lower-case hex. */
  readonly serial: string;
  /** Wall clock milliseconds, both inclusive. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** `Ed25519`, `P-256`, `RSA 2048`. */
  readonly keyAlgorithm: string;
  readonly signatureAlgorithm: string;
  /** `dns:example.org`, `email:bob@example.org`, `uri:…`, `ip:…`, `directory:…`. */
  readonly names: readonly string[];
  /** `null`: the certificate does not say. */
  readonly keyUsage: readonly string[] | null;
  readonly extendedKeyUsage: readonly string[] | null;
  readonly isAuthority: boolean;
  /** How many authorities may stand below; `null`: no limit, or no authority. */
  readonly pathLength: number | null;
  readonly nameConstraints: { readonly permitted: readonly string[]; readonly excluded: readonly string[] } | null;
  /** Object identifiers of critical extensions this program does not process; any of them makes the certificate unusable. */
  readonly unknownCritical: readonly string[];
  readonly selfIssued: boolean;
  /** SHA-256 over the DER, 64 upper-case hex digits in pairs joined by colons. */
  readonly fingerprint: string;
}

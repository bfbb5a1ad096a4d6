import type { Bytes } from '#engine/bytes.ts';
import { Authorities } from '#main/hosts/authorities.ts';
import { Credentials, pemChain } from '#main/hosts/credentials.ts';
import { encodeContactCard } from '#main/trust/contact-card.ts';
import { HostError } from '#main/hosts/host-error.ts';
import { schemeNumber } from '#main/trust/signature-schemes.ts';
import { certificateView } from '#main/trust/x509/certificate-view.ts';
import { writePem } from '#main/trust/x509/pem.ts';
import type { CredentialRequests } from '#shared/contract/credentials.ts';
import type { HandlersOf } from '#shared/contract.ts';
import { IdentityLife } from '#main/hosts/identity-life.ts';
import type { CoreParts } from '../core-parts.ts';
import { authorityView, exported, fileView, importedView, issuedView, schemeName } from './views.ts';

type KeyRequests = Pick<CredentialRequests, 'certificates' | 'importCredential' | 'inspectCredential' | 'installCertificates' | 'removeCertificates'>;
type ExportRequests = Pick<CredentialRequests, 'exportCertificates' | 'exportPrivateKey' | 'requestCertificate'>;
type AuthorityRequests = Omit<CredentialRequests, keyof KeyRequests | keyof ExportRequests>;

/** Certificates and keys of our identities, and the laboratory authorities. */
export function credentialHandlers(parts: CoreParts): HandlersOf<CredentialRequests> {
  const { store, identities, crypto, clock, randomness } = parts.realm;
  const credentials = new Credentials({ store, identities, erase: crypto.erase, clock });
  const authorities = new Authorities({ table: store.authorities, credentials, randomness, erase: crypto.erase, clock });
  return { ...keyHandlers(parts, credentials), ...exportHandlers(parts, credentials), ...authorityHandlers(parts, credentials, authorities) };
}

function keyHandlers(parts: CoreParts, credentials: Credentials): HandlersOf<KeyRequests> {
  return {
    inspectCredential: async ({ files, password }) => {
      const file = await credentials.read(files.map(bytesOf), password);
      for (const { privateKey } of file.keys) parts.realm.crypto.erase(privateKey);
      return fileView(file);
    },
    certificates: async ({ identityId }) =>
      credentials.of(identityId).map(({ key, chain }) => ({ scheme: schemeName(key.scheme), chain: chain.map(certificateView) })),
    importCredential: async ({ files, ...options }) => {
      const imported = await credentials.import({ ...options, files: files.map(bytesOf) });
      changed(parts, imported.identity.id);
      return importedView(imported);
    },
    installCertificates: async ({ identityId, files }) => {
      const installed = await credentials.install(identityId, files.map(bytesOf));
      changed(parts, identityId);
      return importedView(installed);
    },
    removeCertificates: async ({ identityId, scheme }) => {
      credentials.remove(identityId, scheme);
      changed(parts, identityId);
      return null;
    },
  };
}

function exportHandlers({ realm: { announcements } }: CoreParts, credentials: Credentials): HandlersOf<ExportRequests> {
  return {
    requestCertificate: async ({ identityId, scheme, subject, names }) => {
      const request = credentials.request(identityId, scheme, subject, names);
      announcements.list('identitiesChanged'); // the key may be new
      return exported(`${nameOf(credentials, identityId)}-${scheme}`, 'csr.pem', text(writePem('CERTIFICATE REQUEST', request)));
    },
    exportCertificates: async ({ identityId, scheme, form }) => {
      const name = `${nameOf(credentials, identityId)}-${scheme}`;
      if (form !== 'contact') return exported(name, form === 'pem' ? 'pem' : 'cer', credentials.exportChain(identityId, scheme, form));
      const { identity, key } = credentials.provide(identityId, scheme);
      const card = encodeContactCard({ name: identity.name, scheme: schemeNumber(scheme), publicKey: key.publicKey });
      return exported(name, 'contact.txt', text(`${card}\n`));
    },
    exportPrivateKey: async ({ identityId, scheme, form, passphrase }) => {
      const name = `${nameOf(credentials, identityId)}-${scheme}`;
      if (form === 'plain') return exported(`${name}-unprotected`, 'key.pem', credentials.exportPlain(identityId, scheme));
      if (passphrase === null) throw new HostError('IMPORT_PASSWORD_NEEDED');
      const content = await credentials.exportPrivate(identityId, scheme, form, passphrase);
      return exported(name, form === 'pkcs12' ? 'p12' : 'key.pem', content);
    },
  };
}

function authorityHandlers(parts: CoreParts, credentials: Credentials, authorities: Authorities): HandlersOf<AuthorityRequests> {
  return {
    authorities: async () => authorities.list().map(authorityView),
    createAuthority: async ({ subject, scheme, days }) => authorityView(authorities.create(subject, scheme, days)),
    issuedCertificates: async ({ authorityId }) => authorities.issued(authorityId).map(issuedView),
    issueCertificate: async ({ authorityId, ...options }) => {
      authorities.issue(authorityId, options);
      changed(parts, options.identityId);
      const [latest] = authorities.issued(authorityId);
      if (latest === undefined) throw new HostError('UNKNOWN_AUTHORITY');
      return issuedView(latest);
    },
    signRequest: async ({ authorityId, request, days }) => {
      const { requests } = await credentials.read([bytesOf(request)], null);
      const [first] = requests;
      if (first === undefined) throw new HostError('IMPORT_INCOMPLETE', { detail: ['no-request-in-file'] });
      const chain = authorities.sign(authorityId, first, days);
      return exported(chain[0] === undefined ? 'certificate' : certificateView(chain[0]).name, 'pem', pemChain(chain));
    },
    revokeCertificate: async ({ authorityId, serial, reason }) => issuedView(authorities.revoke(authorityId, serial, reason)),
    revocationList: async ({ authorityId, days }) => {
      const { name } = certificateView(authorities.require(authorityId).certificate);
      return exported(name, 'crl.pem', text(writePem('X509 CRL', authorities.revocationList(authorityId, days))));
    },
    authorityCertificate: async ({ authorityId }) => {
      const { certificate } = authorities.require(authorityId);
      return exported(certificateView(certificate).name, 'pem', pemChain([certificate]));
    },
  };
}

/** Who an identity is has changed: open connections update with it, the others when they are open again. */
function changed({ realm, connections }: CoreParts, identityId: string): void {
  new IdentityLife(realm, connections).changed(realm.identities.find(identityId));
}

function nameOf(credentials: Credentials, identityId: string): string {
  return credentials.identity(identityId).name;
}

function bytesOf(base64: string): Bytes {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

function text(content: string): Bytes {
  return new TextEncoder().encode(content);
}

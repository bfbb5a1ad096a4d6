import type { Bytes } from '#engine/bytes.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import type { Erase } from '#engine/secret.ts';
import { exportEntry } from '#main/store/audit/credential-entries.ts';
import type { CertifiedKey } from '#main/store/credential-tables.ts';
import type { Identity, IdentityKey } from '#main/store/identity-table.ts';
import type { KeyStore } from '#main/store/store.ts';
import { CertificateError } from '#main/trust/x509/certificate-error.ts';
import { displayName } from '#main/trust/x509/certificate-view.ts';
import { type CredentialFile, type CredentialParts, credentialParts, isKeyOf, readCredentialFile } from '#main/trust/x509/credential-file.ts';
import type { SigningKey } from '#main/trust/x509/issue.ts';
import { parseCertificate } from '#main/trust/x509/parsed-certificate.ts';
import { writePem } from '#main/trust/x509/pem.ts';
import { writePkcs12 } from '#main/trust/x509/pkcs12.ts';
import { type PasswordCost, passwordCost, sealKeyBag, writePrivateKey } from '#main/trust/x509/private-keys.ts';
import { makeRequest } from '#main/trust/x509/requests.ts';
import type { Clock } from './clock.ts';
import { HostError } from './host-error.ts';
import type { Identities } from './identities.ts';

export interface CredentialsOptions {
  readonly store: Pick<KeyStore, 'audit' | 'chains' | 'identities'>;
  readonly identities: Identities;
  readonly erase: Erase;
  readonly clock: Pick<Clock, 'now'>;
  /** Work for the passphrase of an exported key; the full cost when absent. */
  readonly cost?: PasswordCost;
}

export interface ImportOptions {
  readonly files: readonly Bytes[];
  readonly password: string | null;
  /** `null`: a new identity. */
  readonly identityId: string | null;
  /** Of a new identity; `null`: as the certificate says. */
  readonly name: string | null;
  /** Whether a key of the same scheme makes place. */
  readonly replace: boolean;
}

/** A key of ours and who vouches for it. */
export interface OwnCredential {
  readonly identity: Identity;
  readonly key: CertifiedKey;
  /** DER, leaf first; empty: a basic credential. */
  readonly chain: readonly Bytes[];
}

/** Keys and certificates of our identities, in and out of files. Everything throws {@link CertificateError}, HostError or StoreError. */
export class Credentials {
  readonly #options: CredentialsOptions;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /** Everything the files hold. The caller erases the keys. */
  async read(files: readonly Bytes[], password: string | null): Promise<CredentialFile> {
    const found: CredentialFile[] = [];
    try {
      for (const file of files) found.push(await readCredentialFile(file, password));
    } catch (error) {
      for (const { keys } of found) this.#eraseKeys(keys);
      throw error;
    }
    return {
      certificates: found.flatMap(({ certificates }) => certificates),
      keys: found.flatMap(({ keys }) => keys),
      revocationLists: found.flatMap(({ revocationLists }) => revocationLists),
      requests: found.flatMap(({ requests }) => requests),
    };
  }

  /** Key and chain become an identity, or a key of one. */
  async import({ files, password, identityId, name, replace }: ImportOptions): Promise<OwnCredential> {
    const file = await this.read(files, password);
    try {
      const { key, chain } = credentialParts(file);
      if (key === null) throw new CertificateError('IMPORT_INCOMPLETE', ['file-no-private-key']);
      const identity = identityId === null ? this.#options.identities.adopt(name ?? nameFor(chain), key) : this.#adoptKey(identityId, key, replace);
      return this.#certify(identity, key, chain);
    } finally {
      this.#eraseKeys(file.keys);
    }
  }

  /** Certificates for a key the identity has. */
  async install(identityId: string, files: readonly Bytes[]): Promise<OwnCredential> {
    const identity = this.#options.identities.require(identityId);
    const file = await this.read(files, null);
    try {
      const { key, chain } = chainForOneOf(identity.keys, file);
      return this.#certify(identity, key, chain);
    } finally {
      this.#eraseKeys(file.keys);
    }
  }

  /** One that may be retired. @throws {HostError} `UNKNOWN_IDENTITY` */
  identity(id: string): Identity {
    return this.#options.identities.find(id);
  }

  /** @returns every key of the identity, with its chain */
  of(identityId: string): readonly OwnCredential[] {
    const identity = this.#options.identities.find(identityId);
    return identity.keys.map((key) => ({ identity, key: certified(identity, key), chain: this.#options.store.chains.chainOf(key.publicKey) }));
  }

  /** The key of a scheme, made if the identity has none. */
  provide(identityId: string, scheme: SignatureScheme): OwnCredential {
    const found = this.of(identityId).find(({ key }) => key.scheme === scheme);
    if (found !== undefined) return found;
    this.#options.identities.provideKey(identityId, scheme);
    return this.#required(identityId, scheme);
  }

  remove(identityId: string, scheme: SignatureScheme): Identity {
    const { identity, key } = this.#required(identityId, scheme);
    this.#options.store.chains.remove(key);
    return identity;
  }

  /** PKCS#10, DER. @throws {NameFormError} */
  request(identityId: string, scheme: SignatureScheme, subject: string, names: readonly string[]): Bytes {
    this.provide(identityId, scheme);
    return this.#signing(identityId, scheme, (key) => makeRequest(subject, names, key));
  }

  /** The chain as PEM, or its leaf as DER. */
  exportChain(identityId: string, scheme: SignatureScheme, form: 'pem' | 'der'): Bytes {
    const { chain } = this.#required(identityId, scheme);
    const [leaf] = chain;
    if (leaf === undefined) throw new HostError('NO_CERTIFICATES');
    return form === 'der' ? leaf : pemChain(chain);
  }

  /** The private key, and with PKCS#12 its chain. The entry of the audit log is durable before the key leaves. */
  async exportPrivate(identityId: string, scheme: SignatureScheme, form: 'pkcs8' | 'pkcs12', passphrase: string): Promise<Bytes> {
    const { identity, key, chain } = this.#required(identityId, scheme);
    const { store, cost = passwordCost } = this.#options;
    if (form === 'pkcs12' && chain.length === 0) throw new HostError('NO_CERTIFICATES');
    store.audit.append(exportEntry(key, form));
    return this.#signing(identityId, scheme, async (signing) => {
      if (form === 'pkcs12') return writePkcs12({ key: signing, chain, name: identity.name }, passphrase, cost);
      const bag = await sealKeyBag(signing, passphrase, cost);
      return new TextEncoder().encode(writePem('ENCRYPTED PRIVATE KEY', new Uint8Array(bag.toSchema().toBER())));
    });
  }

  /** PKCS#8 in clear. For laboratories: whoever has the answer has the identity. */
  exportPlain(identityId: string, scheme: SignatureScheme): Bytes {
    const { key } = this.#required(identityId, scheme);
    this.#options.store.audit.append(exportEntry(key, 'plain'));
    return this.#signing(identityId, scheme, (signing) => {
      const der = writePrivateKey(signing);
      try {
        return new TextEncoder().encode(writePem('PRIVATE KEY', der));
      } finally {
        this.#options.erase(der);
      }
    });
  }

  /** Whatever signed it: the chain is this key's. */
  certify(identityId: string, scheme: SignatureScheme, chain: readonly Bytes[]): OwnCredential {
    const { identity, key } = this.#required(identityId, scheme);
    return this.#certify(identity, key, chain);
  }

  #certify(identity: Identity, { scheme, publicKey }: Pick<SigningKey, 'scheme' | 'publicKey'>, chain: readonly Bytes[]): OwnCredential {
    const key = { identityId: identity.id, scheme, publicKey };
    if (chain.length > 0) this.#options.store.chains.install(key, chain, this.#options.clock.now().wall);
    return { identity, key, chain };
  }

  #adoptKey(identityId: string, key: SigningKey, replace: boolean): Identity {
    const { identities } = this.#options;
    const present = identities.require(identityId).keys.find(({ scheme }) => scheme === key.scheme);
    if (present !== undefined && Buffer.from(present.publicKey).equals(key.publicKey)) return identities.require(identityId);
    if (present !== undefined && !replace) throw new HostError('IMPORT_KEY_EXISTS', { detail: key.scheme });
    return identities.adoptKey(identityId, key);
  }

  #required(identityId: string, scheme: SignatureScheme): OwnCredential {
    const found = this.of(identityId).find(({ key }) => key.scheme === scheme);
    if (found === undefined) throw new HostError('NO_KEY_FOR_SUITE', { detail: scheme });
    return found;
  }

  /** Lends the private key and erases it when `use` is done. */
  #signing<T>(identityId: string, scheme: SignatureScheme, use: (key: SigningKey) => T): T {
    const { store, erase } = this.#options;
    const signer = store.identities.signer(identityId, scheme);
    if (signer === null) throw new HostError('NO_KEY_FOR_SUITE', { detail: scheme });
    const over = () => erase(signer.privateKey);
    let result: T;
    try {
      result = use(signer);
    } catch (error) {
      over();
      throw error;
    }
    if (result instanceof Promise) result.then(over, over);
    else over();
    return result;
  }

  #eraseKeys(keys: readonly SigningKey[]): void {
    for (const { privateKey } of keys) this.#options.erase(privateKey);
  }
}

/** Leaf first, PEM. */
export function pemChain(chain: readonly Bytes[]): Bytes {
  return new TextEncoder().encode(chain.map((certificate) => writePem('CERTIFICATE', certificate)).join(''));
}

function certified({ id }: Identity, { scheme, publicKey }: IdentityKey): CertifiedKey {
  return { identityId: id, scheme, publicKey };
}

/** The chain in the file that one of these keys begins, whatever other certificates are in it. */
function chainForOneOf(keys: readonly IdentityKey[], { certificates }: CredentialFile): Omit<CredentialParts, 'key'> & { readonly key: IdentityKey } {
  if (certificates.length === 0) throw new CertificateError('IMPORT_INCOMPLETE', ['file-no-certificate-among']);
  const parsed = certificates.map(parseCertificate);
  for (const key of keys) {
    if (!parsed.some((certificate) => isKeyOf(certificate, key))) continue;
    const secretless = { ...key, privateKey: new Uint8Array(0) };
    return { chain: credentialParts({ certificates, keys: [secretless] }).chain, key };
  }
  throw new CertificateError('IMPORT_KEY_MISMATCH', ['file-not-of-identity']);
}

/** What a new identity is called; without certificates a person has to say. */
function nameFor(chain: readonly Bytes[]): string {
  const [leaf] = chain;
  if (leaf === undefined) throw new HostError('IDENTITY_NAME', { detail: ['no-name-in-file'] });
  return displayName(parseCertificate(leaf)).slice(0, 64);
}

import type { Bytes } from '#engine/bytes.ts';
import { toHex } from '#engine/bytes.ts';
import type { Randomness } from '#engine/crypto/provider.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import type { Erase } from '#engine/secret.ts';
import { generateSigner } from '#main/crypto/signatures.ts';
import type { Authority, AuthorityTable, IssuedCertificate } from '#main/store/credential-tables.ts';
import { type CertificateIssuer, type CertificatePlan, issueCertificate } from '#main/trust/x509/issue.ts';
import { issueRevocationList } from '#main/trust/x509/issue-list.ts';
import { makeName } from '#main/trust/x509/make-names.ts';
import { parseRequest } from '#main/trust/x509/requests.ts';
import { type RevocationReason, revocationReasons } from '#main/trust/x509/revocation-list.ts';
import type { Clock } from './clock.ts';
import type { Credentials, OwnCredential } from './credentials.ts';
import { HostError } from './host-error.ts';

export interface AuthoritiesOptions {
  readonly table: AuthorityTable;
  readonly credentials: Credentials;
  readonly randomness: Randomness;
  readonly erase: Erase;
  readonly clock: Pick<Clock, 'now'>;
}

export interface IssueOptions {
  readonly identityId: string;
  readonly scheme: SignatureScheme;
  /** `CN=Bob`; `null`: the identity's name. */
  readonly subject: string | null;
  readonly names: readonly string[];
  readonly days: number;
}

/** In the subject of every authority made here, so that nobody takes one for more than it is. */
const laboratoryMark = 'OU=Laboratory use only';

const dayLength = 86_400_000; // milliseconds

/** Certificates are valid from a little before they are made: clocks differ. Milliseconds. */
const backdating = 300_000;

/** Certificates shown at most. */
const issuedLimit = 1_000;

/**
 * Laboratory authorities: they issue without asking, keep their key beside those of identities, and know one level. For
 * demonstrations and tests; a company's authority does better.
 */
export class Authorities {
  readonly #options: AuthoritiesOptions;

  constructor(options: AuthoritiesOptions) {
    this.#options = options;
  }

  list(): readonly Authority[] {
    return this.#options.table.list();
  }

  /** @throws {HostError} `UNKNOWN_AUTHORITY` */
  require(id: string): Authority {
    const found = this.#options.table.find(id);
    if (found === null) throw new HostError('UNKNOWN_AUTHORITY');
    return found;
  }

  /** A root that signed itself and that no further authority may stand below. @throws {NameFormError} @throws {StoreError} */
  create(subject: string, scheme: SignatureScheme, days: number): Authority {
    const { table, randomness, erase } = this.#options;
    const marked = subject.includes(laboratoryMark) ? subject : `${subject}, ${laboratoryMark}`;
    const name = makeName(marked);
    const key = { scheme, ...generateSigner(scheme, randomness) };
    try {
      const plan = this.#plan(marked, key, days, { authority: { pathLength: 0 }, keyUsage: ['keyCertSign', 'cRLSign'], purposes: [], names: [] });
      const certificate = issueCertificate(plan, { name, key });
      return table.add({ subject: marked, ...key, certificate, createdAt: this.#now });
    } finally {
      erase(key.privateKey);
    }
  }

  /** Newest first. */
  issued(id: string): readonly IssuedCertificate[] {
    return this.#options.table.issued(this.require(id).id, issuedLimit);
  }

  /** For a key of ours, made if need be; the chain is installed. @throws {NameFormError} @throws {HostError} @throws {StoreError} */
  issue(id: string, { identityId, scheme, subject, names, days }: IssueOptions): OwnCredential {
    const authority = this.require(id);
    const { identity, key } = this.#options.credentials.provide(identityId, scheme);
    const plan = this.#plan(subject ?? `CN=${identity.name.replaceAll(/[,\\]/g, '\\$&')}`, key, days, { ...leafUse, names });
    return this.#options.credentials.certify(identityId, scheme, [this.#sign(authority, plan), authority.certificate]);
  }

  /** @returns leaf and root, DER. @throws {CertificateError} for a request that cannot be granted */
  sign(id: string, request: Bytes, days: number): readonly Bytes[] {
    const authority = this.require(id);
    const { subject, key, names } = parseRequest(request);
    const plan = { ...this.#plan('CN=x', key, days, { ...leafUse, names }), subject };
    return [this.#sign(authority, plan), authority.certificate];
  }

  revoke(id: string, serial: string, reason: RevocationReason): IssuedCertificate {
    return this.#options.table.revoke(this.require(id).id, serial, reason, this.#now);
  }

  /** The whole list of this moment, DER. */
  revocationList(id: string, days: number): Bytes {
    const { table } = this.#options;
    const authority = this.require(id);
    const revoked = table.revoked(id).map(({ serial, revokedAt, reason }) => ({ serial, at: revokedAt ?? 0, reason: reasonOf(reason) }));
    const plan = { number: table.nextListNumber(id), thisUpdate: this.#now, nextUpdate: this.#now + days * dayLength, revoked };
    return this.#with(authority, (issuer) => issueRevocationList(plan, issuer));
  }

  get #now(): number {
    return this.#options.clock.now().wall;
  }

  /** Recorded before it leaves: what was issued can be revoked. */
  #sign(authority: Authority, plan: CertificatePlan): Bytes {
    const certificate = this.#with(authority, (issuer) => issueCertificate(plan, issuer));
    this.#options.table.record(authority.id, { serial: toHex(plan.serial), certificate }, this.#now);
    return certificate;
  }

  #plan(
    subject: string,
    key: CertificatePlan['key'],
    days: number,
    use: Pick<CertificatePlan, 'authority' | 'keyUsage' | 'purposes' | 'names'>,
  ): CertificatePlan {
    const serial = this.#options.randomness.bytes(16);
    serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40; // positive, and of one length
    const notBefore = this.#now - backdating;
    return { serial, subject: makeName(subject), key, notBefore, notAfter: this.#now + days * dayLength, nameConstraints: null, ...use };
  }

  #with<T>(authority: Authority, use: (issuer: CertificateIssuer) => T): T {
    const { table, erase } = this.#options;
    const privateKey = table.privateKey(authority.id);
    try {
      return use({ name: makeName(authority.subject), key: { scheme: authority.scheme, publicKey: authority.publicKey, privateKey } });
    } finally {
      erase(privateKey);
    }
  }
}

const leafUse = { authority: null, keyUsage: ['digitalSignature'], purposes: ['clientAuth', 'serverAuth'] } as const;

function reasonOf(stored: string | null): RevocationReason {
  return revocationReasons.find((reason) => reason === stored) ?? 'unspecified';
}

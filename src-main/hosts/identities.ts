import { findSuite, type SignatureScheme } from '#engine/crypto/suites.ts';
import type { Randomness } from '#engine/crypto/provider.ts';
import type { Signer } from '#engine/mls/group.ts';
import type { Erase } from '#engine/secret.ts';
import { generateSigner } from '#main/crypto/signatures.ts';
import type { Identity, IdentityKeyPair, IdentityTable } from '#main/store/identity-table.ts';
import type { PeerKey } from '#main/store/pin-table.ts';
import { schemeNumber } from '#main/trust/signature-schemes.ts';
import type { Clock } from './clock.ts';
import { endOf } from './expiry-watch.ts';
import { HostError } from './host-error.ts';

/** Schemes a new identity gets a key for at once. Others follow when a suite needs them, so that few fingerprints are shown. */
const schemes: readonly SignatureScheme[] = ['Ed25519', 'P-256'];

/** Longest name, characters. */
const nameLimit = 64;

export interface IdentitiesOptions {
  readonly table: IdentityTable;
  readonly randomness: Randomness;
  readonly erase: Erase;
  readonly clock: Pick<Clock, 'now'>;
}

/** Our own identities: making them, changing them, and signing as one of them. What is returned is durable. */
export class Identities {
  readonly #options: IdentitiesOptions;

  constructor(options: IdentitiesOptions) {
    this.#options = options;
  }

  /** In use, oldest first. */
  list(): readonly Identity[] {
    return this.all().filter((identity) => identity.retiredAt === null);
  }

  /** The same with those that are retired. */
  all(): readonly Identity[] {
    return this.#table.list();
  }

  /** @throws {HostError} `IDENTITY_NAME`, `ALREADY_EXISTS` */
  create(name: string, now: number): Identity {
    const accepted = this.#freeName(name, null);
    const pairs = schemes.map((scheme) => ({ scheme, ...generateSigner(scheme, this.#options.randomness) }));
    try {
      return this.#table.add(accepted, pairs, now);
    } finally {
      for (const { privateKey } of pairs) this.#options.erase(privateKey);
    }
  }

  /** The identity asked for, or the first one. @throws {HostError} */
  require(id: string | null): Identity {
    const all = this.list();
    const found = id === null ? all[0] : all.find((identity) => identity.id === id);
    if (found === undefined) throw new HostError(id === null ? 'NO_IDENTITY' : 'UNKNOWN_IDENTITY');
    return found;
  }

  /** One that may be retired. @throws {HostError} `UNKNOWN_IDENTITY` */
  find(id: string): Identity {
    const found = this.#table.find(id);
    if (found === null) throw new HostError('UNKNOWN_IDENTITY');
    return found;
  }

  /** @throws {HostError} `UNKNOWN_IDENTITY`, `IDENTITY_NAME`, `ALREADY_EXISTS` */
  rename(id: string, name: string): Identity {
    this.require(id);
    this.#table.rename(id, this.#freeName(name, id), this.#now);
    return this.find(id);
  }

  /**
   * New keys in the place of old ones, each durable before the old one is gone.
   *
   * @param scheme `null`: of every scheme it has a key of
   * @throws {HostError} `UNKNOWN_IDENTITY`, `NO_KEY_FOR_SUITE`
   */
  rotate(id: string, scheme: SignatureScheme | null): Identity {
    const { keys } = this.require(id);
    const rotated = keys.filter((key) => scheme === null || key.scheme === scheme);
    if (rotated.length === 0) throw new HostError('NO_KEY_FOR_SUITE', { detail: scheme });
    for (const key of rotated) this.#withNewPair(key.scheme, (pair) => this.#table.replaceKey(id, pair, this.#now));
    return this.find(id);
  }

  /** It signs nothing new; {@link restore} takes it back. @throws {HostError} `UNKNOWN_IDENTITY`, `LAST_IDENTITY` unless that is meant */
  retire(id: string, evenTheLast: boolean): Identity {
    this.require(id);
    if (this.list().length === 1 && !evenTheLast) throw new HostError('LAST_IDENTITY');
    this.#table.retire(id, this.#now);
    return this.find(id);
  }

  /** @throws {HostError} `UNKNOWN_IDENTITY`, `IDENTITY_DESTROYED`, `ALREADY_EXISTS` when its name is another's by now */
  restore(id: string): Identity {
    const { name, destroyedAt } = this.find(id);
    if (destroyedAt !== null) throw new HostError('IDENTITY_DESTROYED');
    this.#freeName(name, id);
    this.#table.restore(id);
    return this.find(id);
  }

  /** Overwrites the keys of a retired identity. @throws {HostError} `UNKNOWN_IDENTITY`, `IDENTITY_NOT_RETIRED` */
  destroyKeys(id: string): Identity {
    this.requireRetired(id);
    this.#table.destroyKeys(id, this.#now);
    return this.find(id);
  }

  /** A new identity with a key from elsewhere. The caller erases its copy. @throws {HostError} `IDENTITY_NAME`, `ALREADY_EXISTS` */
  adopt(name: string, key: IdentityKeyPair): Identity {
    return this.#table.add(this.#freeName(name, null), [key], this.#now);
  }

  /** A key from elsewhere, in the place of the one of its scheme if there is one. The caller erases its copy. @throws {HostError} `UNKNOWN_IDENTITY` */
  adoptKey(id: string, key: IdentityKeyPair): Identity {
    const present = this.require(id).keys.some(({ scheme }) => scheme === key.scheme);
    if (present) this.#table.replaceKey(id, key, this.#now);
    else this.#table.addKey(id, key, this.#now);
    return this.find(id);
  }

  /** Makes the key of a scheme unless the identity has one. @throws {HostError} `UNKNOWN_IDENTITY` */
  provideKey(id: string, scheme: SignatureScheme): void {
    if (this.require(id).keys.some((key) => key.scheme === scheme)) return;
    this.#withNewPair(scheme, (pair) => this.#table.addKey(id, pair, this.#now));
  }

  /** @throws {HostError} `UNKNOWN_IDENTITY`, `IDENTITY_NOT_RETIRED` */
  requireRetired(id: string): Identity {
    const identity = this.find(id);
    if (identity.retiredAt === null) throw new HostError('IDENTITY_NOT_RETIRED');
    return identity;
  }

  /** Makes the keys an identity lacks for these suites. @returns whether there were any. @throws {StoreError} */
  provideKeys(id: string, suites: readonly number[]): boolean {
    const identity = this.#table.find(id);
    if (identity === null || identity.retiredAt !== null) return false;
    const needed = new Set(suites.flatMap((suite) => findSuite(suite)?.signature ?? []));
    for (const { scheme } of identity.keys) needed.delete(scheme);
    for (const scheme of needed) this.#withNewPair(scheme, (pair) => this.#table.addKey(id, pair, this.#now));
    return needed.size > 0;
  }

  /**
   * A signer whose private key the caller erases, with a key made for it if need be. `null`: nobody signs so here, or not any more.
   *
   * @throws {HostError} `OWN_CREDENTIAL_EXPIRED`
   */
  signer(id: string, suite: number): Signer | null {
    const scheme = findSuite(suite)?.signature;
    const identity = this.#table.find(id);
    if (scheme === undefined || identity === null || identity.retiredAt !== null) return null;
    this.provideKeys(id, [suite]);
    const signer = this.#table.signer(id, scheme);
    if (signer !== null && this.#isOver(signer.credential)) {
      this.#options.erase(signer.privateKey);
      throw new HostError('OWN_CREDENTIAL_EXPIRED', { detail: identity.name });
    }
    return signer;
  }

  /** Whether its certificate has ended: nothing new is founded with it. Sessions go on under their own state. */
  #isOver(credential: Signer['credential']): boolean {
    const [leaf] = credential.kind === 'x509' ? credential.certificates : [];
    const end = leaf === undefined ? null : endOf(leaf);
    return end !== null && end < this.#now;
  }

  /** Public keys of an identity, those it had before as well: a peer that shows one of them is a reflection. */
  keys(id: string): readonly PeerKey[] {
    const identity = this.#table.find(id);
    if (identity === null) return [];
    return [...identity.keys, ...identity.formerKeys].map(({ scheme, publicKey }) => ({ scheme: schemeNumber(scheme), publicKey }));
  }

  get #table(): IdentityTable {
    return this.#options.table;
  }

  get #now(): number {
    return this.#options.clock.now().wall;
  }

  /** @returns the name as it is stored. @throws {HostError} */
  #freeName(name: string, owner: string | null): string {
    const trimmed = name.trim().normalize('NFC');
    // Control and format characters could make one name look like another.
    if (trimmed.length === 0 || trimmed.length > nameLimit || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(trimmed)) throw new HostError('IDENTITY_NAME');
    if (this.list().some((identity) => identity.id !== owner && identity.name === trimmed))
      throw new HostError('ALREADY_EXISTS', { detail: ['name-taken'] });
    return trimmed;
  }

  #withNewPair(scheme: SignatureScheme, use: (pair: Omit<Signer, 'credential'>) => void): void {
    const pair = generateSigner(scheme, this.#options.randomness);
    try {
      use({ scheme, ...pair });
    } finally {
      this.#options.erase(pair.privateKey);
    }
  }
}

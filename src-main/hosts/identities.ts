import { findSuite, type SignatureScheme } from '#engine/crypto/suites.ts';
import type { Randomness } from '#engine/crypto/provider.ts';
import type { Signer } from '#engine/mls/group.ts';
import type { Erase } from '#engine/secret.ts';
import { generateSigner } from '#main/crypto/signatures.ts';
import type { Identity, IdentityTable, PeerKey } from '#main/store/store.ts';
import { schemeNumber } from '#main/trust/signature-schemes.ts';
import { HostError } from './host-error.ts';

/** Schemes a new identity gets a key for at once. Others follow when a suite needs them, so that few fingerprints are shown. */
const schemes: readonly SignatureScheme[] = ['Ed25519', 'P-256'];

/** Longest name, characters. */
const nameLimit = 64;

/** Our own identities: making them, and signing as one of them. */
export class Identities {
  readonly #table: IdentityTable;
  readonly #randomness: Randomness;
  readonly #erase: Erase;

  constructor(table: IdentityTable, randomness: Randomness, erase: Erase) {
    this.#table = table;
    this.#randomness = randomness;
    this.#erase = erase;
  }

  /** In use, oldest first. */
  list(): readonly Identity[] {
    return this.#table.list().filter((identity) => identity.retiredAt === null);
  }

  /** @throws {HostError} `IDENTITY_NAME`, `ALREADY_EXISTS` */
  create(name: string, now: number): Identity {
    const trimmed = name.trim().normalize('NFC');
    // Control and format characters could make one name look like another.
    if (trimmed.length === 0 || trimmed.length > nameLimit || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(trimmed)) throw new HostError('IDENTITY_NAME');
    if (this.list().some((identity) => identity.name === trimmed)) throw new HostError('ALREADY_EXISTS', { detail: 'an identity of this name' });
    const pairs = schemes.map((scheme) => ({ scheme, ...generateSigner(scheme, this.#randomness) }));
    try {
      return this.#table.add(trimmed, pairs, now);
    } finally {
      for (const { privateKey } of pairs) this.#erase(privateKey);
    }
  }

  /** The identity asked for, or the first one. @throws {HostError} */
  require(id: string | null): Identity {
    const all = this.list();
    const found = id === null ? all[0] : all.find((identity) => identity.id === id);
    if (found === undefined) throw new HostError(id === null ? 'NO_IDENTITY' : 'UNKNOWN_IDENTITY');
    return found;
  }

  /** Makes the keys an identity lacks for these suites. @returns whether there were any. @throws {StoreError} */
  provideKeys(id: string, suites: readonly number[]): boolean {
    const identity = this.#table.find(id);
    if (identity === null || identity.retiredAt !== null) return false;
    const needed = new Set(suites.flatMap((suite) => findSuite(suite)?.signature ?? []));
    for (const { scheme } of identity.keys) needed.delete(scheme);
    for (const scheme of needed) this.#addKey(id, scheme);
    return needed.size > 0;
  }

  /** A signer whose private key the caller erases, with a key made for it if need be. `null`: nobody signs so here. */
  signer(id: string, suite: number): Signer | null {
    const scheme = findSuite(suite)?.signature;
    if (scheme === undefined) return null;
    this.provideKeys(id, [suite]);
    return this.#table.signer(id, scheme);
  }

  /** Public keys of an identity: a peer that shows one of them is a reflection. */
  keys(id: string): readonly PeerKey[] {
    return (this.#table.find(id)?.keys ?? []).map(({ scheme, publicKey }) => ({ scheme: schemeNumber(scheme), publicKey }));
  }

  #addKey(id: string, scheme: SignatureScheme): void {
    const pair = generateSigner(scheme, this.#randomness);
    try {
      this.#table.addKey(id, { scheme, ...pair });
    } finally {
      this.#erase(pair.privateKey);
    }
  }
}

import { type Bytes, copyOf } from '#engine/bytes.ts';
import type { CryptoProvider } from '#engine/crypto/provider.ts';
import type { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';

/** One step of a derivation: HKDF-Expand, or HKDF-Extract with its salt as `key`. All of it secret. */
export interface Derivation {
  readonly key: Bytes;
  readonly input: Bytes;
  readonly out: Bytes;
}

type Suites = ReturnType<typeof mlsSuiteProvider>;

/** Derivations remembered of one laboratory; the oldest go first. An update makes about a hundred. */
const most = 20_000;

/**
 * Remembers what a laboratory derives from what, by standing between its MLS, its engine and their cryptography. No realm of a profile
 * has one. DECISIONS: laboratory connections.
 */
export class DerivationWitness {
  readonly #erase: CryptoProvider['erase'];
  readonly #seen: Derivation[] = [];

  constructor(erase: CryptoProvider['erase']) {
    this.#erase = erase;
  }

  /** Newest first. */
  get seen(): readonly Derivation[] {
    return this.#seen.toReversed();
  }

  /** The engine's side: everything from the exporter secret on. */
  engine(hmac: CryptoProvider['hmac']): CryptoProvider['hmac'] {
    return (name, key, data) => {
      const out = hmac(name, key, data);
      this.#note(key, data, out);
      return out;
    };
  }

  /** The side of MLS: everything before. */
  suites(provider: Suites): Suites {
    return async (suite) => {
      const inner = await provider(suite);
      const { extract, expand, size } = inner.kdf;
      return {
        ...inner,
        kdf: {
          size,
          extract: async (salt, inputKey) => this.#noted(salt, inputKey, await extract(salt, inputKey)),
          expand: async (key, info, length) => this.#noted(key, info, await expand(key, info, length)),
        },
      };
    };
  }

  forget(): void {
    for (const derivation of this.#seen.splice(0)) this.#eraseAll(derivation);
  }

  #noted(key: Uint8Array, input: Uint8Array, out: Uint8Array): Uint8Array {
    this.#note(key, input, out);
    return out;
  }

  #note(key: Uint8Array, input: Uint8Array, out: Uint8Array): void {
    this.#seen.push({ key: copyOf(key), input: copyOf(input), out: copyOf(out) });
    if (this.#seen.length <= most) return;
    for (const derivation of this.#seen.splice(0, most / 10)) this.#eraseAll(derivation);
  }

  #eraseAll({ key, input, out }: Derivation): void {
    for (const bytes of [key, input, out]) this.#erase(bytes);
  }
}

import { type Bytes, copyOf } from '#engine/bytes.ts';
import type { RecordAead, RecordKey } from '#engine/crypto/aead.ts';
import type { CryptoProvider } from '#engine/crypto/provider.ts';
import { DerivationWitness } from './derivation-witness.ts';
import { type LoggedKey, nonceOf } from './open-record.ts';

/** A record key of a laboratory connection, for whoever learns there. */
export type WitnessedKey = LoggedKey;

interface Use {
  readonly key: Bytes;
  readonly aead: RecordAead;
  nonce: Bytes;
}

/**
 * Stands between the engine of a laboratory and its cryptography, and remembers record keys and where they came from. The engine of a profile never gets one:
 * its keys are known to the cipher alone. DECISIONS: laboratory connections.
 */
export class SecretWitness {
  readonly crypto: CryptoProvider;
  readonly derivations: DerivationWitness;
  readonly #erase: CryptoProvider['erase'];
  /** The key that sealed or opened last, with the nonce it did it under. */
  #last: Use | null = null;
  readonly #kept = new Map<Use, WitnessedKey>();

  constructor(crypto: CryptoProvider) {
    this.#erase = crypto.erase;
    this.derivations = new DerivationWitness(crypto.erase);
    this.crypto = {
      ...crypto,
      hmac: this.derivations.engine(crypto.hmac),
      importRecordKey: (aead, key) => this.#watch(crypto.importRecordKey(aead, key), aead, copyOf(key)),
    };
  }

  /** What the last record was sealed or opened with. The engine tells its trace of a record right after that. */
  used(sequence: number): WitnessedKey | null {
    const use = this.#last;
    if (use === null) return null;
    const known = this.#kept.get(use);
    if (known !== undefined) return known;
    // Combining twice with the number gives the IV back.
    const witnessed = { aead: use.aead, key: use.key, iv: nonceOf(use.nonce, BigInt(sequence)) };
    this.#kept.set(use, witnessed);
    return witnessed;
  }

  forget(witnessed: WitnessedKey): void {
    this.#erase(witnessed.key);
    this.#erase(witnessed.iv);
    for (const [use, kept] of this.#kept) if (kept === witnessed) this.#kept.delete(use);
  }

  #watch(inner: RecordKey, aead: RecordAead, key: Bytes): RecordKey {
    const use: Use = { key, aead, nonce: new Uint8Array(12) };
    const note = (nonce: Bytes): void => {
      use.nonce.set(nonce);
      this.#last = use;
    };
    return {
      seal: (nonce, aad, plaintext, out, at) => {
        note(nonce);
        return inner.seal(nonce, aad, plaintext, out, at);
      },
      open: (nonce, aad, ciphertext) => {
        note(nonce);
        return inner.open(nonce, aad, ciphertext);
      },
      erase: () => {
        inner.erase();
        if (!this.#kept.has(use)) this.#erase(key);
      },
    };
  }
}

import type { CryptoProvider } from '#engine/crypto/provider.ts';
import type { Erase } from '#engine/secret.ts';
import type { Features } from './features.ts';
import { digest, hmac } from './hashes.ts';
import { importRecordKey, type Lent } from './record-key.ts';
import { detectFeatures } from './self-test.ts';

export interface NodeProviderOptions {
  /** What to take from the runtime; the rest comes from noble. Detected when absent. */
  readonly features?: Features;
  /** How secrets are overwritten; zeros when absent. */
  readonly erase?: Erase;
}

/** The engine's primitives over node:crypto, with noble where the runtime lacks one. */
export function nodeCryptoProvider(options: NodeProviderOptions = {}): CryptoProvider {
  const features = options.features ?? detectFeatures();
  const erase = options.erase ?? overwrite;
  const lent: Lent = { plaintext: null };
  return {
    hash: (name, data) => digest(features, name, data),
    hmac: (name, key, data) => hmac(name, key, data),
    importRecordKey: (aead, key) => importRecordKey(features, erase, lent, aead, key),
    erase,
  };
}

/** Zeros in place. Copies the engine or V8 made on the way are out of reach. */
export const overwrite: Erase = (bytes) => {
  bytes.fill(0);
};

import nodeCrypto, { createCipheriv, createHash, createPrivateKey, generateKeyPairSync, getHashes } from 'node:crypto';
// Functions that older Nodes lack are read from the default export: a missing named import would not even load.

/** What this runtime's own cryptography can do. Electron (BoringSSL) lacks some of it, older Node too. */
export interface Features {
  /** `crypto.hash`: one call instead of three. */
  readonly oneShotHash: boolean;
  readonly chacha20Poly1305: boolean;
  /** SHA3-256 and SHAKE256, both. */
  readonly sha3: boolean;
  /** Key pairs, encapsulation and decapsulation of ML-KEM-768. */
  readonly mlKem: boolean;
  /** `ArrayBuffer.prototype.transfer`: gives memory back at once instead of at the next collection. */
  readonly transfer: boolean;
}

/** Tries each feature once, by use: being listed does not mean that it works. */
export function detectFeatures(): Features {
  return {
    oneShotHash: typeof nodeCrypto.hash === 'function',
    chacha20Poly1305: works(() => createCipheriv('chacha20-poly1305', new Uint8Array(32), new Uint8Array(12), { authTagLength: 16 }).final()),
    sha3: getHashes().includes('sha3-256') && works(() => createHash('shake256', { outputLength: 64 }).update('').digest()),
    mlKem: works(() => {
      const { publicKey, privateKey } = generateKeyPairSync('ml-kem-768');
      createPrivateKey({ key: privateKey.export({ format: 'der', type: 'pkcs8' }), format: 'der', type: 'pkcs8' });
      nodeCrypto.decapsulate(privateKey, nodeCrypto.encapsulate(publicKey).ciphertext);
    }),
    transfer: typeof ArrayBuffer.prototype.transfer === 'function',
  };
}

/** A runtime that offers nothing beyond the minimum: everything optional comes from noble. */
export const noFeatures: Features = { oneShotHash: false, chacha20Poly1305: false, sha3: false, mlKem: false, transfer: false };

function works(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

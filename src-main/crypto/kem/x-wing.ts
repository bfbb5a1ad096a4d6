import { type Bytes, concat, copyOf } from '#engine/bytes.ts';
import { CryptoError } from '#engine/crypto/crypto-error.ts';
import type { Features } from '../features.ts';
import { sha3 } from '../sha3.ts';
import { type Kem, type KemKeyPair, pairOfFresh } from './kem.ts';
import { mlKem, mlKemSeed } from './ml-kem.ts';
import { x25519 } from './x25519.ts';

// X-Wing, draft-connolly-cfrg-xwing-kem: ML-KEM-768 and X25519, either of which protects the result.
const seedLength = 32; // bytes
const label = Uint8Array.of(0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c); // \.//^\

/** X-Wing. Private keys are 32-byte seeds. */
export function xWing(features: Features): Kem {
  const [lattice, curve, keccak] = [mlKem(features, 'ML-KEM-768'), x25519(features), sha3(features)];
  const { publicKeyLength, ciphertextLength } = lattice;

  /** "expandDecapsulationKey": a 64-byte ML-KEM seed and an X25519 key. Both secret. */
  function expandSeed(seed: Bytes): { readonly mlKem: Bytes; readonly x25519: Bytes } {
    if (seed.length !== seedLength) throw new CryptoError('X-Wing private key');
    const expanded = keccak.expand(seed, mlKemSeed + 32);
    const out = { mlKem: copyOf(expanded.subarray(0, mlKemSeed)), x25519: copyOf(expanded.subarray(mlKemSeed)) };
    expanded.fill(0);
    return out;
  }

  function pair(seed: Bytes): KemKeyPair {
    const parts = expandSeed(seed);
    const curvePair = curve.pair(parts.x25519);
    const publicKey = concat(lattice.publicKey(parts.mlKem), curvePair.publicKey);
    for (const secret of [parts.mlKem, parts.x25519, curvePair.privateKey]) secret.fill(0);
    return { privateKey: copyOf(seed), publicKey };
  }

  /** "Combiner". */
  function combine(mlKemSecret: Bytes, curveSecret: Bytes, curveCiphertext: Bytes, curvePublic: Bytes): Bytes {
    const input = concat(mlKemSecret, curveSecret, curveCiphertext, curvePublic, label);
    const out = keccak.hash(input);
    for (const secret of [input, mlKemSecret, curveSecret]) secret.fill(0);
    return out;
  }

  function checkPublicKey(publicKey: Bytes): void {
    if (publicKey.length !== publicKeyLength + 32) throw new CryptoError('X-Wing public key');
  }

  return {
    id: 0x647a,
    pair,
    generate: (randomness) => pairOfFresh(pair, randomness.bytes(seedLength)),
    derive: (inputKey) => pairOfFresh(pair, keccak.expand(inputKey, seedLength)),
    checkPublicKey,
    encapsulate(publicKey, randomness) {
      checkPublicKey(publicKey);
      const curvePublic = publicKey.subarray(publicKeyLength);
      const inner = lattice.encapsulate(publicKey.subarray(0, publicKeyLength), randomness);
      const ephemeral = curve.generate(randomness);
      const shared = curve.exchange(ephemeral.privateKey, curvePublic);
      ephemeral.privateKey.fill(0);
      const sharedSecret = combine(inner.sharedSecret, shared, ephemeral.publicKey, curvePublic);
      return { sharedSecret, encapsulated: concat(inner.encapsulated, ephemeral.publicKey) };
    },
    decapsulate(keys, encapsulated) {
      if (encapsulated.length !== ciphertextLength + 32) throw new CryptoError('X-Wing ciphertext');
      const curveCiphertext = encapsulated.subarray(ciphertextLength);
      const parts = expandSeed(keys.privateKey);
      const mlKemSecret = lattice.decapsulate(parts.mlKem, encapsulated.subarray(0, ciphertextLength));
      const shared = curve.exchange(parts.x25519, curveCiphertext);
      parts.mlKem.fill(0);
      parts.x25519.fill(0);
      return combine(mlKemSecret, shared, curveCiphertext, keys.publicKey.subarray(publicKeyLength));
    },
  };
}

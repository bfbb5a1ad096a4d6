import type { Bytes } from '#engine/bytes.ts';
import { CryptoError } from '../crypto-error.ts';
import type { Kem, KemKeyPair } from './kem.ts';
import { mlKemCiphertext, mlKemPublicKey, mlKemSeed, type PostQuantum } from './post-quantum.ts';
import { generateX25519, x25519, x25519Pair } from './x25519.ts';

// X-Wing, draft-connolly-cfrg-xwing-kem: ML-KEM-768 and X25519, either of which protects the result.
const seedLength = 32; // bytes
const publicLength = mlKemPublicKey + 32;
const ciphertextLength = mlKemCiphertext + 32;
const label = Uint8Array.of(0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c); // \.//^\

/** X-Wing. Private keys are 32-byte seeds. */
export function xWing(primitives: PostQuantum): Kem {
  /** "expandDecapsulationKey": a 64-byte ML-KEM seed and an X25519 key. Both secret. */
  function expandSeed(seed: Bytes): { readonly mlKem: Bytes; readonly x25519: Bytes } {
    if (seed.length !== seedLength) throw new CryptoError('X-Wing private key');
    const expanded = primitives.shake256(seed, mlKemSeed + 32);
    const out = { mlKem: expanded.slice(0, mlKemSeed), x25519: expanded.slice(mlKemSeed) };
    expanded.fill(0);
    return out;
  }

  function pair(seed: Bytes): KemKeyPair {
    const parts = expandSeed(seed);
    const curve = x25519Pair(parts.x25519);
    const publicKey = join(primitives.publicKey(parts.mlKem), curve.publicKey);
    for (const secret of [parts.mlKem, parts.x25519, curve.privateKey]) secret.fill(0);
    return { privateKey: new Uint8Array(seed), publicKey };
  }

  /** "Combiner". */
  function combine(mlKemSecret: Bytes, curveSecret: Bytes, curveCiphertext: Bytes, curvePublic: Bytes): Bytes {
    const input = join(mlKemSecret, curveSecret, curveCiphertext, curvePublic, label);
    const out = primitives.sha3(input);
    for (const secret of [input, mlKemSecret, curveSecret]) secret.fill(0);
    return out;
  }

  return {
    id: 0x647a,
    pair,
    generate: (randomness) => pair(randomness.bytes(seedLength)),
    derive: (inputKey) => pair(primitives.shake256(inputKey, seedLength)),
    checkPublicKey,
    encapsulate(publicKey, randomness) {
      checkPublicKey(publicKey);
      const curvePublic = publicKey.subarray(mlKemPublicKey);
      const inner = primitives.encapsulate(publicKey.subarray(0, mlKemPublicKey), randomness);
      const ephemeral = generateX25519(randomness);
      const shared = x25519(ephemeral.privateKey, curvePublic);
      ephemeral.privateKey.fill(0);
      const sharedSecret = combine(inner.sharedSecret, shared, ephemeral.publicKey, curvePublic);
      return { sharedSecret, encapsulated: join(inner.encapsulated, ephemeral.publicKey) };
    },
    decapsulate(keys, encapsulated) {
      if (encapsulated.length !== ciphertextLength) throw new CryptoError('X-Wing ciphertext');
      const curveCiphertext = encapsulated.subarray(mlKemCiphertext);
      const parts = expandSeed(keys.privateKey);
      const mlKemSecret = primitives.decapsulate(parts.mlKem, encapsulated.subarray(0, mlKemCiphertext));
      const shared = x25519(parts.x25519, curveCiphertext);
      parts.mlKem.fill(0);
      parts.x25519.fill(0);
      return combine(mlKemSecret, shared, curveCiphertext, keys.publicKey.subarray(mlKemPublicKey));
    },
  };
}

function checkPublicKey(publicKey: Bytes): void {
  if (publicKey.length !== publicLength) throw new CryptoError('X-Wing public key');
}

function join(...parts: readonly Bytes[]): Bytes {
  return new Uint8Array(Buffer.concat(parts));
}

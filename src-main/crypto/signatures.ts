import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import type { Randomness } from '#engine/crypto/provider.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import { CryptoError } from './crypto-error.ts';
import { importPrivateKey, integer, octetString, oid, sequence } from './der.ts';
import { plain } from './hashes.ts';
import { generateNist, type NistCurve, nistPair, p256, p384, p521, padded } from './kem/nist-curve.ts';

/** Raw keys of one signer. */
export interface SignatureKeyPair {
  /** 32 bytes Ed25519; uncompressed point for the NIST curves (65 bytes P-256). */
  readonly publicKey: Bytes;
  /** 32-byte seed Ed25519; scalar for the NIST curves (32 bytes P-256). Secret. */
  readonly privateKey: Bytes;
}

/** One signature scheme. RFC 9420 §5.1.2: ECDSA signatures are DER, as in TLS. */
export interface Signature {
  generate(randomness: Randomness): SignatureKeyPair;
  /** @throws {CryptoError} for an unusable private key */
  sign(privateKey: Bytes, message: Bytes): Bytes;
  /** `false` for anything that does not verify, unusable keys included. */
  verify(publicKey: Bytes, message: Bytes, signature: Bytes): boolean;
}

/** A key pair for an identity. Takes its bytes from `randomness`, so that a seeded source repeats it. @throws {RangeError} for a scheme this build cannot sign with */
export function generateSigner(scheme: SignatureScheme, randomness: Randomness): SignatureKeyPair {
  return signature(scheme).generate(randomness);
}

/** @throws {RangeError} for a scheme this build cannot sign with */
export function signature(scheme: SignatureScheme): Signature {
  switch (scheme) {
    case 'Ed25519':
      return ed25519;
    case 'P-256':
      return ecdsa(p256, oid.p256, 'sha256');
    case 'P-384':
      return ecdsa(p384, oid.p384, 'sha384');
    case 'P-521':
      return ecdsa(p521, oid.p521, 'sha512');
    case 'Ed448':
    case 'ML-DSA-87':
      throw new RangeError(`no ${scheme} in this build`);
    default:
      return scheme satisfies never;
  }
}

const ed25519Length = 32; // bytes of seed and public key
const ed25519Algorithm = sequence(oid.ed25519);

/** Ed25519. RFC 8032 §5.1. */
const ed25519: Signature = {
  generate(randomness) {
    const privateKey = randomness.bytes(ed25519Length);
    const { x } = createPublicKey(ed25519Private(privateKey)).export({ format: 'jwk' });
    return { privateKey, publicKey: new Uint8Array(Buffer.from(x ?? '', 'base64url')) };
  },
  sign: (privateKey, message) => plain(sign(null, message, ed25519Private(privateKey))),
  verify: (publicKey, message, bytes) =>
    refused(() => {
      if (publicKey.length !== ed25519Length) return false;
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: base64url(publicKey) }, format: 'jwk' });
      return verify(null, message, key, bytes);
    }),
};

function ed25519Private(seed: Bytes): KeyObject {
  if (seed.length !== ed25519Length) throw new CryptoError('Ed25519 private key');
  return importPrivateKey(ed25519Algorithm, octetString(seed));
}

/** ECDSA. FIPS 186-5. Signing draws its nonce from the operating system. */
function ecdsa(on: NistCurve, curveOid: Bytes, hash: 'sha256' | 'sha384' | 'sha512'): Signature {
  const algorithm = sequence(oid.ecPublicKey, curveOid);

  /** RFC 5915 §3 inside PKCS#8. */
  function privateKeyObject(scalar: Bytes): KeyObject {
    nistPair(on, scalar); // refuses zero and numbers beyond the order
    const fixed = padded(on, scalar);
    const wrapped = octetString(fixed);
    const content = sequence(integer(1), wrapped);
    fixed.fill(0);
    wrapped.fill(0);
    return importPrivateKey(algorithm, content);
  }

  return {
    generate: (randomness) => generateNist(on, randomness),
    sign: (privateKey, message) => plain(sign(hash, message, { key: privateKeyObject(privateKey), dsaEncoding: 'der' })),
    verify: (publicKey, message, bytes) =>
      refused(() => {
        if (publicKey.length !== 1 + 2 * on.size || publicKey[0] !== 0x04) return false;
        const x = base64url(publicKey.subarray(1, 1 + on.size));
        const y = base64url(publicKey.subarray(1 + on.size));
        const key = createPublicKey({ key: { kty: 'EC', crv: on.name, x, y }, format: 'jwk' });
        return verify(hash, message, { key, dsaEncoding: 'der' }, bytes);
      }),
  };
}

/** A key the runtime cannot import verifies nothing. */
function refused(attempt: () => boolean): boolean {
  try {
    return attempt();
  } catch {
    return false;
  }
}

function base64url(bytes: Bytes): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
}

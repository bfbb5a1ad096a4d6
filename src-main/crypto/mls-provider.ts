import { timingSafeEqual } from 'node:crypto';
import type { CiphersuiteImpl, CiphersuiteName, Hpke as LibraryHpke, PrivateKey, PublicKey } from 'ts-mls';
import type { Bytes } from '#engine/bytes.ts';
import { type RecordAead, recordKeyLength } from '#engine/crypto/aead.ts';
import type { Randomness } from '#engine/crypto/provider.ts';
import { findSuite, type KemName } from '#engine/crypto/suites.ts';
import type { Features } from './features.ts';
import { digest, digestLength, hkdfExpand, hkdfExtract, hmac } from './hashes.ts';
import { type Hpke, hpke, openOnce, sealOnce } from './hpke.ts';
import { dhkemNist, dhkemX25519 } from './kem/dhkem.ts';
import type { Kem, KemKeyPair } from './kem/kem.ts';
import { mlKem1024 } from './kem/ml-kem.ts';
import { xWing } from './kem/x-wing.ts';
import { detectFeatures } from './self-test.ts';
import { signature } from './signatures.ts';

const kems: { readonly [K in KemName]: (features: Features) => Kem } = {
  X25519: dhkemX25519,
  'P-256': (features) => dhkemNist(features, 'P-256'),
  'P-384': (features) => dhkemNist(features, 'P-384'),
  'P-521': (features) => dhkemNist(features, 'P-521'),
  'X-Wing': xWing,
  'ML-KEM-1024': mlKem1024,
};

/** The library's own names. Others are their number as text, which the library writes to the wire as that number. */
const libraryNames: ReadonlyMap<number, CiphersuiteName> = new Map<number, CiphersuiteName>([
  [0x0001, 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519'],
  [0x0002, 'MLS_128_DHKEMP256_AES128GCM_SHA256_P256'],
  [0x0003, 'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519'],
  [0x0005, 'MLS_256_DHKEMP521_AES256GCM_SHA512_P521'],
  [0x0007, 'MLS_256_DHKEMP384_AES256GCM_SHA384_P384'],
]);

export interface MlsProviderOptions {
  /** What to take from the runtime; the rest comes from noble. Detected when absent. */
  readonly features?: Features;
}

/**
 * Cipher suites for the MLS library, over node:crypto. Some draws of randomness bypass `randomness` because node:crypto
 * takes no seed there: native ML-KEM encapsulation and what ECDSA and ML-DSA mix into a signature.
 *
 * @returns gives the suite of a number, always the same object; rejects with a RangeError for one this build does not have
 */
export function mlsSuiteProvider(randomness: Randomness, options: MlsProviderOptions = {}): (suite: number) => Promise<CiphersuiteImpl> {
  const features = options.features ?? detectFeatures();
  const made = new Map<number, Promise<CiphersuiteImpl>>();
  return (suite) => {
    const known = made.get(suite);
    if (known !== undefined) return known;
    const implementation = makeSuite(features, randomness, suite);
    made.set(suite, implementation);
    return implementation;
  };
}

async function makeSuite(features: Features, randomness: Randomness, suite: number): Promise<CiphersuiteImpl> {
  const found = findSuite(suite);
  if (found === undefined) throw new RangeError(`no MLS cipher suite ${suite} in this build`);
  const { hash, kdf, aead } = found;
  const kem = kems[found.kem](features);
  const scheme = signature(found.signature, features);
  return {
    // A number as text is outside the library's closed union of names.
    name: libraryNames.get(suite) ?? (String(suite) as CiphersuiteName),
    hash: {
      digest: async (data) => digest(features, hash, data),
      mac: async (key, data) => hmac(hash, key, data),
      verifyMac: async (key, mac, data) => sameMac(hmac(hash, key, data), mac),
    },
    kdf: {
      size: digestLength[kdf],
      extract: async (salt, inputKey) => hkdfExtract(kdf, salt, inputKey),
      expand: async (key, info, length) => hkdfExpand(kdf, key, info, length),
    },
    hpke: libraryHpke(features, randomness, kem, aead, hpke(features, randomness, { kem, kdf, aead })),
    signature: {
      sign: async (key, message) => scheme.sign(key, message),
      verify: async (key, message, bytes) => scheme.verify(key, message, bytes),
      keygen: async () => {
        const { publicKey, privateKey } = scheme.generate(randomness);
        return { publicKey, signKey: privateKey };
      },
    },
    rng: { randomBytes: (length) => randomness.bytes(length) },
  };
}

function libraryHpke(features: Features, randomness: Randomness, kem: Kem, aead: RecordAead, base: Hpke): LibraryHpke {
  const none = new Uint8Array(0);
  return {
    keyLength: recordKeyLength[aead],
    nonceLength: 12,
    open: async (key, encapsulated, ciphertext, info, aad) => base.open(pairOf(key), encapsulated, info, aad ?? none, ciphertext),
    seal: async (key, plaintext, info, aad) => {
      const { encapsulated, ciphertext } = base.seal(bytesOf(key), info, aad ?? none, plaintext);
      return { enc: encapsulated, ct: ciphertext };
    },
    exportSecret: async (key, context, length, info) => {
      const { encapsulated, secret } = base.sendExport(bytesOf(key), info, context, length);
      return { enc: encapsulated, secret };
    },
    importSecret: async (key, context, encapsulated, length, info) => base.receiveExport(pairOf(key), encapsulated, info, context, length),
    importPrivateKey: async (bytes) => privateHandle(kem.pair(bytes)),
    importPublicKey: async (bytes) => {
      kem.checkPublicKey(bytes);
      return publicHandle(new Uint8Array(bytes));
    },
    exportPublicKey: async (key) => new Uint8Array(bytesOf(key)),
    exportPrivateKey: async (key) => pairOf(key).privateKey, // no copy: whoever overwrites the bytes ends the key
    encryptAead: async (key, nonce, aad, plaintext) => sealOnce(features, aead, key, nonce, aad ?? none, plaintext),
    decryptAead: async (key, nonce, aad, ciphertext) => openOnce(features, aead, key, nonce, aad ?? none, ciphertext),
    deriveKeyPair: async (inputKey) => handles(kem.derive(inputKey)),
    generateKeyPair: async () => handles(kem.generate(randomness)),
  };
}

/** HPKE keys on their way through the library, which hands them back without looking inside. */
const pairs = new WeakMap<PrivateKey, KemKeyPair>();
const publicKeys = new WeakMap<PublicKey, Bytes>();

function handles(pair: KemKeyPair): { readonly privateKey: PrivateKey; readonly publicKey: PublicKey } {
  return { privateKey: privateHandle(pair), publicKey: publicHandle(pair.publicKey) };
}

function privateHandle(pair: KemKeyPair): PrivateKey {
  const handle = { type: 'private' } as PrivateKey; // the library's name for "opaque": a CryptoKey it never reads
  pairs.set(handle, pair);
  return handle;
}

function publicHandle(bytes: Bytes): PublicKey {
  const handle = { type: 'public' } as PublicKey; // as above
  publicKeys.set(handle, bytes);
  return handle;
}

function pairOf(handle: PrivateKey): KemKeyPair {
  const pair = pairs.get(handle);
  if (pair === undefined) throw new TypeError('not a private key of this provider');
  return pair;
}

function bytesOf(handle: PublicKey): Bytes {
  const bytes = publicKeys.get(handle);
  if (bytes === undefined) throw new TypeError('not a public key of this provider');
  return bytes;
}

function sameMac(expected: Bytes, mac: Bytes): boolean {
  return expected.length === mac.length && timingSafeEqual(expected, mac);
}

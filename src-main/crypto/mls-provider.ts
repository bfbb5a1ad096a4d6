import { timingSafeEqual } from 'node:crypto';
import type { CiphersuiteImpl, CiphersuiteName, Hpke as LibraryHpke, PrivateKey, PublicKey } from 'ts-mls';
import type { Bytes } from '#engine/bytes.ts';
import { type RecordAead, recordKeyLength } from '#engine/crypto/aead.ts';
import type { HashName, Randomness } from '#engine/crypto/provider.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import { detectFeatures, type Features } from './features.ts';
import { digest, digestLength, hkdfExpand, hkdfExtract, hmac } from './hashes.ts';
import { type Hpke, hpke, openOnce, sealOnce } from './hpke.ts';
import { dhkemNist, dhkemX25519 } from './kem/dhkem.ts';
import type { Kem, KemKeyPair } from './kem/kem.ts';
import { p256, p384, p521 } from './kem/nist-curve.ts';
import { loadPostQuantum } from './kem/post-quantum.ts';
import { xWing } from './kem/x-wing.ts';
import { signature } from './signatures.ts';

/** What one MLS cipher suite is made of. RFC 9420 §17.1; R-SUITE for the private numbers. */
interface SuiteParts {
  /** The library's name, or the number as text where it has none: it writes either to the wire as the number. */
  readonly name: string;
  readonly kem: (features: Features) => Promise<Kem>;
  readonly hash: HashName;
  readonly kdf: HashName;
  readonly aead: RecordAead;
  readonly signature: SignatureScheme;
}

const x25519 = async (): Promise<Kem> => dhkemX25519;
const xWingKem = async (features: Features): Promise<Kem> => xWing(await loadPostQuantum(features));

const parts: ReadonlyMap<number, SuiteParts> = new Map<number, SuiteParts>([
  [
    0x0001,
    { name: 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519', kem: x25519, hash: 'SHA-256', kdf: 'SHA-256', aead: 'AES-128-GCM', signature: 'Ed25519' },
  ],
  [
    0x0002,
    {
      name: 'MLS_128_DHKEMP256_AES128GCM_SHA256_P256',
      kem: async () => dhkemNist(0x0010, 'SHA-256', p256),
      hash: 'SHA-256',
      kdf: 'SHA-256',
      aead: 'AES-128-GCM',
      signature: 'P-256',
    },
  ],
  [
    0x0003,
    {
      name: 'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519',
      kem: x25519,
      hash: 'SHA-256',
      kdf: 'SHA-256',
      aead: 'CHACHA20-POLY1305',
      signature: 'Ed25519',
    },
  ],
  [
    0x0005,
    {
      name: 'MLS_256_DHKEMP521_AES256GCM_SHA512_P521',
      kem: async () => dhkemNist(0x0012, 'SHA-512', p521),
      hash: 'SHA-512',
      kdf: 'SHA-512',
      aead: 'AES-256-GCM',
      signature: 'P-521',
    },
  ],
  [
    0x0007,
    {
      name: 'MLS_256_DHKEMP384_AES256GCM_SHA384_P384',
      kem: async () => dhkemNist(0x0011, 'SHA-384', p384),
      hash: 'SHA-384',
      kdf: 'SHA-384',
      aead: 'AES-256-GCM',
      signature: 'P-384',
    },
  ],
  [0xf0f1, { name: String(0xf0f1), kem: xWingKem, hash: 'SHA-512', kdf: 'SHA-512', aead: 'AES-256-GCM', signature: 'Ed25519' }],
  [0xf0f2, { name: String(0xf0f2), kem: xWingKem, hash: 'SHA-512', kdf: 'SHA-512', aead: 'CHACHA20-POLY1305', signature: 'Ed25519' }],
]);

export interface MlsProviderOptions {
  /** What to take from the runtime; the rest comes from noble. Detected when absent. */
  readonly features?: Features;
}

/**
 * Cipher suites for the MLS library, over node:crypto. Two draws of randomness bypass `randomness` because node:crypto
 * takes no seed there: native ML-KEM encapsulation and ECDSA nonces.
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
  const found = parts.get(suite);
  if (found === undefined) throw new RangeError(`no MLS cipher suite ${suite} in this build`);
  const { hash, kdf, aead } = found;
  const kem = await found.kem(features);
  const scheme = signature(found.signature);
  return {
    // The library's own names are a closed union; it reads others as the number they spell.
    name: found.name as CiphersuiteName,
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
    exportPrivateKey: async (key) => new Uint8Array(pairOf(key).privateKey),
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

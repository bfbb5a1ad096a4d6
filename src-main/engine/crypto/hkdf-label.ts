import { ascii, blank, type Bytes, concat, empty } from '../bytes.ts';
import { type Codec, encode, opaque8, opaqueVar, struct, uint16 } from '../codec/codec.ts';
import { EngineError } from '../errors.ts';
import type { CryptoProvider, HashName } from './provider.ts';
import { hashLength, type Suite } from './suites.ts';

/** What derivations need of a suite: inside MLS-Exporter two hashes meet (R-SUITE). */
export type DerivationSuite = Pick<Suite, 'hash' | 'kdf' | 'nh'>;

/** HKDF-Extract. RFC 5869 §2.2. An empty salt means Hash.length zero bytes. @returns Hash.length bytes, secret */
export function hkdfExtract(provider: CryptoProvider, hash: HashName, salt: Bytes, inputKey: Bytes): Bytes {
  return provider.hmac(hash, salt.length === 0 ? new Uint8Array(hashLength[hash]) : salt, inputKey);
}

/**
 * HKDF-Expand. RFC 5869 §2.3.
 *
 * @returns `length` bytes, secret; everything in between is erased
 * @throws {EngineError} `internal` above 255 * Hash.length bytes
 */
export function hkdfExpand(provider: CryptoProvider, hash: HashName, key: Bytes, info: Bytes, length: number): Bytes {
  const size = hashLength[hash];
  if (length > 255 * size) throw new EngineError({ kind: 'internal', where: 'HKDF-Expand longer than 255 blocks' });
  const out = blank(length);
  let block: Bytes = empty;
  for (let counter = 1, at = 0; at < length; counter++, at += size) {
    const input = concat(block, info, Uint8Array.of(counter));
    provider.erase(block);
    block = provider.hmac(hash, key, input);
    provider.erase(input);
    out.set(block.subarray(0, Math.min(size, length - at)), at);
  }
  provider.erase(block);
  return out;
}

/** HKDF-Expand-Label. RFC 8446 §7.1. @returns `length` bytes, secret */
export function hkdfExpandLabel(provider: CryptoProvider, hash: HashName, secret: Bytes, label: string, context: Bytes, length: number): Bytes {
  return hkdfExpand(provider, hash, secret, encode(hkdfLabel, { length, label: ascii(`tls13 ${label}`), context }), length);
}

/** ExpandWithLabel. RFC 9420 §8. @returns `length` bytes, secret */
export function expandWithLabel(provider: CryptoProvider, hash: HashName, secret: Bytes, label: string, context: Bytes, length: number): Bytes {
  return hkdfExpand(provider, hash, secret, encode(kdfLabel, { length, label: ascii(`MLS 1.0 ${label}`), context }), length);
}

/** DeriveSecret. RFC 9420 §8. @returns Hash.length (Nh) bytes, secret */
export function deriveSecret(provider: CryptoProvider, hash: HashName, secret: Bytes, label: string): Bytes {
  return expandWithLabel(provider, hash, secret, label, empty, hashLength[hash]);
}

/**
 * MLS-Exporter. RFC 9420 §8.5. The context is hashed with the suite's Hash, the rest runs on the hash of its KDF (R-SUITE).
 *
 * @returns `length` bytes, secret
 */
export function mlsExporter(
  provider: CryptoProvider,
  suite: DerivationSuite,
  exporterSecret: Bytes,
  label: string,
  context: Bytes,
  length: number,
): Bytes {
  const base = deriveSecret(provider, suite.kdf, exporterSecret, label);
  const out = exportFromBase(provider, suite, base, context, length);
  provider.erase(base);
  return out;
}

/**
 * The second step of MLS-Exporter, from DeriveSecret(exporter_secret, label). Keeping that base allows later contexts
 * of one label without the exporter secret (R-KEY `early_base`).
 *
 * @returns `length` bytes, secret
 */
export function exportFromBase(provider: CryptoProvider, suite: DerivationSuite, base: Bytes, context: Bytes, length: number): Bytes {
  return expandWithLabel(provider, suite.kdf, base, 'exported', provider.hash(suite.hash, context), length);
}

interface Label {
  readonly length: number;
  readonly label: Bytes;
  readonly context: Bytes;
}

/** `struct { uint16 length; opaque label<7..255>; opaque context<0..255>; } HkdfLabel;` RFC 8446 §7.1. */
const hkdfLabel: Codec<Label> = struct<Label>({ length: uint16, label: opaque8, context: opaque8 });

/** `struct { uint16 length; opaque label<V>; opaque context<V>; } KDFLabel;` RFC 9420 §8. */
const kdfLabel: Codec<Label> = struct<Label>({ length: uint16, label: opaqueVar, context: opaqueVar });

import { afterAll, describe, expect, test } from 'vitest';
import { type Bytes, equal, fromHex, toHex } from '#engine/bytes.ts';
import type { RecordAead } from '#engine/crypto/aead.ts';
import { hkdfExpand, hkdfExtract } from '#engine/crypto/hkdf-label.ts';
import type { HashName } from '#engine/crypto/provider.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import { noFeatures } from '#main/crypto/features.ts';
import { mlKem } from '#main/crypto/kem/ml-kem.ts';
import { nistCurve, nistExchange } from '#main/crypto/kem/nist-curve.ts';
import { x25519 } from '#main/crypto/kem/x25519.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { detectFeatures } from '#main/crypto/self-test.ts';
import { signature } from '#main/crypto/signatures.ts';
import { announceRun, announceSkip, externalVectors, readVectorFile } from './external.ts';

interface File<G> {
  readonly testGroups: readonly G[];
}

interface Case {
  readonly tcId: number;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

type Hex<K extends string> = { readonly [F in K]: string };

const present = externalVectors() !== null;
if (!present) announceSkip('Wycheproof');

const providers = [
  { which: 'the runtime’s features', features: detectFeatures() },
  { which: 'no optional feature', features: noFeatures },
] as const;

let ran = 0;
const skipped: string[] = [];
afterAll(() => {
  if (present) announceRun('Wycheproof', ran, skipped);
});

describe.skipIf(!present).each(providers)('Wycheproof with $which', ({ features }) => {
  const crypto = nodeCryptoProvider({ features });

  test.each([
    ['aes_gcm_test.json', 128, 'AES-128-GCM'],
    ['aes_gcm_test.json', 256, 'AES-256-GCM'],
    ['chacha20_poly1305_test.json', 256, 'CHACHA20-POLY1305'],
  ] as const)('[RL-32][VX-03][bad:CR-001] %s with %i-bit keys', (name, keySize, aead) => {
    type Group = {
      readonly ivSize: number;
      readonly keySize: number;
      readonly tagSize: number;
      readonly tests: readonly (Case & Hex<'key' | 'iv' | 'aad' | 'msg' | 'ct' | 'tag'>)[];
    };
    const groups = read<Group>(name).filter((group) => group.keySize === keySize);
    const usable = groups.filter((group) => group.ivSize === 96 && group.tagSize === 128);
    count(usable, `${name} ${keySize}: ${groups.length - usable.length} groups with other nonce or tag sizes`);
    for (const vector of usable.flatMap((group) => group.tests)) checkAead(aead, vector);
  });

  function checkAead(aead: RecordAead, vector: Case & Hex<'key' | 'iv' | 'aad' | 'msg' | 'ct' | 'tag'>): void {
    const key = crypto.importRecordKey(aead, fromHex(vector.key));
    const [nonce, aad, plaintext] = [fromHex(vector.iv), fromHex(vector.aad), fromHex(vector.msg)];
    const opened = key.open(nonce, aad, fromHex(vector.ct + vector.tag));
    expect(opened === null ? null : toHex(opened), `case ${vector.tcId}`).toBe(vector.result === 'valid' ? vector.msg : null);
    if (vector.result !== 'valid') return;
    const out = new Uint8Array(plaintext.length + 16);
    expect(key.seal(nonce, aad, plaintext, out, 0)).toBe(out.length);
    expect(toHex(out), `case ${vector.tcId}`).toBe(vector.ct + vector.tag);
  }

  test.each([
    ['hkdf_sha256_test.json', 'SHA-256'],
    ['hkdf_sha384_test.json', 'SHA-384'],
    ['hkdf_sha512_test.json', 'SHA-512'],
  ] as const)('[VX-03][bad:CR-004] %s', (name, hash) => {
    type Group = { readonly tests: readonly (Case & Hex<'ikm' | 'salt' | 'info' | 'okm'> & { readonly size: number })[] };
    const groups = count(read<Group>(name));
    for (const vector of groups.flatMap((group) => group.tests)) {
      const derive = (): Bytes =>
        hkdfExpand(crypto, hash, hkdfExtract(crypto, hash, fromHex(vector.salt), fromHex(vector.ikm)), fromHex(vector.info), vector.size);
      if (vector.result === 'valid') expect(toHex(derive()), `case ${vector.tcId}`).toBe(vector.okm);
      else expect(derive, `case ${vector.tcId}`).toThrow();
    }
  });

  test.each([
    ['hmac_sha256_test.json', 'SHA-256'],
    ['hmac_sha384_test.json', 'SHA-384'],
    ['hmac_sha512_test.json', 'SHA-512'],
  ] as readonly (readonly [string, HashName])[])('[VX-03][bad:CR-004] %s', (name, hash) => {
    type Group = { readonly tagSize: number; readonly tests: readonly (Case & Hex<'key' | 'msg' | 'tag'>)[] };
    for (const { tagSize, tests } of count(readIfThere<Group>(name))) {
      for (const vector of tests) {
        const tag = toHex(crypto.hmac(hash, fromHex(vector.key), fromHex(vector.msg)).subarray(0, tagSize / 8));
        expect(equal(fromHex(tag), fromHex(vector.tag)), `case ${vector.tcId}`).toBe(vector.result === 'valid');
      }
    }
  });

  test('[VX-03][bad:CR-002] x25519_test.json', () => {
    type Group = { readonly tests: readonly (Case & Hex<'public' | 'private' | 'shared'>)[] };
    const { exchange } = x25519(features);
    for (const vector of count(read<Group>('x25519_test.json')).flatMap((group) => group.tests)) {
      const shared = orNull(() => toHex(exchange(fromHex(vector.private), fromHex(vector.public))));
      // "acceptable" is a matter of policy: ours refuses a shared secret of zeros and computes the rest (RFC 9180 §7.1.4)
      expect(shared, `case ${vector.tcId}`).toBe(/^0+$/.test(vector.shared) ? null : vector.shared);
    }
  });

  test.each([
    ['ecdh_secp256r1_ecpoint_test.json', 'P-256'],
    ['ecdh_secp384r1_ecpoint_test.json', 'P-384'],
    ['ecdh_secp521r1_ecpoint_test.json', 'P-521'],
  ] as const)('[VX-03][bad:CR-002] %s', (name, curve) => {
    type Group = { readonly tests: readonly (Case & Hex<'public' | 'private' | 'shared'>)[] };
    const on = nistCurve(features, curve);
    for (const vector of count(readIfThere<Group>(name)).flatMap((group) => group.tests)) {
      const privateKey = fromHex(vector.private.padStart(2 * on.size, '0').slice(-2 * on.size));
      const shared = orNull(() => toHex(nistExchange(on, privateKey, fromHex(vector.public))));
      // compressed points are "acceptable"; MLS has uncompressed ones only (RFC 9420 §5.1.2)
      expect(shared, `case ${vector.tcId}`).toBe(vector.result === 'valid' ? vector.shared : null);
    }
  });

  test.each([
    ['ed25519_test.json', 'Ed25519'],
    ['ecdsa_secp256r1_sha256_test.json', 'P-256'],
    ['ecdsa_secp384r1_sha384_test.json', 'P-384'],
    ['ecdsa_secp521r1_sha512_test.json', 'P-521'],
  ] as readonly (readonly [string, SignatureScheme])[])('[VX-03][bad:CR-003] %s', (name, scheme) => {
    type Group = {
      readonly publicKey: { readonly pk?: string; readonly uncompressed?: string };
      readonly tests: readonly (Case & Hex<'msg' | 'sig'>)[];
    };
    const { verify } = signature(scheme);
    for (const { publicKey, tests } of count(read<Group>(name))) {
      const key = fromHex(publicKey.uncompressed ?? publicKey.pk ?? '');
      for (const vector of tests)
        expect(verify(key, fromHex(vector.msg), fromHex(vector.sig)), `case ${vector.tcId}`).toBe(vector.result === 'valid');
    }
  });

  test('[VX-03] mldsa_87_verify_test.json', () => {
    type Group = { readonly publicKey: string; readonly tests: readonly (Case & Hex<'msg' | 'sig'> & { readonly ctx?: string })[] };
    const { verify } = signature('ML-DSA-87', features);
    const groups = read<Group>('mldsa_87_verify_test.json');
    const usable = groups.map(({ publicKey, tests }) => ({ publicKey, tests: tests.filter(({ ctx }) => (ctx ?? '') === '') }));
    const left = groups.reduce((sum, { tests }) => sum + tests.length, 0) - usable.reduce((sum, { tests }) => sum + tests.length, 0);
    for (const { publicKey, tests } of count(usable, `mldsa_87_verify_test.json: ${left} cases with a context, which MLS does not use`)) {
      for (const vector of tests)
        expect(verify(fromHex(publicKey), fromHex(vector.msg), fromHex(vector.sig)), `case ${vector.tcId}`).toBe(vector.result === 'valid');
    }
  });

  test.each([
    ['mlkem_768_test.json', 'ML-KEM-768'],
    ['mlkem_1024_test.json', 'ML-KEM-1024'],
  ] as const)('[VX-03][bad:CR-005] %s', (file, name) => {
    type Group = { readonly tests: readonly (Case & Hex<'seed' | 'ek' | 'c' | 'K'>)[] };
    const kem = mlKem(features, name);
    for (const vector of count(read<Group>(file)).flatMap((group) => group.tests)) {
      const seed = fromHex(vector.seed);
      if (vector.result === 'invalid') {
        expect(() => kem.decapsulate(seed, fromHex(vector.c)), `case ${vector.tcId}`).toThrow();
        continue;
      }
      expect(toHex(kem.publicKey(seed)), `case ${vector.tcId}`).toBe(vector.ek);
      expect(toHex(kem.decapsulate(seed, fromHex(vector.c))), `case ${vector.tcId}`).toBe(vector.K);
    }
  });
});

function read<G>(name: string): readonly G[] {
  const file = readVectorFile<File<G>>('wycheproof', name);
  if (file === null) throw new Error(`the external vectors lack wycheproof/${name}`);
  return file.testGroups;
}

/** The same for files that a collection of vectors may lack: nothing then, and said. */
function readIfThere<G>(name: string): readonly G[] {
  const file = readVectorFile<File<G>>('wycheproof', name);
  const left = `${name}: not in the folder`;
  if (file === null && !skipped.includes(left)) skipped.push(left);
  return file?.testGroups ?? [];
}

/** Counts the cases of the groups that are about to run, and remembers what was left out. */
function count<G extends { readonly tests: readonly Case[] }>(groups: readonly G[], left?: string): readonly G[] {
  ran += groups.reduce((sum, group) => sum + group.tests.length, 0);
  if (left !== undefined && !skipped.includes(left)) skipped.push(left);
  return groups;
}

function orNull<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}

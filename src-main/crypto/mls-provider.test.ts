import { ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { createHash, randomBytes } from 'node:crypto';
import {
  acceptAll,
  type CiphersuiteImpl,
  type ClientState,
  createCommit,
  createGroup,
  decodeMlsMessage,
  emptyPskIndex,
  encodeMlsMessage,
  generateKeyPackageWithKey,
  getCiphersuiteFromName,
  getCiphersuiteImpl,
  joinGroup,
  type KeyPackage,
  type MLSMessage,
  mlsExporter,
  processPrivateMessage,
} from 'ts-mls';
import { describe, expect, test } from 'vitest';
import type { Randomness } from '#engine/crypto/provider.ts';
import { findSuite } from '#engine/crypto/suites.ts';
import { CryptoError } from '#engine/crypto/crypto-error.ts';
import { noFeatures } from './features.ts';
import { mlsSuiteProvider } from './mls-provider.ts';
import { detectFeatures } from './self-test.ts';
import { generateSigner, signature } from './signatures.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const system: Randomness = { bytes: (length) => new Uint8Array(randomBytes(length)) };

const suites = [
  [0x0001, 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519'],
  [0x0002, 'MLS_128_DHKEMP256_AES128GCM_SHA256_P256'],
  [0x0003, 'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519'],
  [0x0005, 'MLS_256_DHKEMP521_AES256GCM_SHA512_P521'],
  [0x0007, 'MLS_256_DHKEMP384_AES256GCM_SHA384_P384'],
  [0xf0f1, 'MLS_256_XWING_AES256GCM_SHA512_Ed25519'],
  [0xf0f2, 'MLS_256_XWING_CHACHA20POLY1305_SHA512_Ed25519'],
  [0xf0f3, 'MLS_256_MLKEM1024_AES256GCM_SHA512_Ed25519'],
  [0xf0f4, 'MLS_256_MLKEM1024_CHACHA20POLY1305_SHA512_Ed25519'],
  [0xf0f5, 'MLS_256_MLKEM1024_AES256GCM_SHA512_MLDSA87'],
  [0xf0f6, 'MLS_256_MLKEM1024_CHACHA20POLY1305_SHA512_MLDSA87'],
  [0xf0f7, 'MLS_256_XWING_AES256GCM_SHA512_MLDSA87'],
  [0xf0f8, 'MLS_256_XWING_CHACHA20POLY1305_SHA512_MLDSA87'],
] as const;

describe.each([
  ['the runtime’s features', mlsSuiteProvider(system)],
  ['no optional feature', mlsSuiteProvider(system, { features: noFeatures })],
])('against the library’s own provider, with %s', (_name, provider) => {
  test.each(suites)('suite %i: hash, MAC and KDF agree', async (number, name) => {
    const [ours, theirs] = await both(provider, number, name);
    const [key, data] = [ascii('key'), ascii('data')];
    expect(await ours.hash.digest(data)).toEqual(await theirs.hash.digest(data));
    const mac = await theirs.hash.mac(key, data);
    expect(await ours.hash.mac(key, data)).toEqual(mac);
    expect(await ours.hash.verifyMac(key, mac, data)).toBe(true);
    expect(
      await ours.hash.verifyMac(
        key,
        mac.map((byte) => byte ^ 1),
        data,
      ),
    ).toBe(false);
    expect(ours.kdf.size).toBe(theirs.kdf.size);
    const salt = new Uint8Array(ours.kdf.size).fill(9);
    expect(await ours.kdf.extract(salt, data)).toEqual(await theirs.kdf.extract(salt, data));
    expect(await ours.kdf.extract(new Uint8Array(0), data)).toEqual(await theirs.kdf.extract(new Uint8Array(0), data));
    for (const length of [1, 32, 64, 200]) expect(await ours.kdf.expand(salt, data, length)).toEqual(await theirs.kdf.expand(salt, data, length));
  });

  test.each(suites)('suite %i: HPKE keys, sealing and export work in both directions', async (number, name) => {
    const [ours, theirs] = await both(provider, number, name);
    const inputKey = new Uint8Array(64).fill(7);
    const derived = await ours.hpke.deriveKeyPair(inputKey);
    expect(await ours.hpke.exportPublicKey(derived.publicKey)).toEqual(
      await theirs.hpke.exportPublicKey((await theirs.hpke.deriveKeyPair(inputKey)).publicKey),
    );
    for (const [sender, receiver] of [
      [ours, theirs],
      [theirs, ours],
      [ours, ours],
    ] as const)
      await exchange(sender, receiver);
  });

  test.each(suites)('suite %i: the message AEAD agrees', async (number, name) => {
    const [ours, theirs] = await both(provider, number, name);
    expect([ours.hpke.keyLength, ours.hpke.nonceLength]).toEqual([theirs.hpke.keyLength, theirs.hpke.nonceLength]);
    const key = new Uint8Array(ours.hpke.keyLength).fill(1);
    const nonce = new Uint8Array(12).fill(2);
    for (const aad of [undefined, ascii('aad')]) {
      const sealed = await ours.hpke.encryptAead(key, nonce, aad, ascii('text'));
      expect(sealed).toEqual(await theirs.hpke.encryptAead(key, nonce, aad, ascii('text')));
      expect(await ours.hpke.decryptAead(key, nonce, aad, sealed)).toEqual(ascii('text'));
      await expect(
        ours.hpke.decryptAead(
          key,
          nonce,
          aad,
          sealed.map((byte) => byte ^ 1),
        ),
      ).rejects.toThrow(CryptoError);
    }
  });

  test.each(suites)('suite %i: signatures verify on the other side', async (number, name) => {
    const [ours, theirs] = await both(provider, number, name);
    for (const [signer, verifier] of [
      [ours, theirs],
      [theirs, ours],
    ] as const) {
      const { signKey, publicKey } = await ours.signature.keygen();
      const signed = await signer.signature.sign(signer === ours ? signKey : libraryKey(number, signKey), ascii('message'));
      expect(await verifier.signature.verify(publicKey, ascii('message'), signed)).toBe(true);
      expect(await verifier.signature.verify(publicKey, ascii('other'), signed)).toBe(false);
      expect(await verifier.signature.verify((await ours.signature.keygen()).publicKey, ascii('message'), signed)).toBe(false);
      expect(await ours.signature.verify(publicKey, ascii('message'), signed.subarray(1))).toBe(false);
    }
    expect(await ours.signature.verify(new Uint8Array(5), ascii('message'), new Uint8Array(64))).toBe(false);
  });

  test.each(suites)('[RL-20] suite %i: a group between both providers stays in step', async (number, name) => {
    const [ours, theirs] = await both(provider, number, name);
    await groupScenario(number, ours, theirs);
    await groupScenario(number, theirs, ours);
  });
});

test('seeded randomness repeats keys', async () => {
  for (const [number] of suites) {
    const keys = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const suite = await mlsSuiteProvider(seeded(seed))(number);
        const pair = await suite.hpke.generateKeyPair();
        return Buffer.from(await suite.hpke.exportPublicKey(pair.publicKey)).toString('hex');
      }),
    );
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).not.toBe(keys[2]);
  }
});

test.each([
  ['Ed25519', 32, 32],
  ['P-256', 65, 32],
  ['P-384', 97, 48],
  ['P-521', 133, 66],
  ['ML-DSA-87', 2592, 32],
] as const)('generateSigner gives raw %s keys of the documented form, the same ones from noble', (scheme, publicLength, privateLength) => {
  const pair = generateSigner(scheme, seeded(1));
  expect([pair.publicKey.length, pair.privateKey.length]).toEqual([publicLength, privateLength]);
  if (scheme.startsWith('P-')) expect(pair.publicKey[0]).toBe(4);
  expect(generateSigner(scheme, seeded(1), noFeatures)).toEqual(pair);
  expect(generateSigner(scheme, seeded(2)).publicKey).not.toEqual(pair.publicKey);
});

test('nobody signs with Ed448 here', () => {
  expect(() => generateSigner('Ed448', seeded(1))).toThrow(RangeError);
});

test.each(['Ed25519', 'P-256', 'P-384', 'P-521', 'ML-DSA-87'] as const)('%s refuses unusable private keys with either implementation', (scheme) => {
  for (const features of [detectFeatures(), noFeatures]) {
    const { sign } = signature(scheme, features);
    const { privateKey } = generateSigner(scheme, seeded(1));
    for (const key of [new Uint8Array(0), new Uint8Array(67).fill(1)]) expect(() => sign(key, ascii('message'))).toThrow(CryptoError);
    if (scheme.startsWith('P-'))
      for (const byte of [0x00, 0xff])
        expect(() =>
          sign(
            privateKey.map(() => byte),
            ascii('message'),
          ),
        ).toThrow(CryptoError);
  }
});

test.each([
  ['the runtime’s features', detectFeatures()],
  ['no optional feature', noFeatures],
])('ML-KEM refuses encapsulation keys beyond the modulus, with %s', async (_name, features) => {
  const provider = mlsSuiteProvider(system, { features });
  for (const [number, length] of [
    [0xf0f1, 1216],
    [0xf0f3, 1568],
  ] as const) {
    const { hpke } = await provider(number);
    await expect(hpke.importPublicKey(new Uint8Array(length - 1))).rejects.toThrow(CryptoError);
    const { privateKey, publicKey } = await hpke.generateKeyPair();
    const seal = async (key: Uint8Array) => hpke.seal(await hpke.importPublicKey(key), ascii('x'), ascii('info'));
    const bytes = await hpke.exportPublicKey(publicKey);
    await expect(seal(bytes.with(0, 0x00).with(1, 0x0d))).resolves.toBeDefined(); // 3328
    await expect(seal(bytes.with(0, 0x01).with(1, 0x0d))).rejects.toThrow(CryptoError); // 3329, FIPS 203 §7.2
    await expect(seal(bytes.with(length === 1568 ? 1535 : 1151, 0xff))).rejects.toThrow(CryptoError); // the last coefficient
    await expect(hpke.open(privateKey, new Uint8Array(100), new Uint8Array(20), ascii('info'))).rejects.toThrow(CryptoError);
  }
});

test('unusable HPKE keys are refused', async () => {
  const suite = await mlsSuiteProvider(system)(0x0001);
  await expect(suite.hpke.importPublicKey(new Uint8Array(31))).rejects.toThrow(CryptoError);
  await expect(suite.hpke.seal(await suite.hpke.importPublicKey(new Uint8Array(32)), ascii('x'), ascii('info'))).rejects.toThrow(CryptoError);
  const p256 = await mlsSuiteProvider(system)(0x0002);
  await expect(p256.hpke.importPublicKey(new Uint8Array(33).fill(2))).rejects.toThrow(CryptoError);
  const offCurve = Uint8Array.of(4, ...new Uint8Array(64).fill(1));
  await expect(p256.hpke.seal(await p256.hpke.importPublicKey(offCurve), ascii('x'), ascii('info'))).rejects.toThrow(CryptoError);
});

test('an unknown suite is refused by number', async () => {
  await expect(mlsSuiteProvider(system)(0x004d)).rejects.toThrow(RangeError);
});

async function both(
  provider: (suite: number) => Promise<CiphersuiteImpl>,
  number: number,
  name: (typeof suites)[number][1],
): Promise<readonly [CiphersuiteImpl, CiphersuiteImpl]> {
  const ours = await provider(number);
  const theirs = { ...(await getCiphersuiteImpl(getCiphersuiteFromName(name))), name: ours.name };
  libraryOwned.add(theirs);
  return [ours, theirs];
}

async function exchange(sender: CiphersuiteImpl, receiver: CiphersuiteImpl): Promise<void> {
  const pair = await receiver.hpke.generateKeyPair();
  const stored = await receiver.hpke.exportPrivateKey(pair.privateKey);
  const privateKey = await receiver.hpke.importPrivateKey(stored);
  const publicKey = await sender.hpke.importPublicKey(uncompressed(await receiver.hpke.exportPublicKey(pair.publicKey)));
  const { enc, ct } = await sender.hpke.seal(publicKey, ascii('plaintext'), ascii('info'), ascii('aad'));
  expect(await receiver.hpke.open(privateKey, enc, ct, ascii('info'), ascii('aad'))).toEqual(ascii('plaintext'));
  await expect(receiver.hpke.open(privateKey, enc, ct, ascii('other'), ascii('aad'))).rejects.toThrow();
  const { enc: exportEnc, secret } = await sender.hpke.exportSecret(publicKey, ascii('context'), 40, ascii('info'));
  expect(await receiver.hpke.importSecret(privateKey, ascii('context'), exportEnc, 40, ascii('info'))).toEqual(secret);
}

/** HPKE serialises NIST points uncompressed; asserted here, because MLS leaves depend on it. */
function uncompressed(publicKey: Uint8Array): Uint8Array {
  if ([65, 97, 133].includes(publicKey.length)) expect(publicKey[0]).toBe(4);
  return publicKey;
}

/** Creation by one provider, joining with the other, and a commit in each direction. */
async function groupScenario(number: number, creator: CiphersuiteImpl, joiner: CiphersuiteImpl): Promise<void> {
  const [a, b] = [await keyPackage(number, creator, 'a'), await keyPackage(number, joiner, 'b')];
  const founded = await createGroup(ascii('group'), a.publicPackage, a.privatePackage, [], creator);
  const added = await createCommit(
    { state: founded, cipherSuite: creator },
    { extraProposals: [{ proposalType: 'add', add: { keyPackage: b.publicPackage } }], ratchetTreeExtension: true },
  );
  if (added.welcome === undefined) throw new Error('no Welcome');
  let [first, second] = [added.newState, await joinGroup(added.welcome, b.publicPackage, b.privatePackage, emptyPskIndex, joiner)];
  expectSameEpoch(first, second);
  const exported = await Promise.all(
    [creator, joiner].map((suite) => mlsExporter(first.keySchedule.exporterSecret, 'label', ascii('context'), 80, suite)),
  );
  expect(exported[0]).toEqual(exported[1]);
  const byJoiner = await createCommit({ state: second, cipherSuite: joiner });
  [first, second] = [await receive(first, byJoiner.commit, creator), byJoiner.newState];
  expectSameEpoch(first, second);
  const byCreator = await createCommit({ state: first, cipherSuite: creator });
  [first, second] = [byCreator.newState, await receive(second, byCreator.commit, joiner)];
  expectSameEpoch(first, second);
}

async function receive(state: ClientState, commit: MLSMessage, suite: CiphersuiteImpl): Promise<ClientState> {
  const decoded = decodeMlsMessage(encodeMlsMessage(commit), 0)?.[0];
  if (decoded?.wireformat !== 'mls_private_message') throw new Error('not a PrivateMessage');
  return (await processPrivateMessage(state, decoded.privateMessage, emptyPskIndex, suite, acceptAll)).newState;
}

function expectSameEpoch(a: ClientState, b: ClientState): void {
  expect(a.groupContext.epoch).toBe(b.groupContext.epoch);
  expect(a.keySchedule.epochAuthenticator).toEqual(b.keySchedule.epochAuthenticator);
  expect(a.keySchedule.exporterSecret).toEqual(b.keySchedule.exporterSecret);
}

/** With a signature key of ours, because the library makes compressed points, which RFC 9420 §5.1.2 does not know. */
async function keyPackage(number: number, suite: CiphersuiteImpl, name: string): ReturnType<typeof generateKeyPackageWithKey> {
  const capabilities: KeyPackage['leafNode']['capabilities'] = {
    versions: ['mls10'],
    ciphersuites: [suite.name],
    extensions: [],
    proposals: [],
    credentials: ['basic'],
  };
  const scheme = findSuite(number)?.signature ?? 'Ed25519';
  const { publicKey, privateKey } = generateSigner(scheme, system);
  const signKey = libraryOwned.has(suite) ? libraryKey(number, privateKey) : privateKey;
  return generateKeyPackageWithKey(
    { credentialType: 'basic', identity: ascii(name) },
    capabilities,
    { notBefore: 0n, notAfter: 1n << 40n },
    [],
    { signKey, publicKey },
    suite,
  );
}

const libraryOwned = new WeakSet<CiphersuiteImpl>();

/** The library's ML-DSA works on expanded private keys, ours on their seeds. */
function libraryKey(number: number, privateKey: Uint8Array): Uint8Array {
  return findSuite(number)?.signature === 'ML-DSA-87' ? ml_dsa87.keygen(privateKey).secretKey : privateKey;
}

/** The same bytes for the same seed: SHA-256 over seed and counter. */
function seeded(seed: number): Randomness {
  let counter = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        const block = createHash('sha256')
          .update(Uint8Array.of(seed, counter >> 8, counter & 0xff))
          .digest();
        counter++;
        out.set(block.subarray(0, Math.min(32, length - at)), at);
      }
      return out;
    },
  };
}

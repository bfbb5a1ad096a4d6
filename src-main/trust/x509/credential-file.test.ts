import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PBES2Params, PBKDF2Params } from 'pkijs';
import { describe, expect, test } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import { intermediate, keyOf, leaf, revocationList, root } from '../../../test/support/certificates.ts';
import { CertificateError } from './certificate-error.ts';
import { certificateView } from './certificate-view.ts';
import { validateChain } from './chain.ts';
import { credentialParts, maxFile, readCredentialFile } from './credential-file.ts';
import { readPem, writePem } from './pem.ts';
import { writePkcs12 } from './pkcs12.ts';
import { readPrivateKey, sealKeyBag, writePrivateKey } from './private-keys.ts';
import { makeRequest, parseRequest } from './requests.ts';

const schemes: readonly SignatureScheme[] = ['Ed25519', 'P-256', 'P-384', 'P-521', 'ML-DSA-87'];
const cheap = { iterations: 10 };
const password = 'geheim-ü';

/** Written by OpenSSL 3.0; test/vectors/README.md says how. */
const foreign = (name: string): Bytes => new Uint8Array(readFileSync(new URL(`../../../test/vectors/data/x509/${name}`, import.meta.url)));
const foreignKey = readPrivateKey(readPem(foreignText('ed25519.pem'))[0]?.der ?? new Uint8Array(0));
const codeOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'none',
    (error: unknown) => (error instanceof CertificateError ? error.code : error),
  );

function foreignText(name: string): string {
  return Buffer.from(foreign(name)).toString('latin1');
}

describe('what OpenSSL wrote', () => {
  test.each(['aes.p12', '3des.p12'])('%s gives key and chain', async (name) => {
    const parts = credentialParts(await readCredentialFile(foreign(name), password));
    expect(parts.key).toEqual(foreignKey);
    expect(parts.chain.map((der) => certificateView(der).name)).toEqual(['Foreign leaf', 'Foreign root']);
    const report = await validateChain({ chain: parts.chain, anchors: parts.chain.slice(1), now: Date.now() });
    expect(report.verdict).toBe('ok');
  });

  test.each(['chain.pem', 'chain.p7b'])('%s gives a chain', async (name) => {
    const { chain, key } = credentialParts(await readCredentialFile(foreign(name), null));
    expect(chain).toHaveLength(2);
    expect(key).toBeNull();
  });

  test.each([
    ['ed25519.pem', 'Ed25519'],
    ['ed25519-encrypted.pem', 'Ed25519'],
    ['sec1.pem', 'P-256'],
    ['p256.pk8', 'P-256'],
  ])('%s gives an %s key', async (name, scheme) => {
    const { keys } = await readCredentialFile(foreign(name), password);
    expect(keys.map((key) => key.scheme)).toEqual([scheme]);
    const pem = { 'sec1.pem': 'sec1.pem', 'p256.pk8': 'sec1.pem' }[name] ?? 'ed25519.pem';
    const { x } = createPublicKey(createPrivateKey(foreignText(pem))).export({ format: 'jwk' });
    expect(Buffer.from(keys[0]?.publicKey ?? []).includes(Buffer.from(x ?? '', 'base64url'))).toBe(true);
  });

  test('a request is read with its names', async () => {
    const { requests } = await readCredentialFile(foreign('request.pem'), null);
    expect(parseRequest(requests[0] ?? new Uint8Array(0))).toMatchObject({
      subjectText: 'CN=Foreign leaf, O=Example',
      names: ['dns:leaf.example.org', 'email:leaf@example.org'],
      key: { scheme: 'Ed25519', publicKey: foreignKey.publicKey },
    });
  });

  test.each([
    ['rsa-leaf.pem', 'ok'],
    ['rsa-pss-leaf.pem', 'ok'],
    ['rsa-sha1-leaf.pem', 'bad-certificate'],
  ])('under an RSA root %s is %s', async (name, verdict) => {
    const [chain, anchors] = await Promise.all(
      [name, 'rsa-root.pem'].map(async (file) => (await readCredentialFile(foreign(file), null)).certificates),
    );
    expect(await validateChain({ chain: chain ?? [], anchors: anchors ?? [], now: Date.now() })).toMatchObject({ verdict });
  });

  test.each([
    ['a wrong password', 'aes.p12', 'wrong', 'IMPORT_PASSWORD_WRONG'],
    ['a wrong password for an old file', '3des.p12', 'wrong', 'IMPORT_PASSWORD_WRONG'],
    ['a wrong password for a key', 'ed25519-encrypted.pem', 'wrong', 'IMPORT_PASSWORD_WRONG'],
    ['no password', 'aes.p12', null, 'IMPORT_PASSWORD_NEEDED'],
    ['no password for a key', 'ed25519-encrypted.pem', null, 'IMPORT_PASSWORD_NEEDED'],
    ['RC2', 'rc2.p12', password, 'IMPORT_UNSUPPORTED'],
    ['scrypt', 'scrypt.pem', 'geheim', 'IMPORT_UNSUPPORTED'],
    ['encryption in PEM headers', 'sec1-old-encryption.pem', 'geheim', 'IMPORT_UNSUPPORTED'],
    ['an RSA key', 'rsa.pem', null, 'IMPORT_UNSUPPORTED'],
  ])('%s is refused with its own code', async (_what, name, given, code) => {
    expect(await codeOf(readCredentialFile(foreign(name), given))).toBe(code);
  });

  test('no cut or changed byte of a PKCS#12 file is anything but a typed error', async () => {
    const file = foreign('aes.p12');
    for (let at = 0; at < file.length; at += 23) {
      expect(await codeOf(readCredentialFile(file.slice(0, at), password))).toMatch(/^(CERT|IMPORT)_/);
      const changed = file.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x41;
      expect(await codeOf(readCredentialFile(changed, password))).toMatch(/^(CERT|IMPORT)_|^none$/);
    }
  }, 60_000);
});

describe.each(schemes)('%s keys', (scheme) => {
  const key = keyOf('Bob', scheme);
  const top = root('CN=Root', { scheme });
  const bob = leaf('CN=Bob', top, { key });
  const chain = [bob.certificate, top.certificate];

  test('go through PKCS#8, in clear and encrypted, and back', async () => {
    expect(readPrivateKey(writePrivateKey(key))).toEqual(key);
    const bag = await sealKeyBag(key, password, cheap);
    const der = new Uint8Array(bag.toSchema().toBER());
    const pem = Buffer.from(writePem('ENCRYPTED PRIVATE KEY', der));
    expect((await readCredentialFile(pem, password)).keys).toEqual([key]);
    expect(await codeOf(readCredentialFile(der, 'wrong'))).toBe('IMPORT_PASSWORD_WRONG');
  });

  test('go through PKCS#12 and back', async () => {
    const file = await writePkcs12({ key, chain, name: 'Bob' }, password, cheap);
    const parts = credentialParts(await readCredentialFile(file, password));
    expect(parts).toEqual({ key, chain });
    expect(await codeOf(readCredentialFile(file, 'wrong'))).toBe('IMPORT_PASSWORD_WRONG');
  });

  test('sign requests that say who asks', () => {
    const request = makeRequest('CN=Bob, O=Example', ['dns:bob.example.org'], key);
    expect(parseRequest(request)).toMatchObject({
      subjectText: 'CN=Bob, O=Example',
      names: ['dns:bob.example.org'],
      key: { scheme, publicKey: key.publicKey },
    });
    const forged = request.slice();
    forged.set([(forged.at(-3) ?? 0) ^ 1], forged.length - 3);
    expect(() => parseRequest(forged)).toThrow(CertificateError);
  });
});

test.each(schemes.filter((scheme) => scheme !== 'ML-DSA-87'))('%s keys read the same to the runtime', (scheme) => {
  const key = keyOf('Bob', scheme);
  const theirs = createPrivateKey({ key: Buffer.from(writePrivateKey(key)), format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(theirs).export({ format: 'jwk' });
  expect(Buffer.from(key.publicKey).includes(Buffer.from(x ?? '', 'base64url'))).toBe(true);
});

describe('key and certificates', () => {
  const top = root('CN=Root');
  const between = intermediate('CN=Between', top);
  const bob = leaf('CN=Bob', between);
  const bundle = (...parts: readonly (readonly [string, Bytes])[]): Promise<Awaited<ReturnType<typeof readCredentialFile>>> =>
    readCredentialFile(Buffer.from(parts.map(([label, der]) => writePem(label, der)).join('some text\n')), null);
  const cert = (der: Bytes) => ['CERTIFICATE', der] as const;

  test('come in any order and are sorted, strays left out', async () => {
    const file = await bundle(
      cert(top.certificate),
      ['PRIVATE KEY', writePrivateKey(bob.key)],
      cert(leaf('CN=Stray', top).certificate),
      cert(bob.certificate),
      cert(between.certificate),
    );
    expect(credentialParts(file)).toEqual({ key: bob.key, chain: [bob.certificate, between.certificate, top.certificate] });
    expect(credentialParts({ ...file, keys: [] }).chain[0]).toEqual(expect.anything());
    expect(credentialParts({ keys: [], certificates: [top, between, bob].map(({ certificate }) => certificate) }).chain[0]).toEqual(bob.certificate);
  });

  test('that are not one pair are refused', async () => {
    const file = await bundle(['PRIVATE KEY', writePrivateKey(keyOf('other'))], cert(bob.certificate));
    expect(() => credentialParts(file)).toThrow(expect.objectContaining({ code: 'IMPORT_KEY_MISMATCH' }));
    const otherScheme = await bundle(['PRIVATE KEY', writePrivateKey(keyOf('Bob', 'P-384'))], cert(bob.certificate));
    expect(() => credentialParts(otherScheme)).toThrow(expect.objectContaining({ code: 'IMPORT_KEY_MISMATCH' }));
  });

  test('a revocation list is one', async () => {
    expect((await readCredentialFile(revocationList(top, []), null)).revocationLists).toHaveLength(1);
  });

  test.each([
    ['nothing', new Uint8Array(0), 'CERT_UNREADABLE'],
    ['text', Buffer.from('hello'), 'CERT_UNREADABLE'],
    ['an armour without content', Buffer.from('-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'), 'CERT_UNREADABLE'],
    ['an armour without end', Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n'), 'CERT_UNREADABLE'],
    ['too much', new Uint8Array(maxFile + 1), 'CERT_TOO_LARGE'],
    ['deep nesting', new Uint8Array(60_000).fill(0x30), 'CERT_UNREADABLE'],
    ['a certificate with a byte too many', new Uint8Array([...bob.certificate, 0]), 'CERT_UNREADABLE'],
  ])('%s is refused', async (_what, bytes, code) => {
    expect(await codeOf(readCredentialFile(bytes, null))).toBe(code);
  });

  test('a file that asks for endless work is refused before any is done', async () => {
    const bag = await sealKeyBag(bob.key, password, cheap);
    const scheme = new PBES2Params({ schema: bag.encryptionAlgorithm.algorithmParams });
    const stretching = new PBKDF2Params({ schema: scheme.keyDerivationFunc.algorithmParams });
    stretching.iterationCount = 2_000_000_000;
    scheme.keyDerivationFunc.algorithmParams = stretching.toSchema();
    bag.encryptionAlgorithm.algorithmParams = scheme.toSchema();
    expect(await codeOf(readCredentialFile(new Uint8Array(bag.toSchema().toBER()), password))).toBe('IMPORT_UNSUPPORTED');
  });
});

test('certificates that expire far away are written with four digits of the year', () => {
  expect(certificateView(leaf('CN=Late', root('CN=Root'), { notAfter: Date.UTC(2107, 0, 1) }).certificate).notAfter).toBe(Date.UTC(2107, 0, 1));
});

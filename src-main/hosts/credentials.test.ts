import { describe, expect, test } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import { openMemoryStore } from '#main/store/memory-store.ts';
import type { SessionCodec } from '#main/store/store.ts';
import { validateChain } from '#main/trust/x509/chain.ts';
import { certificateView } from '#main/trust/x509/certificate-view.ts';
import { readCredentialFile } from '#main/trust/x509/credential-file.ts';
import { writePem } from '#main/trust/x509/pem.ts';
import { writePkcs12 } from '#main/trust/x509/pkcs12.ts';
import { writePrivateKey } from '#main/trust/x509/private-keys.ts';
import { day, keyOf, leaf, noon, root } from '../../test/support/certificates.ts';
import { seededRandomness } from '../../test/support/seeded-randomness.ts';
import { Authorities } from './authorities.ts';
import { Credentials } from './credentials.ts';
import { Identities } from './identities.ts';

const noSessions: SessionCodec = {
  encode: () => new Uint8Array(),
  decode: () => {
    throw new Error('no session is stored here');
  },
  erase: () => undefined,
};
const cheap = { iterations: 10 };
const password = 'long enough';
const clock = { now: () => ({ wall: noon, monotonic: 0 }) };

function world() {
  const store = openMemoryStore(noSessions);
  const erased: Bytes[] = [];
  const erase = (bytes: Bytes) => {
    erased.push(bytes);
    bytes.fill(0);
  };
  const randomness = seededRandomness('credentials');
  const identities = new Identities({ table: store.identities, randomness, erase, clock });
  const credentials = new Credentials({ store, identities, erase, clock, cost: cheap });
  const authorities = new Authorities({ table: store.authorities, credentials, randomness, erase, clock });
  return { store, erased, identities, credentials, authorities };
}

const top = root('CN=Root, O=Example');
const bob = leaf('CN=Bob, O=Example', top);
const pem = (...parts: readonly (readonly [string, Bytes])[]): Bytes =>
  new TextEncoder().encode(parts.map(([label, der]) => writePem(label, der)).join(''));
const certificates = pem(['CERTIFICATE', bob.certificate], ['CERTIFICATE', top.certificate]);
const privateKey = () => pem(['PRIVATE KEY', writePrivateKey(bob.key)]);
const plain = { password: null, identityId: null, name: null, replace: false };

describe('import', () => {
  test('makes an identity of key and chain, named by the certificate, and signs with them', async () => {
    const { credentials, store, erased } = world();
    const { identity, chain } = await credentials.import({ ...plain, files: [certificates, privateKey()] });
    expect(identity.name).toBe('Bob');
    expect(chain).toEqual([bob.certificate, top.certificate]);
    expect(store.identities.signer(identity.id, 'P-256')).toEqual({
      scheme: 'P-256',
      publicKey: bob.key.publicKey,
      privateKey: bob.key.privateKey,
      credential: { kind: 'x509', certificates: chain },
    });
    expect(erased).toHaveLength(1);
    expect(store.audit.read(1, 10).map(({ action }) => action)).toEqual(['identity-created', 'identity-certified']);
  });

  test('takes PKCS#12 and a key of an identity that has none of the kind', async () => {
    const { credentials, identities } = world();
    const key = keyOf('Bob', 'P-384');
    const holder = leaf('CN=Bob', top, { key });
    const file = await writePkcs12({ key, chain: [holder.certificate, top.certificate], name: 'Bob' }, password, cheap);
    const alice = identities.create('Alice', noon);
    await credentials.import({ ...plain, files: [file], password, identityId: alice.id });
    expect(credentials.of(alice.id).map(({ key: { scheme }, chain }) => [scheme, chain.length])).toEqual([
      ['Ed25519', 0],
      ['P-256', 0],
      ['P-384', 2],
    ]);
  });

  test('takes the place of a key only when that is said', async () => {
    const { credentials, identities } = world();
    const alice = identities.create('Alice', noon);
    const options = { ...plain, files: [certificates, privateKey()], identityId: alice.id };
    await expect(credentials.import(options)).rejects.toMatchObject({ code: 'IMPORT_KEY_EXISTS' });
    const { identity } = await credentials.import({ ...options, replace: true });
    expect(identity.keys.find(({ scheme }) => scheme === 'P-256')?.publicKey).toEqual(bob.key.publicKey);
    expect(identity.formerKeys).toHaveLength(1);
    await credentials.import(options); // the same key again
  });

  test('[bad:AS-015] refuses what does not belong together, and keeps nothing of it', async () => {
    const { credentials, store } = world();
    const wrong = pem(['PRIVATE KEY', writePrivateKey(keyOf('other'))]);
    await expect(credentials.import({ ...plain, files: [certificates, wrong] })).rejects.toMatchObject({ code: 'IMPORT_KEY_MISMATCH' });
    await expect(credentials.import({ ...plain, files: [certificates] })).rejects.toMatchObject({ code: 'IMPORT_INCOMPLETE' });
    await expect(credentials.import({ ...plain, files: [privateKey()] })).rejects.toMatchObject({ code: 'IDENTITY_NAME' });
    expect(store.identities.list()).toEqual([]);
    expect(store.audit.read(1, 10)).toEqual([]);
  });

  test('takes a key without certificates under a name', async () => {
    const { credentials } = world();
    const { identity, chain } = await credentials.import({ ...plain, files: [privateKey()], name: 'Bob the second' });
    expect([identity.name, chain]).toEqual(['Bob the second', []]);
  });
});

describe('export', () => {
  async function imported() {
    const made = world();
    const { identity } = await made.credentials.import({ ...plain, files: [certificates, privateKey()] });
    return { ...made, id: identity.id };
  }

  test('gives the chain, and the key only under a passphrase, told of in the audit log', async () => {
    const { credentials, store, id } = await imported();
    expect((await readCredentialFile(credentials.exportChain(id, 'P-256', 'pem'), null)).certificates).toEqual([bob.certificate, top.certificate]);
    expect(credentials.exportChain(id, 'P-256', 'der')).toEqual(bob.certificate);
    for (const form of ['pkcs8', 'pkcs12'] as const) {
      const file = await credentials.exportPrivate(id, 'P-256', form, password);
      expect((await readCredentialFile(file, password)).keys).toEqual([bob.key]);
      await expect(readCredentialFile(file, 'another password')).rejects.toMatchObject({ code: 'IMPORT_PASSWORD_WRONG' });
    }
    expect((await readCredentialFile(credentials.exportPlain(id, 'P-256'), null)).keys).toEqual([bob.key]);
    const told = store.audit.read(3, 10);
    expect(told.map(({ action, detail }) => [action, JSON.parse(detail).form])).toEqual([
      ['identity-key-exported', 'pkcs8'],
      ['identity-key-exported', 'pkcs12'],
      ['identity-key-exported', 'plain'],
    ]);
  });

  test('of what is not there is refused', async () => {
    const { credentials, id } = await imported();
    expect(() => credentials.exportChain(id, 'Ed25519', 'pem')).toThrow(expect.objectContaining({ code: 'NO_KEY_FOR_SUITE' }));
    expect(() => credentials.of('nobody')).toThrow(expect.objectContaining({ code: 'UNKNOWN_IDENTITY' }));
    credentials.remove(id, 'P-256');
    expect(() => credentials.exportChain(id, 'P-256', 'pem')).toThrow(expect.objectContaining({ code: 'NO_CERTIFICATES' }));
    await expect(credentials.exportPrivate(id, 'P-256', 'pkcs12', password)).rejects.toMatchObject({ code: 'NO_CERTIFICATES' });
  });
});

describe.each(['Ed25519', 'P-256', 'P-384', 'P-521', 'ML-DSA-87'] as const)('a laboratory authority with %s keys', (scheme) => {
  test('answers a request, whose certificate is installed; revokes it; and says so in a list', async () => {
    const { credentials, authorities, identities, store } = world();
    const alice = identities.create('Alice', noon);
    const authority = authorities.create('CN=Lab', scheme, 365);
    expect(certificateView(authority.certificate)).toMatchObject({ subject: 'CN=Lab, OU=Laboratory use only', isAuthority: true, pathLength: 0 });
    const request = credentials.request(alice.id, scheme, 'CN=Alice, O=Example', ['dns:alice.example.org']);
    const chain = authorities.sign(authority.id, request, 30);
    const { key } = await credentials.install(alice.id, [pem(...chain.map((der) => ['CERTIFICATE', der] as const))]);
    expect(store.identities.signer(alice.id, scheme)?.credential).toEqual({ kind: 'x509', certificates: chain });
    expect(key.scheme).toBe(scheme);
    expect(certificateView(chain[0] ?? new Uint8Array(0))).toMatchObject({ subject: 'CN=Alice, O=Example', names: ['dns:alice.example.org'] });

    const ask = (crls: readonly Bytes[]) =>
      validateChain({ chain, anchors: [authority.certificate], crls, requireRevocationLists: true, now: noon + 1000 });
    expect((await ask([authorities.revocationList(authority.id, 7)])).verdict).toBe('ok');
    const [issued] = authorities.issued(authority.id);
    authorities.revoke(authority.id, issued?.serial ?? '', 'keyCompromise');
    const list = authorities.revocationList(authority.id, 7);
    expect(await ask([list])).toMatchObject({ verdict: 'revoked', explanation: expect.stringContaining('keyCompromise') });
    expect((await validateChain({ chain, anchors: [authority.certificate], crls: [list], now: noon + 8 * day })).verdict).toBe('revoked');
  });
});

test('an authority certifies an own key at once, and what it cannot name is refused before a serial number is spent', () => {
  const { credentials, authorities, identities } = world();
  const alice = identities.create('Alice, B\\C', noon);
  const { id } = authorities.create('CN=Lab', 'Ed25519', 365);
  const options = { identityId: alice.id, scheme: 'Ed25519', subject: null, names: [], days: 30 } as const;
  const { chain } = authorities.issue(id, options);
  expect(certificateView(chain[0] ?? new Uint8Array(0)).name).toBe('Alice, B\\C');
  expect(() => authorities.issue(id, { ...options, subject: 'Alice' })).toThrow(/CN=Bob/);
  expect(() => authorities.issue(id, { ...options, names: ['email:nobody'] })).toThrow(/not an e-mail/);
  expect(() => authorities.issue('nobody', options)).toThrow(expect.objectContaining({ code: 'UNKNOWN_AUTHORITY' }));
  expect(authorities.issued(id)).toHaveLength(1);
  expect(credentials.of(alice.id).filter(({ chain: { length } }) => length > 0)).toHaveLength(1);
});

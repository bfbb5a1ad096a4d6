import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '#main/store/memory-store.ts';
import type { KeyStore } from '#main/store/store.ts';
import { StoreError } from '#main/store/store-error.ts';
import { closeProfile, openProfile, sampleCodec, temporaryDirectory } from './profiles.ts';
import { named } from './sample-session.ts';

const noon = 1_700_000_000_000;
const stores: readonly (readonly [string, () => KeyStore])[] = [
  ['memory', () => openMemoryStore(sampleCodec)],
  ['SQLite', () => openProfile(temporaryDirectory())],
];

describe.each(stores)('certificates in a %s store', (_name, open) => {
  const key = { identityId: 'i', scheme: 'Ed25519', publicKey: named('key') } as const;
  const chain = [named('leaf', 900), named('root', 700)];

  test('belong to a key, in order, until others take their place', () => {
    const { chains, audit } = open();
    expect(chains.chainOf(key.publicKey)).toEqual([]);
    chains.install(key, chain, noon);
    expect(chains.chainOf(key.publicKey)).toEqual(chain);
    expect(chains.chainOf(named('other'))).toEqual([]);
    chains.install(key, [named('renewed')], noon);
    expect(chains.chainOf(key.publicKey)).toEqual([named('renewed')]);
    chains.remove(key);
    chains.remove(key); // no second entry
    expect(chains.chainOf(key.publicKey)).toEqual([]);
    expect(audit.read(1, 10).map(({ action }) => action)).toEqual(['identity-certified', 'identity-certified', 'identity-uncertified']);
  });
});

test.each(stores)('a key with certificates signs with them, others with their name (%s)', (_name, open) => {
  const { identities, chains } = open();
  const keys = (['Ed25519', 'P-256'] as const).map((scheme) => ({ scheme, publicKey: named(scheme), privateKey: named('private') }));
  const { id } = identities.add('Alice', keys, noon);
  chains.install({ identityId: id, scheme: 'P-256', publicKey: named('P-256') }, [named('leaf')], noon);
  expect(identities.signer(id, 'P-256')?.credential).toEqual({ kind: 'x509', certificates: [named('leaf')] });
  expect(identities.signer(id, 'Ed25519')?.credential).toEqual({ kind: 'basic', identity: new TextEncoder().encode('Alice') });
});

describe.each(stores)('laboratory authorities in a %s store', (_name, open) => {
  const facts = { subject: 'CN=Lab', scheme: 'P-256', publicKey: named('public', 65), certificate: named('certificate'), createdAt: noon } as const;
  const add = ({ authorities }: KeyStore) => authorities.add({ ...facts, privateKey: named('private') });

  test('are kept with their key', () => {
    const store = open();
    const authority = add(store);
    expect(store.authorities.list()).toEqual([{ ...facts, id: authority.id, listNumber: 0 }]);
    expect(store.authorities.find(authority.id)).toEqual(authority);
    expect(store.authorities.privateKey(authority.id)).toEqual(named('private'));
    expect(store.authorities.find('nobody')).toBeNull();
    expect(() => store.authorities.privateKey('nobody')).toThrow(StoreError);
    expect(() => add(store)).toThrow(expect.objectContaining({ code: 'ALREADY_EXISTS' }));
    expect(JSON.stringify(store.audit.read(0, 10))).not.toContain(Buffer.from(named('private')).toString('hex'));
  });

  test('remember what they issued and revoked', () => {
    const store = open();
    const { authorities } = store;
    const { id } = add(store);
    authorities.record(id, { serial: '01', certificate: named('one') }, noon);
    authorities.record(id, { serial: '02', certificate: named('two') }, noon + 1);
    expect(() => authorities.record(id, { serial: '02', certificate: named('three') }, noon)).toThrow(
      expect.objectContaining({ code: 'ALREADY_EXISTS' }),
    );
    expect(authorities.issued(id, 10).map(({ serial }) => serial)).toEqual(['02', '01']);
    expect(authorities.issued(id, 1)).toMatchObject([{ serial: '02', certificate: named('two'), revokedAt: null }]);
    authorities.revoke(id, '01', 'superseded', noon + 2);
    expect(authorities.revoke(id, '01', 'keyCompromise', noon + 3)).toMatchObject({ revokedAt: noon + 2, reason: 'superseded' });
    expect(authorities.revoked(id)).toMatchObject([{ serial: '01', reason: 'superseded' }]);
    expect(() => authorities.revoke(id, '09', 'superseded', noon)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect([authorities.nextListNumber(id), authorities.nextListNumber(id)]).toEqual([1, 2]);
    expect(() => authorities.nextListNumber('nobody')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(store.audit.read(1, 10).map(({ action }) => action)).toEqual([
      'authority-created',
      'certificate-issued',
      'certificate-issued',
      'certificate-revoked',
      'revocation-list-issued',
      'revocation-list-issued',
    ]);
  });
});

test('chains and authorities outlive the process', () => {
  const directory = temporaryDirectory();
  const first = openProfile(directory);
  first.chains.install({ identityId: 'i', scheme: 'Ed25519', publicKey: named('key') }, [named('leaf')], noon);
  const { id } = first.authorities.add({
    subject: 'CN=Lab',
    scheme: 'P-256',
    publicKey: named('p', 65),
    certificate: named('c'),
    createdAt: noon,
    privateKey: named('s'),
  });
  first.authorities.record(id, { serial: '01', certificate: named('one') }, noon);
  closeProfile(first);
  const second = openProfile(directory);
  expect(second.chains.chainOf(named('key'))).toEqual([named('leaf')]);
  expect(second.authorities.privateKey(id)).toEqual(named('s'));
  expect(second.authorities.issued(id, 5)).toHaveLength(1);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimLocalAddress } from '#main/api/local-address.ts';
import { type LocalCarrier, serveLocal } from '#main/api/local-carrier.ts';
import { createCore, type LiveCore } from '#main/hosts/core.ts';
import { encodeContactCard } from '#main/trust/contact-card.ts';
import { schemeNumber } from '#main/trust/signature-schemes.ts';
import type { Requests } from '#shared/contract.ts';
import { day, leaf, revocationList, root } from '../support/certificates.ts';
import { keyPackageOptions, party } from '../support/mls-parties.ts';
import { testProtection } from '../support/protection.ts';
import { runCommand } from '../support/run-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'epochscope-trust-'));
const profileDirectory = join(folder, 'profile');
const environment = { EPOCHSCOPE_PROFILE_DIR: profileDirectory };
const now = Date.now();
const term = { notBefore: now - day, notAfter: now + 10 * day };
const lab = root('CN=Lab', { scheme: 'Ed25519', ...term });
const bob = leaf('CN=Bob', lab, { scheme: 'Ed25519', names: ['dns:bob.example'], ...term });
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const card = encodeContactCard({ name: 'Rob', scheme: schemeNumber(bob.key.scheme), publicKey: bob.key.publicKey });

let core: LiveCore;
let carrier: LocalCarrier;

beforeAll(async () => {
  core = await createCore({ ...testProtection, profileDirectory, host: 'daemon', version: '0.0.0', autoResume: false });
  carrier = await serveLocal({
    core,
    path: claimLocalAddress(profileDirectory),
    now: () => performance.now(),
    report: () => undefined,
    showUi: () => '',
  });
});

afterAll(async () => {
  await carrier.close();
  await core.close();
  rmSync(folder, { recursive: true });
});

/** Asks the core as the faces do, without a carrier. */
const ask = <M extends keyof Requests>(name: M, params: Parameters<Requests[M]>[0]): Promise<ReturnType<Requests[M]>> =>
  // One function per request name, as the contract says.
  (core.handlers[name] as unknown as (given: unknown) => Promise<ReturnType<Requests[M]>>)(params);

const refused = (code: string) => expect.objectContaining({ view: expect.objectContaining({ code }) });

describe('policies', () => {
  test('the base policy is there from the start, can be set, and goes back', async () => {
    expect(await ask('policies', {})).toMatchObject([
      { id: 'base', name: 'Always', always: true, steps: [{ kind: 'deny-list' }, { kind: 'revocation' }, { kind: 'expiry' }] },
    ]);
    await ask('setPolicy', { id: 'base', name: 'Always', steps: [{ kind: 'deny-list', list: null }] });
    expect((await ask('policies', {}))[0]?.steps).toHaveLength(1);
    await ask('removePolicy', { policyId: 'base' });
    expect((await ask('policies', {}))[0]?.steps).toHaveLength(3);
  });

  test('a policy that does not exist is refused wherever it is named', async () => {
    await ask('createIdentity', { name: 'Ada' });
    const listener = {
      identityId: null,
      host: '127.0.0.1',
      port: 0,
      profiles: ['draft-00'],
      suites: [1],
      trust: 'pin',
      pins: [],
      marker: 'require',
      autoResume: true,
    } as const;
    await expect(ask('listen', { ...listener, policyId: 'none' })).rejects.toEqual(refused('UNKNOWN_POLICY'));
    await expect(ask('setPolicy', { id: 'none', name: 'x', steps: [{ kind: 'pinned' }] })).rejects.toEqual(refused('UNKNOWN_POLICY'));
    const { id } = await ask('setPolicy', { id: null, name: 'Used', steps: [{ kind: 'pinned' }] });
    const { id: listenerId } = await ask('listen', { ...listener, policyId: id });
    await expect(ask('removePolicy', { policyId: id })).rejects.toEqual(refused('IN_USE'));
    await ask('stopListening', { listenerId });
    await ask('removePolicy', { policyId: id });
  });
});

describe('roots, lists and checks', () => {
  test('a certificate is refused until its root is trusted, believed then, and refused once revoked; nothing is changed by checking', async () => {
    const { id } = await ask('setPolicy', { id: null, name: 'Rooted', steps: [{ kind: 'x509', anchors: null, name: null, dialledName: false }] });
    const target = { kind: 'file', file: base64(bob.certificate) } as const;
    const verdictOf = async () => (await ask('checkCredential', { target })).verdicts.find(({ policy }) => policy === 'Rooted');
    expect(await verdictOf()).toMatchObject({ allowed: false, code: 'unknown_ca' });
    const anchor = await ask('addAnchor', { label: null, file: base64(lab.certificate) });
    expect(anchor).toMatchObject({ label: 'Lab', subject: 'CN=Lab' });
    await expect(ask('addAnchor', { label: null, file: base64(lab.certificate) })).rejects.toEqual(refused('ALREADY_EXISTS'));
    expect(await verdictOf()).toMatchObject({
      allowed: true,
      evidence: expect.arrayContaining([expect.objectContaining({ step: 'x509', opinion: 'allow' })]),
    });
    const crl = await ask('addCrl', {
      label: 'Lab list',
      file: base64(revocationList(lab, [{ of: bob }], { thisUpdate: now - day, nextUpdate: now + day })),
    });
    expect(crl).toMatchObject({ label: 'Lab list', revoked: 1, stale: false });
    expect(await verdictOf()).toMatchObject({ allowed: false, code: 'certificate_revoked' });
    expect([
      (await ask('pins', {})).rows,
      await ask('knocks', {}),
      await ask('decisions', { connectionId: null, fingerprint: null, limit: 10 }),
    ]).toEqual([[], [], []]);
    await ask('removeCrl', { crlId: crl.id });
    await ask('removePolicy', { policyId: id });
    await ask('removeAnchor', { anchorId: anchor.id });
  });

  test('what is no certificate, list or fingerprint is refused in words', async () => {
    await expect(ask('addAnchor', { label: null, file: 'AAAA' })).rejects.toEqual(refused('BAD_TRUST_FILE'));
    await expect(ask('addAnchor', { label: null, file: '!' })).rejects.toEqual(refused('BAD_TRUST_FILE'));
    await expect(ask('addCrl', { label: null, file: base64(lab.certificate) })).rejects.toEqual(refused('BAD_TRUST_FILE'));
    await expect(ask('checkCredential', { target: { kind: 'file', file: 'AAAA' } })).rejects.toEqual(refused('BAD_CHECK_FILE'));
    const entry = { list: 'default', effect: 'deny', kind: 'fingerprint', value: 'ABC', note: '' } as const;
    await expect(ask('addTrustEntry', entry)).rejects.toEqual(refused('BAD_FINGERPRINT'));
  });

  test('a KeyPackage and a contact card are checked, too', async () => {
    const { mls, signer } = party('Ida');
    const { message } = await mls.generateKeyPackage({ ...keyPackageOptions(signer), nowSeconds: BigInt(Math.floor(now / 1000)) });
    expect(await ask('checkCredential', { target: { kind: 'file', file: base64(message) } })).toMatchObject({
      name: 'Ida',
      credential: 'basic',
      allowed: false,
    });
    expect(await ask('checkCredential', { target: { kind: 'card', card } })).toMatchObject({ name: 'Rob', allowed: false });
  });
});

describe('a credential as it is', () => {
  test('of a file, a card, a contact and an identity: what it says, byte for byte, and whatever vouches for it', async () => {
    const leaf = await ask('credential', { of: { kind: 'file', file: base64(bob.certificate) } });
    expect(leaf).toMatchObject({ kind: 'x509', identity: null, certificates: [{ subject: expect.stringContaining('CN=') }] });
    const { id: pinId } = await ask('addPin', { card, fixed: false });
    const rob = { kind: 'basic', name: 'Rob', identity: Buffer.from('Rob').toString('hex'), certificates: [] };
    const [pinned, given] = [await ask('credential', { of: { kind: 'pin', id: pinId } }), await ask('credential', { of: { kind: 'card', card } })];
    expect(pinned).toMatchObject(rob);
    expect(pinned).toEqual(given);
    await ask('removePin', { pinId });
    const identity = await ask('createIdentity', { name: 'Ida' });
    const key = identity.keys.find(({ scheme }) => scheme === 'Ed25519');
    expect(await ask('credential', { of: { kind: 'identity', id: identity.id, scheme: 'Ed25519' } })).toMatchObject({
      ...{ kind: 'basic', name: 'Ida', scheme: 'Ed25519', fingerprint: key?.fingerprint },
      ...{ signatureKey: expect.stringMatching(/^[0-9a-f]{64}$/), certificates: [] },
    });
    await expect(ask('credential', { of: { kind: 'session', id: 'none' } })).rejects.toEqual(refused('UNKNOWN_SESSION'));
    await expect(ask('credential', { of: { kind: 'pin', id: 'none' } })).rejects.toEqual(refused('UNKNOWN_PIN'));
  });
});

describe('contacts', () => {
  test('are renamed, marked as verified and given a policy; a denied one is refused when checked', async () => {
    const { id: pinId } = await ask('addPin', { card, fixed: false });
    const { id: policyId } = await ask('setPolicy', { id: null, name: 'Strict', steps: [{ kind: 'allow-list', list: 'friends' }] });
    const contact = await ask('editContact', { pinId, label: 'Rob at work', fixed: true, policyId, verifiedBy: 'read aloud' });
    expect(contact).toMatchObject({ label: 'Rob at work', name: 'Rob', fixed: true, policyId, verifiedBy: 'read aloud', card });
    const target = { kind: 'pin', id: pinId } as const;
    expect(await ask('checkCredential', { target })).toMatchObject({ allowed: false, explanation: expect.stringContaining('friends') });
    const entry = await ask('addTrustEntry', { list: 'friends', effect: 'allow', kind: 'fingerprint', value: contact.fingerprint.full, note: '' });
    expect(await ask('checkCredential', { target })).toMatchObject({ allowed: true });
    await ask('removeTrustEntry', { entryId: entry.id });
    await ask('removePin', { pinId });
    await expect(ask('contact', { pinId })).rejects.toEqual(refused('UNKNOWN_PIN'));
    await ask('removePolicy', { policyId });
  });
});

test('[bad:RN-005] what is accepted is the key that was on screen: a mark for another key changes nothing', async () => {
  const { id: pinId } = await ask('addPin', { card, fixed: false });
  const before = await ask('contact', { pinId });
  const other = before.fingerprint.full.replace(/^./, (first) => (first === 'a' ? 'b' : 'a'));
  await expect(ask('editContact', { pinId, label: 'Rob', verifiedBy: 'read aloud', fingerprint: other })).rejects.toEqual(refused('PIN_CHANGED'));
  expect(await ask('contact', { pinId })).toEqual(before);
  const { full } = before.fingerprint;
  expect(await ask('editContact', { pinId, verifiedBy: 'read aloud', fingerprint: full })).toMatchObject({ verifiedBy: 'read aloud' });
  await ask('removePin', { pinId });
});

test('the command line sets policies, trusts roots and checks files', { timeout: 60_000 }, async () => {
  const [rootFile, leafFile] = [join(folder, 'root.der'), join(folder, 'leaf.der')];
  writeFileSync(rootFile, lab.certificate);
  writeFileSync(leafFile, bob.certificate);
  const run = (...words: readonly string[]) => runCommand(words, environment);
  expect(await run('policy', 'set', 'Lab', 'pinned', 'x509=bob.example', 'deny')).toMatchObject({ code: 0 });
  expect(await run('policy', 'set', 'Lab', 'nonsense')).toMatchObject({ code: 2, error: expect.stringContaining('is no step') });
  expect(await run('anchor', 'add', rootFile, '--label', 'The laboratory')).toMatchObject({
    code: 0,
    out: expect.stringContaining('The laboratory'),
  });
  const checked = await run('check', leafFile);
  expect(checked).toMatchObject({ code: 1, out: expect.stringContaining('Policy “Lab”: believes it') });
  expect(checked.out).toContain('yes  X.509 root');
  await ask('addPin', { card, fixed: false });
  expect((await run('contact', 'show', 'Rob', '--qr')).out).toMatch(/[█▀▄]{8}/);
});

import { describe, expect, test } from 'vitest';
import type { Signer } from '#engine/mls/group.ts';
import type { CredentialQuestion, Verdict } from '#engine/mls-tls/host-effects.ts';
import { credentialName } from '#main/trust/credential-name.ts';
import { schemeByNumber } from '#main/trust/signature-schemes.ts';
import { validateChain } from '#main/trust/x509/chain.ts';
import { denyCodeOf } from '#main/trust/x509/chain-report.ts';
import { isKeyOf } from '#main/trust/x509/credential-file.ts';
import { parseCertificate } from '#main/trust/x509/parsed-certificate.ts';
import { day, type Holder, intermediate, keyOf, leaf, root, type Wish } from '../support/certificates.ts';
import { Pair } from '../support/pair.ts';
import { FakeClock } from '../support/world.ts';

const now = new FakeClock().now.wall;
const valid = { notBefore: now - day, notAfter: now + day };
const suites = { 'Ed25519': 0x0001, 'P-256': 0x0002, 'P-384': 0x0007, 'P-521': 0x0005, 'ML-DSA-87': 0xf0f7 } as const;
type Scheme = keyof typeof suites;

const authority = (scheme: Scheme) => root('CN=Root', { scheme, ...valid });
const holder = (name: string, top: Holder, scheme: Scheme, wish: Wish = {}): { readonly signer: Signer; readonly holder: Holder } => {
  const between = intermediate('CN=Between', top, { scheme, ...valid });
  const end = leaf(`CN=${name}`, between, { scheme, ...valid, ...wish });
  const certificates = [end.certificate, between.certificate];
  return { holder: end, signer: { credential: { kind: 'x509', certificates }, ...end.key } };
};

/** An authentication service that asks for a root and nothing else. */
const rooted =
  (top: Holder) =>
  async ({ credential, signatureScheme, signatureKey }: CredentialQuestion): Promise<Verdict> => {
    if (credential.kind !== 'x509') return { ok: false, code: 'access_denied' };
    const { certificates } = credential;
    const end = parseCertificate(certificates[0] ?? new Uint8Array(0));
    const scheme = schemeByNumber(signatureScheme);
    if (scheme === null || !isKeyOf(end, { scheme, publicKey: signatureKey })) return { ok: false, code: 'bad_certificate' };
    const { verdict } = await validateChain({ chain: certificates, anchors: [top.certificate], now });
    const code = denyCodeOf(verdict);
    return code === null ? { ok: true } : { ok: false, code };
  };

async function talk(pair: Pair): Promise<void> {
  pair.initiator.write('from Ida');
  pair.responder.write('from Rob');
  await pair.settle();
  expect([pair.initiator.receivedText, pair.responder.receivedText]).toEqual(['from Rob', 'from Ida']);
}

describe.each(Object.keys(suites) as Scheme[])('X.509 credentials with %s keys', (scheme) => {
  test('found a session in both directions, keep it through an update, and resume it', async () => {
    const top = authority(scheme);
    const authenticate = rooted(top);
    const [ida, rob] = [holder('Ida', top, scheme), holder('Rob', top, scheme)];
    const pair = await Pair.established({
      suite: suites[scheme],
      initiator: { signer: ida.signer, authenticate },
      responder: { signer: rob.signer, authenticate },
    });
    expect(pair.ida.questions.map(({ credential }) => credentialName(credential))).toEqual(['Rob']);
    expect(pair.rob.questions.map(({ credential }) => credentialName(credential))).toEqual(['Ida']);
    pair.initiator.update();
    await pair.settle();
    await talk(pair);
    pair.breakTransport();
    pair.resume('rob');
    await pair.settle();
    await talk(pair);
  });
});

test('a renewed certificate is carried by an update and asked about', async () => {
  const top = authority('Ed25519');
  const authenticate = rooted(top);
  const pair = await Pair.established({
    initiator: { signer: holder('Ida', top, 'Ed25519').signer, authenticate },
    responder: { signer: holder('Rob', top, 'Ed25519').signer, authenticate },
  });
  const renewed = holder('Ida', top, 'Ed25519', { key: keyOf('renewed', 'Ed25519'), notAfter: now + 2 * day }).signer;
  pair.initiator.update(renewed);
  await pair.settle();
  expect(pair.rob.questions.at(-1)).toMatchObject({ purpose: 'update', credential: renewed.credential, signatureKey: renewed.publicKey });
  await talk(pair);
});

describe('a credential that does not hold is refused', () => {
  const top = authority('P-256');
  const cases: readonly (readonly [string, () => Signer, string])[] = [
    ['a certificate for another key', () => ({ ...holder('Rob', top, 'P-256').signer, ...keyOf('other') }), 'bad_certificate'],
    ['an expired certificate', () => holder('Rob', top, 'P-256', { notAfter: now - 1000 }).signer, 'certificate_expired'],
    ['another root', () => holder('Rob', root('CN=Elsewhere', valid), 'P-256').signer, 'unknown_ca'],
  ];
  test.each(cases)('%s', async (_what, signer, code) => {
    const authenticate = rooted(top);
    const pair = await Pair.unconnected({
      suite: 0x0002,
      initiator: { signer: holder('Ida', top, 'P-256').signer, authenticate },
      responder: { signer: signer(), authenticate },
    });
    await pair.settle();
    expect(pair.initiator.failure).toEqual({ kind: 'credential-refused', code });
    expect(pair.responder.failure).toMatchObject({ kind: 'alert-received' });
  });
});

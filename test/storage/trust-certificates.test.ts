import { describe, expect, test } from 'vitest';
import type { CredentialQuestion } from '#engine/mls-tls/host-effects.ts';
import { schemeNumber } from '#main/trust/signature-schemes.ts';
import { day, type Holder, intermediate, leaf, noon, revocationList, root, type Wish } from '../support/certificates.ts';
import { inboundContext, ProductTrust } from '../support/product-trust.ts';

const lab = root('CN=Lab');
const middle = intermediate('CN=Middle', lab);
const bob = leaf('CN=Bob', middle, { names: ['dns:bob.example'] });

/** The service at noon of the test certificates, under one policy. */
class Service extends ProductTrust {
  constructor(name: string | null = null) {
    super({ ...inboundContext, policyId: 'Lab' });
    this.policy('Lab', [{ kind: 'pinned' }, { kind: 'x509', anchors: null, name, dialledName: false }]);
  }

  anchor(holder: Holder, label = holder.subject): void {
    const id = label;
    this.store.trust.anchors.add({ id, label, der: holder.certificate, digest: label, addedAt: 0, subject: holder.subject, notAfter: 0 });
  }

  list(der: Uint8Array, label: string): void {
    this.store.trust.crls.add({ id: label, label, der, digest: label, addedAt: 0, issuer: '', thisUpdate: 0, nextUpdate: null, revoked: 0 });
  }

  ask(chain: readonly Holder[], change: Partial<CredentialQuestion> = {}, now = noon) {
    return this.service.decide({ ...questionOf(chain), ...change }, { ...inboundContext, policyId: 'Lab' }, now);
  }
}

function questionOf(chain: readonly Holder[]): CredentialQuestion {
  const [end] = chain;
  if (end === undefined) throw new Error('no certificate');
  return {
    purpose: 'client_hello',
    credential: { kind: 'x509', certificates: chain.map(({ certificate }) => certificate) },
    signatureKey: end.key.publicKey,
    signatureScheme: schemeNumber(end.key.scheme),
    foundingRole: 'founding-initiator',
    sessionId: null,
    previous: null,
  };
}

const denied = (code: string) => ({ verdict: { ok: false, code } });

describe('a peer with certificates', () => {
  test('is believed when its chain leads to a stored root, and the certificate is remembered', async () => {
    const service = new Service();
    service.anchor(lab, 'The laboratory');
    const decision = await service.ask([bob, middle]);
    expect(decision).toMatchObject({ verdict: { ok: true }, basis: 'certificate', explanation: expect.stringContaining('“The laboratory”') });
    const chain = decision?.evidence.find(({ step }) => step === 'x509')?.details.map(({ text }) => text);
    expect(chain).toContain('Bob: Signed by “Middle”.');
    expect(service.store.trust.certificates.endingBefore(Number.MAX_SAFE_INTEGER)).toMatchObject([{ subject: 'CN=Bob', notAfter: noon + 30 * day }]);
    expect(service.store.trust.decisions.newest(1)).toMatchObject([{ name: 'Bob', allowed: true, policy: 'Lab' }]);
  });

  test.each<readonly [string, readonly Holder[], string]>([
    ['from another root', [leaf('CN=Bob', root('CN=Other'))], 'unknown_ca'],
    ['that has expired', [leaf('CN=Bob', lab, { notAfter: noon - day })], 'certificate_expired'],
    ['whose name is outside the constraints', [constrained({ names: ['dns:bob.elsewhere.test'] }), limited()], 'bad_certificate'],
    ['whose key may not sign', [leaf('CN=Bob', lab, { keyUsage: ['keyEncipherment'] })], 'bad_certificate'],
  ])('%s is refused', async (_what, chain, code) => {
    const service = new Service();
    service.anchor(lab);
    expect(await service.ask(chain)).toMatchObject(denied(code));
  });

  test('that shows another key than its certificate holds is refused under every policy', async () => {
    const service = new Service();
    service.anchor(lab);
    const { publicKey } = leaf('CN=Eve', lab).key;
    service.service.pinExplicitly({ scheme: schemeNumber('P-256'), publicKey }, 'Eve', { fixed: false }, 0);
    expect(await service.ask([bob, middle], { signatureKey: publicKey })).toMatchObject({
      ...denied('bad_certificate'),
      evidence: [{ step: 'certificate' }],
    });
  });

  test('needs the required name', async () => {
    const [right, wrong] = [new Service('bob.example'), new Service('eve.example')];
    for (const service of [right, wrong]) service.anchor(lab);
    expect(await right.ask([bob, middle])).toMatchObject({ verdict: { ok: true } });
    expect(await wrong.ask([bob, middle])).toMatchObject(denied('bad_certificate'));
  });

  test('[AS-04] is refused at its resumption once a stored list revokes it, pinned or not', async () => {
    const service = new Service();
    service.anchor(lab);
    const resumption = { purpose: 'resumption', sessionId: 'abc' } as const;
    expect(await service.ask([bob, middle], resumption)).toMatchObject({ verdict: { ok: true } });
    service.list(revocationList(middle, [{ of: bob, reason: 1 }]), 'Middle list');
    expect(await service.ask([bob, middle], resumption)).toMatchObject({ ...denied('certificate_revoked'), basis: null });
    service.service.pinExplicitly({ scheme: schemeNumber(bob.key.scheme), publicKey: bob.key.publicKey }, 'Bob', { fixed: false }, 0);
    expect(await service.ask([bob, middle], resumption)).toMatchObject(denied('certificate_revoked'));
    expect(service.store.trust.decisions.newest(2)).toMatchObject([{ code: 'certificate_revoked' }, { code: 'certificate_revoked' }]);
  });

  test('pinned, with an authority that no root knows, is refused once a list of that authority revokes it', async () => {
    const service = new Service();
    const own = root('CN=Own');
    const end = leaf('CN=Bob', own);
    service.service.pinExplicitly({ scheme: schemeNumber(end.key.scheme), publicKey: end.key.publicKey }, 'Bob', { fixed: false }, 0);
    expect(await service.ask([end, own])).toMatchObject({ verdict: { ok: true }, basis: 'pinned' });
    service.list(revocationList(own, [{ of: end }]), 'Own list');
    expect(await service.ask([end, own])).toMatchObject(denied('certificate_revoked'));
  });

  test('under an out-of-date list is believed with a warning', async () => {
    const service = new Service();
    service.anchor(lab);
    service.list(revocationList(middle, [], { nextUpdate: noon - day }), 'Middle list');
    expect(await service.ask([bob, middle])).toMatchObject({
      verdict: { ok: true },
      notice: { level: 'warning', text: expect.stringContaining('out of date') },
    });
  });

  test('with a clock ten years ahead is refused, and nothing is deleted', async () => {
    const service = new Service();
    service.anchor(lab);
    await service.ask([bob, middle]);
    expect(await service.ask([bob, middle], {}, noon + 3650 * day)).toMatchObject(denied('certificate_expired'));
    expect(service.store.trust.anchors.list()).toHaveLength(1);
    expect(await service.ask([bob, middle])).toMatchObject({ verdict: { ok: true } });
  });
});

const limitedKey = intermediate('CN=Limited', lab, { nameConstraints: { permitted: ['dns:lab.test'], excluded: [] } });

function limited(): Holder {
  return limitedKey;
}

function constrained(wish: Wish): Holder {
  return leaf('CN=Bob', limitedKey, wish);
}

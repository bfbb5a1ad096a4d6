import { AlgorithmIdentifier } from 'pkijs';
import { describe, expect, test } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import { day, extension, type Holder, intermediate, keyOf, leaf, noon, revocationList, root, type Wish } from '../../../test/support/certificates.ts';
import { type ChainQuestion, validateChain } from './chain.ts';
import { type ChainReport, denyCodeOf } from './chain-report.ts';

const rootCa = root('CN=Root, O=Lab');
const middle = intermediate('CN=Middle, O=Lab', rootCa);
const bob = leaf('CN=Bob, O=Lab', middle, { names: ['dns:bob.example.org', 'email:bob@example.org'] });

const ask = (chain: readonly Holder[], more: Partial<ChainQuestion> = {}): Promise<ChainReport> =>
  validateChain({ chain: chain.map(({ certificate }) => certificate), anchors: [rootCa.certificate], now: noon, ...more });

describe('a sound chain', () => {
  test.each(['Ed25519', 'P-256', 'P-384', 'P-521', 'ML-DSA-87'] as const)('of %s keys leads to its root', async (scheme) => {
    const top = root('CN=Top', { scheme });
    const between = intermediate('CN=Between', top, { scheme });
    const end = leaf('CN=End', between, { scheme });
    const report = await ask([end, between], { anchors: [top.certificate] });
    expect(report).toMatchObject({ verdict: 'ok', explanation: 'Every check passed; the chain ends at the root “Top”.' });
    expect(report.path.map(({ name, keyAlgorithm }) => `${name} ${keyAlgorithm}`)).toEqual([`End ${scheme}`, `Between ${scheme}`, `Top ${scheme}`]);
  });

  test('of mixed keys, with the root at its end or without, directly under the root or as a root itself', async () => {
    const mixed = intermediate('CN=Mixed', rootCa, { scheme: 'Ed25519' });
    const end = leaf('CN=End', mixed, { scheme: 'ML-DSA-87' });
    expect((await ask([end, mixed])).verdict).toBe('ok');
    expect((await ask([end, mixed, rootCa])).verdict).toBe('ok');
    expect((await ask([leaf('CN=Direct', rootCa)])).verdict).toBe('ok');
    const own = leaf('CN=Own', bob); // issued by nobody who may
    expect((await ask([own], { anchors: [own.certificate] })).verdict).toBe('ok');
  });

  test('says what was found, step by step', async () => {
    const { steps } = await ask([bob, middle]);
    expect(steps.every(({ outcome }) => outcome !== 'failed')).toBe(true);
    expect(steps.map(({ certificate, evidence }) => `${certificate}: ${evidence}`)).toMatchInlineSnapshot(`
      [
        "Bob: Signed by “Middle”.",
        "Middle: Signed by “Root”.",
        "Root: “Root” is a root that is trusted here.",
        "Bob: Valid until 2026-07-01 12:00:00 UTC.",
        "Middle: Valid until 2026-07-01 12:00:00 UTC.",
        "Root: Valid until 2026-07-01 12:00:00 UTC.",
        "Middle: Is an authority.",
        "Root: Is an authority.",
        "Middle: Its key may sign certificates.",
        "Root: Its key may sign certificates.",
        "Bob: Its key may make digital signatures.",
        "Bob: Meant for clientAuth, serverAuth.",
        "Bob: No revocation list of “Middle” was given.",
        "Middle: No revocation list of “Root” was given.",
      ]
    `);
  });

  test('may be a heap when the caller says so, and must be in order when not', async () => {
    const chain = [bob, rootCa, leaf('CN=Stray', rootCa), middle];
    expect((await ask(chain, { order: 'any' })).verdict).toBe('ok');
    expect((await ask(chain)).verdict).toBe('bad-certificate');
    expect((await ask([bob, middle, leaf('CN=Stray', rootCa)])).verdict).toBe('bad-certificate');
  });

  test('goes another way when one does not hold', async () => {
    const stale = intermediate('CN=Middle, O=Lab', rootCa, { key: middle.key, notAfter: noon - day });
    expect((await ask([bob, stale, middle], { order: 'any' })).verdict).toBe('ok');
    expect((await ask([bob, stale])).verdict).toBe('expired');
  });
});

describe('one fault', () => {
  const under = (wish: Wish, subject = 'CN=Bob, O=Lab') => [leaf(subject, middle, wish), middle];
  const below = (wish: Wish, leafWish: Wish = {}) => {
    const authority = intermediate('CN=Faulty, O=Lab', rootCa, wish);
    return [leaf('CN=Bob, O=Lab', authority, leafWish), authority];
  };
  const constrained = (permitted: readonly string[], excluded: readonly string[], leafWish: Wish = {}, subject?: string) => {
    const authority = intermediate('CN=Narrow, O=Lab', rootCa, { nameConstraints: { permitted, excluded } });
    return [leaf(subject ?? 'CN=Bob, O=Lab', authority, leafWish), authority];
  };
  const other = keyOf('other');
  const cases: readonly (readonly [string, () => readonly Holder[], string, RegExp])[] = [
    ['an expired leaf', () => under({ notAfter: noon - day }), 'expired', /“Bob” expired on 2026-05-31/],
    ['a leaf of the future', () => under({ notBefore: noon + day }), 'not-yet-valid', /valid from 2026-06-02/],
    ['an expired authority', () => below({ notAfter: noon - 1000 }), 'expired', /“Faulty” expired/],
    ['another issuer', () => [leaf('CN=Bob', root('CN=Stranger'))], 'unknown-ca', /Nobody here/],
    ['another issuer of the same name', () => [leaf('CN=Bob', root('CN=Root, O=Lab', { key: other }))], 'unknown-ca', /Nobody here/],
    ['a forged issuer', () => [leaf('CN=Bob', rootCa, { signer: other })], 'bad-certificate', /is not one of “Root”/],
    ['a signature of another key', () => under({ signer: other }), 'bad-certificate', /is not one of “Middle”/],
    ['a signature of a key on another curve', () => under({ signer: keyOf('x', 'P-384') }), 'bad-certificate', /is not one of/],
    ['a signature of another kind of key', () => under({ signer: keyOf('x', 'Ed25519') }), 'bad-certificate', /not one of the signer’s P-256 key/],
    [
      'an authority without keyCertSign',
      () => below({ keyUsage: ['digitalSignature', 'cRLSign'] }),
      'bad-certificate',
      /not meant to sign certificates/,
    ],
    ['an authority without key usage', () => below({ keyUsage: [] }), 'bad-certificate', /not meant to sign certificates/],
    ['a leaf as authority', () => [leaf('CN=Eve', bob), bob, middle], 'bad-certificate', /“Bob” signed a certificate, but is not an authority/],
    ['a leaf that may not sign', () => under({ keyUsage: ['keyAgreement'] }), 'bad-certificate', /not meant for digital signatures/],
    ['a leaf for other purposes', () => under({ purposes: ['codeSigning'] }), 'bad-certificate', /meant for codeSigning/],
    ['an authority for other purposes', () => below({ purposes: ['emailProtection'] }), 'bad-certificate', /meant for emailProtection/],
    [
      'an excluded host',
      () => constrained([], ['dns:example.org'], { names: ['bob.example.org'] }),
      'bad-certificate',
      /excluded by dns:example.org/,
    ],
    [
      'a host that is not permitted',
      () => constrained(['dns:example.org'], [], { names: ['badexample.org'] }),
      'bad-certificate',
      /none of the permitted/,
    ],
    ['an excluded host as common name', () => constrained([], ['dns:example.org'], {}, 'CN=BOB.Example.ORG.'), 'bad-certificate', /excluded/],
    ['an excluded host behind a wildcard', () => constrained([], ['dns:example.org'], { names: ['*.example.org'] }), 'bad-certificate', /excluded/],
    [
      'a mailbox elsewhere',
      () => constrained(['email:example.org'], [], { names: ['email:bob@evil.org'] }),
      'bad-certificate',
      /none of the permitted/,
    ],
    [
      'a mailbox elsewhere in the subject',
      () => constrained(['email:.example.org'], [], {}, 'emailAddress=bob@example.org'),
      'bad-certificate',
      /none/,
    ],
    ['an excluded directory', () => constrained([], ['directory:O=lab'], {}, 'CN=Bob, O=LAB '), 'bad-certificate', /excluded by directory:O=lab/],
    ['a directory that is not permitted', () => constrained(['directory:O=Other'], []), 'bad-certificate', /none of the permitted/],
    ['an address outside the network', () => constrained(['ip:10.0.0.0/255.0.0.0'], [], { names: ['ip:11.0.0.1'] }), 'bad-certificate', /none/],
    [
      'a link where links are excluded',
      () => constrained([], ['uri:example.org'], { names: ['uri:https://other.org/'] }),
      'bad-certificate',
      /excluded/,
    ],
    [
      'a critical unknown extension',
      () => under({ alter: ({ extensions }) => extensions?.push(extension('1.2.3.4', true)) }),
      'bad-certificate',
      /1\.2\.3\.4/,
    ],
    [
      'a critical policy constraint',
      () => below({ alter: ({ extensions }) => extensions?.push(extension('2.5.29.36', true)) }),
      'bad-certificate',
      /2\.5\.29\.36/,
    ],
    [
      'an extension twice',
      () => under({ alter: ({ extensions }) => extensions?.push(...extensions.slice(0, 1)) }),
      'bad-certificate',
      /cannot be used/,
    ],
    ['version 1', () => under({ alter: version1 }), 'bad-certificate', /version 1/],
    ['a SHA-1 signature', () => under({ alter: signedWith('1.2.840.10045.4.1') }), 'bad-certificate', /ECDSA with SHA-1, which is not safe/],
    ['an MD5 signature', () => under({ alter: signedWith('1.2.840.113549.1.1.4') }), 'bad-certificate', /RSA with MD5/],
    ['a loop', loop, 'unknown-ca', /Nobody here|No chain/],
    ['a chain that is too long', tooLong, 'bad-certificate', /at most 8/],
    ['1,000 certificates', () => Array.from({ length: 1000 }, () => bob), 'bad-certificate', /has 1000 certificates/],
    ['no certificate', () => [], 'bad-certificate', /no certificate/],
  ];
  test.each(cases)('%s is refused', async (_what, chain, verdict, words) => {
    const report = await ask(chain());
    expect(report).toMatchObject({ verdict, explanation: expect.stringMatching(words) });
  });

  test('more authorities than the path length allows are refused, self-issued ones not counted', async () => {
    const top = root('CN=Short', { authority: { pathLength: 0 } });
    const one = intermediate('CN=One', top);
    expect(await ask([leaf('CN=End', one), one], { anchors: [top.certificate] })).toMatchObject({
      verdict: 'bad-certificate',
      explanation: expect.stringContaining('allows 0 authorities below it; the chain has 1'),
    });
    const selfIssued = intermediate('CN=Short', top, { key: keyOf('new') });
    expect((await ask([leaf('CN=End', selfIssued), selfIssued], { anchors: [top.certificate] })).verdict).toBe('ok');
    expect((await ask([leaf('CN=End', top)], { anchors: [top.certificate] })).verdict).toBe('ok');
  });

  test('permitted names of every kind pass', async () => {
    const names = ['dns:bob.example.org', 'email:bob@example.org', 'ip:10.1.2.3'];
    const permitted = ['dns:example.org', 'email:example.org', 'ip:10.0.0.0/255.0.0.0', 'directory:O=Lab'];
    expect((await ask(constrained(permitted, ['dns:evil.org'], { names }))).verdict).toBe('ok');
  });

  test('an expired root trusts nobody', async () => {
    const old = root('CN=Old', { notAfter: noon - day });
    expect((await ask([leaf('CN=End', old)], { anchors: [old.certificate] })).verdict).toBe('expired');
  });

  test('what is forged is never called merely expired', async () => {
    expect((await ask(under({ notAfter: noon - day, signer: other }))).verdict).toBe('bad-certificate');
  });

  test('no flipped bit anywhere is accepted', async () => {
    const top = root('CN=R', { scheme: 'Ed25519' });
    const end = leaf('CN=L', top, { scheme: 'Ed25519' });
    const anchors = [top.certificate];
    for (const [which, holder] of [end, top].entries()) {
      for (let at = 0; at < holder.certificate.length; at++) {
        const flipped = holder.certificate.slice();
        flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
        const chain = which === 0 ? [flipped, top.certificate] : [end.certificate, flipped];
        const { verdict } = await validateChain({ chain, anchors, now: noon });
        expect(`${which} ${at} ${verdict}`).not.toMatch(/ ok$/);
      }
    }
  });

  function version1(certificate: Parameters<NonNullable<Wish['alter']>>[0]): void {
    certificate.version = 0;
    delete certificate.extensions;
  }

  function signedWith(algorithmId: string): NonNullable<Wish['alter']> {
    return (certificate) => {
      certificate.signature = new AlgorithmIdentifier({ algorithmId });
    };
  }

  function loop(): readonly Holder[] {
    const [a, b] = [keyOf('a'), keyOf('b')];
    const first = intermediate('CN=A', { subject: 'CN=B', key: b, certificate: bob.certificate }, { key: a });
    const second = intermediate('CN=B', { subject: 'CN=A', key: a, certificate: bob.certificate }, { key: b });
    return [leaf('CN=End', first), first, second, first];
  }

  function tooLong(): readonly Holder[] {
    const chain = [rootCa];
    for (let i = 0; i < 9; i++) chain.unshift(intermediate(`CN=${i}`, chain[0] ?? rootCa));
    return chain;
  }
});

test('a heap of cross certificates costs a limited number of signatures', async () => {
  const keys = Array.from({ length: 15 }, (_, i) => keyOf(`${i}`, 'Ed25519'));
  const heap = keys.map((key, i) =>
    intermediate('CN=Same', { subject: 'CN=Same', key: keys[(i + 1) % 15] ?? key, certificate: bob.certificate }, { key, alter: dropKeyIds }),
  );
  const end = leaf('CN=End', heap[0] ?? rootCa, { alter: dropKeyIds });
  const report = await ask([end, ...heap], { order: 'any' });
  expect(report.verdict).not.toBe('ok');
  expect(report.steps.length).toBeLessThan(200);

  function dropKeyIds(certificate: Parameters<NonNullable<Wish['alter']>>[0]): void {
    certificate.extensions = certificate.extensions?.filter(({ extnID }) => extnID !== '2.5.29.14' && extnID !== '2.5.29.35') ?? [];
  }
});

test('a caller can end it', async () => {
  await expect(ask([bob, middle], { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
});

describe('revocation lists', () => {
  const empty = [revocationList(middle, []), revocationList(rootCa, [])];

  test('that do not name the certificate let it pass, and may be required', async () => {
    expect((await ask([bob, middle], { crls: empty, requireRevocationLists: true })).verdict).toBe('ok');
    expect((await ask([bob, middle], { crls: empty.slice(0, 1), requireRevocationLists: true })).verdict).toBe('bad-certificate');
    expect((await ask([bob, middle], { crls: empty.slice(0, 1) })).verdict).toBe('ok');
  });

  test('that name leaf or authority refuse the chain and say why', async () => {
    const crls = [revocationList(middle, [{ of: bob, reason: 1 }])];
    expect(await ask([bob, middle], { crls })).toMatchObject({
      verdict: 'revoked',
      explanation: '“Bob” was revoked on 2026-05-31 12:00:00 UTC (keyCompromise).',
    });
    expect((await ask([bob, middle], { crls: [revocationList(rootCa, [{ of: middle }])] })).verdict).toBe('revoked');
    expect((await ask([leaf('CN=Other', middle), middle], { crls })).verdict).toBe('ok');
  });

  const unusable: readonly (readonly [string, () => Bytes, RegExp])[] = [
    ['out of date', () => revocationList(middle, [], { nextUpdate: noon - 1000 }), /out of date/],
    ['of the future', () => revocationList(middle, [], { thisUpdate: noon + day, nextUpdate: noon + 2 * day }), /from the future/],
    ['without an end', () => revocationList(middle, [], { nextUpdate: null }), /does not say until when/],
    ['signed by another', () => revocationList(middle, [], { signer: keyOf('other') }), /not signed by the key/],
    ['partial', () => revocationList(middle, [], { extensions: [extension('2.5.29.28', true)] }), /not a full list/],
    ['broken', () => revocationList(middle, []).slice(1), /cannot be used/],
  ];
  test.each(unusable)('%s fail the chain', async (_what, list, words) => {
    expect(await ask([bob, middle], { crls: [list()] })).toMatchObject({ verdict: 'bad-certificate', explanation: expect.stringMatching(words) });
  });

  test('out of date still say who was revoked', async () => {
    expect((await ask([bob, middle], { crls: [revocationList(middle, [{ of: bob }], { nextUpdate: noon - 1000 })] })).verdict).toBe('revoked');
  });

  test('of a certificate that may not sign lists count for nothing', async () => {
    const mute = intermediate('CN=Mute', rootCa, { keyUsage: ['keyCertSign'] });
    expect((await ask([leaf('CN=End', mute), mute], { crls: [revocationList(mute, [])] })).verdict).toBe('bad-certificate');
  });
});

test('each verdict has the code of its alert', () => {
  expect((['ok', 'expired', 'not-yet-valid', 'revoked', 'unknown-ca', 'bad-certificate'] as const).map(denyCodeOf)).toEqual([
    null,
    'certificate_expired',
    'certificate_expired',
    'certificate_revoked',
    'unknown_ca',
    'bad_certificate',
  ]);
});

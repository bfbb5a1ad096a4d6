import { describe, expect, test } from 'vitest';
import type { CredentialQuestion } from '#engine/mls-tls/host-effects.ts';
import type { Pin } from '#main/store/pin-table.ts';
import type { CertificateFacts, PathResult, RevocationResult } from './certificate-port.ts';
import { anchorsKey, type Decision, type Knowledge, type KnownChain, type ListEntry, type TrustContext } from './decision.ts';
import { fullFingerprint } from './fingerprint.ts';
import { lookAlike } from './look-alike.ts';
import { judge } from './policy.ts';
import { initialBasePolicy, type Layer, type PolicyStep, shortForm } from './policy-data.ts';
import { sentence } from './sentence.ts';

const scheme = 0x0807;
const noon = Date.UTC(2026, 0, 15, 12);
const day = 86_400_000;
const bytes = (name: string) => new TextEncoder().encode(name.padEnd(32, '.'));
const keyOf = (name: string) => ({ scheme, publicKey: bytes(name) });
const compactOf = (name: string) => fullFingerprint(keyOf(name)).replaceAll(' ', '');

const context: TrustContext = {
  mode: 'pin',
  policyId: null,
  direction: 'inbound',
  address: '10.0.0.9:1',
  listenerId: 'l',
  given: [],
  ownKeys: [keyOf('ours')],
};

function ask(name: string, change: Partial<CredentialQuestion> = {}): CredentialQuestion {
  return {
    purpose: 'client_hello',
    credential: { kind: 'basic', identity: new TextEncoder().encode(name) },
    signatureKey: bytes(name),
    signatureScheme: scheme,
    foundingRole: 'founding-initiator',
    sessionId: null,
    previous: null,
    ...change,
  };
}

const pinOf = (name: string, change: Partial<Pin> = {}): Pin => ({
  ...keyOf(name),
  id: `pin of ${name}`,
  label: name,
  kind: 'explicit',
  address: null,
  name,
  previous: null,
  createdAt: 0,
  lastSeenAt: noon,
  fixed: false,
  ...change,
});

const facts: CertificateFacts = {
  subject: 'CN=bob.example',
  name: 'bob.example',
  names: ['bob.example', 'www.bob.example'],
  notBefore: noon - 30 * day,
  notAfter: noon + 30 * day,
};
const good: PathResult = { ok: true, anchor: 'Lab', details: [sentence('chain-signed', 'Lab')] };
const notListed: RevocationResult = { status: 'not-listed' };

function chainOf(change: Partial<KnownChain> & { readonly path?: PathResult } = {}): KnownChain {
  const { path = good, ...rest } = change;
  return { problem: null, facts, previous: null, paths: new Map([[anchorsKey(null), path]]), revocation: notListed, ...rest };
}

const x509: PolicyStep = { kind: 'x509', anchors: null, name: null, dialledName: false };
const certificate = { kind: 'x509', certificates: [bytes('certificate')] } as const;

interface Given {
  readonly steps?: readonly PolicyStep[];
  readonly base?: readonly PolicyStep[];
  readonly contact?: readonly PolicyStep[];
  readonly pins?: readonly Pin[];
  readonly entries?: readonly Omit<ListEntry, 'list'>[];
  readonly chain?: KnownChain;
  readonly names?: readonly string[];
  readonly context?: Partial<TrustContext>;
}

function decide(question: CredentialQuestion, given: Given): Decision {
  const layers: Layer[] = [
    { role: 'base', policy: given.base ? { id: 'b', name: 'Base', steps: given.base } : initialBasePolicy },
    { role: 'connection', policy: given.steps ? { id: 'p', name: 'Lab rules', steps: given.steps } : shortForm('pin') },
  ];
  if (given.contact) layers.push({ role: 'contact', policy: { id: 'c', name: 'For Bob', steps: given.contact } });
  const knowledge: Knowledge = {
    pins: { forAddress: [], forKeys: given.pins ?? [] },
    layers,
    entries: (given.entries ?? []).map((entry) => ({ list: 'default', ...entry })),
    chain: given.chain ?? null,
    twinOf: (name) => lookAlike(name, given.names ?? []),
  };
  return judge(question, { ...context, ...given.context }, knowledge, noon);
}

const byRoot = (change: Partial<CredentialQuestion> = {}) => ask('bob.example', { credential: certificate, ...change });
const denied = (code: string) => ({ verdict: { ok: false, code } });
const allowed = (basis: string) => ({ verdict: { ok: true }, basis });

describe('how policies combine', () => {
  test('every step is asked and leaves its evidence, in order', () => {
    const { evidence, policy } = decide(ask('Bob'), { pins: [pinOf('Bob')] });
    expect(evidence.map(({ policy: name, step, opinion }) => [name, step, opinion])).toEqual([
      ['Always', 'deny-list', 'none'],
      ['Always', 'revocation', 'none'],
      ['Always', 'expiry', 'none'],
      ['Pinned keys', 'pinned', 'allow'],
    ]);
    expect(policy).toBe('Pinned keys');
    expect(evidence.every(({ text }) => text.endsWith('.'))).toBe(true);
  });

  test('deny wins over a pin, wherever it stands', () => {
    const entries = [{ effect: 'deny', kind: 'fingerprint', value: compactOf('Bob') }] as const;
    expect(decide(ask('Bob'), { pins: [pinOf('Bob')], entries })).toMatchObject({ ...denied('access_denied'), basis: null, effects: [] });
    const last = [{ kind: 'pinned' }, { kind: 'deny-list', list: null }] as const;
    expect(decide(ask('Bob'), { base: [{ kind: 'expiry' }], steps: last, pins: [pinOf('Bob')], entries })).toMatchObject(denied('access_denied'));
  });

  test('no opinion from all is a refusal with its reason', () => {
    expect(decide(ask('Bob'), { steps: [{ kind: 'expiry' }] })).toMatchObject({
      ...denied('access_denied'),
      explanation: expect.stringContaining('vouch'),
    });
    expect(decide(ask('Bob'), { steps: [x509] })).toMatchObject(denied('access_denied'));
  });

  test('a policy that only refuses needs no voucher of its own, one that can vouch needs one', () => {
    const pins = [pinOf('Bob')];
    expect(decide(ask('Bob'), { pins, contact: [{ kind: 'expiry' }] })).toMatchObject(allowed('pinned'));
    expect(decide(ask('Bob'), { pins, contact: [x509] })).toMatchObject(denied('access_denied'));
    expect(decide(byRoot(), { pins: [pinOf('bob.example')], contact: [x509], chain: chainOf() })).toMatchObject(allowed('pinned'));
  });

  test('a policy that was removed refuses', () => {
    const knowledge: Knowledge = { pins: { forAddress: [], forKeys: [pinOf('Bob')] }, layers: [null], entries: [], chain: null, twinOf: () => null };
    expect(judge(ask('Bob'), context, knowledge, noon)).toMatchObject({
      ...denied('access_denied'),
      evidence: [{ step: 'policy', opinion: 'deny' }],
    });
  });

  test('our own key is a reflection under every policy', () => {
    expect(decide(ask('ours'), { steps: [{ kind: 'unchecked' }] })).toMatchObject(denied('bad_certificate'));
  });

  test('“confirm” refuses now and lists the peer as knocking, also one that was dialled', () => {
    const outbound = { direction: 'outbound', address: 'bob:1' } as const;
    const decision = decide(ask('Bob', { purpose: 'server_hello' }), { steps: [{ kind: 'pinned' }, { kind: 'confirm' }], context: outbound });
    expect(decision).toMatchObject({ ...denied('access_denied'), effects: [{ kind: 'knock', name: 'Bob', address: 'bob:1' }] });
    expect(decide(ask('Bob'), { steps: [{ kind: 'pinned' }, { kind: 'confirm' }], pins: [pinOf('Bob')] })).toMatchObject({
      ...allowed('pinned'),
      effects: [],
    });
  });

  test('a first use is not remembered where a root vouches', () => {
    const steps = [x509, { kind: 'first-use' }] as const;
    const outbound = { direction: 'outbound', address: 'bob.example:1' } as const;
    expect(decide(byRoot({ purpose: 'server_hello' }), { steps, chain: chainOf(), context: outbound })).toMatchObject({
      ...allowed('certificate'),
      effects: [],
    });
    const elsewhere = chainOf({ path: { ok: false, code: 'unknown_ca', reason: sentence('plain', 'No root issued it.'), details: [] } });
    expect(decide(byRoot({ purpose: 'server_hello' }), { steps, chain: elsewhere, context: outbound })).toMatchObject({
      ...allowed('first use'),
      effects: [{ kind: 'add-pin' }],
    });
  });
});

describe('lists', () => {
  const listed = [{ kind: 'allow-list', list: 'default' }] as const;

  test('a listed key is believed, another is refused as unknown', () => {
    const entries = [{ effect: 'allow', kind: 'fingerprint', value: compactOf('Bob') }] as const;
    expect(decide(ask('Bob'), { steps: listed, entries })).toMatchObject(allowed('listed'));
    expect(decide(ask('Bob', { signatureKey: bytes('another') }), { steps: listed, entries })).toMatchObject(denied('unknown_ca'));
  });

  test('a listed name proves nothing by itself', () => {
    const entries = [{ effect: 'allow', kind: 'name', value: 'Bob' }] as const;
    expect(decide(ask('Bob'), { steps: listed, entries })).toMatchObject(denied('unknown_ca'));
    const steps = [{ kind: 'pinned' }, ...listed] as const;
    expect(decide(ask('Bob'), { steps, entries, pins: [pinOf('Bob')] })).toMatchObject(allowed('pinned'));
    expect(decide(ask('Eve'), { steps, entries, pins: [pinOf('Eve')] })).toMatchObject(denied('unknown_ca'));
  });

  test('a name of a certificate counts when a root vouches for it', () => {
    const entries = [{ effect: 'allow', kind: 'certificate-name', value: 'www.bob.example' }] as const;
    expect(decide(byRoot(), { steps: [x509, ...listed], entries, chain: chainOf() })).toMatchObject(allowed('certificate'));
    const pins = [pinOf('bob.example')];
    expect(decide(byRoot(), { steps: [{ kind: 'pinned' }, ...listed], entries, pins, chain: chainOf() })).toMatchObject(denied('unknown_ca'));
  });

  test('a denied name covers what looks like it, and names in certificates', () => {
    const entries = [{ effect: 'deny', kind: 'name', value: 'Bob' }] as const;
    expect(decide(ask('b\u043eb'), { entries, pins: [pinOf('b\u043eb')] })).toMatchObject(denied('access_denied'));
    const named = [{ effect: 'deny', kind: 'certificate-name', value: 'WWW.bob.example' }] as const;
    expect(decide(byRoot(), { steps: [x509], entries: named, chain: chainOf() })).toMatchObject(denied('access_denied'));
  });
});

describe('certificates', () => {
  const rooted = { steps: [x509] } as const;

  test('a chain to a root is believed', () => {
    expect(decide(byRoot(), { ...rooted, chain: chainOf() })).toMatchObject({ ...allowed('certificate'), notice: null });
  });

  test.each([
    ['a chain that cannot be read', chainOf({ problem: sentence('plain', 'it is not DER'), facts: null }), 'bad_certificate'],
    [
      'another root',
      chainOf({ path: { ok: false, code: 'unknown_ca', reason: sentence('plain', 'No root issued it.'), details: [] } }),
      'unknown_ca',
    ],
    [
      'a broken constraint',
      chainOf({ path: { ok: false, code: 'bad_certificate', reason: sentence('plain', 'A name is outside its constraints.'), details: [] } }),
      'bad_certificate',
    ],
    ['an expired one', chainOf({ facts: { ...facts, notAfter: noon - 1 } }), 'certificate_expired'],
    ['one of the future', chainOf({ facts: { ...facts, notBefore: noon + 1 } }), 'certificate_expired'],
    ['a revoked one', chainOf({ revocation: { status: 'revoked', reason: sentence('plain', 'Key compromise.') } }), 'certificate_revoked'],
  ])('%s is refused', (_what, chain, code) => {
    expect(decide(byRoot(), { ...rooted, chain })).toMatchObject(denied(code));
  });

  test('a pinned key does not save a revoked, expired or unreadable certificate', () => {
    const pins = [pinOf('bob.example')];
    for (const chain of [
      chainOf({ revocation: { status: 'revoked', reason: sentence('plain', 'Superseded.') } }),
      chainOf({ facts: { ...facts, notAfter: noon - 1 } }),
      chainOf({ problem: sentence('plain', 'its certificate is for another key') }),
    ])
      expect(decide(byRoot(), { pins, chain }).verdict.ok).toBe(false);
    expect(decide(byRoot(), { pins, chain: chainOf() })).toMatchObject(allowed('pinned'));
  });

  test('the required name and the dialled one must be in it', () => {
    const named = (name: string) => [{ ...x509, name }];
    expect(decide(byRoot(), { steps: named('WWW.bob.example'), chain: chainOf() })).toMatchObject(allowed('certificate'));
    expect(decide(byRoot(), { steps: named('eve.example'), chain: chainOf() })).toMatchObject(denied('bad_certificate'));
    const dialled = [{ ...x509, dialledName: true }];
    const at = (address: string) => ({ steps: dialled, chain: chainOf(), context: { direction: 'outbound', address } as const });
    expect(decide(byRoot(), at('bob.example:7443'))).toMatchObject(allowed('certificate'));
    expect(decide(byRoot(), at('[::1]:7443'))).toMatchObject(denied('bad_certificate'));
    expect(decide(byRoot(), { steps: dialled, chain: chainOf() })).toMatchObject(allowed('certificate'));
  });

  test('a stale revocation list warns, or refuses where the policy says so', () => {
    const chain = chainOf({ revocation: { status: 'doubtful', reason: sentence('plain', 'The list is out of date.') } });
    expect(decide(byRoot(), { ...rooted, chain })).toMatchObject({ ...allowed('certificate'), notice: { kind: 'check', level: 'warning' } });
    expect(decide(byRoot(), { base: [{ kind: 'revocation', stale: 'deny' }], ...rooted, chain })).toMatchObject(denied('certificate_revoked'));
  });

  test('a successor must have the same subject from the same policy', () => {
    const previous = { credential: certificate, signatureKey: bytes('old') } as const;
    const update = byRoot({ purpose: 'update', previous });
    expect(decide(update, { ...rooted, chain: chainOf({ previous: facts }) })).toMatchObject({
      ...allowed('certificate'),
      notice: { kind: 'identity-moved' },
    });
    expect(decide(update, { ...rooted, chain: chainOf({ previous: { ...facts, subject: 'CN=eve' } }) })).toMatchObject(denied('bad_certificate'));
    expect(decide(update, { ...rooted, chain: chainOf() })).toMatchObject(denied('bad_certificate'));
  });
});

describe('look-alikes', () => {
  test.each(['bob', 'B\u043eb', 'B0b'])('%j is another identity than “Bob”, with a warning', (name) => {
    const outbound = { direction: 'outbound', address: 'bob:1' } as const;
    const decision = decide(ask(name, { purpose: 'server_hello' }), { steps: shortForm('first-use').steps, names: ['Bob'], context: outbound });
    expect(decision).toMatchObject({ ...allowed('first use'), notice: { kind: 'look-alike', level: 'warning' }, effects: [{ kind: 'add-pin' }] });
    expect(decision.notice?.text).toContain('looks like “Bob”');
  });

  test('are told of strangers that knock, too, and not of a known key under its usual name', () => {
    expect(decide(ask('bob'), { names: ['Bob'] })).toMatchObject({ notice: { kind: 'look-alike', level: 'warning' }, effects: [{ kind: 'knock' }] });
    expect(decide(ask('bob'), { names: ['Bob'], pins: [pinOf('bob')] })).toMatchObject({ ...allowed('pinned'), notice: null });
  });
});

import { describe, expect, test } from 'vitest';
import type { CredentialQuestion } from '#engine/mls-tls/host-effects.ts';
import { openMemoryStore } from '#main/store/memory-store.ts';
import type { PeerKey } from '#main/store/pin-table.ts';
import type { KeyStore } from '#main/store/store.ts';
import { AuthenticationService, type MadeDecision } from '#main/trust/authentication-service.ts';
import { shortFingerprint } from '#main/trust/fingerprint.ts';
import { certificates } from '#main/trust/certificates.ts';
import type { TrustContext } from '#main/trust/decision.ts';
import { SteppedClock } from '../support/stepped-clock.ts';
import { openProfile, sampleCodec, temporaryDirectory } from './profiles.ts';
import { named } from './sample-session.ts';

const scheme = 0x0807;
const noon = 1_700_000_000_000;
const key = (name: string): PeerKey => ({ scheme, publicKey: named(name) });
const basic = (name: string) => ({ kind: 'basic', identity: new TextEncoder().encode(name) }) as const;

const outbound: TrustContext = {
  mode: 'first-use',
  policyId: null,
  direction: 'outbound',
  address: 'bob.example:7443',
  listenerId: null,
  given: [],
  ownKeys: [key('ours')],
};
const inbound: TrustContext = { ...outbound, mode: 'pin', direction: 'inbound', address: '10.0.0.9:51000', listenerId: 'l1' };

function ask(name: string, publicKey: string, change: Partial<CredentialQuestion> = {}): CredentialQuestion {
  return {
    purpose: 'server_hello',
    credential: basic(name),
    signatureKey: named(publicKey),
    signatureScheme: scheme,
    foundingRole: 'founding-responder',
    sessionId: null,
    previous: null,
    ...change,
  };
}

const successor = (name: string, publicKey: string, oldKey: string): CredentialQuestion =>
  ask(name, publicKey, { purpose: 'update', previous: { credential: basic('Bob'), signatureKey: named(oldKey) } });
const resumption = (name: string, publicKey: string): CredentialQuestion => ask(name, publicKey, { purpose: 'resumption', sessionId: 'abc' });

const accepted = { verdict: { ok: true }, insecure: false };
const denied = (code: string) => ({ verdict: { ok: false, code }, insecure: false, basis: null });

const stores: readonly (readonly [string, () => KeyStore])[] = [
  ['memory', () => openMemoryStore(sampleCodec)],
  ['SQLite', () => openProfile(temporaryDirectory())],
];

describe.each(stores)('the authentication service over the %s store', (_name, open) => {
  function service(): {
    readonly store: KeyStore;
    readonly trust: AuthenticationService;
    decide(question: CredentialQuestion, context: TrustContext, now?: number): Promise<MadeDecision>;
  } {
    const store = open();
    const trust = new AuthenticationService({ store, certificates, clock: new SteppedClock() });
    const decide = async (question: CredentialQuestion, context: TrustContext, now = noon) => {
      const decision = await trust.decide(question, context, now);
      if (decision === null) throw new Error('nobody waits');
      return decision;
    };
    return { store, trust, decide };
  }

  describe('trust on first use', () => {
    test('pins the first key of an address with a notice, and expects it from then on', async () => {
      const { store, decide } = service();
      expect(await decide(ask('Bob', 'bob'), outbound)).toMatchObject({
        ...accepted,
        basis: 'first use',
        notice: { kind: 'first-use', level: 'info' },
      });
      expect(store.pins.list()).toMatchObject([
        { kind: 'first-use', address: 'bob.example:7443', name: 'Bob', label: 'Bob', publicKey: named('bob'), fixed: false },
      ]);
      expect(await decide(ask('Bob', 'bob'), outbound)).toMatchObject({ ...accepted, notice: null });
      expect(store.pins.list()).toHaveLength(1);
    });

    test('stops hard when the key has changed, and keeps the pin', async () => {
      const { store, decide } = service();
      await decide(ask('Bob', 'bob'), outbound);
      const decision = await decide(ask('Bob', 'mallory'), outbound);
      expect(decision).toMatchObject({ ...denied('access_denied'), notice: { kind: 'key-changed', level: 'danger' } });
      expect(decision.notice?.text).toContain(shortFingerprint(key('mallory')));
      expect(decision.notice?.text).toContain(shortFingerprint(key('bob')));
      expect(store.pins.list()).toMatchObject([{ publicKey: named('bob') }]);
      expect(await decide(ask('Bob', 'bob', { signatureScheme: 0x0403 }), outbound)).toMatchObject(denied('access_denied'));
    });

    test('says so when the other key is of another signature scheme, as another cipher suite needs it', async () => {
      const { decide } = service();
      await decide(ask('Bob', 'bob'), outbound);
      expect((await decide(ask('Bob', 'other', { signatureScheme: 0x0906 }), outbound)).explanation).toContain('ML-DSA-87 instead of Ed25519');
    });

    test('asks about each address on its own', async () => {
      const { store, decide } = service();
      await decide(ask('Bob', 'bob'), outbound);
      expect(await decide(ask('Carol', 'carol'), { ...outbound, address: 'bob.example:7444' })).toMatchObject(accepted);
      expect(store.pins.list()).toHaveLength(2);
      expect(await decide(ask('Carol', 'carol'), outbound)).toMatchObject(denied('access_denied'));
    });

    test('takes a known contact at a new address without pinning the address to it', async () => {
      const { store, trust, decide } = service();
      trust.pinExplicitly(key('bob'), 'Bob', { fixed: false }, noon);
      expect(await decide(ask('Bob', 'bob'), outbound)).toMatchObject({ ...accepted, basis: 'pinned', notice: null });
      expect(store.pins.list()).toMatchObject([{ kind: 'explicit', lastSeenAt: noon }]);
    });

    test('does not let those in whom we once dialled', async () => {
      const { decide } = service();
      await decide(ask('Bob', 'bob'), outbound);
      expect(await decide(ask('Bob', 'bob', { purpose: 'client_hello' }), inbound)).toMatchObject(denied('access_denied'));
    });
  });

  describe('given and explicit pins', () => {
    test('only the given key is accepted when there is one', async () => {
      const { store, trust, decide } = service();
      trust.pinExplicitly(key('bob'), 'Bob', { fixed: false }, noon);
      for (const mode of ['pin', 'first-use'] as const) {
        const context = { ...outbound, mode, given: [key('carol')] };
        expect(await decide(ask('Carol', 'carol'), context)).toMatchObject({ ...accepted, basis: 'pinned' });
        expect(await decide(ask('Bob', 'bob'), context)).toMatchObject({ ...denied('access_denied'), notice: { kind: 'key-changed' } });
      }
      expect(store.pins.list()).toHaveLength(1);
    });

    test('any explicit pin is accepted when no key was given', async () => {
      const { trust, decide } = service();
      await decide(ask('Dave', 'dave'), { ...outbound, address: 'dave:1' });
      trust.pinExplicitly(key('bob'), 'Bob', { fixed: false }, noon);
      const context = { ...outbound, mode: 'pin' } as const;
      expect(await decide(ask('Bob', 'bob'), context)).toMatchObject(accepted);
      expect(await decide(ask('Eve', 'eve'), context)).toMatchObject(denied('access_denied'));
      expect(await decide(ask('Dave', 'dave'), { ...context, address: 'dave:1' })).toMatchObject(denied('access_denied'));
    });

    test('the same key under another name is told, and refused when the pin is fixed', async () => {
      const { store, trust, decide } = service();
      const { id } = trust.pinExplicitly(key('bob'), 'Bob', { fixed: false }, noon);
      expect(await decide(ask('Root', 'bob'), outbound)).toMatchObject({ ...accepted, notice: { kind: 'name-changed', level: 'warning' } });
      expect(store.pins.find(id)).toMatchObject({ name: 'Root', label: 'Bob' });
      store.pins.edit(id, { fixed: true });
      expect(await decide(ask('Bob', 'bob'), outbound)).toMatchObject(denied('access_denied'));
    });

    test('sightings are written once a minute at most', async () => {
      const { store, trust, decide } = service();
      const { id } = trust.pinExplicitly(key('bob'), 'Bob', { fixed: false }, noon);
      for (const [later, seen] of [
        [0, 0],
        [59_999, 0],
        [60_000, 60_000],
        [-3_600_000, -3_600_000],
      ] as const) {
        await decide(ask('Bob', 'bob'), outbound, noon + later);
        expect(store.pins.find(id)?.lastSeenAt).toBe(noon + seen);
      }
    });
  });

  describe('strangers at a listener', () => {
    const hello = ask('Eve', 'eve', { purpose: 'client_hello', foundingRole: 'founding-initiator' });

    test('are refused and noted, and succeed once accepted', async () => {
      const { store, trust, decide } = service();
      expect(await decide(hello, inbound)).toMatchObject({ ...denied('access_denied'), notice: { kind: 'knocking' } });
      expect(await decide(hello, inbound, noon + 5)).toMatchObject(denied('access_denied'));
      const [knock] = store.knocking.list();
      expect(knock).toMatchObject({
        name: 'Eve',
        publicKey: named('eve'),
        address: '10.0.0.9:51000',
        listenerId: 'l1',
        count: 2,
        firstSeenAt: noon,
        lastSeenAt: noon + 5,
      });
      expect(trust.acceptKnocking(knock?.fingerprint ?? '', noon + 6)).toMatchObject({ kind: 'explicit', address: null });
      expect(store.knocking.list()).toEqual([]);
      expect(await decide(hello, inbound)).toMatchObject({ ...accepted, basis: 'pinned' });
      expect(trust.acceptKnocking('nobody', noon)).toBeNull();
    });

    test('are pinned where the listener trusts first callers', async () => {
      const { store, decide } = service();
      const trusting: TrustContext = { ...inbound, mode: 'first-use' };
      expect(await decide(hello, trusting)).toMatchObject({ ...accepted, basis: 'first use', notice: { level: 'warning' } });
      expect(store.pins.list()).toMatchObject([{ kind: 'first-use', address: null }]);
      expect(await decide(hello, { ...trusting, address: '10.0.0.77:1' })).toMatchObject({ ...accepted, notice: null });
      expect(store.pins.list()).toHaveLength(1);
      expect(await decide(hello, inbound)).toMatchObject(denied('access_denied'));
    });

    test('met by first use become explicit when they knock elsewhere and are accepted', async () => {
      const { store, trust, decide } = service();
      await decide(hello, { ...inbound, mode: 'first-use' });
      await decide(hello, inbound);
      trust.acceptKnocking(store.knocking.list()[0]?.fingerprint ?? '', noon);
      expect(store.pins.list()).toMatchObject([{ kind: 'explicit' }]);
      expect(await decide(hello, inbound)).toMatchObject(accepted);
    });

    test('with a given key are let in', async () => {
      const { decide } = service();
      expect(await decide(hello, { ...inbound, given: [key('eve')] })).toMatchObject(accepted);
    });
  });

  describe('a successor', () => {
    test('signed by the pinned key moves the pin with a notice', async () => {
      const { store, decide } = service();
      await decide(ask('Bob', 'bob'), outbound);
      expect(await decide(successor('Bob', 'bob 2', 'bob'), outbound)).toMatchObject({ ...accepted, notice: { kind: 'identity-moved' } });
      expect(store.pins.list()).toMatchObject([{ publicKey: named('bob 2'), previous: { publicKey: named('bob') } }]);
      expect(await decide(ask('Bob', 'bob 2'), outbound)).toMatchObject(accepted);
      expect(await decide(ask('Bob', 'bob'), outbound)).toMatchObject(denied('access_denied'));
    });

    test('takes the mark of a compared key away, and says so; a new name alone does not', async () => {
      const { store, decide } = service();
      await decide(ask('Bob', 'bob'), outbound);
      const pinId = store.pins.list()[0]?.id ?? '';
      const note = { pinId, policyId: null, verifiedBy: 'read aloud', verifiedAt: noon };
      store.trust.contacts.put(note);
      await decide(successor('Robert', 'bob', 'bob'), outbound);
      expect(store.trust.contacts.find(pinId)).toEqual(note);
      const { notice } = await decide(successor('Robert', 'bob 2', 'bob'), outbound);
      expect(notice?.text).toContain('Nobody has compared this key yet.');
      expect(store.trust.contacts.find(pinId)).toEqual({ ...note, verifiedBy: null, verifiedAt: null });
    });

    test('with another name and the same key is told', async () => {
      const { store, decide } = service();
      await decide(ask('Bob', 'bob'), outbound);
      expect(await decide(successor('Robert', 'bob', 'bob'), outbound)).toMatchObject({ ...accepted, notice: { kind: 'identity-moved' } });
      expect(store.pins.list()).toMatchObject([{ name: 'Robert', publicKey: named('bob'), previous: null }]);
    });

    test('is refused by a fixed pin, a given key, and without a pin', async () => {
      const { store, trust, decide } = service();
      trust.pinExplicitly(key('bob'), 'Bob', { fixed: true }, noon);
      expect(await decide(successor('Bob', 'bob 2', 'bob'), outbound)).toMatchObject(denied('access_denied'));
      expect(await decide(successor('Bob', 'bob 2', 'bob'), { ...outbound, given: [key('bob')] })).toMatchObject(denied('access_denied'));
      expect(await decide(successor('Eve', 'eve 2', 'eve'), { ...outbound, address: 'eve:1' })).toMatchObject(denied('access_denied'));
      expect(store.pins.list()).toMatchObject([{ publicKey: named('bob') }]);
      expect(await decide(successor('Robert', 'bob', 'bob'), { ...outbound, given: [key('bob')] })).toMatchObject({
        ...accepted,
        notice: { kind: 'name-changed' },
      });
    });

    test('is accepted again by another session whose pin has moved already, but leads nowhere else', async () => {
      const { store, decide } = service();
      await decide(ask('Bob', 'bob'), outbound);
      await decide(successor('Bob', 'bob 2', 'bob'), outbound);
      expect(await decide(resumption('Bob', 'bob'), outbound)).toMatchObject(accepted);
      expect(await decide(successor('Bob', 'bob 2', 'bob'), outbound)).toMatchObject(accepted);
      expect(await decide(successor('Bob', 'bob 3', 'bob'), outbound)).toMatchObject(denied('access_denied'));
      expect(store.pins.list()).toMatchObject([{ publicKey: named('bob 2') }]);
    });

    test('that is pinned itself does not take two pins for one key', async () => {
      const { store, trust, decide } = service();
      trust.pinExplicitly(key('bob'), 'Bob', { fixed: false }, noon);
      trust.pinExplicitly(key('bob 2'), 'Bob at work', { fixed: false }, noon);
      expect(await decide(successor('Bob', 'bob 2', 'bob'), outbound)).toMatchObject(accepted);
      expect(store.pins.list()).toHaveLength(2);
    });
  });

  describe('at a resumption', () => {
    test('a pinned peer is accepted', async () => {
      const { decide } = service();
      await decide(ask('Bob', 'bob'), outbound);
      expect(await decide(resumption('Bob', 'bob'), outbound)).toMatchObject(accepted);
    });

    test('a peer whose pin was removed is refused, not pinned anew', async () => {
      const { store, decide } = service();
      await decide(ask('Bob', 'bob'), outbound);
      store.pins.remove(store.pins.list()[0]?.id ?? '');
      expect(await decide(resumption('Bob', 'bob'), outbound)).toMatchObject(denied('access_denied'));
      expect(store.pins.list()).toEqual([]);
    });

    test('a peer whose pin was replaced is refused', async () => {
      const { store, decide } = service();
      await decide(ask('Bob', 'bob'), outbound);
      store.pins.remove(store.pins.list()[0]?.id ?? '');
      await decide(ask('Bob', 'bob 2'), outbound);
      expect(await decide(resumption('Bob', 'bob'), outbound)).toMatchObject(denied('access_denied'));
    });

    test('a caller that is not known any more is refused and does not count as knocking', async () => {
      const { store, decide } = service();
      expect(await decide(resumption('Eve', 'eve'), { ...inbound, mode: 'first-use' })).toMatchObject(denied('access_denied'));
      expect(store.knocking.list()).toEqual([]);
    });
  });

  describe('accept-any', () => {
    const anything: TrustContext = { ...outbound, mode: 'accept-any' };

    test('accepts, flags every decision and pins nothing', async () => {
      const { store, decide } = service();
      for (const question of [ask('Eve', 'eve'), resumption('Eve', 'eve'), successor('Eve', 'eve 2', 'eve')]) {
        expect(await decide(question, anything)).toMatchObject({
          verdict: { ok: true },
          insecure: true,
          basis: 'unchecked',
          notice: { kind: 'unchecked' },
        });
      }
      expect(store.pins.list()).toEqual([]);
      expect(await decide(ask('Eve', 'eve'), { ...anything, direction: 'inbound' })).toMatchObject({ insecure: true });
      expect(store.knocking.list()).toEqual([]);
    });

    test('says so when the key is not the one pinned there', async () => {
      const { decide } = service();
      await decide(ask('Bob', 'bob'), outbound);
      expect(await decide(ask('Bob', 'mallory'), anything)).toMatchObject({ insecure: true, notice: { level: 'danger' } });
    });

    test('a session it accepted is refused once checks are on', async () => {
      const { decide } = service();
      await decide(ask('Eve', 'eve'), anything);
      expect(await decide(resumption('Eve', 'eve'), outbound)).toMatchObject(denied('access_denied'));
    });
  });

  test.each(['pin', 'first-use', 'accept-any'] as const)('our own key is no peer in mode %s', async (mode) => {
    const { store, decide } = service();
    expect(await decide(ask('We', 'ours'), { ...outbound, mode })).toMatchObject(denied('bad_certificate'));
    expect(await decide(successor('We', 'ours', 'bob'), { ...inbound, mode })).toMatchObject(denied('bad_certificate'));
    expect(store.pins.list()).toEqual([]);
  });

  test.each(['pin', 'first-use', 'accept-any'] as const)('X.509 is refused in mode %s, with a word why', async (mode) => {
    const decision = await service().decide(ask('Bob', 'bob', { credential: { kind: 'x509', certificates: [named('certificate')] } }), {
      ...outbound,
      mode,
    });
    expect(decision).toMatchObject(denied('bad_certificate'));
    expect(decision.explanation).toContain('X.509');
  });

  test('names that are no text are shown as bytes', async () => {
    const { store, decide } = service();
    await decide(ask('', 'bob', { credential: { kind: 'basic', identity: Uint8Array.of(0xff, 0x00) } }), outbound);
    expect(store.pins.list()).toMatchObject([{ name: '0xff00' }]);
  });

  test('names that look alike are different names', async () => {
    const { decide } = service();
    await decide(ask('Bob', 'bob'), outbound);
    expect(await decide(ask('bob', 'bob'), outbound)).toMatchObject({ notice: { kind: 'name-changed' } });
    expect(await decide(ask('B\u043eb', 'bob'), outbound)).toMatchObject({ notice: { kind: 'name-changed' } });
  });
});

import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import type { Credential, Signer } from '#engine/mls/group.ts';
import type { CredentialQuestion, Verdict } from '#engine/mls-tls/host-effects.ts';
import { certificates } from '#main/trust/certificates.ts';
import type { TrustContext } from '#main/trust/decision.ts';
import { fullFingerprint } from '#main/trust/fingerprint.ts';
import type { PolicyStep } from '#main/trust/policy-data.ts';
import { schemeNumber } from '#main/trust/signature-schemes.ts';
import { day, leaf, revocationList, root } from '../support/certificates.ts';
import { signerFor } from '../support/mls-parties.ts';
import { inboundContext, outboundContext, ProductTrust } from '../support/product-trust.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { type Start, starts, victim } from '../support/starts.ts';
import { type Executor, one } from './record-rows.ts';
import type { Act } from './trial.ts';

const { est_i } = starts;
const suite = 0x0001;
const honest = signerFor('an honest one', suite);

/** When the victims live: milliseconds. */
export const present = 1_800_000_000_000;
export const term = { notBefore: present - day, notAfter: present + day };
export const lab = root('CN=Lab', { scheme: 'Ed25519', ...term });
const bob = leaf('CN=Bob', lab, { scheme: 'Ed25519', ...term });
export const certified: Signer = { ...bob.key, credential: { kind: 'x509', certificates: [bob.certificate] } };
const fromLab: PolicyStep = { kind: 'x509', anchors: null, name: null, dialledName: false };

/** A product's trust that believes the honest peer of the oracles. */
function trustOf(context: TrustContext, port = certificates): ProductTrust {
  const trust = new ProductTrust(context, port);
  trust.pin(honest, 'an honest one');
  return trust;
}

export function withLab(port = certificates): ProductTrust {
  const trust = trustOf({ ...inboundContext, policyId: 'Lab' }, port);
  trust.policy('Lab', [{ kind: 'pinned' }, fromLab]);
  trust.store.trust.anchors.add({ id: 'a', label: 'Lab', der: lab.certificate, digest: 'a', addedAt: 0, subject: 'CN=Lab', notAfter: term.notAfter });
  return trust;
}

/** A stranger's transport to a listener. */
export const calledBy =
  (authenticate: (question: CredentialQuestion) => Promise<Verdict> | Verdict, signer?: Signer): Start =>
  async (options) => {
    const peer = new ScriptedPeer(victim({ ...options, authenticate }), 'scripted peer', signer);
    peer.dial();
    return peer;
  };

/** The victim dialled: the peer has its client_hello, and then answers it in order. */
function dialled(trust: ProductTrust, signer?: Signer): readonly [Start, Act] {
  const start: Start = async (options) => {
    const peer = new ScriptedPeer(victim({ ...options, authenticate: trust.authenticate }), 'scripted peer', signer);
    await peer.answer();
    clientHello = peer.line.takeMessage('client_hello').raw;
    return peer;
  };
  let clientHello: Bytes = new Uint8Array();
  const welcomes: Act = async (peer) => {
    await peer.line.tell(peer.line.handshake(await peer.serverHello(clientHello), 16_384));
    const { sessionId } = peer.line.victim.connection.status;
    if (sessionId === null || peer.line.victim.failure !== null) return;
    peer.install(1n);
    peer.sessionId = sessionId;
  };
  return [start, welcomes];
}

export const hello: Act = async (peer) => peer.line.tell(peer.line.handshake(await peer.clientHello(), 16_384));

/** The same, until the service is asked. */
const asks: Act = async (peer) => {
  const { victim: end } = peer.line;
  end.inject(peer.line.handshake(await peer.clientHello(), 16_384));
  while (end.connection.status.state !== 'authenticating-initiator') await nextTurn();
};

const keyOf = ({ scheme, publicKey }: Signer) => ({ scheme: schemeNumber(scheme), publicKey });
const compactOf = (signer: Signer) => fullFingerprint(keyOf(signer)).replaceAll(' ', '');
const basic = (name: string): Credential => ({ kind: 'basic', identity: new TextEncoder().encode(name) });
const named = (name: string, key: string): Signer => ({ ...signerFor(key, suite), credential: basic(name) });

/** Nothing about the peer may have stayed behind. */
const untouched = ({ store }: ProductTrust): void => {
  expect([store.pins.list().length, store.knocking.list()]).toEqual([1, []]);
};

/** The first question is answered badly, the next ones as they should be. */
const badOnce = (answer: () => unknown) => {
  let asked = 0;
  // What a program without types may answer.
  return () => (asked++ === 0 ? answer() : { ok: true }) as Verdict;
};

/** Rows of layer auth-service. AS-015 is about importing a key and runs with the imports. */
export const authRows: Readonly<Record<string, Executor>> = {
  'AS-001': async (trial) => {
    const trust = withLab();
    const list = revocationList(lab, [{ of: bob, reason: 1, at: present - day }], { thisUpdate: present - day, nextUpdate: present + day });
    trust.store.trust.crls.add({
      ...{ id: 'c', label: 'Lab list', der: list, digest: 'c', addedAt: 0 },
      ...{ issuer: 'CN=Lab', thisUpdate: 0, nextUpdate: null, revoked: 1 },
    });
    await trial.member('by a list of its issuer', calledBy(trust.authenticate, certified), hello);
    expect(trust.decisions[0]?.explanation).toContain('revoked');
    untouched(trust);
    // Without the list the same certificate is believed: it is the list that refuses.
    const before = withLab();
    const peer = await calledBy(before.authenticate, certified)();
    await hello(peer, () => undefined);
    expect(before.decisions[0]).toMatchObject({ verdict: { ok: true }, basis: 'certificate' });
  },
  'AS-003': async (trial) => {
    const trust = new ProductTrust({ ...inboundContext, policyId: 'Listed' });
    trust.policy('Listed', [{ kind: 'allow-list', list: 'default' }]);
    const entry = { id: 'e', list: 'default', effect: 'allow', kind: 'fingerprint', value: compactOf(honest), note: '', addedAt: 0 } as const;
    trust.store.trust.entries.add(entry);
    await trial.member('a key that is not listed', calledBy(trust.authenticate), hello);
    await trial.member('a listed name with another key', calledBy(trust.authenticate, named('an honest one', 'mallory')), hello);
    expect(trust.store.pins.list()).toEqual([]);
  },
  'AS-004': async (trial) => {
    const trust = trustOf(outboundContext);
    await trial.member('a server', ...dialled(trust));
    expect(trust.decisions[0]).toMatchObject({ basis: 'first use', notice: { kind: 'first-use', level: 'info' } });
    expect(trust.store.pins.list()).toMatchObject([{ kind: 'first-use', address: outboundContext.address }, { name: 'an honest one' }]);
    const listener = trustOf(inboundContext);
    await trial.member('a caller', calledBy(listener.authenticate), hello, 'a caller');
    expect(listener.store.knocking.list()).toMatchObject([{ name: 'scripted peer', count: 1 }]);
  },
  'AS-005': async (trial) => {
    const trust = trustOf(outboundContext);
    const { publicKey, scheme } = keyOf(signerFor('scripted peer', suite));
    const pin = { label: 'Bob', kind: 'first-use', address: outboundContext.address, name: 'scripted peer', fixed: false } as const;
    const before = trust.store.pins.add({ ...pin, scheme, publicKey }, 0);
    await trial.member('another key at the address', ...dialled(trust, named('scripted peer', 'mallory')));
    expect(trust.decisions[0]).toMatchObject({ notice: { kind: 'key-changed', level: 'danger' }, effects: [] });
    expect(trust.store.pins.find(before.id)).toEqual(before);
  },
  'AS-006': async (trial) => {
    const variants = ['bob', 'B\u043eb', 'b\u043eb', 'B0b', '\uff22\uff4f\uff42', 'B\u200bob'];
    for (const [known, name] of [...variants.map((name) => ['Bob', name] as const), ['Andr\u00e9', 'Andre\u0301'] as const]) {
      const trust = trustOf(outboundContext);
      const pin = { label: known, kind: 'explicit', address: null, name: known, fixed: false } as const;
      const before = trust.store.pins.add({ ...pin, ...keyOf(signerFor('the real one', suite)) }, 0);
      await trial.member(JSON.stringify(name), ...dialled(trust, named(name, 'mallory')));
      expect(trust.decisions[0]).toMatchObject({ basis: 'first use', notice: { kind: 'look-alike', level: 'warning' } });
      expect(trust.store.pins.find(before.id)).toEqual(before);
      expect(trust.store.pins.list()).toHaveLength(3);
    }
  },
  'AS-007': async (trial) => {
    const trust = withLab({ ...certificates, validate: () => new Promise(() => undefined) });
    await trial.member('while a chain is checked', calledBy(trust.authenticate, certified), async (peer, mark) => {
      await asks(peer, mark);
      for (const [milliseconds, failure] of [
        [9_999, null],
        [1, { kind: 'credential-unchecked', reason: 'timeout' }],
      ] as const) {
        peer.host.clock.advance(milliseconds);
        peer.line.victim.tick();
        expect(peer.line.victim.failure).toEqual(failure);
      }
      trust.wanted = false;
      trust.clock.advance(60_000);
      await peer.line.settle();
      trust.wanted = true;
    });
    untouched(trust);
    expect(trust.store.trust.decisions.newest(10).filter(({ name }) => name === 'Bob')).toEqual([]);
  },
  'AS-008': async (trial) => {
    const fails = () => {
      throw new Error('the service is down');
    };
    const answers: Readonly<Record<string, () => unknown>> = {
      ...{ throws: fails, rejects: async () => fails(), undefined: () => undefined, null: () => null, zero: () => 0, one: () => 1 },
      ...{
        '"true"': () => 'true',
        true: () => true,
        'an empty object': () => ({}),
        'ok: 1': () => ({ ok: 1 }),
        'ok: "true"': () => ({ ok: 'true' }),
      },
      ...{
        'a refusal without code': () => ({ ok: false }),
        'an unknown code': () => ({ ok: false, code: 'no' }),
        'a late nothing': async () => undefined,
      },
    };
    for (const [name, answer] of Object.entries(answers)) await trial.member(name, calledBy(badOnce(answer)), hello);
    const trust = withLab({
      ...certificates,
      validate: async () => fails(),
    });
    await trial.member('a certificate check that fails', calledBy(trust.authenticate, certified), hello);
    untouched(trust);
  },
  'AS-009': async (trial) => {
    const gate = Promise.withResolvers<void>();
    const trust = withLab({
      ...certificates,
      validate: async (...asked) => {
        await gate.promise;
        return certificates.validate(...asked);
      },
    });
    await trial.member('after a reset', calledBy(trust.authenticate, certified), async (peer, mark) => {
      await asks(peer, mark);
      peer.line.victim.reset();
      trust.wanted = false;
      gate.resolve();
      await peer.line.settle();
      trust.wanted = true;
    });
    untouched(trust);
    expect(trust.decisions.filter(({ basis }) => basis === 'certificate')).toEqual([]);
  },
  'AS-010': async (trial) => {
    const trust = trustOf(inboundContext);
    trust.pin(signerFor('scripted peer', suite), 'scripted peer');
    const start: Start = async (options) => {
      const host = victim({ ...options, authenticate: trust.authenticate });
      await ScriptedPeer.dialed(host); // the real one, a moment ago
      const peer = new ScriptedPeer(host, 'scripted peer', named('scripted peer', 'mallory'));
      peer.dial();
      return peer;
    };
    await trial.member('another key under the same name', start, hello);
    expect(trust.decisions.map(({ verdict }) => verdict.ok).slice(0, 2)).toEqual([true, false]);
  },
  'AS-011': async (trial) => {
    const denies: Start = (options) =>
      est_i({ ...options, authenticate: ({ previous }) => (previous === null ? { ok: true } : { ok: false, code: null }) });
    const changes: Act = async (peer) => {
      const { message } = await peer.mls.createCommit(peer.group, { form: 'private', signer: signerFor('a successor', suite) });
      await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
    };
    await trial.member('refused without a code', denies, changes);
    const trust = trustOf({ ...outboundContext, mode: 'pin' });
    trust.pin(signerFor('scripted peer', suite), 'scripted peer', true);
    await trial.member('a fixed pin', (options) => est_i({ ...options, authenticate: trust.authenticate }), changes, 'a fixed pin');
    expect(trust.store.pins.list()).toHaveLength(2);
  },
  'AS-013': async (trial) => {
    // What is told, and that nothing new is founded: src-main/hosts/expiry-watch.test.ts. Here: the connection does not mind.
    await trial.member(
      'its certificate ends',
      (options) => est_i({ ...options, signer: certified }),
      async (peer) => {
        peer.host.clock.advance(2 * day);
        peer.line.victim.tick();
      },
    );
  },
  'AS-014': one(
    async (options) => {
      const held: { peer: ScriptedPeer | null } = { peer: null };
      let asked = 0;
      const start = calledBy(() => {
        // An answer that comes from inside the service's own call, and the end of the connection before it.
        if (asked++ === 0) held.peer?.line.victim.connection.cut(held.peer.host.clock.now);
        return { ok: true };
      });
      held.peer = await start(options);
      return held.peer;
    },
    async (peer, mark) => {
      await hello(peer, mark);
      expect(peer.host.disk.sessions.size).toBe(0);
    },
  ),
};

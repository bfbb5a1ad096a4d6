import { describe, expect, test } from 'vitest';
import { type Bytes, concat, equal } from '#engine/bytes.ts';
import type { Signer } from '#engine/mls/group.ts';
import type { TraceFact } from '#engine/mls-tls/trace.ts';
import type { Session } from '#engine/two-party/session.ts';
import { signerFor } from '../support/mls-parties.ts';
import { Pair } from '../support/pair.ts';
import { type Disk, type End, Host, link, settle } from '../support/world.ts';

const profiles = ['draft-00', 'editor-copy', 'draft-00-literal'] as const;
const sides = ['initiator', 'responder'] as const;
type Side = (typeof sides)[number];
type Change = 'the credential' | 'the key' | 'both';
const changes = ['the credential', 'the key', 'both'] as const;

/** Who a party becomes; every call gives a private key of its own. */
function successor(side: Side, change: Change, name: string = 'after'): Signer {
  const [before, after] = [signerFor(side, 1), signerFor(`${side} ${name}`, 1)];
  if (change === 'both') return after;
  return change === 'the key' ? { ...after, credential: before.credential } : { ...before, credential: after.credential };
}

const hostOf = (pair: Pair, side: Side): Host => (side === 'initiator' ? pair.ida : pair.rob);
const other = (side: Side): Side => (side === 'initiator' ? 'responder' : 'initiator');

function stored(host: Host, id: string): Session {
  const session = host.stored(id);
  if (session === null) throw new Error(`${host.name} lost its session`);
  return session;
}

const shown = ({ credential, publicKey }: Signer) => ({ credential, signatureKey: publicKey });
const identityFacts = (end: End) =>
  end.facts.flatMap((fact: TraceFact) => (fact.kind === 'identity' ? [[fact.whose, fact.credential, fact.key] as const] : []));
const changeFacts = (change: Change) => [change !== 'the key', change !== 'the credential'] as const;

/** Both sides say the same about one of them. */
function expectIdentity(pair: Pair, id: string, side: Side, signer: Signer): void {
  expect(stored(hostOf(pair, side), id).group.own).toMatchObject(shown(signer));
  expect(stored(hostOf(pair, other(side)), id).peer).toEqual(shown(signer));
  expect(stored(hostOf(pair, other(side)), id).group.peer).toMatchObject(shown(signer));
}

async function expectTraffic(pair: Pair): Promise<void> {
  const before = [pair.initiator.receivedText, pair.responder.receivedText];
  pair.initiator.write('ping');
  pair.responder.write('pong');
  await pair.settle();
  expect([pair.initiator.receivedText, pair.responder.receivedText]).toEqual([`${before[0]}pong`, `${before[1]}ping`]);
}

describe.each(profiles)('%s', (profile) => {
  describe.each(sides)('the %s rotates', (side) => {
    test.each(changes)('[TP-28] [TP-29] [TP-30] %s: both sides know, data flows, the next commits are signed by the new key', async (change) => {
      const pair = await Pair.established({ profile });
      const id = pair.sessionId;
      const [from, to] = [pair[side], pair[other(side)]];
      const next = successor(side, change);
      const before = { credential: signerFor(side, 1).credential, signatureKey: signerFor(side, 1).publicKey };
      from.update(next);
      await pair.settle();
      expect(identityFacts(from)).toEqual([['ours', ...changeFacts(change)]]);
      expect(identityFacts(to)).toEqual([['peer', ...changeFacts(change)]]);
      expect(hostOf(pair, other(side)).questions.at(-1)).toMatchObject({ purpose: 'update', previous: before });
      expect(to.events.filter(({ kind }) => kind === 'identity-changed')).toHaveLength(1);
      expect(from.events.some(({ kind }) => kind === 'identity-changed')).toBe(false);
      expectIdentity(pair, id, side, next);
      await expectTraffic(pair);
      from.update();
      await pair.settle();
      to.update();
      await pair.settle();
      expectIdentity(pair, id, side, next);
      expect(identityFacts(to)).toHaveLength(1);
    });

    test.each(changes)('%s is what both still know after a restart and a resumption', async (change) => {
      const pair = await Pair.established({ profile });
      const id = pair.sessionId;
      const next = successor(side, change);
      pair[side].update(next);
      await pair.settle();
      const again = await restarted(pair, id);
      expect(again.map(({ failure }) => failure)).toEqual([null, null]);
      expectIdentity(pair, id, side, next);
      const end = again[side === 'initiator' ? 0 : 1];
      end.update();
      await pair.settle();
      expect(end.failure).toBeNull();
      expectIdentity(pair, id, side, next);
    });

    test('[U2] a rotation asked for while an update is outstanding follows it; the newest wish counts', async () => {
      const pair = await Pair.established({ profile });
      const id = pair.sessionId;
      pair[side].update();
      pair[side].update(successor(side, 'both', 'for a moment'));
      const last = successor(side, 'both', 'for good');
      pair[side].update(last);
      await pair.settle();
      expectIdentity(pair, id, side, last);
      expect(stored(pair.ida, id).group.epoch).toBe(3n);
      await expectTraffic(pair);
    });

    test.each(['before it arrives', 'before it is confirmed'] as const)('[RS-06] a cut %s: the resumption brings it', async (when) => {
      const pair = await Pair.established({ profile });
      const id = pair.sessionId;
      const next = successor(side, 'both');
      pair[side].update(next);
      await Promise.all(hostOf(pair, side).pending);
      if (when === 'before it is confirmed') {
        const to = hostOf(pair, other(side));
        while (pair[other(side)].deliver());
        await Promise.all(to.pending);
        await Promise.all(to.pending);
      }
      pair.breakTransport();
      await settle(pair.ida, pair.rob);
      const resumes = profile === 'editor-copy' || side === 'initiator' ? 'ida' : 'rob';
      pair.resume(resumes, id);
      await pair.settle();
      expect([pair.initiator.failure, pair.responder.failure]).toEqual([null, null]);
      // A founding initiator's resumption may drop an update of the responder's that it never saw (R-RES a, R-ED-RES); then nothing is half done.
      const [mine, theirs] = [stored(hostOf(pair, side), id).group.own, stored(hostOf(pair, other(side)), id).peer];
      expect(theirs).toEqual({ credential: mine.credential, signatureKey: mine.signatureKey });
      const dropped = profile === 'editor-copy' && side === 'responder' && when === 'before it arrives';
      expect(equal(mine.signatureKey, next.publicKey)).toBe(!dropped);
      await expectTraffic(pair);
    });

    test('[TP-28] a peer whose authentication service says nothing of a code ends the connection with bad_certificate; both sessions stay', async () => {
      const deny = {
        authenticate: ({ previous }: { readonly previous: unknown }) => (previous === null ? { ok: true } : { ok: false, code: null }),
      } as const;
      const pair = await Pair.established({ profile, [other(side)]: deny });
      const id = pair.sessionId;
      pair[side].update(successor(side, 'both'));
      await pair.settle();
      expect(pair[other(side)].failure).toEqual({ kind: 'credential-refused', code: 'bad_certificate' });
      expect(pair[side].failure).toMatchObject({ kind: 'alert-received', alert: 42, authenticated: true });
      expect([stored(pair.ida, id).standing, stored(pair.rob, id).standing]).toEqual(['confirmed', 'confirmed']);
      expect(stored(hostOf(pair, other(side)), id)).toMatchObject({ peer: shown(signerFor(side, 1)), group: { epoch: 1n } });
    });

    test('[R-DEL] the old key is overwritten once the new one is in use, the connection’s copy of the new one, too', async () => {
      const erased: Bytes[] = [];
      const pair = await Pair.established({ profile, [side]: { erase: (bytes: Bytes) => erased.push(bytes.slice()) } });
      const [old, next] = [signerFor(side, 1), successor(side, 'both')];
      const count = (needle: Bytes) => erased.filter((bytes) => equal(bytes, needle)).length;
      pair[side].update(next);
      expect(next.privateKey.some((byte) => byte !== 0)).toBe(true); // the caller's own
      await pair.settle();
      expect(count(old.privateKey)).toBeGreaterThan(0);
      expect(count(next.privateKey)).toBe(1);
    });
  });

  test('[TP-14] [TP-17] crossing rotations: both come true, one after the other', async () => {
    const pair = await Pair.established({ profile });
    const id = pair.sessionId;
    const wishes = { initiator: successor('initiator', 'both'), responder: successor('responder', 'both') };
    for (const side of sides) pair[side].update(wishes[side]);
    await pair.settle();
    await pair.advance(1000); // U10
    for (const side of sides) expectIdentity(pair, id, side, wishes[side]);
    await expectTraffic(pair);
  });

  test.each(['cut', 'abort', 'close'] as const)('[R-DEL] a wish that a %s overtakes leaves no key behind', async (how) => {
    const erased: Bytes[] = [];
    const pair = await Pair.established({ profile, initiator: { erase: (bytes) => erased.push(bytes.slice()) } });
    const next = successor('initiator', 'both');
    const { connection } = pair.initiator;
    connection.update(pair.clock.now);
    connection.update(pair.clock.now, next); // waits behind the first one
    connection[how](pair.clock.now);
    pair.initiator.drive();
    await pair.settle();
    pair.breakTransport();
    await pair.settle();
    expect(erased.some((bytes) => equal(bytes, next.privateKey))).toBe(true);
  });
});

test('[R-AS] a key of another scheme, and what the peer goes by, are refused at once', async () => {
  const pair = await Pair.established();
  const [mine, theirs] = [signerFor('initiator', 1), signerFor('responder', 1)];
  expect(() => pair.initiator.update({ ...mine, scheme: 'P-256' })).toThrow('API_WRONG_SCHEME');
  expect(() => pair.initiator.update({ ...mine, credential: theirs.credential })).toThrow('API_PEER_IDENTITY');
  expect(() => pair.initiator.update({ ...theirs, credential: mine.credential })).toThrow('API_PEER_IDENTITY');
  await pair.settle();
  expect(pair.log).toEqual([]);
  await expectTraffic(pair);
});

test('[R-AS] two that come to want the same name: whoever is second stays who it is, and both go on', async () => {
  const pair = await Pair.established();
  const id = pair.sessionId;
  const name = signerFor('one name for two', 1).credential;
  pair.initiator.update({ ...successor('initiator', 'both'), credential: name });
  pair.responder.update({ ...successor('responder', 'both'), credential: name });
  await pair.settle();
  await pair.advance(1000);
  expect(stored(pair.rob, id).peer.credential).toEqual(name);
  expect(stored(pair.ida, id).peer).toEqual(shown(signerFor('responder', 1)));
  await expectTraffic(pair);
});

test('[RS-07] [DL-02] a response that is given up does not take the keys of the merged rotation with it', async () => {
  const pair = await Pair.established();
  const id = pair.sessionId;
  const next = successor('responder', 'both');
  pair.responder.update(next);
  await Promise.all(pair.rob.pending);
  while (pair.initiator.deliver());
  await Promise.all(pair.ida.pending);
  await Promise.all(pair.ida.pending); // applied, and its confirmation is lost
  pair.breakTransport();
  await settle(pair.ida, pair.rob);
  pair.resume('ida', id);
  await Promise.all(pair.ida.pending);
  const second = pair.rob.accept();
  let cut = false;
  Object.assign(pair.rob.options, {
    boundary: (effect: { readonly kind: string; readonly task?: { readonly kind: string } }, when: string) => {
      if (cut || when !== 'after' || effect.kind !== 'compute' || effect.task?.kind !== 'create-commit') return;
      cut = true;
      pair.responder.connection.cut(pair.clock.now);
    },
  });
  pair.responder.deliver();
  second.inject(concat(...pair.initiator.sent)); // the same request again: it waits for the session and goes on with it
  await pair.settle();
  expect(pair.responder.failure).toEqual({ kind: 'ended', reason: 'cut' });
  expect(second.messages('sent')).toEqual(['resumption_response']);
  Object.assign(pair.rob.options, { boundary: undefined });
  second.reset();
  pair.breakTransport();
  pair.resume('ida', id);
  await pair.settle();
  expect([pair.initiator.failure, pair.responder.failure]).toEqual([null, null]);
  expectIdentity(pair, id, 'responder', next);
});

/** Both processes end and start again from their disks; the founding initiator resumes. @returns the ends, the initiator's first */
async function restarted(pair: Pair, id: string): Promise<readonly [End, End]> {
  pair.breakTransport();
  await pair.settle();
  const boot = (host: Host, disk: Disk): Host => {
    host.crash();
    return new Host({ ...host.options, disk });
  };
  Object.assign(pair, { ida: boot(pair.ida, pair.ida.disk), rob: boot(pair.rob, pair.rob.disk) });
  const ends = [pair.ida.resume(id), pair.rob.accept()] as const;
  link(...ends);
  await pair.settle();
  return ends;
}

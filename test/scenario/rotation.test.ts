import { describe, expect, test } from 'vitest';
import { profiles } from '#shared/profile-words.ts';
import type { ConnectionView, IdentityView, NoticeView } from '#shared/views.ts';
import { Station } from './cores.ts';

interface Pair {
  readonly alice: Station;
  readonly bob: Station;
  readonly here: ConnectionView;
  readonly there: ConnectionView;
  readonly port: number;
}

async function pair(options: Parameters<Station['connect']>[1] = {}, listening: Parameters<Station['listen']>[0] = {}): Promise<Pair> {
  const bob = await Station.open('Bob');
  const alice = await Station.open('Alice');
  const { port } = await bob.listen({ ...(options.profile && { profiles: [options.profile] }), ...listening });
  const here = await alice.connect(port, options);
  const there = await bob.untilAny(({ state }) => state === 'open');
  return { alice, bob, here, there, port };
}

const identityOf = async (station: Station): Promise<IdentityView> => {
  const [identity] = await station.core.handlers.identities({});
  if (identity === undefined) throw new Error('no identity');
  return identity;
};
const ed25519 = ({ keys }: IdentityView) => keys.find(({ scheme }) => scheme === 'Ed25519')?.fingerprint.full ?? '';

async function rotate(station: Station): Promise<string> {
  const { id } = await identityOf(station);
  return ed25519(await station.core.handlers.rotateIdentityKey({ identityId: id, scheme: 'Ed25519' }));
}

const shows = (fingerprint: string) => (connection: ConnectionView) => connection.peer?.fingerprint.full === fingerprint;
const settled = ({ own, updating }: ConnectionView) => own?.state === 'current' && !updating;

async function expectTraffic({ alice, bob, here, there }: Pair): Promise<void> {
  const [mine, theirs] = [alice.connections.get(here.id)?.bytesReceived ?? 0, bob.connections.get(there.id)?.bytesReceived ?? 0];
  await alice.core.handlers.send({ connectionId: here.id, text: 'ping' });
  await bob.core.handlers.send({ connectionId: there.id, text: 'pong' });
  await bob.until(there.id, ({ bytesReceived }) => bytesReceived === theirs + 4);
  await alice.until(here.id, ({ bytesReceived }) => bytesReceived === mine + 4);
}

const notices = (station: Station): Promise<readonly NoticeView[]> => station.core.handlers.notices({});
const sessionPeers = async (station: Station) => (await station.core.handlers.sessions({})).rows.map(({ peer }) => peer.fingerprint.full);

describe.each(profiles.map(({ id }) => id))('%s', (profile) => {
  test.each(['the founding initiator', 'the founding responder'])(
    '[TP-30] %s rotates a key while connected: the peer sees it, its pin follows, data flows',
    async (who) => {
      const both = await pair({ profile });
      const { alice, bob, here, there } = both;
      const [from, fromId, to, toId] = who === 'the founding initiator' ? [alice, here.id, bob, there.id] : [bob, there.id, alice, here.id];
      const old = ed25519(await identityOf(from));
      const next = await rotate(from);
      expect(next).not.toBe(old);
      await to.until(toId, shows(next));
      await from.until(fromId, settled);
      expect((await to.core.handlers.pins({})).rows.map(({ fingerprint }) => fingerprint.full)).toEqual([next]);
      expect((await notices(to)).map(({ title }) => title).join()).toContain('changed its identity');
      await expectTraffic(both);
      const facts = await to.core.handlers.transcript({ connectionId: toId, before: null, limit: 200 });
      expect(facts.map(({ title }) => title)).toContain('the peer’s identity changed');
      expect(await sessionPeers(to)).toEqual([next]);
    },
  );
});

describe('an identity that changes while a connection is open', () => {
  test('a new name is seen by the peer, on its connection and in its list of sessions', async () => {
    const both = await pair();
    const { alice, bob, here, there } = both;
    const { id } = await identityOf(alice);
    await alice.core.handlers.renameIdentity({ identityId: id, name: 'Alicia' });
    await bob.until(there.id, ({ peer }) => peer?.name === 'Alicia');
    expect(await alice.until(here.id, settled)).toMatchObject({ own: { name: 'Alicia' } });
    expect((await bob.core.handlers.sessions({})).rows.map(({ peer }) => peer.name)).toEqual(['Alicia']);
    await expectTraffic(both);
  });

  test('both rotate at once', async () => {
    const both = await pair();
    const [hers, his] = await Promise.all([rotate(both.alice), rotate(both.bob)]);
    await both.bob.until(both.there.id, shows(hers));
    await both.alice.until(both.here.id, shows(his));
    await expectTraffic(both);
  });

  test('what the peer learnt is there after both restarted, and the session resumes', async () => {
    const { alice, bob, here, there, port } = await pair();
    const next = await rotate(alice);
    await bob.until(there.id, shows(next));
    await alice.until(here.id, settled);
    await Promise.all([alice.close(), bob.close()]);
    const bob2 = await Station.open('Bob', { directory: bob.directory, autoResume: false });
    const alice2 = await Station.open('Alice', { directory: alice.directory, autoResume: false });
    expect(ed25519(await identityOf(alice2))).toBe(next);
    expect(bob2.connections.get(there.id)?.peer?.fingerprint.full).toBe(next);
    expect(await sessionPeers(bob2)).toEqual([next]);
    await bob2.listen({ port });
    expect(await alice2.core.handlers.resume({ connectionId: here.id })).toMatchObject({ state: 'open', own: { state: 'current' } });
    await bob2.until(there.id, ({ state }) => state === 'open');
    await expectTraffic({ alice: alice2, bob: bob2, here, there, port });
  });

  test('a dormant session follows after its next resumption', async () => {
    const both = await pair({ autoResume: false }, { autoResume: false });
    const { alice, bob, here, there } = both;
    await alice.core.handlers.cut({ connectionId: here.id });
    await bob.until(there.id, ({ state }) => state === 'dormant');
    const old = ed25519(await identityOf(alice));
    const next = await rotate(alice);
    const { id } = await identityOf(alice);
    const before = await alice.core.handlers.identityDetail({ identityId: id });
    expect(before.uses).toMatchObject([{ fingerprint: { full: old }, sessions: 1, present: false }]);
    expect(before.connections).toMatchObject([{ connectionId: here.id, live: false, state: 'behind' }]);
    await alice.core.handlers.resume({ connectionId: here.id });
    await bob.until(there.id, shows(next));
    await alice.until(here.id, settled);
    expect((await alice.core.handlers.identityDetail({ identityId: id })).uses).toMatchObject([
      { fingerprint: { full: next }, sessions: 1, present: true },
    ]);
    await expectTraffic(both);
  });

  test('new handshakes use the new key at once', async () => {
    const { alice, port, bob } = await pair();
    const next = await rotate(bob);
    const carol = await Station.open('Carol');
    expect((await carol.connect(port)).peer?.fingerprint.full).toBe(next);
    const hers = await rotate(alice);
    await alice.connect(port, { label: 'second' });
    await bob.untilAny((connection) => connection.state === 'open' && shows(hers)(connection));
  });
});

/** What Bob believes of Alice, and what he then makes of a rotation. */
describe('a peer that does not accept the new key', () => {
  test('a fixed pin: the connection ends, both know why, and the peer’s resumption goes on with the old key', async () => {
    const bob = await Station.open('Bob');
    const alice = await Station.open('Alice');
    await bob.core.handlers.addPin({ card: await alice.card(), fixed: true });
    const { port } = await bob.listen({ trust: 'pin' });
    const here = await alice.connect(port);
    const there = await bob.untilAny(({ state }) => state === 'open');
    const old = ed25519(await identityOf(alice));
    await rotate(alice);
    const refused = await alice.until(here.id, ({ state }) => state === 'dormant');
    expect(refused).toMatchObject({ error: { code: 'ROTATION_REFUSED', alert: 'access_denied' }, own: { state: 'refused' }, nextRetryAt: null });
    expect(await bob.until(there.id, ({ state }) => state !== 'open')).toMatchObject({ error: { code: 'CREDENTIAL_access_denied' } });
    expect((await bob.core.handlers.pins({})).rows.map(({ fingerprint }) => fingerprint.full)).toEqual([old]);
    expect(await sessionPeers(bob)).toEqual([old]);
    expect((await alice.core.handlers.sessions({})).rows).toMatchObject([{ standing: 'confirmed', pending: 'update' }]);
  });

  test('a key given for one connection: refused; a person who accepts the new one lets the session go on with it', async () => {
    const bob = await Station.open('Bob');
    const alice = await Station.open('Alice');
    const { port } = await alice.listen({ trust: 'first-use' });
    const there = await bob.connect(port, { trust: 'pin', pin: await alice.card() });
    const here = await alice.untilAny(({ state }) => state === 'open');
    await rotate(alice);
    expect(await alice.until(here.id, ({ state }) => state === 'dormant')).toMatchObject({
      error: { code: 'ROTATION_REFUSED' },
      own: { state: 'refused' },
    });
    await bob.until(there.id, ({ state }) => state === 'dormant');
    // The one who refused resumes: the refused commit was never applied by anybody, and goes (R-RES a).
    await bob.core.handlers.resume({ connectionId: there.id });
    expect(await alice.until(here.id, ({ state }) => state === 'open')).toMatchObject({ own: { state: 'refused' } });
    await expectTraffic({ alice, bob, here, there, port });
    // Asked for again, it is refused again.
    await alice.core.handlers.retryIdentity({ connectionId: here.id });
    expect(await alice.until(here.id, ({ state }) => state === 'dormant')).toMatchObject({ error: { code: 'ROTATION_REFUSED' } });
  });

  test.each(['accept-any', 'explicit pin'] as const)('%s: accepted', async (how) => {
    const bob = await Station.open('Bob');
    const alice = await Station.open('Alice');
    if (how === 'explicit pin') await bob.core.handlers.addPin({ card: await alice.card(), fixed: false });
    const { port } = await bob.listen({ trust: how === 'accept-any' ? 'accept-any' : 'pin' });
    const here = await alice.connect(port);
    const there = await bob.untilAny(({ state }) => state === 'open');
    const next = await rotate(alice);
    expect(await bob.until(there.id, shows(next))).toMatchObject({ peer: { accepted: how === 'accept-any' ? 'any (insecure)' : 'pinned' } });
    await alice.until(here.id, settled);
    const { rows: pins } = await bob.core.handlers.pins({});
    expect(pins.map(({ fingerprint }) => fingerprint.full)).toEqual(how === 'accept-any' ? [] : [next]);
    await expectTraffic({ alice, bob, here, there, port });
  });

  test('our new name is the peer’s own: it stays as it was, and says why', async () => {
    const both = await pair();
    const { id } = await identityOf(both.alice);
    await both.alice.core.handlers.renameIdentity({ identityId: id, name: 'Bob' });
    expect(await both.alice.until(both.here.id, ({ own }) => own?.error !== null)).toMatchObject({
      state: 'open',
      own: { name: 'Alice', state: 'behind', error: { code: 'API_PEER_IDENTITY' } },
    });
    await expectTraffic(both);
  });
});

test('a certificate for a key is another credential: the session follows with the same key, and again with a renewed chain', async () => {
  const both = await pair({}, { trust: 'accept-any' });
  const { alice, bob, here, there } = both;
  const { id } = await identityOf(alice);
  const old = ed25519(await identityOf(alice));
  const { handlers } = alice.core;
  const authority = await handlers.createAuthority({ subject: 'CN=Lab', scheme: 'Ed25519', days: 30 });
  const issue = (subject: string) =>
    handlers.issueCertificate({ authorityId: authority.id, identityId: id, scheme: 'Ed25519', subject, names: [], days: 7 });
  for (const name of ['Alice of the lab', 'Alice renewed']) {
    await issue(`CN=${name}`);
    expect(await bob.until(there.id, ({ peer }) => peer?.name === name)).toMatchObject({ peer: { fingerprint: { full: old } } });
    await alice.until(here.id, settled);
    await expectTraffic(both);
  }
});

describe('a retired identity', () => {
  test('makes no new connection; its sessions go on until its keys are destroyed', async () => {
    const both = await pair({ autoResume: false }, { autoResume: false });
    const { alice, bob, here, there, port } = both;
    const { id, name } = await identityOf(alice);
    await expect(alice.core.handlers.retireIdentity({ identityId: id, evenTheLast: false })).rejects.toMatchObject({
      view: { code: 'LAST_IDENTITY' },
    });
    await alice.core.handlers.retireIdentity({ identityId: id, evenTheLast: true });
    await expectTraffic(both);
    await expect(alice.connect(port)).rejects.toMatchObject({ view: { code: 'NO_IDENTITY' } });
    await alice.core.handlers.cut({ connectionId: here.id });
    await bob.until(there.id, ({ state }) => state === 'dormant');
    await alice.core.handlers.resume({ connectionId: here.id });
    await bob.until(there.id, ({ state }) => state === 'open');
    expect((await alice.core.handlers.retiredIdentities({})).map((one) => one.id)).toEqual([id]);
    await expect(alice.core.handlers.destroyIdentity({ identityId: id, name: 'Somebody' })).rejects.toMatchObject({
      view: { code: 'IDENTITY_NAME_DIFFERS' },
    });
    expect(await alice.core.handlers.destroyIdentity({ identityId: id, name })).toMatchObject({
      keys: [],
      formerKeys: [{ how: 'destroyed' }, { how: 'destroyed' }],
    });
    expect((await alice.core.handlers.sessions({})).rows).toEqual([]);
    await expect(alice.core.handlers.restoreIdentity({ identityId: id })).rejects.toMatchObject({ view: { code: 'IDENTITY_DESTROYED' } });
    const log = await alice.core.handlers.audit({ before: null, limit: 50, actions: null, subjectKind: 'identity', from: null, to: null, text: id });
    expect(log.map(({ action }) => action)).toEqual(['identity-destroyed', 'identity-retired', 'identity-created']);
  });

  test('comes back', async () => {
    const { alice, here, port } = await pair();
    const { id } = await identityOf(alice);
    await alice.core.handlers.retireIdentity({ identityId: id, evenTheLast: true });
    await alice.until(here.id, ({ own }) => own?.state === 'retired');
    expect(await alice.core.handlers.restoreIdentity({ identityId: id })).toMatchObject({ retiredAt: null });
    await alice.connect(port, { label: 'again' });
  });
});

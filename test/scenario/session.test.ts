import { describe, expect, test } from 'vitest';
import type { Topics } from '#shared/contract.ts';
import { profiles } from '#shared/profile-words.ts';
import type { ConnectionView, MessageView } from '#shared/views.ts';
import { Station } from './cores.ts';

interface Pair {
  readonly alice: Station;
  readonly bob: Station;
  readonly here: ConnectionView;
  readonly there: ConnectionView;
  readonly port: number;
}

async function pair(options: Parameters<Station['connect']>[1] = {}): Promise<Pair> {
  const bob = await Station.open('Bob');
  const alice = await Station.open('Alice');
  const { port } = await bob.listen();
  const here = await alice.connect(port, options);
  const there = await bob.untilAny(({ state }) => state === 'open');
  return { alice, bob, here, there, port };
}

const everyEntry = { before: null, limit: 10, subjectKind: null, from: null, to: null, text: null } as const;

/** The error a request was refused with. */
async function refused(request: Promise<unknown>) {
  const error: unknown = await request.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof Error && 'view' in error ? error.view : error;
}

async function epochs({ core }: Station, { id }: ConnectionView, wanted: MessageView['direction']): Promise<readonly string[]> {
  const messages = await core.handlers.messages({ connectionId: id });
  return messages.flatMap(({ direction, text, epoch }) => (direction === wanted ? [`${text}: ${epoch}`] : []));
}

describe('a session', () => {
  test('[SE-05] two cores open a connection over TCP and show the same safety code', async () => {
    const { here, there } = await pair();
    expect(here).toMatchObject({ state: 'open', role: 'initiator', foundingRole: 'founding-initiator', epoch: '1', marked: true, error: null });
    expect(there).toMatchObject({ role: 'responder', foundingRole: 'founding-responder', epoch: '1' });
    expect(here.peer).toMatchObject({ name: 'Bob', accepted: 'first use' });
    expect(there.peer).toMatchObject({ name: 'Alice', accepted: 'first use' });
    expect(there.safetyCode).toEqual(here.safetyCode);
  });

  test.each([0x0002, 0x0003, 0xf0f1])('suite %i', async (suite) => {
    const bob = await Station.open('Bob');
    const alice = await Station.open('Alice');
    const { port } = await bob.listen({ suites: [suite] });
    expect(await alice.connect(port, { suites: [suite] })).toMatchObject({ state: 'open', suite });
  });

  test('text arrives on the other side, both ways', async () => {
    const { alice, bob, here, there } = await pair();
    await alice.core.handlers.send({ connectionId: here.id, text: 'Grüß dich' });
    await bob.until(there.id, ({ bytesReceived }) => bytesReceived === 11);
    await bob.core.handlers.send({ connectionId: there.id, text: 'hello' });
    await alice.until(here.id, ({ bytesReceived }) => bytesReceived === 5);
    expect(await bob.core.handlers.messages({ connectionId: there.id })).toMatchObject([
      { direction: 'received', text: 'Grüß dich', length: 11 },
      { direction: 'sent', text: 'hello' },
    ]);
    expect(await alice.core.handlers.messages({ connectionId: here.id })).toMatchObject([
      { direction: 'sent', text: 'Grüß dich' },
      { direction: 'received', text: 'hello' },
    ]);
  });

  test('messages name the epoch whose keys protected them, and both sides the same, also while both update', async () => {
    const { alice, bob, here, there } = await pair();
    const texts = Array.from({ length: 12 }, (_, index) => `number ${index}`);
    const speak = async ({ core }: Station, { id }: ConnectionView) => {
      for (const text of texts) await core.handlers.send({ connectionId: id, text });
    };
    for (let round = 1; round <= 2; round++) {
      const update = ({ core }: Station, { id }: ConnectionView) => core.handlers.update({ connectionId: id });
      await Promise.all([speak(alice, here), speak(bob, there), update(alice, here), update(bob, there)]);
      await alice.until(here.id, ({ epoch, updating }) => epoch === String(1 + 2 * round) && !updating);
    }
    await speak(alice, here);
    const all = 3 * texts.join('').length;
    await bob.until(there.id, ({ bytesReceived }) => bytesReceived === all);
    await alice.until(here.id, ({ bytesReceived }) => bytesReceived === (2 * all) / 3);
    const heard = await epochs(bob, there, 'received');
    expect(heard).toEqual(await epochs(alice, here, 'sent'));
    expect(await epochs(alice, here, 'received')).toEqual(await epochs(bob, there, 'sent'));
    expect([heard[0], heard.at(-1)]).toEqual([`${texts[0]}: 1`, `${texts.at(-1)}: 5`]);
    expect(heard.join()).not.toContain('null');
  });

  test('both sides update, one after the other and at once', async () => {
    const { alice, bob, here, there } = await pair();
    expect(await alice.core.handlers.update({ connectionId: here.id })).toMatchObject({ epoch: '2', updates: { ours: 1, theirs: 0 } });
    expect(await bob.core.handlers.update({ connectionId: there.id })).toMatchObject({ epoch: '3', updates: { ours: 1, theirs: 1 } });
    await Promise.all([alice.core.handlers.update({ connectionId: here.id }), bob.core.handlers.update({ connectionId: there.id })]);
    const ours = await alice.until(here.id, ({ epoch, updating }) => epoch === '5' && !updating);
    const theirs = await bob.until(there.id, ({ epoch, updating }) => epoch === '5' && !updating);
    expect(theirs.safetyCode).toEqual(ours.safetyCode);
    expect(ours.updates.ours + ours.updates.theirs).toBe(4);
    const epochs = await alice.core.handlers.epochs({ connectionId: here.id });
    expect(epochs.map(({ epoch, how }) => [epoch, how])).toEqual([
      ['1', 'handshake'],
      ['2', 'update'],
      ['3', 'update'],
      ['4', 'update'],
      ['5', 'update'],
    ]);
    expect(epochs.slice(0, 3).map(({ by }) => by)).toEqual(['founding', 'us', 'peer']);
  });

  test('closing one side closes the other in order, and the session can be resumed', async () => {
    const { alice, bob, here, there } = await pair();
    expect(await alice.core.handlers.close({ connectionId: here.id })).toMatchObject({ state: 'closed', error: null });
    expect(await bob.until(there.id, ({ state }) => state === 'closed')).toMatchObject({ error: null });
    expect(await alice.core.handlers.resume({ connectionId: here.id })).toMatchObject({ state: 'open', attempt: 2 });
    await bob.until(there.id, ({ state, attempt }) => state === 'open' && attempt === 2);
  });

  test('the transcript tells the handshake in words and holds no payload', async () => {
    const { alice, here } = await pair();
    await alice.core.handlers.send({ connectionId: here.id, text: 'very secret words' });
    const rows = await alice.core.handlers.transcript({ connectionId: here.id, before: null, limit: 200 });
    expect(rows.filter(({ lane }) => lane === 'handshake').map(({ direction, title }) => `${direction} ${title}`)).toEqual([
      'sent client_hello',
      'received server_hello',
    ]);
    expect(rows.map(({ title }) => title)).toEqual(expect.arrayContaining(['persisted', 'key installed', 'epoch 1', 'application_data']));
    expect(rows.every((row, index) => index === 0 || row.seq > (rows[index - 1]?.seq ?? 0))).toBe(true);
    expect(rows.some(({ rules }) => rules.includes('R-HS'))).toBe(true);
    const hello = rows.find(({ title }) => title === 'client_hello');
    const detail = await alice.core.handlers.transcriptDetail({ connectionId: here.id, seq: hello?.seq ?? 0 });
    const fields = await alice.core.handlers.rowFields({ connectionId: here.id, seq: hello?.seq ?? 0 });
    expect(fields).toMatchObject({
      start: 0,
      end: (detail.hex?.length ?? 0) / 2,
      parts: [{ parts: [{ name: 'msg_type', meaning: 'client_hello' }, {}, {}, {}] }],
    });
    expect(detail.hex).toMatch(/^e1/);
    expect(detail.rules.map(({ id }) => id)).toContain('R-HS');
    expect(JSON.stringify(rows)).not.toContain('secret words');
  });
});

describe('a cut', () => {
  test('is resumed by itself, on the same connection, in a new epoch', async () => {
    const { alice, bob, here, there } = await pair();
    const cut = await alice.core.handlers.cut({ connectionId: here.id });
    expect(cut).toMatchObject({ state: 'waiting', error: null });
    expect(cut.nextRetryAt).toBeGreaterThan(0);
    const again = await alice.until(here.id, ({ state, attempt }) => state === 'open' && attempt === 2);
    expect(again).toMatchObject({ id: here.id, attempt: 2, epoch: '3', sessionId: here.sessionId });
    const theirs = await bob.until(there.id, ({ state, attempt }) => state === 'open' && attempt === 2);
    expect(theirs.safetyCode).toEqual(again.safetyCode);
    expect((await bob.core.handlers.connections({})).map(({ id }) => id)).toEqual([there.id]);
  });

  test('with automatic resumption off waits for the user', async () => {
    const { alice, bob, here, there } = await pair({ autoResume: false });
    await bob.core.handlers.cut({ connectionId: there.id });
    await alice.until(here.id, ({ state }) => state === 'dormant');
    expect(await alice.core.handlers.resume({ connectionId: here.id })).toMatchObject({ state: 'open', attempt: 2 });
  });

  test('can be left alone by switching automatic resumption off while it waits', async () => {
    const { alice, here, bob } = await pair();
    for (const { id } of await bob.core.handlers.listeners({})) await bob.core.handlers.stopListening({ listenerId: id });
    await alice.core.handlers.cut({ connectionId: here.id });
    const failing = await alice.until(here.id, ({ state, error }) => state === 'waiting' && error !== null);
    expect(failing.error).toMatchObject({ code: 'ECONNREFUSED', title: 'Nothing listens at this address' });
    expect(await alice.core.handlers.setAutoResume({ connectionId: here.id, on: false })).toMatchObject({
      state: 'dormant',
      nextRetryAt: null,
      autoResume: false,
    });
  });

  test('leaves the side that was dialled without an address: it says so', async () => {
    const { alice, bob, here, there } = await pair({ autoResume: false });
    await alice.core.handlers.cut({ connectionId: here.id });
    await bob.until(there.id, ({ state }) => state === 'dormant');
    expect(await refused(bob.core.handlers.resume({ connectionId: there.id }))).toMatchObject({ code: 'CANNOT_DIAL' });
    expect((await bob.core.handlers.sessions({})).rows[0]?.obstacle).toContain('only the peer can resume');
    expect((await alice.core.handlers.sessions({})).rows[0]?.obstacle).toBeNull();
    expect((await bob.core.handlers.connections({}))[0]?.obstacle).toContain('only the peer can resume');
    expect((await alice.core.handlers.connections({}))[0]?.obstacle).toBeNull();
  });

  test('shows in the list of sessions, too', async () => {
    const { alice, here } = await pair({ autoResume: false });
    const told: (boolean | undefined)[] = [];
    alice.core.subscribe((topic, value) => {
      if (topic === 'sessionsChanged') told.push((value as Topics['sessionsChanged']).changed[0]?.live);
    });
    await alice.core.handlers.cut({ connectionId: here.id });
    await expect.poll(() => told.at(-1)).toBe(false);
    await alice.core.handlers.resume({ connectionId: here.id });
    await expect.poll(() => told.at(-1)).toBe(true);
  });

  test('during an update loses nothing: the update is complete after the resumption', async () => {
    const { alice, bob, here, there } = await pair();
    const update = alice.core.handlers.update({ connectionId: here.id });
    await alice.core.handlers.cut({ connectionId: here.id });
    expect(await refused(update)).toMatchObject({ code: 'ENDED_cut' });
    const again = await alice.until(here.id, ({ state, attempt }) => state === 'open' && attempt > 1);
    await bob.until(there.id, ({ state, safetyCode }) => state === 'open' && safetyCode?.hex === again.safetyCode?.hex);
  });
});

describe('a restart', () => {
  test('of the side that dialled resumes its connection under the same id', async () => {
    const { alice, bob, here, there } = await pair();
    await alice.close();
    await bob.until(there.id, ({ state }) => state === 'closed');
    const reborn = await Station.open('Alice', { directory: alice.directory });
    expect(reborn.connections.get(here.id)).toMatchObject({
      sessionId: here.sessionId,
      epoch: '1',
      peer: { name: 'Bob' },
      safetyCode: here.safetyCode,
    });
    await reborn.until(here.id, ({ state, attempt }) => state === 'open' && attempt === 2);
    await bob.until(there.id, ({ state, attempt }) => state === 'open' && attempt === 2);
    const epochs = [{ epoch: '1' }, { epoch: '2', by: 'us', how: 'resumption' }, { epoch: '3', by: 'peer', how: 'resumption' }];
    expect(await reborn.core.handlers.epochs({ connectionId: here.id })).toMatchObject(epochs);
    for (const { core } of [reborn, bob]) {
      const entries = await core.handlers.audit({ ...everyEntry, actions: ['session-founded', 'session-resumed'] });
      expect(entries.map(({ action, detail }) => [action, detail.epoch])).toEqual([
        ['session-resumed', '3'],
        ['session-founded', '1'],
      ]);
    }
  });

  test.each(profiles.map(({ id }) => id))('[R-PROFILE] keeps profile %s, also when resumed through a listener of others', async (profile) => {
    const bob = await Station.open('Bob');
    const alice = await Station.open('Alice');
    const { port, id: listenerId } = await bob.listen({ profiles: [profile] });
    const here = await alice.connect(port, { profile, autoResume: false });
    const there = await bob.untilAny(({ state }) => state === 'open');
    await alice.close();
    await bob.until(there.id, ({ state }) => state === 'closed');
    const reborn = await Station.open('Alice', { directory: alice.directory });
    expect(await reborn.core.handlers.resume({ connectionId: here.id })).toMatchObject({ state: 'open', profile, attempt: 2 });
    expect(await bob.until(there.id, ({ state, attempt }) => state === 'open' && attempt === 2)).toMatchObject({ profile });
    const held = await Promise.all([reborn, bob].map(({ core }) => core.handlers.sessions({})));
    expect(held.flatMap(({ rows }) => rows)).toMatchObject([{ profile }, { profile }]);

    await reborn.core.handlers.cut({ connectionId: here.id });
    await bob.until(there.id, ({ state }) => state === 'dormant');
    await bob.core.handlers.stopListening({ listenerId });
    await bob.listen({ port, profiles: profiles.flatMap(({ id }) => (id === profile ? [] : [id])) });
    // What a listener accepts is a matter of new sessions; this one's profile was agreed when it was founded.
    expect(await reborn.core.handlers.resume({ connectionId: here.id })).toMatchObject({ state: 'open', profile, attempt: 3 });
    expect(await bob.until(there.id, ({ state, attempt }) => state === 'open' && attempt === 3)).toMatchObject({ profile });
  });

  test('does not bring back what was closed on purpose', async () => {
    const { alice, here } = await pair();
    await alice.core.handlers.close({ connectionId: here.id });
    await alice.close();
    const reborn = await Station.open('Alice', { directory: alice.directory });
    expect(reborn.connections.get(here.id)).toMatchObject({ state: 'closed', nextRetryAt: null });
    expect(await reborn.core.handlers.resume({ connectionId: here.id })).toMatchObject({ state: 'open' });
  });

  test('of the listening side is bridged as soon as the port is back', async () => {
    const { alice, bob, here, there, port } = await pair();
    await bob.core.close();
    await alice.until(here.id, ({ state }) => state !== 'open');
    const reborn = await Station.open('Bob', { directory: bob.directory });
    await reborn.listen({ port });
    if (alice.connections.get(here.id)?.state === 'closed') await alice.core.handlers.resume({ connectionId: here.id });
    await alice.until(here.id, ({ state, attempt }) => state === 'open' && attempt > 1);
    await reborn.until(there.id, ({ state }) => state === 'open');
  });
});

describe('[R-EARLY] data in the first flight of a resumption', () => {
  async function cutPair(acceptEarlyData: boolean) {
    const bob = await Station.open('Bob');
    const alice = await Station.open('Alice');
    const { port } = await bob.listen({ acceptEarlyData });
    const here = await alice.connect(port, { autoResume: false });
    const there = await bob.untilAny(({ state }) => state === 'open');
    await alice.core.handlers.cut({ connectionId: here.id });
    await bob.until(there.id, ({ state }) => state === 'dormant');
    return { alice, bob, connectionId: here.id, theirs: { connectionId: there.id } };
  }

  test('[EA-01] [EA-02] arrives before the connection is open where it is accepted, and is marked', async () => {
    const { alice, bob, connectionId, theirs } = await cutPair(true);
    expect(await alice.core.handlers.resumeWith({ connectionId, text: 'at once' })).toMatchObject({
      earlyData: 'accepted',
      connection: { state: 'open', attempt: 2 },
    });
    expect(await alice.core.handlers.messages({ connectionId })).toMatchObject([{ direction: 'sent', text: 'at once', early: true, attempt: 2 }]);
    expect(await bob.core.handlers.messages(theirs)).toMatchObject([{ direction: 'received', text: 'at once', early: true, epoch: null }]);
    await alice.core.handlers.send({ connectionId, text: 'later' });
    await bob.until(theirs.connectionId, ({ bytesReceived }) => bytesReceived === 12);
    expect((await bob.core.handlers.messages(theirs)).map(({ text, early }) => [text, early])).toEqual([
      ['at once', true],
      ['later', false],
    ]);
  });

  test('[EA-06] is dropped where it is not accepted, which the sender learns', async () => {
    const { alice, bob, connectionId, theirs } = await cutPair(false);
    expect(await alice.core.handlers.resumeWith({ connectionId, text: 'at once' })).toMatchObject({
      earlyData: 'not-accepted',
      connection: { state: 'open' },
    });
    expect(await bob.core.handlers.messages(theirs)).toEqual([]);
  });

  test('is not for open connections', async () => {
    const { alice, connectionId } = await cutPair(true);
    await alice.core.handlers.resume({ connectionId });
    expect(await refused(alice.core.handlers.resumeWith({ connectionId, text: 'x' }))).toMatchObject({ code: 'STILL_CONNECTED' });
  });
});

describe('trust', () => {
  test('a stranger is refused, listed as knocking, and let in once accepted', async () => {
    const bob = await Station.open('Bob');
    const alice = await Station.open('Alice');
    const { port } = await bob.listen({ trust: 'pin' });
    expect(await refused(alice.connect(port))).toMatchObject({ code: 'ALERT_access_denied' });
    const [knock] = await bob.core.handlers.knocks({});
    expect(knock).toMatchObject({ name: 'Alice', count: 1 });
    expect(knock?.error).toMatchObject({ code: 'CREDENTIAL_access_denied', alert: 'access_denied' });
    await bob.core.handlers.acceptKnock({ knockId: knock?.id ?? '' });
    expect(await alice.connect(port)).toMatchObject({ state: 'open' });
    expect(await bob.core.handlers.knocks({})).toEqual([]);
  });

  test('a stranger that knocks often leaves one line and one notice, and no failed connection', async () => {
    const bob = await Station.open('Bob');
    const alice = await Station.open('Alice');
    const { handlers } = bob.core;
    const { port } = await bob.listen({ trust: 'pin' });
    for (let times = 0; times < 3; times += 1) await refused(alice.connect(port));
    expect(await handlers.knocks({})).toMatchObject([{ name: 'Alice', count: 3 }]);
    expect(await handlers.notices({})).toMatchObject([{ title: '“Alice” is knocking' }]);
    expect(await handlers.connections({})).toEqual([]);
    await handlers.dismissKnock({ knockId: (await handlers.knocks({}))[0]?.id ?? '' });
    expect(await handlers.notices({})).toEqual([]);
    await refused(alice.connect(port));
    await handlers.addPin({ card: await alice.card(), fixed: false });
    expect([await handlers.knocks({}), await handlers.notices({})]).toEqual([[], []]);
    expect(await alice.connect(port)).toMatchObject({ state: 'open' });
  });

  test('a changed key at a known address is a hard stop with words', async () => {
    const { alice, bob, port } = await pair();
    await bob.close();
    const mallory = await Station.open('Bob');
    await mallory.listen({ port });
    expect(await refused(alice.connect(port))).toMatchObject({ code: 'KEY_CHANGED', rule: 'R-AS' });
    expect(await alice.core.handlers.notices({})).toEqual(expect.arrayContaining([expect.objectContaining({ level: 'danger' })]));
    expect((await mallory.core.handlers.connections({})).filter(({ state }) => state === 'open')).toEqual([]);
  });

  test('a pin that does not match refuses; the contact card of the peer lets it in', async () => {
    const bob = await Station.open('Bob');
    const alice = await Station.open('Alice');
    const carol = await Station.open('Carol');
    const { port } = await bob.listen();
    expect(await refused(alice.connect(port, { trust: 'pin' }))).toMatchObject({ code: 'NO_PIN' });
    expect(await refused(alice.connect(port, { trust: 'pin', pin: await carol.card() }))).toMatchObject({ code: 'KEY_CHANGED' });
    expect(await alice.connect(port, { trust: 'pin', pin: await bob.card() })).toMatchObject({
      state: 'open',
      peer: { accepted: 'pinned' },
      insecure: false,
    });
  });

  test('[R-DEL] sessions with a peer are destroyed with its last pin, others stay', async () => {
    const { alice, bob, here } = await pair();
    const carol = await Station.open('Carol');
    await alice.connect((await carol.listen()).port);
    const { handlers } = alice.core;
    const { rows: pins } = await handlers.pins({});
    expect(pins.map(({ name }) => name).sort()).toEqual(['Bob', 'Carol']);
    await handlers.addPin({ card: await bob.card(), fixed: false });
    const ofBob = (await handlers.pins({})).rows.filter(({ name }) => name === 'Bob');
    const [first, last] = ofBob;
    expect(ofBob).toHaveLength(2);
    expect(await handlers.pinUse({ pinId: first?.id ?? '' })).toEqual({ sessions: 0, more: false });
    expect(await handlers.removePin({ pinId: first?.id ?? '' })).toEqual({ destroyed: 0 });
    expect((await handlers.sessions({})).total).toEqual({ count: 2, more: false });
    expect(await handlers.pinUse({ pinId: last?.id ?? '' })).toEqual({ sessions: 1, more: false });
    expect(await handlers.removePin({ pinId: last?.id ?? '' })).toEqual({ destroyed: 1 });
    expect((await handlers.sessions({})).rows.map(({ peer }) => peer.name)).toEqual(['Carol']);
    expect(await handlers.connections({})).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: here.id, state: expect.not.stringMatching('open') })]),
    );
    expect(await refused(handlers.resume({ connectionId: here.id }))).toMatchObject({ code: 'NOTHING_TO_RESUME' });
    expect(await refused(handlers.removePin({ pinId: last?.id ?? '' }))).toMatchObject({ code: 'UNKNOWN_PIN' });
  });

  test('accepting any key is shown on the connection and in a notice', async () => {
    const { alice, here } = await pair({ trust: 'accept-any' });
    expect(here).toMatchObject({ insecure: true, peer: { accepted: 'any (insecure)' } });
    expect(await alice.core.handlers.notices({})).toMatchObject([{ level: 'warning' }]);
  });
});

describe('what cannot be had is said in words', () => {
  test('a listener on a port in use', async () => {
    const bob = await Station.open('Bob');
    const { port } = await bob.listen();
    expect(await refused(bob.listen({ port }))).toMatchObject({ code: 'EADDRINUSE', title: 'Another program uses this port' });
  });

  test('one of our own listeners', async () => {
    const bob = await Station.open('Bob');
    const { port } = await bob.listen();
    for (const host of ['127.0.0.1', 'localhost'])
      expect(await refused(bob.connect(port, { host }))).toMatchObject({ code: 'OWN_LISTENER', next: expect.stringContaining('--profile-dir') });
    expect(await bob.core.handlers.connections({})).toEqual([]);
  });

  test('nobody at the address', async () => {
    const bob = await Station.open('Bob');
    const { port, id } = await bob.listen();
    await bob.core.handlers.stopListening({ listenerId: id });
    expect(await refused(bob.connect(port))).toMatchObject({ code: 'ECONNREFUSED' });
    expect([...(await bob.core.handlers.connections({}))]).toMatchObject([{ state: 'failed', error: { code: 'ECONNREFUSED' } }]);
  });

  test('no common suite', async () => {
    const bob = await Station.open('Bob');
    const alice = await Station.open('Alice');
    const { port } = await bob.listen({ suites: [0x0001] });
    expect(await refused(alice.connect(port, { suites: [0x0003] }))).toMatchObject({ code: 'ALERT_handshake_failure' });
  });

  test.each(profiles.map(({ id }) => id))('[R-PROFILE] a listener without profile %s: both sides say so, and what to do', async (profile) => {
    const bob = await Station.open('Bob');
    const alice = await Station.open('Alice');
    const { port } = await bob.listen({ profiles: profiles.flatMap(({ id }) => (id === profile ? [] : [id])) });
    const expected = { code: 'ALERT_protocol_version', next: expect.stringContaining('choose one of them') };
    expect(await refused(alice.connect(port, { profile }))).toMatchObject(expected);
    const [ours] = await alice.core.handlers.connections({});
    expect(ours).toMatchObject({ state: 'failed', profile, error: expected });
    const theirs = await bob.untilAny(({ state }) => state === 'failed');
    expect(theirs.error).toMatchObject({ code: 'PROLOGUE_PROFILE_DISABLED', next: expect.stringContaining('enabled') });
    // Neither row has anything to come back to.
    await alice.core.handlers.removeConnection({ connectionId: ours?.id ?? '' });
    await bob.core.handlers.removeConnection({ connectionId: theirs.id });
    expect([await alice.core.handlers.connections({}), await bob.core.handlers.connections({})]).toEqual([[], []]);
  });

  test('a profile directory that is in use', async () => {
    const bob = await Station.open('Bob');
    expect(await refused(Station.open('Bob', { directory: bob.directory }))).toMatchObject({ code: 'STORE_LOCKED' });
  });

  test('what no longer exists, or cannot be done now', async () => {
    const { alice, here } = await pair();
    const { handlers } = alice.core;
    expect(await refused(handlers.update({ connectionId: 'no such' }))).toMatchObject({ code: 'UNKNOWN_CONNECTION' });
    expect(await refused(handlers.resume({ connectionId: here.id }))).toMatchObject({ code: 'STILL_CONNECTED' });
    expect(await refused(handlers.removeConnection({ connectionId: here.id }))).toMatchObject({ code: 'STILL_CONNECTED' });
    await handlers.setAutoResume({ connectionId: here.id, on: false });
    await handlers.cut({ connectionId: here.id });
    expect(await refused(handlers.update({ connectionId: here.id }))).toMatchObject({ code: 'NOT_CONNECTED' });
    expect(await refused(handlers.send({ connectionId: here.id, text: 'x' }))).toMatchObject({ code: 'NOT_CONNECTED' });
    expect(await refused(handlers.addPin({ card: 'nonsense', fixed: false }))).toMatchObject({ code: 'BAD_CONTACT_CARD' });
  });
});

test('a forgotten session cannot be resumed by the peer either', async () => {
  const { alice, bob, here, there } = await pair({ autoResume: false });
  await alice.core.handlers.cut({ connectionId: here.id });
  await bob.until(there.id, ({ state }) => state === 'dormant');
  await bob.core.handlers.forgetSession({ sessionId: there.sessionId ?? '' });
  expect(await refused(alice.core.handlers.resume({ connectionId: here.id }))).toMatchObject({ code: 'ALERT_unknown_psk_identity' });
  expect((await bob.core.handlers.sessions({})).rows).toEqual([]);
});

test('a connection off the list comes back when its session is resumed', async () => {
  const { alice, bob, here, there } = await pair({ autoResume: false });
  await alice.core.handlers.cut({ connectionId: here.id });
  await bob.until(there.id, ({ state }) => state === 'dormant');
  await bob.core.handlers.removeConnection({ connectionId: there.id });
  expect(await bob.core.handlers.connections({})).toEqual([]);
  await alice.core.handlers.resume({ connectionId: here.id });
  await bob.until(there.id, ({ state }) => state === 'open');
});

test('what became of crossing updates and of a request to resume is in the ladder', async () => {
  const solo = await Station.open('Solo');
  const { handlers } = solo.core;
  const { initiatorId, responderId } = await handlers.startDemo({});
  const titles = async (connectionId: string) => (await handlers.transcript({ connectionId, before: null, limit: 1000 })).map(({ title }) => title);
  await solo.until(responderId, ({ state }) => state === 'open');
  await Promise.all([handlers.update({ connectionId: initiatorId }), handlers.update({ connectionId: responderId })]);
  expect(await titles(initiatorId)).toContain('update ignored');
  expect(await titles(responderId)).toContain('own update dropped');
  await handlers.setAutoResume({ connectionId: initiatorId, on: false });
  await handlers.cut({ connectionId: initiatorId });
  await solo.until(responderId, ({ state }) => state === 'dormant');
  await handlers.resume({ connectionId: responderId });
  expect(await titles(initiatorId)).toContain('request applied');
});

test('a demo pair runs both peers in one core, updates from both sides, and is resumed by either', async () => {
  const solo = await Station.open('Solo');
  const { handlers } = solo.core;
  const { initiatorId, responderId } = await handlers.startDemo({});
  const alice = await solo.until(initiatorId, ({ state }) => state === 'open');
  const bob = await solo.until(responderId, ({ state }) => state === 'open');
  expect(alice).toMatchObject({ demoPeerId: responderId, peer: { name: 'Bob', accepted: 'pinned' }, safetyCode: bob.safetyCode });
  await handlers.update({ connectionId: initiatorId });
  await handlers.update({ connectionId: responderId });
  await handlers.setAutoResume({ connectionId: initiatorId, on: false });
  for (const who of [initiatorId, responderId]) {
    await handlers.cut({ connectionId: initiatorId });
    await solo.until(responderId, ({ state }) => state === 'dormant');
    expect(await handlers.resume({ connectionId: who })).toMatchObject({ state: 'open', role: 'initiator' });
    await solo.until(initiatorId, ({ state }) => state === 'open');
    await solo.until(responderId, ({ state }) => state === 'open');
  }
  expect(new Set((await handlers.sessions({})).rows.map(({ id }) => id)).size).toBe(2);
  await Promise.all([handlers.cut({ connectionId: initiatorId })]);
  await solo.until(responderId, ({ state }) => state === 'dormant');
  await Promise.allSettled([handlers.resume({ connectionId: initiatorId }), handlers.resume({ connectionId: responderId })]);
  const both = await Promise.all([initiatorId, responderId].map((id) => solo.until(id, ({ state }) => state === 'open')));
  expect(both[0]?.safetyCode).toEqual(both[1]?.safetyCode);
});

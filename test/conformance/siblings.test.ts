import { describe, expect, test } from 'vitest';
import { alertDescriptions } from '#engine/alert.ts';
import { concat } from '#engine/bytes.ts';
import { misbehaved } from '#engine/errors.ts';
import type { Connection } from '#engine/mls-tls/connection-api.ts';
import type { HostEffect, Verdict } from '#engine/mls-tls/host-effects.ts';
import { Pair } from '../support/pair.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { type End, FakeClock, Host, link, settle } from '../support/world.ts';
import { editClear, mlsOf } from '../support/wire.ts';

const code = (end: End) => (end.failure?.kind === 'peer-misbehaved' ? end.failure.code : end.failure?.kind);
const tasks = (pair: Pair) => Promise.all([...pair.ida.pending, ...pair.rob.pending]);

describe('connections of one session take turns', () => {
  test('[RS-25] [RS-06] a request that arrives while the update it repeats is being applied is answered from the new epoch', async () => {
    const pair = await Pair.established();
    const id = pair.sessionId;
    pair.initiator.update();
    await tasks(pair);
    pair.responder.deliver(); // the update; its computation runs
    expect(pair.responder.connection.status.state).toBe('applying-update');
    pair.resume('ida', id);
    pair.responder.deliver(); // the request with the same commit
    await pair.settle();
    expect(pair.responder.failure).toBeNull();
    expect(pair.responder.has('decision', ({ what }) => what === 'case-b')).toBe(true);
    expect(pair.initiator.connection.status.open).toBe(true);
  });

  test('[R-PERSIST] a failed write ends every connection of the session, and the next one goes on from the disk', async () => {
    const pair = await Pair.established();
    const id = pair.sessionId;
    pair.resume('ida', id);
    await tasks(pair);
    const waiting = pair.rob.accept();
    pair.responder.deliver();
    waiting.inject(concat(...pair.initiator.sent));
    expect(waiting.connection.status).toMatchObject({ state: 'locating-session', wantsInput: false });
    pair.rob.disk.broken = true;
    await pair.settle();
    expect(pair.responder.failure).toEqual({ kind: 'storage' });
    expect(waiting.connection.status.state).toBe('closed');
    pair.rob.disk.broken = false;
    pair.breakTransport();
    pair.resume('ida', id);
    await pair.settle();
    expect([pair.initiator, pair.responder].every((end) => end.connection.status.open)).toBe(true);
  });

  test('a connection that dies while others wait for it lets them go on', async () => {
    const pair = await Pair.established();
    const id = pair.sessionId;
    pair.breakTransport();
    await pair.settle();
    let decide: (verdict: Verdict) => void = () => undefined;
    const slow = new Promise<Verdict>((resolve) => (decide = resolve));
    let asked = 0;
    Object.assign(pair.rob.options, { authenticate: () => (++asked === 1 ? slow : { ok: true }) });
    pair.resume('ida', id);
    await tasks(pair);
    const request = concat(...pair.initiator.sent);
    pair.responder.inject(request);
    await new Promise((resolve) => setImmediate(resolve));
    expect(pair.responder.connection.status.state).toBe('authenticating-request');
    const second = pair.rob.accept();
    second.inject(request);
    expect(second.connection.status).toMatchObject({ state: 'locating-session', wantsInput: false });
    pair.responder.reset();
    pair.rob.drive();
    await new Promise((resolve) => setImmediate(resolve));
    decide({ ok: true });
    await pair.settle();
    expect(second.connection.status.state).toBe('awaiting-confirmation');
  });

  test('a connection that came while another one’s write was under way is woken when it is durable', async () => {
    const pair = await Pair.established();
    const old = pair.responder;
    old.update();
    await tasks(pair);
    pair.initiator.deliver();
    await tasks(pair); // the confirmation is on the wire
    const resumed = pair.ida.resume(pair.sessionId);
    resumed.drive();
    await tasks(pair);
    const second = pair.rob.accept();
    const { takeReady } = pair.rob.endpoint;
    const woken: Connection[] = [];
    pair.rob.endpoint.takeReady = () => {
      const list = takeReady();
      woken.push(...list);
      return list;
    };
    const boundary = (effect: HostEffect, when: string) => {
      if (effect.kind !== 'persist' || when !== 'before') return;
      Object.assign(pair.rob.options, { boundary: undefined });
      second.inject(concat(...resumed.sent));
      expect(second.connection.status).toMatchObject({ state: 'locating-session', wantsInput: false });
    };
    Object.assign(pair.rob.options, { boundary });
    old.deliver();
    pair.rob.drive();
    expect(woken).toContain(second.connection);
    await settle(pair.rob);
    expect(second.connection.status.state).toBe('awaiting-confirmation');
  });

  test('[RS-10] [SE-04] a request that is replayed draws the same commit and costs no write', async () => {
    const pair = await Pair.established();
    const id = pair.sessionId;
    pair.breakTransport();
    await pair.settle();
    pair.resume('ida', id);
    pair.responder.onTransmit = () => [];
    await pair.settle();
    const stored = pair.rob.disk.sessions.get(id);
    const replay = pair.rob.accept();
    replay.inject(concat(...pair.initiator.sent));
    await settle(pair.rob);
    expect(replay.connection.status.state).toBe('awaiting-confirmation');
    expect(mlsOf(concat(...replay.sent))).toEqual(mlsOf(concat(...pair.responder.sent)));
    expect(replay.effects).not.toContain('persist');
    expect(pair.rob.disk.sessions.get(id)).toBe(stored);
  });

  test('[RS-19] a request of another profile is refused also where two requests cross on one transport', async () => {
    const pair = await Pair.established();
    const id = pair.sessionId;
    pair.breakTransport();
    await pair.settle();
    pair.initiator = pair.ida.resume(id);
    pair.responder = pair.rob.resume(id);
    pair.initiator.onTransmit = (bytes) => [editClear(bytes, { profile: 3 })];
    link(pair.initiator, pair.responder);
    await pair.settle();
    expect(code(pair.responder)).toBe('PROLOGUE_PROFILE_MISMATCH');
  });

  test('[KP-09] of two handshakes under way for one group id, one is refused and the other keeps its session', async () => {
    let decide: (verdict: Verdict) => void = () => undefined;
    const slow = new Promise<Verdict>((resolve) => (decide = resolve));
    const host = new Host({ name: 'victim', clock: new FakeClock(), authenticate: () => slow });
    const peers = [new ScriptedPeer(host, 'peer'), new ScriptedPeer(host, 'peer')];
    for (const peer of peers) peer.randomness.bytes = (length) => new Uint8Array(length).fill(7);
    for (const peer of peers) {
      await peer.answer();
      peer.line.victim.inject(peer.line.handshake(await peer.serverHello(peer.line.takeMessage('client_hello').raw)));
    }
    decide({ ok: true });
    await settle(host);
    const victims = peers.map(({ line }) => line.victim);
    expect(victims.map((end) => end.connection.status.open).sort()).toEqual([false, true]);
    const refused = victims.find((end) => !end.connection.status.open) as End;
    expect(code(refused)).toBe('WE_GROUP_ID_TAKEN');
    expect(refused.events).toEqual([{ kind: 'closed', failure: misbehaved('WE_GROUP_ID_TAKEN').failure, session: null }]);
  });

  test('[KP-03] of two transports with the same client_hello one is refused, however close they come', async () => {
    const rob = new Host({ name: 'responder', clock: new FakeClock() });
    const ida = new Host({ name: 'initiator', clock: rob.clock });
    const hello = concat(...(await driven(ida)).sent);
    const ends = [rob.accept(), rob.accept()];
    for (const end of ends) end.inject(hello);
    await settle(rob);
    expect(ends.map((end) => code(end))).toEqual([undefined, 'KP_REPLAYED']);
    expect(rob.disk.sessions.size).toBe(1);
  });
});

describe('the shared output buffer', () => {
  test('[AL-03] an alert that a timer causes leaves on its own transport, whichever connection is polled first', async () => {
    const rob = new Host({ name: 'responder', clock: new FakeClock() });
    const [silent, other] = [rob.accept(), rob.accept()];
    rob.clock.advance(rob.policy.helloTimeout);
    silent.connection.tick(rob.clock.now);
    other.drive();
    expect(other.sent).toEqual([]);
    silent.drive();
    expect(silent.sent).toEqual([Uint8Array.of(21, 3, 3, 0, 2, 1, alertDescriptions.user_canceled)]);
  });
});

async function driven(host: Host): Promise<End> {
  const end = await host.connect();
  end.drive();
  return end;
}

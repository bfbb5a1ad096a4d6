import { describe, expect, test } from 'vitest';
import { alertDescriptions } from '#engine/alert.ts';
import { concat } from '#engine/bytes.ts';
import type { Verdict } from '#engine/mls-tls/host-effects.ts';
import { Pair } from '../support/pair.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { type End, FakeClock, Host } from '../support/world.ts';

const newHost = (options: Partial<ConstructorParameters<typeof Host>[0]> = {}) => new Host({ name: 'victim', clock: new FakeClock(), ...options });
const never = () => new Promise<Verdict>(() => undefined);
const { internal_error } = alertDescriptions;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Moves the clock of one host in one step. */
async function advance(end: End, milliseconds: number): Promise<void> {
  end.host.clock.advance(milliseconds);
  end.tick();
  await turn();
}

/** Bytes on their way arrive, tasks end; questions to a silent authentication service stay open. */
async function run(pair: Pair): Promise<void> {
  for (let i = 0; i < 20; i++) {
    for (const end of [pair.initiator, pair.responder]) {
      end.drive();
      end.deliver();
    }
    await turn();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('[TM-01] what does not come in time', () => {
  test('resumption_status: 15 s after the response', async () => {
    const peer = await ScriptedPeer.dialed(newHost());
    const line = await peer.answerResumption();
    await advance(line.victim, 14_000);
    await peer.respond();
    await advance(line.victim, 14_000);
    expect(line.victim.failure).toBeNull();
    await advance(line.victim, 1000);
    expect(line.victim.failure).toMatchObject({ timer: 'resume', beforeOpen: true });
    expect(peer.host.stored(peer.sessionId)?.standing).toBe('confirmed');
  });

  test('the rest of a fragmented message: 10 s', async () => {
    const peer = await ScriptedPeer.dialed(newHost());
    await peer.line.tell(peer.line.seal({ type: 22, body: Uint8Array.of(0xe3, 0, 1) }));
    await advance(peer.line.victim, 9_000);
    await peer.line.tell(peer.line.seal({ type: 22, body: Uint8Array.of(0) }));
    await advance(peer.line.victim, 9_000);
    expect(peer.line.victim.failure).toBeNull();
    await advance(peer.line.victim, 1_000);
    expect(peer.line.victim.failure).toMatchObject({ timer: 'fragment', beforeOpen: false });
  });
});

describe('[AS-01] [TM-01] an authentication service that does not answer within 10 s has refused, and the alert is internal_error', () => {
  const refused = { kind: 'credential-unchecked', reason: 'timeout' };

  test('asked about a client_hello that came late', async () => {
    const pair = await Pair.unconnected({ responder: { authenticate: never } });
    pair.clock.advance(9_000);
    await run(pair);
    expect(pair.responder.connection.status.state).toBe('authenticating-initiator');
    await advance(pair.responder, 9_999);
    expect(pair.responder.failure).toBeNull();
    await advance(pair.responder, 1);
    expect(pair.responder.failure).toEqual(refused);
    expect(pair.responder.alerts('sent')).toEqual([internal_error]);
    expect(pair.rob.disk.sessions.size).toBe(0);
  });

  test('asked about a server_hello that came late', async () => {
    const pair = await Pair.unconnected({ initiator: { authenticate: never } });
    pair.clock.advance(9_000);
    await run(pair);
    expect(pair.initiator.connection.status.state).toBe('authenticating-responder');
    await advance(pair.initiator, 9_999);
    expect(pair.initiator.failure).toBeNull();
    await advance(pair.initiator, 1);
    expect(pair.initiator.failure).toEqual(refused);
    expect(pair.ida.disk.sessions.size).toBe(0);
  });

  test.each(['ida', 'rob'] as const)('asked at a resumption, by %s', async (slow) => {
    const pair = await Pair.established();
    const id = pair.sessionId;
    pair.breakTransport();
    Object.assign(pair[slow].options, { authenticate: never });
    pair.resume('ida', id);
    pair.clock.advance(9_000);
    await run(pair);
    const end = slow === 'ida' ? pair.initiator : pair.responder;
    expect(end.connection.status.state).toBe(slow === 'ida' ? 'authenticating-response' : 'authenticating-request');
    await advance(end, 10_000);
    expect(end.failure).toEqual(refused);
    expect(end.alerts('sent')).toEqual([internal_error]);
    expect(pair[slow].stored(id)?.standing).toBe('confirmed');
  });

  test('asked about an update; a longer patience of the policy is kept, whatever the fragment timer says', async () => {
    const host = newHost({
      policy: { authenticationTimeout: 30_000 },
      authenticate: ({ purpose }) => (purpose === 'update' ? never() : { ok: true }),
    });
    const peer = await ScriptedPeer.dialed(host);
    const { signerFor } = await import('../support/mls-parties.ts');
    const { message } = await peer.mls.createCommit(peer.group, { form: 'private', signer: signerFor('renamed', 1) });
    // The start of the next message lies in the same record.
    peer.line.victim.inject(peer.line.handshake(concat(peer.connectionUpdate(message), Uint8Array.of(0xe3, 0))));
    for (let i = 0; i < 50 && peer.line.victim.connection.status.state !== 'authenticating-update'; i++)
      await new Promise((resolve) => setTimeout(resolve, 5));
    for (const after of [10_000, 10_000, 9_999]) {
      await advance(peer.line.victim, after);
      expect(peer.line.victim.failure).toBeNull();
    }
    await advance(peer.line.victim, 1);
    expect(peer.line.victim.failure).toEqual(refused);
    expect(peer.line.victim.alerts('sent')).toEqual([internal_error]);
  });
});

describe('[TM-01] a host that cannot take more data does not read', () => {
  test.each([
    ['a record', 30_000, (peer: ScriptedPeer) => peer.line.data('half').slice(0, 9)],
    ['the closing epoch_key_update', 60_000, null],
  ])('so the rest of %s is not late before it reads again', async (_what, patience, half) => {
    const peer = await ScriptedPeer.dialed(newHost());
    const { victim } = peer.line;
    if (half !== null) await peer.line.tell(half(peer));
    else await peer.line.tell(peer.line.handshake(peer.connectionUpdate((await peer.commit()).message)));
    await advance(victim, patience - 1);
    victim.connection.pauseReading(true, victim.host.clock.now);
    await advance(victim, 10 * patience);
    await advance(victim, patience - 1);
    victim.connection.pauseReading(false, victim.host.clock.now);
    await advance(victim, patience - 1);
    expect(victim.failure).toBeNull();
    await advance(victim, 1);
    expect(victim.failure).toMatchObject({ kind: 'timeout' });
  });
});

describe('[TM-01] an expiry', () => {
  test('is void when what it waited for was read first', async () => {
    const peer = await ScriptedPeer.dialed(newHost());
    const { message, next } = await peer.commit();
    peer.groups.set(next.epoch, next);
    await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
    const { victim } = peer.line;
    victim.connection.update(victim.host.clock.now);
    victim.drive(); // computing
    victim.inject(peer.closeEpoch(2n));
    victim.host.clock.advance(60_000);
    victim.tick(); // expired while busy
    await peer.line.settle();
    expect(victim.failure).toBeNull();
    expect(victim.connection.status.receiveEpoch).toBe(2n);
  });
});

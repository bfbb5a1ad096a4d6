import { describe, expect, test } from 'vitest';
import { alertsOf, codeOf, endOf } from '../support/outcome.ts';
import { Pair } from '../support/pair.ts';
import type { ScriptedPeer } from '../support/scripted-peer.ts';
import { type Start, starts } from '../support/starts.ts';
import type { End } from '../support/world.ts';

const { listen, wait_welcome, est_i, est_r, unconfirmed, wait_ack_i, wait_ack_r, closing_i, closing_r, wait_resp, wait_confirmation, wait_status } =
  starts;
const closeNotify = { kind: 'alert', clear: false, level: 1, value: 0 };
const session = (peer: ScriptedPeer) => peer.host.stored(peer.sessionId);
const kinds = (end: End) => end.events.map(({ kind }) => kind);

describe('closing', () => {
  test('[CL-01] close_notify comes behind what was written, and the other direction goes on', async () => {
    const pair = await Pair.established();
    pair.initiator.write('last words');
    pair.initiator.close();
    await pair.settle();
    expect([pair.responder.receivedText, kinds(pair.responder)]).toEqual(['last words', ['established', 'peer-closed']]);
    pair.responder.write('an answer');
    await pair.settle();
    expect(pair.initiator.receivedText).toBe('an answer');
    expect([pair.initiator.failure, pair.responder.failure]).toEqual([null, null]);
    pair.responder.close();
    await pair.settle();
    expect([codeOf(pair.initiator.failure), codeOf(pair.responder.failure)]).toEqual(['ended closed', 'ended closed']);
  });

  test('[CL-01] data behind the peer’s close_notify is ignored', async () => {
    const peer = await est_i();
    await peer.line.tell(peer.line.alert(1, 0), peer.line.data('behind it'));
    expect([peer.line.victim.receivedText, peer.line.victim.failure]).toEqual(['', null]);
  });

  test('[CL-02] a transport that ends without close_notify is truncated, never a clean end', async () => {
    for (const [start, how] of [
      [est_i, 'fin'],
      [est_r, 'reset'],
      [wait_welcome, 'fin'],
      [wait_resp, 'fin'],
      [closing_i, 'fin'],
    ] as const) {
      const peer = await start();
      await peer.line.end(how);
      expect(endOf(peer)).toEqual(['truncated']);
    }
    const inside = await est_i();
    await inside.line.tell(inside.line.data('half a record').slice(0, 9));
    await inside.line.end('fin');
    expect(endOf(inside)).toEqual(['truncated']);
  });

  test('[CL-02] after both close_notify the end of the transport is clean', async () => {
    const peer = await est_i();
    peer.line.victim.close();
    await peer.line.tell(peer.line.alert(1, 0));
    await peer.line.end('fin');
    expect(endOf(peer)).toEqual(['ended closed', 'close_notify']);
  });

  test('[CL-03] an update that arrives after our close_notify is ignored', async () => {
    const peer = await est_r();
    peer.line.victim.close();
    const before = peer.host.disk.sessions.get(peer.sessionId);
    const { message } = await peer.commit();
    await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)), peer.line.data('still heard'));
    expect(peer.line.take()).toEqual([closeNotify]);
    expect(peer.line.victim.receivedText).toBe('still heard');
    expect(peer.host.disk.sessions.get(peer.sessionId)).toEqual(before);
  });

  test('[CL-04] an update without answer at close is kept and is what the resumption sends', async () => {
    const peer = await wait_ack_i();
    const pending = session(peer)?.pending?.message;
    peer.line.victim.close();
    await peer.line.tell(peer.line.alert(1, 0));
    expect(endOf(peer)[0]).toBe('ended closed');
    expect(session(peer)?.pending?.message).toEqual(pending);
    await peer.beResumed();
    expect(peer.request.slice(40)).toEqual(pending);
    expect(session(peer)?.group.epoch).toBe(3n);
  });

  test('[CL-05] a confirmation after our close_notify is merged and switches the receive key; nothing is sent', async () => {
    const peer = await wait_ack_i();
    peer.line.victim.close();
    await peer.line.settle();
    expect(peer.line.take()).toEqual([closeNotify]);
    await peer.line.tell(peer.closeEpoch(2n), peer.line.data('under the new key'));
    expect(peer.line.take()).toEqual([]);
    expect([session(peer)?.group.epoch, session(peer)?.pending]).toEqual([2n, null]);
    expect(peer.line.victim.receivedText).toBe('under the new key');
    expect([peer.line.victim.connection.status.sendEpoch, peer.line.victim.connection.status.receiveEpoch]).toEqual([1n, 2n]);
  });

  test('[CL-06] an update received before our close_notify is answered before it', async () => {
    const peer = await est_r();
    const { message, next } = await peer.commit();
    peer.groups.set(next.epoch, next);
    peer.line.victim.inject(peer.line.handshake(peer.connectionUpdate(message)));
    peer.line.victim.close(); // while the commit is still being processed
    await peer.line.settle();
    expect(peer.line.take().map((item) => (item.kind === 'message' ? item.name : item))).toEqual(['epoch_key_update', closeNotify]);
  });

  test('close_notify before open ends the attempt, and is believed as far as it was protected', async () => {
    for (const [start, authenticated] of [
      [listen, false],
      [wait_welcome, false],
      [wait_confirmation, true],
      [wait_status, true],
    ] as const) {
      const peer = await start();
      await peer.line.tell(peer.line.alert(1, 0));
      expect(peer.line.victim.failure).toEqual({ kind: 'alert-received', alert: 0, authenticated });
    }
  });

  test('after the peer’s close_notify no update starts', async () => {
    const peer = await est_i();
    await peer.line.tell(peer.line.alert(1, 0));
    expect(() => peer.line.victim.update()).toThrow(expect.objectContaining({ failure: { kind: 'api-misuse', code: 'API_CLOSED' } }));
  });
});

/** Time passes second by second. */
async function wait(peer: ScriptedPeer, seconds: number): Promise<void> {
  for (let n = 0; n < seconds; n++) {
    peer.host.clock.advance(1000);
    peer.line.victim.tick();
    await peer.line.settle();
  }
}

const never = () => new Promise<never>(() => undefined);
/** A connection that waits for an authentication service without end; the task must not be awaited. */
async function authenticating(): Promise<ScriptedPeer> {
  const peer = await listen({ authenticate: never });
  peer.line.victim.inject(peer.line.handshake(await peer.clientHello()));
  while (peer.host.questions.length === 0) await new Promise((resolve) => setImmediate(resolve));
  return peer;
}

describe('[TM-01] every wait ends, with its alert, and leaves the session', () => {
  const fragment =
    (start: Start): Start =>
    async (options) => {
      const peer = await start(options);
      await peer.line.tell(peer.line.seal({ type: 22, body: Uint8Array.of(0xe1, 0, 1, 0, 7) }));
      return peer;
    };
  const waits: readonly (readonly [string, Start, number, string])[] = [
    ['hello, responder', listen, 10, 'user_canceled'],
    ['hello, initiator', wait_welcome, 10, 'user_canceled'],
    ['response', wait_resp, 15, 'user_canceled'],
    ['status', wait_status, 15, 'user_canceled'],
    ['confirmation of a response', wait_confirmation, 15, 'user_canceled'],
    ['fragment before open', fragment(listen), 10, 'user_canceled'],
    ['fragment after open', fragment(est_i), 10, 'internal_error'],
    ['epoch_key_update, initiator', wait_ack_i, 60, 'internal_error'],
    ['epoch_key_update, responder', wait_ack_r, 60, 'internal_error'],
    ['closing epoch_key_update, initiator', closing_i, 60, 'internal_error'],
    ['closing epoch_key_update, responder', closing_r, 60, 'internal_error'],
  ];
  test.each(waits)('%s', async (_what, start, seconds, alert) => {
    const peer = await start();
    const before = peer.host.disk.sessions.get(peer.sessionId);
    await wait(peer, seconds - 1);
    expect(peer.line.victim.failure).toBeNull();
    await wait(peer, 1);
    expect(endOf(peer)).toEqual(['timeout', alert]);
    expect(peer.host.disk.sessions.get(peer.sessionId)).toEqual(before);
    if (before !== undefined) await peer.beResumed();
  });

  test('the authentication service has ten seconds', async () => {
    const peer = await authenticating();
    peer.host.clock.advance(9_999);
    peer.line.victim.tick();
    expect(peer.line.victim.failure).toBeNull();
    peer.host.clock.advance(1);
    peer.line.victim.tick();
    expect(peer.line.victim.failure).toEqual({ kind: 'credential-unchecked', reason: 'timeout' });
    expect(alertsOf(peer.line.victim)).toEqual(['internal_error']);
  });

  test('a session that nobody confirms is forgotten after ten minutes', async () => {
    const peer = await unconfirmed();
    await wait(peer, 599);
    expect(session(peer)?.standing).toBe('unconfirmed');
    await wait(peer, 1);
    expect([peer.line.victim.failure?.kind, session(peer)]).toEqual(['timeout', null]);
  });

  test('an open connection waits for nothing but its next update by age', async () => {
    for (const start of [est_i, est_r]) {
      const peer = await start();
      await peer.line.tell(peer.line.data('x'));
      expect(peer.line.victim.connection.deadline).toBeGreaterThanOrEqual(3_600_000);
      await wait(peer, 3_500);
      expect([peer.line.victim.failure, alertsOf(peer.line.victim)]).toEqual([null, []]);
    }
  });
});

describe('[TM-02] waits and half closed connections', () => {
  const minutes = 300; // seconds

  test('the wait for a confirmation stops with our close_notify', async () => {
    const peer = await wait_ack_i();
    peer.line.victim.close();
    await wait(peer, minutes);
    expect(peer.line.victim.failure).toBeNull();
  });

  test('both waits stop with the peer’s close_notify', async () => {
    for (const start of [wait_ack_i, wait_ack_r, closing_i, closing_r]) {
      const peer = await start();
      await peer.line.tell(peer.line.alert(1, 0));
      await wait(peer, minutes);
      expect(peer.line.victim.failure).toBeNull();
    }
  });

  test('the wait for a closing epoch_key_update goes on after our close_notify', async () => {
    const peer = await closing_r();
    peer.line.victim.close();
    await wait(peer, 60);
    expect(codeOf(peer.line.victim.failure)).toBe('timeout');
  });
});

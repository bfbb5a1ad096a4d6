import { expect, test } from 'vitest';
import { alertDescriptions } from '#engine/alert.ts';
import { concat } from '#engine/bytes.ts';
import { frameEpochKeyUpdate, handshakeTypes } from '#engine/two-party/messages.ts';
import type { Policy } from '#engine/mls-tls/connection-api.ts';
import { Pair } from '../support/pair.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { Sealer } from '../support/scripted-records.ts';
import { editClear, recordsOf } from '../support/wire.ts';
import { type End, FakeClock, Host, settle } from '../support/world.ts';

const taking: Partial<Policy> = { acceptEarlyData: true };
const text = (value: string) => new TextEncoder().encode(value);
const code = (end: End) => (end.failure?.kind === 'peer-misbehaved' ? end.failure.code : end.failure?.kind);
const resumed = (end: End) => end.events.flatMap((event) => (event.kind === 'resumed' ? [event.earlyData] : []));

/** Established, then cut; the founding responder takes early data. */
async function dormant(policy: Partial<Policy> = taking): Promise<{ pair: Pair; id: string }> {
  const pair = await Pair.established({ responder: { policy }, initiator: { policy } });
  const id = pair.sessionId;
  pair.breakTransport();
  return { pair, id };
}

test('[EA-01] [EA-11] opt-in early data is delivered with the first flight, before anything else of the initiator', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id, text('first flight'));
  pair.initiator.onTransmit = (bytes) => (bytes[0] === 22 || pair.responder.received.length === 0 ? [bytes] : []);
  await Promise.all(pair.ida.pending);
  while (pair.responder.connection.status.state !== 'awaiting-confirmation' || pair.responder.deliver()) {
    if (!pair.responder.deliver()) await Promise.all(pair.rob.pending);
    if (pair.responder.receivedText !== '') break;
  }
  expect(pair.responder.receivedText).toBe('first flight');
  expect(pair.responder.connection.status.state).toBe('awaiting-confirmation');
  pair.initiator.onTransmit = (bytes) => [bytes];
  await pair.settle();
  expect(resumed(pair.initiator)).toEqual(['accepted']);
});

test('[EA-02] nothing is early without being asked for, and a responder that does not take it counts and drops it', async () => {
  const { pair, id } = await dormant({});
  pair.resume('ida', id);
  await pair.settle();
  expect(recordsOf(concat(...pair.initiator.sent))[0]?.bytes[12]).toBe(0);
  expect(resumed(pair.initiator)).toEqual(['none']);
  pair.breakTransport();
  pair.resume('ida', id, text('dropped'));
  await pair.settle();
  expect(pair.responder.receivedText).toBe('');
  expect(resumed(pair.initiator)).toEqual(['not-accepted']);
});

test('[EA-04] a replayed first flight is not delivered twice, also not after a restart', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id, text('once'));
  await Promise.all(pair.ida.pending);
  const flight = pair.initiator.sent.map((bytes) => bytes.slice());
  await pair.settle();
  expect(pair.responder.receivedText).toBe('once');
  const restarted = new Host({ ...pair.rob.options, disk: pair.rob.disk });
  for (const host of [pair.rob, restarted]) {
    const replay = host.accept();
    for (const bytes of flight) replay.inject(bytes);
    await settle(host);
    expect(replay.receivedText).toBe('');
  }
});

/** A scripted initiator whose request announces early data, or not, and the key for it. */
async function flight(flags: number): Promise<{ peer: ScriptedPeer; end: End; early: Sealer }> {
  const peer = await ScriptedPeer.dialed(new Host({ name: 'victim', clock: new FakeClock(), policy: taking }));
  await peer.line.end('reset');
  const line = peer.dial();
  const { message, next } = await peer.commit();
  peer.groups.set(next.epoch, next);
  const request = peer.clear('resumption_request', message, { flags });
  await line.tell(line.handshake(request));
  return { peer, end: line.victim, early: new Sealer(peer.earlyKeys(next.epoch, request)) };
}

test('[EA-05] 16384 bytes are taken, one more ends the attempt and nothing of that record is delivered', async () => {
  const { peer, end, early } = await flight(1);
  await peer.line.tell(early.seal({ body: new Uint8Array(16384) }));
  expect(concat(...end.received).length).toBe(16384);
  await peer.line.tell(early.seal({ body: Uint8Array.of(1) }));
  expect(code(end)).toBe('RS_EARLY_DATA');
  expect(end.alerts('sent')).toEqual([alertDescriptions.unexpected_message]);
  expect(concat(...end.received).length).toBe(16384);
});

test('[EA-10] early data that was not announced is refused; an announcement without data is fine', async () => {
  const { peer, end, early } = await flight(0);
  await peer.line.tell(early.seal({ body: text('x') }));
  expect(code(end)).toBe('RS_EARLY_DATA');
  const announced = await flight(1);
  await announced.peer.line.tell(announced.early.seal({ type: 22, body: frameEpochKeyUpdate(3n) }));
  expect([announced.end.connection.status.open, announced.end.failure]).toEqual([true, null]);
});

test('[EA-06] [EA-11] in case b early data is dropped, told as not accepted, and not sent again', async () => {
  const pair = await Pair.established({ responder: { policy: taking } });
  const id = pair.sessionId;
  pair.responder.onTransmit = () => []; // its epoch_key_update is lost: the commit counts as applied
  pair.initiator.update();
  await pair.settle();
  pair.breakTransport();
  pair.resume('ida', id, text('late'));
  await pair.settle();
  expect(pair.responder.has('decision', ({ what }) => what === 'case-b')).toBe(true);
  expect([pair.responder.receivedText, resumed(pair.initiator)[0]]).toEqual(['', 'not-accepted']);
  expect(statusOf(pair.responder)).toEqual([0]);
});

test.each([false, true])('[EA-07] a changed prologue makes everything under the early key fail: changed %s', async (changed) => {
  const { pair, id } = await dormant();
  pair.resume('ida', id, text('bound to the request'));
  pair.initiator.onTransmit = (bytes) => {
    const [first, ...rest] = recordsOf(bytes).map((record) => record.bytes);
    if (first?.[5] !== handshakeTypes.resumption_request || !changed) return [bytes];
    return [editClear(first, { random: true }), ...rest];
  };
  await Promise.all(pair.ida.pending);
  await pair.settle();
  expect(pair.responder.receivedText).toBe(changed ? '' : 'bound to the request');
  expect(pair.responder.failure).toEqual(changed ? { kind: 'decrypt' } : null);
  expect(resumed(pair.responder)).toHaveLength(changed ? 0 : 1);
});

test('[EA-08] the early key is never used by the responder', async () => {
  const { pair, id } = await dormant();
  pair.resume('ida', id, text('mine'));
  await pair.settle();
  const early = (end: End) =>
    end.facts.flatMap((fact) => (fact.kind === 'key-installed' && fact.label === 'c e traffic' ? [`${fact.direction} ${fact.label}`] : []));
  expect([early(pair.initiator), early(pair.responder)]).toEqual([['sent c e traffic'], ['received c e traffic']]);
  // Its first protected record comes under the epoch's key.
  const [status] = pair.responder.facts.flatMap((fact) =>
    fact.kind === 'handshake-message' && fact.direction === 'sent' && fact.type === handshakeTypes.resumption_status ? [fact.key] : [],
  );
  expect(status).toBe('epoch');
  expect(recordsOf(concat(...pair.responder.sent)).map(({ type }) => type)).toEqual([22, 23]); // response in clear, status
});

/** The flag of the resumption_status, as the responder sent it. */
const statusOf = (end: End) =>
  end.facts.flatMap((fact) =>
    fact.kind === 'handshake-message' && fact.direction === 'sent' && fact.type === handshakeTypes.resumption_status ? [fact.message[4]] : [],
  );

test.each([
  ['no data', null, taking, [0]],
  ['data that is taken', 'early', taking, [1]],
  ['data that is not taken', 'early', {}, [0]],
] as const)('[EA-11] the status after %s', async (_what, data, policy, expected) => {
  const { pair, id } = await dormant(policy);
  pair.resume('ida', id, data === null ? null : text(data));
  await pair.settle();
  expect(statusOf(pair.responder)).toEqual(expected);
});

test('[EA-09] a dropped last early record is noticed at the switch', async () => {
  const { peer, end, early } = await flight(1);
  const kept = early.seal({ body: text('kept') });
  early.seal({ body: text('dropped by the attacker') });
  await peer.line.tell(kept);
  await peer.line.tell(early.seal({ type: 22, body: frameEpochKeyUpdate(3n) }));
  expect(end.failure).toEqual({ kind: 'decrypt' });
});

test('[EA-02] the editor’s copy has none, and 16384 bytes are the most', async () => {
  const { pair, id } = await dormant();
  expect(() => pair.ida.resume(id, new Uint8Array(16385))).toThrow('API_EARLY_DATA_TOO_LONG');
  const other = await Pair.established({ profile: 'editor-copy' });
  const otherId = other.sessionId;
  other.breakTransport();
  expect(() => other.ida.resume(otherId, text('no'))).toThrow('API_NO_EARLY_DATA');
});

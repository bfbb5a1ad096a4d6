import { expect, test } from 'vitest';
import { alertDescriptions } from '#engine/alert.ts';
import type { Bytes } from '#engine/bytes.ts';
import {
  frame,
  frameEpochKeyUpdate,
  frameKeyUpdate,
  frameResumptionStatus,
  frameShortEpochKeyUpdate,
  handshakeTypes,
} from '#engine/two-party/messages.ts';
import { Disguise } from '../support/disguise.ts';
import { Pair } from '../support/pair.ts';
import { editClear } from '../support/wire.ts';
import { type End, Host, settle } from '../support/world.ts';

const code = (end: End) => (end.failure?.kind === 'peer-misbehaved' ? end.failure.code : end.failure?.kind);
const tasks = (pair: Pair) => Promise.all([...pair.ida.pending, ...pair.rob.pending]);

/** Both sides honest, and each able to say what it would not. */
async function liars(): Promise<{ readonly pair: Pair; readonly disguise: Disguise }> {
  const disguise = new Disguise();
  const pair = await Pair.established({ profile: 'editor-copy', initiator: { weaken: disguise.under }, responder: { weaken: disguise.under } });
  return { pair, disguise };
}

/** The responder's words arrive; the initiator's do not yet. */
async function hear(pair: Pair): Promise<void> {
  while (pair.initiator.deliver()) await tasks(pair);
}

const misplaced: readonly (readonly [string, Bytes])[] = [
  ['a type that is none', Uint8Array.of(0xe9, 0, 0, 1, 0)],
  ['an epoch_key_update of another epoch', frameShortEpochKeyUpdate(9n)],
  ['a connection_update that is none', frame('connection_update', new Uint8Array(20))],
  ['a resumption_status', frameResumptionStatus({ earlyData: 0, flightHash: new Uint8Array(32) })],
];

test.each(misplaced)('[ED-08] [ED-07] an initiator in state 2 drops %s, and processes a key_update behind it', async (_what, message) => {
  const { pair, disguise } = await liars();
  pair.initiator.update();
  await tasks(pair);
  expect(pair.ida.stored(pair.sessionId)?.stored).not.toBeNull();
  disguise.say(pair.responder, message);
  pair.responder.connection.keyUpdate(false, pair.clock.now);
  pair.responder.write('under the next key');
  await hear(pair);
  expect([pair.initiator.failure, pair.initiator.receivedText]).toEqual([null, 'under the next key']);
  expect(pair.initiator.has('decision', ({ what }) => what.startsWith('ignored-'))).toBe(true);
  expect(pair.initiator.connection.status).toMatchObject({ sendEpoch: 2n, receiveEpoch: 1n });
  await pair.settle();
  expect(pair.initiator.connection.status).toMatchObject({ sendEpoch: 2n, receiveEpoch: 2n });
});

test.each(misplaced)('[R-ED] in state 1 %s ends the connection', async (_what, message) => {
  const { pair, disguise } = await liars();
  disguise.say(pair.responder, message);
  await hear(pair);
  expect(pair.initiator.failure).not.toBeNull();
  expect(pair.initiator.alerts('sent')).toHaveLength(1);
});

test('[R-ED] in state 3 an update, or a confirmation of another epoch, is unexpected', async () => {
  for (const [lie, expected] of [
    [frame('connection_update', new Uint8Array(20)), 'UPDATE_WHILE_CONFIRMING'],
    [frameShortEpochKeyUpdate(7n), 'EKU_WRONG_EPOCH'],
  ] as const) {
    const { pair, disguise } = await liars();
    pair.responder.update();
    await tasks(pair);
    await hear(pair);
    expect(pair.initiator.connection.status).toMatchObject({ sendEpoch: 2n, receiveEpoch: 1n });
    disguise.say(pair.responder, lie);
    await hear(pair);
    expect([code(pair.initiator), pair.initiator.alerts('sent')]).toEqual([expected, [alertDescriptions.unexpected_message]]);
  }
});

test('[R-ED] a responder in state 2 takes no confirmation of another epoch', async () => {
  const { pair, disguise } = await liars();
  pair.responder.update();
  await tasks(pair);
  disguise.say(pair.initiator, frameShortEpochKeyUpdate(3n));
  while (pair.responder.deliver()) await tasks(pair);
  expect([code(pair.responder), pair.responder.alerts('sent')]).toEqual(['EKU_WRONG_EPOCH', [alertDescriptions.unexpected_message]]);
});

test.each([2, 255])('[ED-18] a key_update with the value %i is refused with illegal_parameter', async (value) => {
  for (const from of ['initiator', 'responder'] as const) {
    const { pair, disguise } = await liars();
    const message = frameKeyUpdate(false);
    message[4] = value;
    disguise.say(pair[from], message);
    await pair.settle();
    const to = from === 'initiator' ? pair.responder : pair.initiator;
    expect([code(to), to.alerts('sent')]).toEqual(['KEY_UPDATE_VALUE', [alertDescriptions.illegal_parameter]]);
  }
});

test('[ED-04] the epoch of an epoch_key_update is four bytes on the wire, and eight are refused', async () => {
  const { pair, disguise } = await liars();
  pair.initiator.update();
  await tasks(pair);
  while (pair.responder.deliver()) await tasks(pair);
  const sent = pair.responder.facts.flatMap((fact) =>
    fact.kind === 'handshake-message' && fact.direction === 'sent' && fact.type === handshakeTypes.epoch_key_update ? [fact.message] : [],
  );
  expect(sent).toEqual([Uint8Array.of(0xe4, 0, 0, 4, 0, 0, 0, 2)]);
  await pair.settle();
  pair.responder.update();
  await tasks(pair);
  disguise.say(pair.initiator, frameEpochKeyUpdate(3n));
  while (pair.responder.deliver()) await tasks(pair);
  expect([pair.responder.failure?.kind, pair.responder.alerts('sent')]).toEqual(['decode', [alertDescriptions.decode_error]]);
});

/** A resumption as it left, kept off the wire. */
async function flight(pair: Pair, id: string): Promise<Bytes> {
  pair.breakTransport();
  const end = pair.ida.resume(id);
  end.drive();
  await tasks(pair);
  end.reset();
  return end.sent[0] ?? new Uint8Array(0);
}

test('[ED-25] a commit of any other epoch is refused with unknown_psk_identity, and the session stays', async () => {
  const pair = await Pair.established({ profile: 'editor-copy' });
  const id = pair.sessionId;
  for (let n = 0; n < 3; n++) {
    pair.initiator.update();
    await pair.settle();
  }
  const current = pair.rob.stored(id)?.group.epoch ?? 0n;
  expect(current).toBe(4n);
  const request = await flight(pair, id);
  const before = pair.rob.disk.sessions.get(id);
  // 4 is the epoch of a commit that goes on from here; 3 was applied, but with another commit; 5 would need an own pending one.
  for (const epoch of [0n, 1n, 2n, 3n, 5n, 6n, 2n ** 32n, 2n ** 64n - 1n]) {
    const end = pair.rob.accept();
    end.inject(editClear(request, { epoch }));
    await settle(pair.rob);
    expect([epoch, code(end), end.alerts('sent')]).toEqual([epoch, 'RS_REFUSED', [alertDescriptions.unknown_psk_identity]]);
  }
  expect(pair.rob.disk.sessions.get(id)).toEqual(before);
  const genuine = pair.rob.accept();
  genuine.inject(request);
  await settle(pair.rob);
  expect(genuine.messages('sent')).toEqual(['epoch_key_update']);
});

test('[ED-27] a random that was accepted is refused after a restart as well', async () => {
  const pair = await Pair.established({ profile: 'editor-copy' });
  const id = pair.sessionId;
  pair.responder.onTransmit = () => []; // its epoch_key_update is lost: the commit is the last one applied
  pair.initiator.update();
  await pair.settle();
  const request = await flight(pair, id);
  const accepted = pair.rob.accept();
  accepted.inject(request);
  await settle(pair.rob);
  expect(accepted.messages('sent')[0]).toBe('epoch_key_update'); // the first time
  pair.rob.crash();
  const restarted = new Host({ ...pair.rob.options, disk: pair.rob.disk });
  const replay = restarted.accept();
  replay.inject(request);
  await settle(restarted);
  expect([code(replay), replay.alerts('sent')]).toEqual(['RS_REFUSED', [alertDescriptions.unknown_psk_identity]]);
  const fresh = restarted.accept();
  fresh.inject(editClear(request, { random: true }));
  await settle(restarted);
  expect(fresh.messages('sent')[0]).toBe('epoch_key_update'); // the commit alone does not make it a repetition
});

test('[ED-20] a founding initiator refuses every resumption, its own that comes back included', async () => {
  const pair = await Pair.established({ profile: 'editor-copy' });
  const request = await flight(pair, pair.sessionId);
  const end = pair.ida.accept();
  end.inject(request);
  await settle(pair.ida);
  expect([code(end), end.alerts('sent')]).toEqual(['HS_UNEXPECTED', [alertDescriptions.unexpected_message]]);
});

test.each([
  ['initiator', 'responder'],
  ['responder', 'initiator'],
] as const)('[ED-17] a key_update of the %s gives that direction a key nobody had, and leaves the other direction alone', async (who, other) => {
  for (const requested of [false, true]) {
    const pair = await Pair.established({ profile: 'editor-copy' });
    const installs = (end: End) => end.facts.flatMap((fact) => (fact.kind === 'key-installed' ? [fact.direction] : []));
    const before = { [who]: installs(pair[who]).length, [other]: installs(pair[other]).length };
    pair[who].connection.keyUpdate(requested, pair.clock.now);
    pair[who].drive();
    pair[who].write('under the next key');
    await pair.settle();
    pair[other].write('back');
    await pair.settle();
    expect(installs(pair[who]).slice(before[who])).toEqual(requested ? ['sent', 'received'] : ['sent']);
    expect(installs(pair[other]).slice(before[other])).toEqual(requested ? ['received', 'sent'] : ['received']);
    expect([pair[other].receivedText, pair[who].receivedText]).toEqual(['under the next key', 'back']);
  }
});

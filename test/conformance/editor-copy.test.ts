import { expect, test } from 'vitest';
import { alertDescriptions } from '#engine/alert.ts';
import { concat } from '#engine/bytes.ts';
import { frameShortEpochKeyUpdate } from '#engine/two-party/messages.ts';
import { Pair, type PairOptions } from '../support/pair.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { mlsOf, recordsOf } from '../support/wire.ts';
import type { End, Host } from '../support/world.ts';

const established = (options: PairOptions = {}) => Pair.established({ profile: 'editor-copy', ...options });
const group = (host: Host, id: string) => host.stored(id)?.group;
const tasks = (pair: Pair) => Promise.all([...pair.ida.pending, ...pair.rob.pending]);
const code = (end: End) => (end.failure?.kind === 'peer-misbehaved' ? end.failure.code : end.failure?.kind);

function hold(end: End): Uint8Array[] {
  const held: Uint8Array[] = [];
  end.onTransmit = (bytes) => {
    held.push(bytes);
    return [];
  };
  return held;
}

async function expectTogether(pair: Pair, id: string): Promise<void> {
  await pair.settle();
  expect(group(pair.ida, id)?.epoch).toBe(group(pair.rob, id)?.epoch);
  expect(group(pair.ida, id)?.epochAuthenticator).toEqual(group(pair.rob, id)?.epochAuthenticator);
  const before = [pair.initiator.receivedText, pair.responder.receivedText];
  pair.initiator.write('ping');
  pair.responder.write('pong');
  await pair.settle();
  expect([pair.initiator.receivedText, pair.responder.receivedText]).toEqual([`${before[0]}pong`, `${before[1]}ping`]);
}

async function deliverTo(pair: Pair, end: End): Promise<void> {
  while (end.deliver()) await tasks(pair);
}

test('[ED-01] the handshake of the editor’s copy ends in epoch 1 on both sides, with data both ways', async () => {
  const pair = await established();
  expect(pair.rob.stored(pair.sessionId)?.profile).toBe('editor-copy');
  await expectTogether(pair, pair.sessionId);
});

test('[ED-05] [ED-06] [ED-16] the initiator’s update takes two messages; its send key changes with the update, its receive key with the answer', async () => {
  const pair = await established();
  pair.initiator.update();
  await tasks(pair);
  expect(pair.initiator.connection.status).toMatchObject({ sendEpoch: 2n, receiveEpoch: 1n });
  expect(pair.ida.stored(pair.sessionId)?.stored?.epoch).toBe(1n);
  pair.initiator.write('new key at once');
  pair.responder.write('old key still');
  await pair.settle();
  expect(pair.log).toEqual(['initiator sends connection-update', 'responder sends epoch-key-update']);
  expect([pair.initiator.receivedText, pair.responder.receivedText]).toEqual(['old key still', 'new key at once']);
  expect(pair.ida.stored(pair.sessionId)?.stored).toBeNull();
  await expectTogether(pair, pair.sessionId);
});

test('[ED-12] [ED-13] [ED-09] [ED-10] the responder’s update takes three messages and is applied at the confirmation only', async () => {
  const pair = await established();
  pair.responder.update();
  await tasks(pair);
  expect(group(pair.rob, pair.sessionId)?.epoch).toBe(1n);
  await deliverTo(pair, pair.initiator);
  expect(pair.initiator.connection.status).toMatchObject({ sendEpoch: 2n, receiveEpoch: 1n });
  await pair.settle();
  expect(pair.log).toEqual(['responder sends connection-update', 'initiator sends epoch-key-update', 'responder sends epoch-key-update']);
  for (const end of [pair.initiator, pair.responder]) expect(end.connection.status).toMatchObject({ sendEpoch: 2n, receiveEpoch: 2n });
  await expectTogether(pair, pair.sessionId);
});

test('[ED-07] [ED-14] on crossing updates the initiator drops the responder’s and the responder discards its own, then tries again', async () => {
  const pair = await established();
  pair.initiator.update();
  pair.responder.update();
  await tasks(pair);
  await pair.settle();
  expect(pair.initiator.has('decision', ({ what }) => what === 'ignored-update')).toBe(true);
  expect(pair.responder.has('decision', ({ what }) => what === 'dropped-own-update')).toBe(true);
  expect(group(pair.rob, pair.sessionId)?.epoch).toBe(3n);
  await expectTogether(pair, pair.sessionId);
});

test('[ED-11] no update starts while the last one waits; the wish is kept', async () => {
  const pair = await established();
  for (let i = 0; i < 4; i++) pair.initiator.update();
  await pair.settle();
  expect(pair.log.filter((line) => line === 'initiator sends connection-update')).toHaveLength(2);
  pair.responder.update();
  await deliverToBoth(pair, pair.initiator);
  const sent = pair.log.length;
  pair.initiator.update(); // state 3
  await tasks(pair);
  expect([pair.initiator.connection.status.updating, pair.log.slice(sent)]).toEqual([true, []]);
  await expectTogether(pair, pair.sessionId);
});

async function deliverToBoth(pair: Pair, end: End): Promise<void> {
  await tasks(pair);
  await deliverTo(pair, end);
}

test.each([false, true])('[ED-17] KeyUpdate moves the send key on, with update_requested %s', async (requestPeer) => {
  const pair = await established();
  pair.initiator.connection.keyUpdate(requestPeer, pair.clock.now);
  pair.initiator.drive();
  await pair.settle();
  expect(pair.log).toEqual(requestPeer ? ['initiator sends key-update', 'responder sends key-update'] : ['initiator sends key-update']);
  expect(group(pair.ida, pair.sessionId)?.epoch).toBe(1n);
  await expectTogether(pair, pair.sessionId);
});

test('[ED-18] crossing requests advance each direction by two generations', async () => {
  const pair = await established();
  for (const end of [pair.initiator, pair.responder]) {
    end.connection.keyUpdate(true, pair.clock.now);
    end.drive();
  }
  await pair.settle();
  expect(pair.log.filter((line) => line.endsWith('key-update'))).toHaveLength(4);
  await expectTogether(pair, pair.sessionId);
});

test('[ED-19] KeyUpdates in flight while updates run keep both streams in step', async () => {
  const pair = await established();
  for (let round = 0; round < 6; round++) {
    const [first, second] = round % 2 === 0 ? [pair.initiator, pair.responder] : [pair.responder, pair.initiator];
    first.connection.keyUpdate(round % 3 === 0, pair.clock.now);
    first.update();
    second.connection.keyUpdate(false, pair.clock.now);
    second.write(`data ${round};`);
    first.write(`more ${round};`);
    await pair.settle();
  }
  expect([pair.initiator.failure, pair.responder.failure]).toEqual([null, null]);
  await expectTogether(pair, pair.sessionId);
});

test('[ED-20] only the founding initiator resumes', async () => {
  const pair = await established();
  const id = pair.sessionId;
  pair.breakTransport();
  expect(() => pair.rob.resume(id)).toThrow('API_NOT_FOUNDING_INITIATOR');
});

test('[ED-23] [ED-28] [ED-26] a resumption: one message each way, then keys that no other connection had', async () => {
  const pair = await established();
  const id = pair.sessionId;
  pair.breakTransport();
  pair.resume('ida', id);
  await pair.settle();
  expect(pair.log).toEqual(['initiator sends resumption', 'responder sends epoch-key-update']);
  expect(recordsOf(concat(...pair.responder.sent)).map(({ type }) => type)).toEqual([23]);
  await expectTogether(pair, id);
});

test('[ED-21] [ED-22] a break in state 2 repeats the stored commit; the responder had applied it and answers with its epoch', async () => {
  const pair = await established();
  const id = pair.sessionId;
  hold(pair.responder); // its epoch_key_update is lost
  pair.initiator.update();
  await pair.settle();
  const stored = pair.ida.stored(id)?.stored?.message;
  pair.breakTransport();
  pair.resume('ida', id);
  const [request] = recordsOf(concat(...pair.initiator.sent));
  expect(request && Buffer.from(mlsOf(request.bytes)).toString('hex')).toBe(stored && Buffer.from(stored).toString('hex'));
  await pair.settle();
  const [answer] = pair.responder.facts.flatMap((fact) => (fact.kind === 'handshake-message' && fact.direction === 'sent' ? [fact.message] : []));
  expect(answer).toEqual(frameShortEpochKeyUpdate(2n)); // the epoch it was in: the commit was discarded
  // Both renew an epoch that an older connection may have used.
  expect(group(pair.ida, id)?.epoch).toBeGreaterThan(2n);
  await expectTogether(pair, id);
});

test('[ED-24] a responder whose update was confirmed into the void applies it first, then the resumption', async () => {
  const pair = await established();
  const id = pair.sessionId;
  pair.responder.update();
  await tasks(pair);
  hold(pair.initiator); // its epoch_key_update is lost: Ida is at 2, Rob still at 1
  await pair.settle();
  expect([group(pair.ida, id)?.epoch, group(pair.rob, id)?.epoch]).toEqual([2n, 1n]);
  pair.breakTransport();
  pair.resume('ida', id);
  await pair.settle();
  const answers = pair.responder.facts.flatMap((fact) => (fact.kind === 'handshake-message' && fact.direction === 'sent' ? [fact.message] : []));
  expect(answers).toEqual([frameShortEpochKeyUpdate(3n)]); // its own commit made 2, the resumption 3
  await expectTogether(pair, id);
});

test('[ED-31] a responder in state 2 keeps its commit in case "equal" and sends it again right after the confirmation', async () => {
  const pair = await established();
  const id = pair.sessionId;
  hold(pair.responder);
  pair.initiator.update(); // applied at Rob, its answer is lost
  await pair.settle();
  pair.responder.update();
  await pair.settle();
  const kept = pair.rob.stored(id)?.pending?.message;
  expect(kept).toBeDefined();
  pair.breakTransport();
  pair.resume('ida', id);
  await pair.settle();
  expect(pair.responder.messages('sent').slice(0, 2)).toEqual(['epoch_key_update', 'connection_update']);
  await expectTogether(pair, id);
});

test('[ED-27] a repeated resumption message is refused with unknown_psk_identity', async () => {
  const pair = await established();
  const id = pair.sessionId;
  hold(pair.responder);
  pair.initiator.update();
  await pair.settle();
  pair.breakTransport();
  pair.resume('ida', id);
  await pair.settle();
  const flight = concat(...pair.initiator.sent.slice(0, 1));
  const replay = pair.rob.accept();
  replay.inject(flight);
  await pair.settle();
  expect(code(replay)).toBe('RS_REFUSED');
  expect(replay.alerts('sent')).toEqual([alertDescriptions.unknown_psk_identity]);
  await expectTogether(pair, id);
});

test('[ED-33] the initiator sends no application data between its resumption and the confirmation', async () => {
  const pair = await established();
  const id = pair.sessionId;
  pair.breakTransport();
  pair.resume('ida', id);
  await tasks(pair);
  pair.initiator.write('waits');
  expect(recordsOf(concat(...pair.initiator.sent)).map(({ type }) => type)).toEqual([22]);
  await pair.settle();
  expect(pair.responder.receivedText).toBe('waits');
});

test.each([
  ['editor-copy', 'draft-00'],
  ['draft-00', 'editor-copy'],
  ['editor-copy', 'draft-00-literal'],
  ['draft-00-literal', 'draft-00'],
] as const)('[ED-30] [FR-12] peers of different profiles never complete a handshake: %s to %s', async (ours, theirs) => {
  const pair = await Pair.unconnected({ initiator: { policy: { profiles: [ours] } }, responder: { policy: { profiles: [theirs] } } });
  await pair.settle();
  expect([pair.ida.disk.sessions.size, pair.rob.disk.sessions.size]).toEqual([0, 0]);
  expect(code(pair.responder)).toBe('PROLOGUE_PROFILE_DISABLED');
  expect(pair.responder.alerts('sent')).toEqual([alertDescriptions.protocol_version]);
});

test('[ED-15] data and updates of both sides in random order lose, double and reorder nothing', async () => {
  const pair = await established();
  const random = randomNumbers(7);
  const sent = ['', ''];
  for (let step = 0; step < 300; step++) {
    const which = random() < 0.5 ? 0 : 1;
    const end = [pair.initiator, pair.responder][which] as End;
    const x = random();
    if (x < 0.4) {
      sent[which] += `${step};`;
      end.write(`${step};`);
    } else if (x < 0.5) end.update();
    else if (x < 0.55) {
      end.connection.keyUpdate(random() < 0.5, pair.clock.now);
      end.drive();
    } else end.deliver();
    await tasks(pair);
  }
  await pair.settle();
  expect([pair.initiator.failure, pair.responder.failure]).toEqual([null, null]);
  expect([pair.responder.receivedText, pair.initiator.receivedText]).toEqual(sent);
  await expectTogether(pair, pair.sessionId);
});

test('[ED-29] an epoch that no message can name is refused to the caller, and nothing is sent', async () => {
  const pair = await established();
  const { continueWanted, epochsExhausted } = await import('#engine/two-party/editor-updating.ts');
  const session = pair.ida.stored(pair.sessionId);
  if (session === null) throw new Error('no session');
  const last = { ...session, group: { ...session.group, epoch: 2n ** 32n - 1n } };
  expect([epochsExhausted(session), epochsExhausted(last)]).toEqual([false, true]);
  const open = {
    kind: 'open',
    role: 'initiator',
    closing: null,
    secrets: null,
    want: true,
    signer: null,
    confirmed: true,
    proven: true,
    ignoredUpdate: false,
    yielding: false,
    closeSent: false,
    closeReceived: false,
  } as const;
  expect(continueWanted(open, last, [], {} as never)).toEqual({ state: open, effects: [] });
});

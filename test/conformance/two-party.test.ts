import { expect, test } from 'vitest';
import { Pair } from '../support/pair.ts';

const authenticators = (pair: Pair) => [pair.ida, pair.rob].map((host) => host.stored(pair.sessionId)?.group.epochAuthenticator);

test('[TP-08] after the handshake both are in epoch 1 of a group of two, the founding responder at leaf 0', async () => {
  const pair = await Pair.established();
  const [own, peers] = [pair.ida.stored(pair.sessionId), pair.rob.stored(pair.sessionId)];
  expect(pair.log).toEqual([]);
  expect([own?.group.epoch, peers?.group.epoch]).toEqual([1n, 1n]);
  expect([own?.group.ownIndex, peers?.group.ownIndex]).toEqual([1, 0]);
  expect(own?.group.epochAuthenticator).toEqual(peers?.group.epochAuthenticator);
  expect(pair.initiator.events.map((event) => event.kind)).toEqual(['established']);
  expect(pair.responder.events.map((event) => event.kind)).toEqual(['established']);
});

test('[TP-09] an update is answered with epoch_key_update and closed with another', async () => {
  const pair = await Pair.established();
  pair.initiator.update();
  await pair.settle();
  expect(pair.log).toEqual(['initiator sends connection-update', 'responder sends epoch-key-update', 'initiator sends epoch-key-update']);
  const [a, b] = authenticators(pair);
  expect(a).toEqual(b);
  pair.initiator.write('after');
  pair.responder.write('also after');
  await pair.settle();
  expect(pair.responder.receivedText).toBe('after');
  expect(pair.initiator.receivedText).toBe('also after');
});

test('[TP-15] on crossing updates the responder drops its commit and applies the initiator’s', async () => {
  const pair = await Pair.established();
  pair.initiator.update();
  pair.responder.update();
  await Promise.all([...pair.ida.pending, ...pair.rob.pending]); // both commits are now on the wire
  await pair.settle();
  expect(pair.log.slice(0, 4)).toEqual([
    'initiator sends connection-update', 'responder sends connection-update', 'responder sends epoch-key-update', 'initiator sends epoch-key-update',
  ]);
  const [a, b] = authenticators(pair);
  expect(a).toEqual(b);
});

test('[RS-01] the founding initiator resumes: request, response, epoch_key_update, status; epoch + 2', async () => {
  const pair = await Pair.established();
  const id = pair.sessionId;
  pair.breakTransport();
  pair.resume('ida', id);
  await pair.settle();
  expect(pair.log).toEqual(['initiator sends resumption-request', 'responder sends resumption-response', 'initiator sends epoch-key-update', 'responder sends resumption-status']);
  expect(pair.ida.stored(id)?.group.epoch).toBe(3n);
  expect(pair.rob.stored(id)?.group.epochAuthenticator).toEqual(pair.ida.stored(id)?.group.epochAuthenticator);
  pair.initiator.write('hello again');
  pair.responder.write('hello to you');
  await pair.settle();
  expect(pair.responder.receivedText).toBe('hello again');
  expect(pair.initiator.receivedText).toBe('hello to you');
});

import { expect, test } from 'vitest';
import type { TraceFact } from '#engine/mls-tls/trace.ts';
import { type Bytes, concat } from '#engine/bytes.ts';
import { frame, frameEpochKeyUpdate, handshakeTypes } from '#engine/two-party/messages.ts';
import { notDurable } from '../support/durable-first.ts';
import { Pair } from '../support/pair.ts';

const sent = (type: number, message: Bytes): Extract<TraceFact, { kind: 'handshake-message' }> => ({
  kind: 'handshake-message',
  direction: 'sent',
  type,
  message,
  key: 'epoch',
  epoch: 1n,
});

/** Every host of every test asks this about every message it sends; here are the answers that would fail them. */
test('[CR-01] [CR-07] a message that leaves before what it rests on is durable is noticed', async () => {
  const pair = await Pair.established();
  const id = pair.sessionId;
  const before = pair.ida.stored(id);
  pair.initiator.update();
  await Promise.all(pair.ida.pending);
  const after = pair.ida.stored(id);
  const commit = after?.pending?.message ?? new Uint8Array(0);
  const update = sent(handshakeTypes.connection_update, frame('connection_update', commit));
  expect([notDurable(update, after), notDurable(update, before), notDurable(update, null)].map((missing) => missing === null)).toEqual([
    true,
    false,
    false,
  ]);

  const flight = concat(new Uint8Array(4 + 36), commit);
  const request = sent(handshakeTypes.resumption_request, flight);
  expect(notDurable(request, after)).toContain('not on disk as exposed'); // a commit that left under record protection only
  pair.breakTransport();
  pair.resume('ida', id);
  expect(notDurable(request, pair.ida.stored(id))).toBeNull();

  const confirmation = sent(handshakeTypes.epoch_key_update, frameEpochKeyUpdate(2n));
  expect(notDurable(confirmation, before)).toContain('epoch 2');
  await pair.settle();
  expect(notDurable(confirmation, pair.ida.stored(id))).toBeNull();
  expect(notDurable(sent(handshakeTypes.server_hello, new Uint8Array(4)), null)).toContain('without a session');
});

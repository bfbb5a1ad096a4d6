import { expect, test } from 'vitest';
import { Pair } from '../support/pair.ts';
import type { End, Host } from '../support/world.ts';

const established = () => Pair.established({ profile: 'draft-00-literal' });
const group = (host: Host, id: string) => host.stored(id)?.group;
const tasks = (pair: Pair) => Promise.all([...pair.ida.pending, ...pair.rob.pending]);

async function expectTogether(pair: Pair, id: string): Promise<void> {
  await pair.settle();
  expect(group(pair.ida, id)?.epochAuthenticator).toEqual(group(pair.rob, id)?.epochAuthenticator);
  const before = [pair.initiator.receivedText, pair.responder.receivedText];
  pair.initiator.write('ping');
  pair.responder.write('pong');
  await pair.settle();
  expect([pair.initiator.receivedText, pair.responder.receivedText]).toEqual([`${before[0]}pong`, `${before[1]}ping`]);
}

test.each(['initiator', 'responder'] as const)(
  '[TP-33] an update of the %s takes two messages; its receiver changes both directions at once',
  async (who) => {
    const pair = await established();
    pair[who].update();
    await tasks(pair);
    pair[who].write('held back');
    const other: End = who === 'initiator' ? pair.responder : pair.initiator;
    other.write('flows');
    await pair.settle();
    expect(pair.log).toEqual([`${who} sends connection-update`, `${who === 'initiator' ? 'responder' : 'initiator'} sends epoch-key-update`]);
    expect(other.receivedText).toBe('held back');
    expect(pair[who].receivedText).toBe('flows');
    await expectTogether(pair, pair.sessionId);
  },
);

test('[TP-33] [TP-42] between update and answer no application data leaves', async () => {
  const pair = await established();
  pair.initiator.update();
  await tasks(pair);
  const before = pair.initiator.sent.length;
  pair.initiator.write('held back');
  expect(pair.initiator.sent.length).toBe(before);
  expect(pair.initiator.connection.status).toMatchObject({ writable: false, queuedBytes: 9 });
});

test('[TP-34] what waits is bounded', async () => {
  const pair = await established();
  pair.initiator.update();
  await tasks(pair);
  pair.initiator.write(new Uint8Array(1024 * 1024));
  expect(() => pair.initiator.write('one more')).toThrow('API_HELD_BACK');
  await expectTogether(pair, pair.sessionId).catch(() => undefined);
});

test('[TP-42] on crossing updates the responder drops its own, answers and tries again at once', async () => {
  const pair = await established();
  pair.initiator.update();
  pair.responder.update();
  await tasks(pair);
  await pair.settle();
  expect(pair.log.slice(0, 4)).toEqual([
    'initiator sends connection-update',
    'responder sends connection-update',
    'responder sends epoch-key-update',
    'responder sends connection-update',
  ]);
  await expectTogether(pair, pair.sessionId);
});

test('[TP-42] close() waits for the answer, then sends close_notify', async () => {
  const pair = await established();
  pair.initiator.update();
  await tasks(pair);
  pair.initiator.close();
  expect(pair.initiator.alerts('sent')).toEqual([]);
  await pair.settle();
  expect(pair.initiator.alerts('sent')).toEqual([0]);
  expect(pair.responder.events.map(({ kind }) => kind)).toContain('peer-closed');
});

test('[TP-42] an update that is never answered ends the transport without an alert', async () => {
  const pair = await established();
  pair.initiator.onTransmit = () => [];
  pair.initiator.update();
  await tasks(pair);
  await pair.advance(60_000);
  expect(pair.initiator.failure).toMatchObject({ kind: 'timeout', timer: 'epoch-key-update' });
  expect(pair.initiator.alerts('sent')).toEqual([]);
});

test.each(['ida', 'rob'] as const)('[R-LIT] %s resumes a session of this profile', async (who) => {
  const pair = await established();
  const id = pair.sessionId;
  pair.breakTransport();
  pair.resume(who, id);
  await expectTogether(pair, id);
});

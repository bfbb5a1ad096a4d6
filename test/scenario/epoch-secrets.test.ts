import { expect, test } from 'vitest';
import { exportCapture } from '../support/held-files.ts';
import { Station } from './cores.ts';

test('a laboratory shows what its epochs were derived from, the same on both sides and as its key log has it', async () => {
  const { handlers } = (await Station.open('Ada')).core;
  const { initiatorId, responderId } = await handlers.startDemo({});
  await handlers.update({ connectionId: initiatorId });
  // The log has keys that were used.
  await handlers.send({ connectionId: initiatorId, text: 'x' });
  const secretsOf = async (connectionId: string, epoch: string) =>
    new Map((await handlers.epochSecrets({ connectionId, epoch })).values.map(({ id, value }) => [id, value]));

  const { schedule } = await handlers.epochState({ connectionId: initiatorId, epoch: '2' });
  const ours = await secretsOf(initiatorId, '2');
  const missing = schedule.filter(({ id }) => !ours.has(id)).map(({ id }) => id);
  // Neither is used by two parties that send no MLS messages but commits.
  expect(
    missing.filter((id) => !['external_secret', 'encryption_secret', 'sender_data_secret', 'welcome_secret', 'resumption_psk'].includes(id)),
  ).toEqual([]);
  for (const { id, length } of schedule) expect(ours.get(id)?.length ?? 2 * length).toBe(2 * length);
  const theirs = await secretsOf(responderId, '2');
  for (const [id, value] of theirs) expect([id, ours.get(id) ?? value]).toEqual([id, value]);
  expect(theirs.get('epoch_secret')).toBe(ours.get('epoch_secret'));

  const log = (await exportCapture(handlers, initiatorId, 'key-log')).toString();
  for (const id of ['client_write_key', 'client_write_iv']) expect(log).toContain(ours.get(id) ?? 'nothing');
  // What went by is not what comes.
  expect((await secretsOf(initiatorId, '1')).get('epoch_secret')).not.toBe(ours.get('epoch_secret'));
});

test('the first epoch comes of a commit without a path: no commit_secret, and both leaves are those of KeyPackages', async () => {
  const { handlers } = (await Station.open('Ada')).core;
  const { initiatorId, responderId } = await handlers.startDemo({});
  await handlers.update({ connectionId: initiatorId });
  const of = async (epoch: string) => {
    const { group, schedule } = await handlers.epochState({ connectionId: responderId, epoch });
    const { values } = await handlers.epochSecrets({ connectionId: responderId, epoch });
    const named = (ids: readonly { readonly id: string }[]) => ids.some(({ id }) => id === 'commit_secret');
    return { sources: group?.members.map(({ source }) => source), step: named(schedule), value: named(values) };
  };
  expect(await of('1')).toEqual({ sources: ['key-package', 'key-package'], step: false, value: false });
  expect(await of('2')).toEqual({ sources: ['key-package', 'commit'], step: true, value: true });
});

test('no other connection shows any: neither side of one with a peer', async () => {
  const [ada, bob] = [await Station.open('Ada'), await Station.open('Bob')];
  const { port } = await bob.listen();
  const here = await ada.connect(port);
  const there = await bob.untilAny(({ state }) => state === 'open');
  for (const asked of [
    ada.core.handlers.epochSecrets({ connectionId: here.id, epoch: '1' }),
    bob.core.handlers.epochSecrets({ connectionId: there.id, epoch: '1' }),
  ])
    await expect(asked).rejects.toMatchObject({ view: { code: 'NO_KEYS_KEPT' } });
});

import { describe, expect, test } from 'vitest';
import { type KeyPolicy, standardKeyPolicy } from '#shared/key-policy.ts';
import { Station } from './cores.ts';

const never: KeyPolicy = { updateRecords: 0, updateBytes: 0, updateAge: 0, recordsPerKey: 0, earlyData: false, autoResume: false };

/** Two connected cores; the connection does not resume by itself. */
async function connected() {
  const bob = await Station.open('Bob');
  const alice = await Station.open('Alice');
  const { port } = await bob.listen({ acceptEarlyData: false });
  const { id: connectionId } = await alice.connect(port, { autoResume: false });
  const { id } = await bob.untilAny(({ state }) => state === 'open');
  return { alice, bob, connectionId, theirs: { connectionId: id } };
}

test('[R-EARLY] a connection whose own policy says so takes early data through a listener that takes none, until it says otherwise', async () => {
  const { alice, bob, connectionId, theirs } = await connected();
  const resumedWith = async (text: string) => {
    await alice.core.handlers.cut({ connectionId });
    await bob.until(theirs.connectionId, ({ state }) => state === 'dormant');
    const { earlyData } = await alice.core.handlers.resumeWith({ connectionId, text });
    return earlyData;
  };
  await bob.core.handlers.setKeyPolicy({ ...theirs, policy: { ...standardKeyPolicy, earlyData: true } });
  expect(await resumedWith('taken')).toBe('accepted');
  await bob.core.handlers.setKeyPolicy({ ...theirs, policy: null });
  expect(await resumedWith('left')).toBe('not-accepted');
  expect((await bob.core.handlers.messages(theirs)).map(({ text, early }) => [text, early])).toEqual([['taken', true]]);
});

describe('[R-LIMIT] a sending key protects no more records than the policy of its connection says', () => {
  /** Sends until it is refused, one record each. @returns how many were sent */
  async function sendAll(station: Station, connectionId: string, most: number): Promise<number> {
    for (let sent = 0; sent < most; sent++) {
      const refused = await station.core.handlers.send({ connectionId, text: 'x' }).then(
        () => false,
        () => true,
      );
      if (refused) return sent;
    }
    return most;
  }

  test('without an update the connection ends before the key is used once more', async () => {
    const { alice, bob, connectionId, theirs } = await connected();
    await alice.core.handlers.setKeyPolicy({ connectionId, policy: { ...never, recordsPerKey: 64 } });
    await alice.core.handlers.update({ connectionId }); // the limit is that of keys installed from now on
    const sent = await sendAll(alice, connectionId, 100);
    expect(sent).toBeLessThanOrEqual(64);
    expect(sent).toBeGreaterThanOrEqual(64 - 16); // the last ones are kept for messages that replace the key
    const { error, state } = await alice.until(connectionId, (one) => one.state !== 'open');
    expect([state, error?.code]).toEqual(['dormant', 'ENDED_key-limit']);
    await bob.until(theirs.connectionId, (one) => one.state !== 'open');
    expect((await bob.core.handlers.messages(theirs)).length).toBe(sent);
  });

  test('with updates in time it goes on', async () => {
    const { alice, bob, connectionId, theirs } = await connected();
    await alice.core.handlers.setKeyPolicy({ connectionId, policy: { ...never, recordsPerKey: 64, updateRecords: 16 } });
    await alice.core.handlers.update({ connectionId });
    expect(await sendAll(alice, connectionId, 150)).toBe(150);
    await bob.until(theirs.connectionId, ({ bytesReceived }) => bytesReceived === 150);
    expect(Number((await alice.core.handlers.connection({ connectionId })).epoch)).toBeGreaterThanOrEqual(4);
  });
});

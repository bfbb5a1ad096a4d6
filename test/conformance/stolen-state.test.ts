import { describe, expect, test } from 'vitest';
import { concat } from '#engine/bytes.ts';
import { encodeSession } from '#engine/mls-tls/snapshot.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import { Pair } from '../support/pair.ts';
import { type Capture, openedByBruteForce, Thief } from '../support/thief.ts';
import type { End } from '../support/world.ts';

type Who = 'initiator' | 'responder';

const capture = ({ initiator, responder }: Pair): Capture => ({ initiator: concat(...initiator.sent), responder: concat(...responder.sent) });

async function say(pair: Pair, what: string): Promise<void> {
  for (const end of [pair.initiator, pair.responder]) end.write(what);
  await pair.settle();
}

async function update(pair: Pair, who: Who): Promise<void> {
  pair[who].update();
  await pair.settle();
}

/** A pair whose initiator's group is copied as soon as it is made, before anything of it is erased. */
async function robbed(profile: ProfileName): Promise<{ readonly pair: Pair; readonly thief: Thief }> {
  const thief = new Thief(profile);
  const pair = Pair.unjoined({ profile });
  const { join } = pair.ida.mls;
  Object.assign(pair.ida.mls, {
    join: async (...args: Parameters<typeof join>) => {
      const group = await join(...args);
      thief.steal(group);
      return group;
    },
  });
  await pair.dial();
  await pair.settle();
  return { pair, thief };
}

describe.each(['draft-00', 'editor-copy'] as const)(
  '[DL-04] post-compromise security, profile %s: an attacker with all of the initiator’s state and the whole wire',
  (profile) => {
    test('reads everything of that epoch', async () => {
      const { pair, thief } = await robbed(profile);
      await say(pair, 'one ');
      expect(await thief.read(capture(pair))).toEqual({ initiator: 'one ', responder: 'one ' });
    });

    test('reads on through updates of the peer: the copy applies them as its owner does', async () => {
      const { pair, thief } = await robbed(profile);
      await say(pair, 'one ');
      for (const word of ['two ', 'three ']) {
        await update(pair, 'responder');
        await say(pair, word);
      }
      expect(await thief.read(capture(pair))).toEqual({ initiator: 'one two three ', responder: 'one two three ' });
      expect(thief.epochs).toEqual([1n, 2n, 3n]);
    });

    test('reads nothing more once the initiator has updated, whatever follows', async () => {
      const { pair, thief } = await robbed(profile);
      await say(pair, 'one ');
      await update(pair, 'responder');
      await say(pair, 'two ');
      await update(pair, 'initiator');
      await say(pair, 'three ');
      await update(pair, 'responder');
      await say(pair, 'four ');
      expect([pair.initiator, pair.responder].map((end: End) => end.receivedText)).toEqual(['one two three four ', 'one two three four ']);
      expect(await thief.read(capture(pair))).toEqual({ initiator: 'one two ', responder: 'one two ' });
      expect(thief.epochs).toEqual([1n, 2n]);
    });
  },
);

describe('[DL-03] forward secrecy: an attacker with the database and the memory of one party', () => {
  test.each(['ida', 'rob'] as const)('opens no record that was captured before the last update, nor any of this epoch (%s)', async (victim) => {
    const pair = await Pair.established();
    const id = pair.sessionId;
    await say(pair, 'one ');
    await update(pair, 'initiator');
    await say(pair, 'two ');
    const inMemory = pair[victim].endpoint.session(id);
    if (inMemory === null) throw new Error('no session');
    const stolen = concat(
      pair[victim].disk.sessions.get(id) ?? new Uint8Array(0),
      encodeSession(pair[victim].mls, inMemory, () => undefined),
    );
    for (const stream of Object.values<Capture['initiator']>({ ...capture(pair) })) expect(openedByBruteForce(stolen, stream, 0x0001)).toEqual([]);
  });

  test('negative control: a state stolen while an own update waits for its answer opens the epoch that update makes', async () => {
    const pair = await Pair.established();
    const id = pair.sessionId;
    pair.initiator.update();
    await Promise.all(pair.ida.pending);
    const stolen = pair.ida.disk.sessions.get(id) ?? new Uint8Array(0);
    await pair.settle();
    await say(pair, 'two ');
    const { initiator, responder } = capture(pair);
    expect(openedByBruteForce(stolen, initiator, 0x0001)).toHaveLength(1);
    expect(openedByBruteForce(stolen, responder, 0x0001)).toHaveLength(1);
  });
});

describe.each(['draft-00', 'editor-copy'] as const)(
  '[DL-03] forward secrecy, profile %s: an attacker with an engine and what it finds after an update',
  (profile) => {
    test.each(['ida', 'rob'] as const)('reads nothing that was said before, in memory or on disk of %s', async (victim) => {
      const pair = await Pair.established({ profile });
      const id = pair.sessionId;
      await say(pair, 'one ');
      await update(pair, 'initiator');
      await say(pair, 'two ');
      await update(pair, 'responder');
      for (const found of [pair[victim].endpoint.session(id), pair[victim].stored(id)]) {
        if (found === null) throw new Error('no session');
        const thief = new Thief(profile);
        thief.steal(found.group);
        expect(thief.epochs).toEqual([3n]);
        expect(await thief.read(capture(pair))).toEqual({ initiator: '', responder: '' });
      }
    });

    test('negative control: what lay in memory when the epoch began reads that epoch', async () => {
      const { pair, thief } = await robbed(profile);
      await say(pair, 'one ');
      await update(pair, 'initiator');
      await say(pair, 'two ');
      expect(await thief.read(capture(pair))).toEqual({ initiator: 'one ', responder: 'one ' });
    });
  },
);

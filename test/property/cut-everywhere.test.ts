import { describe, expect, test, vi } from 'vitest';
import { type Bytes, concat } from '#engine/bytes.ts';
import { cutAfter, cutNext, type Ending, type Side } from '../support/cutting.ts';
import { Pair, type PairOptions } from '../support/pair.ts';
import { codeOf } from '../support/outcome.ts';
import { recordsOf } from '../support/wire.ts';
import type { End } from '../support/world.ts';

/** Hang guard, ms: the longest takes some ten seconds on an idle machine. */
vi.setConfig({ testTimeout: 600_000 });

const long = process.env['EPOCHSCOPE_LONG'] === '1';
const sides = ['initiator', 'responder'] as const;
const endings = ['fin', 'reset'] as const;

/** Post-quantum, with messages many times as long. */
const xWing = 0xf0f1;

/** Which bytes of a stream the transport ends behind. */
type Places = (stream: Bytes) => readonly number[];
const everyByte: Places = (stream) => Array.from(stream, (_, at) => at);
/** Where one record ends and the next begins, and a byte before and behind. */
const borders: Places = (stream) => {
  const ends = recordsOf(stream).map(({ bytes }) => bytes.length);
  const sums = ends.map((_, at) => ends.slice(0, at + 1).reduce((sum, length) => sum + length, 0));
  return [...new Set([0, ...sums].flatMap((at) => [at - 1, at, at + 1]))].filter((at) => at >= 0 && at < stream.length);
};
/** The borders, and every seventeenth byte; all of them in the long mode. */
const some: Places = (stream) => {
  const near = new Set(borders(stream));
  return everyByte(stream).filter((at) => long || at % 17 === 0 || near.has(at));
};

// Resumptions are also cut three times in a row, first at every byte, by row RS-024 of the catalogue.
const cases = [
  ['every byte, suite 0x0001', {}, everyByte, some],
  ['the borders of every record, suite 0xF0F1', { suite: xWing }, borders, borders],
] as const;

describe.each(cases)(
  'a transport cut at %s: one resumption recovers, nothing confirmed is lost, nothing comes twice',
  (_name, options, all, fewer) => {
    test.each(sides)('[R-PERSIST] of the handshake, in what the %s sends', async (side) => {
      const whole = await Pair.unconnected(options);
      await talk(whole);
      let sessions = 0;
      const places = all(sentBy(whole[side]));
      for (const at of places) sessions += (await cutHandshake(options, side, at)) ? 1 : 0;
      expect(sessions).toBeGreaterThan(1);
      expect(sessions).toBeLessThan(places.length);
    });

    test.each(sides)('[R-PERSIST] of an update by the initiator, in what the %s sends', (side) => cutUpdates(options, 'initiator', side, all));
    test.each(sides)('[R-PERSIST] of an update by the responder, in what the %s sends', (side) => cutUpdates(options, 'responder', side, all));

    test.each(sides)('[R-PERSIST] of a resumption, in what the %s sends', async (side) => {
      const pair = await Pair.established(options);
      const id = pair.sessionId;
      for (const who of ['ida', 'rob'] as const) {
        const resume = async (): Promise<readonly string[]> => {
          pair.breakTransport();
          pair.resume(who, id);
          await talk(pair);
          return received(pair);
        };
        await resume();
        for (const at of fewer(sentBy(pair[side]))) {
          await recovers(pair, id, at, `${who} ${side} ${at}`, () => {
            cutNext(pair, side, at, ending(at));
            return resume();
          });
        }
      }
    });
  },
);

test('a party whose disk loses what it confirmed does not recover everywhere', async () => {
  const whole = await Pair.established();
  const start = sentBy(whole.initiator).length;
  await update(whole, 'initiator');
  const answers = new Map<number, string>();
  for (const at of borders(sentBy(whole.initiator).slice(start))) {
    const pair = await Pair.established();
    const id = pair.sessionId;
    const { sessions } = pair.ida.disk;
    const before = sessions.get(id);
    cutAfter(pair.initiator, at, ending(at));
    await update(pair, 'initiator');
    pair.breakTransport();
    if (before !== undefined) sessions.set(id, before);
    pair.resume('ida', id);
    await pair.settle();
    answers.set(at, codeOf(pair.initiator.failure));
  }
  expect(new Set(answers.values())).toEqual(new Set(['open', 'alert unknown_psk_identity']));
});

const said = 'words ';

const ending = (at: number): Ending => endings[at % 2] ?? 'fin';

/** @returns whether the initiator had a session to resume */
async function cutHandshake(options: PairOptions, side: Side, at: number): Promise<boolean> {
  const pair = Pair.unjoined(options);
  cutNext(pair, side, at, ending(at));
  await pair.dial();
  await talk(pair);
  const before = received(pair);
  pair.breakTransport();
  const [id] = pair.ida.disk.sessions.keys();
  const orphans = [...pair.rob.disk.sessions.keys()];
  // Without a session the initiator starts anew, whatever the responder waits for.
  if (id === undefined) await pair.dial();
  else pair.resume(at % 2 === 0 ? 'ida' : 'rob', id);
  await pair.settle();
  expect(isPrefix(before), `${side} ${at}`).toBe(true);
  await expectTogether(pair, `${side} ${at}`);
  expect([...pair.ida.disk.sessions.keys()], `${side} ${at}`).toEqual([pair.sessionId]);
  // What the responder founded for nothing never counts as a session with a peer.
  if (id === undefined) for (const orphan of orphans) expect(pair.rob.stored(orphan)?.standing, `${side} ${at}`).toBe('unconfirmed');
  return id !== undefined;
}

/** One pair, over and over: an update that is cut, a resumption. */
async function cutUpdates(options: PairOptions, who: Side, side: Side, places: Places): Promise<void> {
  const pair = await Pair.established(options);
  const id = pair.sessionId;
  const start = sentBy(pair[side]).length;
  await update(pair, who);
  const moved = new Set<boolean>();
  for (const at of places(sentBy(pair[side]).slice(start))) {
    const epochs = epochsOf(pair, id).join();
    await recovers(pair, id, at, `${who} ${side} ${at}`, async () => {
      const said = received(pair);
      cutAfter(pair[side], at, ending(at));
      await update(pair, who);
      moved.add(epochsOf(pair, id).join() !== epochs);
      return received(pair).map((text, end) => text.slice(said[end]?.length));
    });
  }
  expect(moved).toEqual(new Set([false, true])); // cuts before and after somebody's epoch changed
}

/**
 * One resumption after `disturb` broke the transport: together again, in an epoch after all that were applied.
 *
 * @param disturb returns what arrived at both ends meanwhile
 */
async function recovers(pair: Pair, id: string, at: number, what: string, disturb: () => Promise<readonly string[]>): Promise<void> {
  expect(isPrefix(await disturb()), what).toBe(true);
  const epochs = epochsOf(pair, id);
  pair.breakTransport();
  pair.resume(at % 2 === 0 ? 'ida' : 'rob', id);
  await pair.settle();
  await expectTogether(pair, what);
  const [now = 0n] = epochsOf(pair, id);
  for (const epoch of epochs) expect(now, what).toBeGreaterThan(epoch);
  for (const { ends } of [pair.ida, pair.rob]) ends.splice(0, ends.length - 1);
}

/** Both write as soon as they may, twice, as far as the transport lets them. */
async function talk(pair: Pair): Promise<void> {
  await pair.settle();
  for (let round = 0; round < 2; round++) {
    for (const end of [pair.initiator, pair.responder]) if (speaks(end)) end.write(said);
    await pair.settle();
  }
}

async function update(pair: Pair, who: Side): Promise<void> {
  for (const end of [pair.initiator, pair.responder]) end.write(said);
  if (speaks(pair[who])) pair[who].update();
  await talk(pair);
}

const speaks = (end: End): boolean => end.failure === null && end.connection.status.writable;

const sentBy = (end: End): Bytes => concat(...end.sent);

const received = ({ initiator, responder }: Pair): readonly string[] => [initiator, responder].map(({ receivedText }) => receivedText);

const epochsOf = ({ ida, rob }: Pair, id: string): readonly bigint[] => [ida, rob].map((host) => host.stored(id)?.group.epoch ?? 0n);

/** What arrived is the beginning of what was written. */
const isPrefix = (texts: readonly string[]): boolean => texts.every((text) => said.repeat(4).startsWith(text));

/** Both stand in one epoch, and data goes both ways. */
async function expectTogether(pair: Pair, what: string): Promise<void> {
  const { initiator, responder, ida, rob, sessionId } = pair;
  expect([initiator.failure, responder.failure], what).toEqual([null, null]);
  initiator.write('there');
  responder.write('and back');
  await pair.settle();
  expect([responder.receivedText, initiator.receivedText], what).toEqual(['there', 'and back']);
  const [ours, theirs] = [ida, rob].map((host) => host.stored(sessionId)?.group);
  expect(ours?.epochAuthenticator, what).toEqual(theirs?.epochAuthenticator);
}

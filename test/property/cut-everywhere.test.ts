import { describe, expect, test } from 'vitest';
import { bytesSent, cutAfter, cutNext, type Ending, type Side } from '../support/cutting.ts';
import { Pair } from '../support/pair.ts';
import type { End } from '../support/world.ts';

/** Suite 0x0001. Resumptions are cut in the same way by row RS-024 of the catalogue, three deep. */
const sides = ['initiator', 'responder'] as const;
const endings = ['fin', 'reset'] as const;

describe('a transport cut at every byte: one resumption recovers, and nothing that was acknowledged is lost', () => {
  test.each(sides)('[R-PERSIST] of the handshake, in what the %s sends', async (side) => {
    const whole = await Pair.unconnected();
    await talk(whole);
    const length = bytesSent(whole[side]);
    let sessions = 0;
    for (let at = 0; at < length; at++) {
      const pair = Pair.unjoined();
      cutNext(pair, side, at, ending(at));
      await pair.dial();
      await talk(pair);
      const before = received(pair);
      pair.breakTransport();
      const [id] = pair.ida.disk.sessions.keys();
      if (id === undefined) {
        // The initiator has nothing: it starts anew, whatever the responder waits for.
        await pair.dial();
        await pair.settle();
      } else {
        sessions += 1;
        pair.resume(at % 2 === 0 ? 'ida' : 'rob', id);
        await pair.settle();
      }
      expect(isPrefix(before), `${side} ${at}`).toBe(true);
      await expectTogether(pair, `${side} ${at}`);
    }
    expect(sessions).toBeGreaterThan(20);
    expect(sessions).toBeLessThan(length);
  });

  test.each(sides.flatMap((who) => sides.map((side) => [who, side] as const)))(
    '[R-PERSIST] of an update by the %s, in what the %s sends',
    async (who, side) => {
      const whole = await Pair.established();
      const start = bytesSent(whole[side]);
      await update(whole, who);
      const length = bytesSent(whole[side]) - start;
      const epochs = new Set<bigint>();
      for (let at = 0; at < length; at++) {
        const pair = await Pair.established();
        const id = pair.sessionId;
        cutAfter(pair[side], at, ending(at));
        await update(pair, who);
        const before = received(pair);
        pair.breakTransport();
        epochs.add((pair.ida.stored(id)?.group.epoch ?? 0n) * 16n + (pair.rob.stored(id)?.group.epoch ?? 0n));
        pair.resume(at % 2 === 0 ? 'ida' : 'rob', id);
        await pair.settle();
        expect(isPrefix(before), `${who} ${side} ${at}`).toBe(true);
        await expectTogether(pair, `${who} ${side} ${at}`);
      }
      expect(epochs.size).toBeGreaterThan(1); // before and after somebody's epoch changed
    },
  );
});

const said = 'what the application writes around it';

const ending = (at: number): Ending => endings[at % 2] ?? 'fin';

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

const received = ({ initiator, responder }: Pair): readonly string[] => [initiator, responder].map(({ receivedText }) => receivedText);

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

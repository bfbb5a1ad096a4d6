import { expect } from 'vitest';
import { bytesSent, cutNext, type Ending, type Side } from '../support/cutting.ts';
import { Pair } from '../support/pair.ts';
import type { Trial } from './trial.ts';

/** Attempts that fail before the one that may go through. */
const depth = 3;
/** Bytes between places where so many fail; at the others one does. The long form goes three deep everywhere. */
const deepEvery = process.env['EPOCHSCOPE_LONG'] === '1' ? 1 : 5;

/** RS-024: one pair, over and over: one to three resumptions that are cut, then one that is not. The first cut is at every byte. */
export async function cutEverywhere(trial: Trial): Promise<void> {
  const pair = await Pair.established();
  const id = pair.sessionId;
  pair.breakTransport();
  for (const side of ['initiator', 'responder'] as const) {
    const length = await resumed(pair, id, 'ida', side);
    for (let at = 0; at < length; at++) {
      const who = at % 2 === 0 ? 'ida' : 'rob';
      await trial.check(async () => {
        for (let attempt = 0; attempt < (at % deepEvery === 0 ? depth : 1); attempt++) {
          // Later cuts wander: they do not keep to the place of the first.
          const place = (at * (1 + 3 * attempt)) % length;
          await cut(pair, id, attempt % 2 === 0 ? who : other[who], side, place, at % 4 < 2 ? 'fin' : 'reset');
        }
        await resumed(pair, id, who, side);
      });
    }
  }
}

const other = { ida: 'rob', rob: 'ida' } as const;

async function cut(pair: Pair, id: string, who: 'ida' | 'rob', side: Side, at: number, how: Ending): Promise<void> {
  cutNext(pair, side, at, how);
  pair.resume(who, id);
  await pair.settle();
  pair.breakTransport();
}

/** A resumption that nobody disturbs, with data both ways. @returns bytes that `side` sent until it was open */
async function resumed(pair: Pair, id: string, who: 'ida' | 'rob', side: Side): Promise<number> {
  pair.resume(who, id);
  await pair.settle();
  const { initiator, responder } = pair;
  const sent = bytesSent(pair[side]);
  initiator.write('there');
  responder.write('and back');
  await pair.settle();
  expect([responder.receivedText, initiator.receivedText]).toEqual(['there', 'and back']);
  const [ours, theirs] = [pair.ida, pair.rob].map((host) => host.stored(id));
  expect(ours?.group.epochAuthenticator).toEqual(theirs?.group.epochAuthenticator);
  pair.breakTransport();
  for (const host of [pair.ida, pair.rob]) host.ends.length = 0;
  return sent;
}

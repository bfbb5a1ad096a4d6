import { expect, test } from 'vitest';
import { wordsOf } from '#shared/error-catalogue.ts';
import type { ConnectionView } from '#shared/views.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { Station } from './cores.ts';

/** Things that may happen, and that may fail because something else happened first. */
const acts = ['update', 'update', 'update', 'cut', 'send', 'resume', 'restart'] as const;

test.each(['storm 1', 'storm 2'])('%s: whatever both sides do at once, they end connected in one epoch', { timeout: 180_000 }, async (seed) => {
  const randomness = seededRandomness(seed);
  const pick = (count: number) => (randomness.bytes(1)[0] ?? 0) % count;
  const bob = await Station.open('Bob');
  const { port } = await bob.listen();
  let alice = await Station.open('Alice');
  const here = await alice.connect(port);
  const there = await bob.untilAny(({ state }) => state === 'open');
  const running: Promise<unknown>[] = [];
  for (let step = 0; step < 40; step++) {
    const act = acts[pick(acts.length)] ?? 'send';
    const [station, connectionId] = pick(2) === 0 ? [alice, here.id] : [bob, there.id];
    const { handlers } = station.core;
    if (act === 'restart') {
      await alice.close();
      alice = await Station.open('Alice', { directory: alice.directory });
      // Closing in order is what a program does at its end; the restarted one takes up the session.
    } else {
      const request: Promise<unknown> = act === 'send' ? handlers.send({ connectionId, text: `step ${step}` }) : handlers[act]({ connectionId });
      running.push(request.catch(() => undefined)); // what is refused because of something else is part of the storm
    }
    if (pick(3) === 0) await Promise.all(running.splice(0));
    else await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(running);
  const ours = await settle(alice, here.id);
  await bob.until(there.id, ({ state, safetyCode }) => state === 'open' && safetyCode?.hex === ours.safetyCode?.hex);
  expect(await alice.core.handlers.update({ connectionId: here.id })).toMatchObject({ state: 'open' });
});

/** Open and without an update under way. */
async function settle(station: Station, id: string): Promise<ConnectionView> {
  await station.core.handlers.resume({ connectionId: id }).catch(() => undefined);
  return station.until(id, ({ state, updating }) => state === 'open' && !updating);
}

test('[R-TIE] both ends of a demo pair dial each other at once after every cut, meet in the middle, and end connected', {
  timeout: 180_000,
}, async () => {
  const randomness = seededRandomness('ties');
  const solo = await Station.open('Solo');
  const { handlers } = solo.core;
  const { initiatorId, responderId } = await handlers.startDemo({});
  const ids = [initiatorId, responderId];
  for (const connectionId of ids) await handlers.setAutoResume({ connectionId, on: false });
  for (let round = 0; round < 20; round++) {
    const first = (randomness.bytes(1)[0] ?? 0) % 2;
    await handlers.cut({ connectionId: ids[first] ?? initiatorId });
    for (const id of ids) await solo.until(id, ({ state }) => state === 'dormant');
    await Promise.allSettled(ids.map((connectionId) => handlers.resume({ connectionId })));
    const ours = await settle(solo, initiatorId);
    await solo.until(responderId, ({ state, safetyCode }) => state === 'open' && safetyCode?.hex === ours.safetyCode?.hex);
  }
  // The founding responder had asked too, and gave its own attempt up.
  const rows = await handlers.transcript({ connectionId: responderId, before: null, limit: 1000 });
  const yielded = rows.filter(({ title, summary }) => title === 'ended' && summary.startsWith(wordsOf('ENDED_superseded').title));
  expect(yielded.length).toBeGreaterThan(0);
});

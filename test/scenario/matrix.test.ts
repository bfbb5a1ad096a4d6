import { expect, test } from 'vitest';
import { suites } from '#engine/crypto/suites.ts';
import { wordsOf } from '#shared/error-catalogue.ts';
import { profiles } from '#shared/profile-words.ts';
import type { ConnectionView, MessageView, ProfileView } from '#shared/views.ts';
import { connectParams, listenParams } from '../support/opening-params.ts';
import { DaemonStation } from './daemons.ts';

/** Updates of each side. */
const rounds = 25;

const whole = suites.flatMap(({ id: suite, name }) => profiles.map(({ id: profile }) => ({ profile, suite, name })));
/** Each suite once, and the profiles in turn; every pair of them in the long mode. */
const spread = whole.filter((_, index) => index % profiles.length === Math.floor(index / profiles.length) % profiles.length);
const matrix = process.env['EPOCHSCOPE_LONG'] === '1' ? whole : spread;

test('the matrix has each profile and each suite', () => {
  expect(new Set(matrix.map(({ suite }) => suite)).size).toBe(13);
  expect(new Set(matrix.map(({ profile }) => profile)).size).toBe(3);
});

test.each(matrix)(
  'two processes, profile $profile, suite $name: handshake, 50 updates with data, cut, resume, close',
  { timeout: 180_000 },
  async ({ profile, suite }) => {
    const cell = { profile, suite };
    const ends = await connected(cell);
    const { alice, bob, here, there } = ends;
    for (let round = 0; round < rounds; round++) await exchange(ends, `round ${round};`);
    await agreed(ends);
    const [ours, theirs] = [await now(alice, here), await now(bob, there)];
    expect([ours.updates.ours, theirs.updates.ours].map((count) => count >= rounds)).toEqual([true, true]);

    await alice.ask('cut', { connectionId: here.id });
    const cut = await bob.until(there.id, ({ state }) => state === 'dormant');
    if (cell.profile === 'editor-copy') expect(cut).toMatchObject({ obstacle: wordsOf('API_NOT_FOUNDING_INITIATOR').title, nextRetryAt: null });
    expect(await alice.ask('resume', { connectionId: here.id })).toMatchObject({
      state: 'open',
      attempt: 2,
      sessionId: here.sessionId,
      ...cell,
    });
    await bob.until(there.id, ({ state, attempt }) => state === 'open' && attempt === 2);
    await exchange(ends, 'resumed;');
    await agreed(ends);

    expect(await alice.ask('close', { connectionId: here.id })).toMatchObject({ state: 'closed', error: null });
    expect(await bob.until(there.id, ({ state }) => state === 'closed')).toMatchObject({ error: null });
    const said = [...Array.from({ length: rounds }, (_, round) => `round ${round};`), 'resumed;'].join('');
    expect(await heard(alice, here)).toBe(said);
    expect(await heard(bob, there)).toBe(said);
  },
);

interface Ends {
  readonly alice: DaemonStation;
  readonly bob: DaemonStation;
  readonly here: ConnectionView;
  readonly there: ConnectionView;
}

async function connected({ profile, suite }: { readonly profile: ProfileView; readonly suite: number }): Promise<Ends> {
  const [alice, bob] = await Promise.all([DaemonStation.open('Alice'), DaemonStation.open('Bob')]);
  const { addresses } = await bob.ask('listen', { ...listenParams, profiles: [profile], suites: [suite] });
  const port = Number(addresses[0]?.split(':').at(-1));
  const here = await alice.ask('connect', { ...connectParams, port, profile, suites: [suite], autoResume: false });
  expect(here).toMatchObject({ state: 'open', profile, suite });
  const there = await bob.untilAny(({ state }) => state === 'open');
  expect(there).toMatchObject({ profile, suite, safetyCode: here.safetyCode });
  return { alice, bob, here, there };
}

/** Both sides update and talk at once, and everything arrives. */
async function exchange({ alice, bob, here, there }: Ends, text: string): Promise<void> {
  const before = { here: (await now(alice, here)).bytesReceived, there: (await now(bob, there)).bytesReceived };
  await Promise.all(
    [
      { station: alice, connectionId: here.id },
      { station: bob, connectionId: there.id },
    ].flatMap(({ station, connectionId }) => [station.ask('send', { connectionId, text }), station.ask('update', { connectionId })]),
  );
  await alice.until(here.id, ({ bytesReceived }) => bytesReceived === before.here + text.length);
  await bob.until(there.id, ({ bytesReceived }) => bytesReceived === before.there + text.length);
}

/** No update is under way any more, and both show the same safety code. */
async function agreed({ alice, bob, here, there }: Ends): Promise<void> {
  // Asked for, because topics of the two cores come at different times.
  const codes = async () => {
    const both = await Promise.all([now(alice, here), now(bob, there)]);
    return both.map(({ state, updating, safetyCode }) => (state === 'open' && !updating ? safetyCode?.hex : null));
  };
  await expect.poll(async () => new Set(await codes()).size === 1 && !(await codes()).includes(null), { timeout: 30_000 }).toBe(true);
  const [ours, theirs] = await codes();
  expect(ours).toBe(theirs);
}

async function now(station: DaemonStation, { id }: ConnectionView): Promise<ConnectionView> {
  return station.connection(id);
}

async function heard(station: DaemonStation, { id }: ConnectionView): Promise<string> {
  const messages: readonly MessageView[] = await station.ask('messages', { connectionId: id });
  return messages.flatMap(({ direction, text }) => (direction === 'received' ? [text] : [])).join('');
}

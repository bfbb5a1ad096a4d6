import { expect, test } from 'vitest';
import { thisMachine } from '#main/hosts/core.ts';
import { unconfirmedLimits } from '#main/hosts/unconfirmed-sessions.ts';
import { JumpingClock } from '../support/jumping-clock.ts';
import { Station } from './cores.ts';

const hour = 3_600_000; // ms
const year = 365.25 * 24 * hour;

async function together(): Promise<{ readonly ida: Station; readonly rob: Station; readonly id: string; readonly clock: JumpingClock }> {
  const clock = new JumpingClock();
  const rob = await Station.open('Rob');
  const ida = await Station.open('Ida', { machine: { ...thisMachine(), clock }, autoResume: false });
  const { port } = await rob.listen({ trust: 'first-use' });
  const { id } = await ida.connect(port, { trust: 'first-use' });
  return { ida, rob, id, clock };
}

test.each([-10, 10])('[bad:CK-001] a calendar that jumps by %s years does not touch an open connection', async (years) => {
  const { ida, rob, id, clock } = await together();
  clock.set(years * year);
  await ida.core.handlers.send({ connectionId: id, text: 'after the jump' });
  const { epoch } = await ida.core.handlers.update({ connectionId: id });
  expect(epoch).not.toBeNull();
  expect((await ida.core.handlers.connections({})).map(({ state }) => state)).toEqual(['open']);
  await rob.untilAny(({ updates }) => updates.theirs === 1);
});

test.each([-1, 1, 10])(
  '[bad:CK-002] a calendar that is off by %s years at the start destroys no session, at the second start neither',
  async (years) => {
    const { ida, id, clock } = await together();
    const machine = { ...thisMachine(), clock };
    const before = await ida.core.handlers.sessions({});
    await ida.close();
    clock.set(years * year);
    for (let start = 1; start <= 2; start++) {
      const again = await Station.open('Ida', { directory: ida.directory, machine, autoResume: false });
      expect((await again.core.handlers.sessions({})).rows.map((row) => row.id)).toEqual(before.rows.map((row) => row.id));
      await again.close();
    }
    clock.set(0);
    const right = await Station.open('Ida', { directory: ida.directory, machine, autoResume: false });
    expect(await right.core.handlers.resume({ connectionId: id })).toMatchObject({ state: 'open' });
  },
);

test.each([-1, 1, 10])(
  '[bad:CK-002] [SE-04] nor one that was never confirmed, off by %s years: its ten minutes are those of a running program',
  async (years) => {
    const clock = new JumpingClock();
    const machine = { ...thisMachine(), clock };
    const [carol, ida, rob] = [await Station.open('Carol'), await Station.open('Ida'), await Station.open('Rob', { machine })];
    const { port } = await rob.listen();
    // Ida expects another key: Rob never reads a record of hers.
    await expect(ida.connect(port, { trust: 'pin', pin: await carol.card() })).rejects.toThrow();
    const standings = async ({ core }: Station) => (await core.handlers.sessions({})).rows.map(({ standing }) => standing);
    expect(await standings(rob)).toEqual(['unconfirmed']);
    await rob.close();
    clock.set(years * year);
    const { directory } = rob;
    const again = await Station.open('Rob', { directory, machine });
    expect(await standings(again)).toEqual(['unconfirmed']);
    await again.close();
    clock.set(0);
    const right = await Station.open('Rob', { directory, machine });
    expect(await standings(right)).toEqual(['unconfirmed']);
    const forgotten = new Promise<void>((resolve) => {
      right.core.subscribe((topic) => {
        if (topic === 'sessionsChanged') resolve();
      });
    });
    clock.jump(unconfirmedLimits.lifetime);
    await forgotten;
    expect(await standings(right)).toEqual([]);
  },
);

test('[bad:CK-005] however far the clock runs ahead, a step of it asks for one update, and then nothing happens until the next', async () => {
  const { ida, rob, id, clock } = await together();
  let updates = 0;
  for (const step of [hour, hour, hour, 24 * hour, 1_000 * hour, 1_000 * 24 * hour]) {
    await ida.core.handlers.send({ connectionId: id, text: `before ${step}` });
    const before = clock.calls;
    clock.jump(step);
    updates += 1;
    await ida.until(id, (connection) => connection.updates.ours === updates && !connection.updating);
    await rob.untilAny((connection) => connection.updates.theirs === updates);
    // What is due together is called together: the update, and what tells faces of it.
    expect(clock.calls - before).toBeLessThan(20);
  }
  expect(await ida.core.handlers.connections({})).toMatchObject([{ state: 'open', updates: { ours: updates } }]);
  const { epoch } = await ida.core.handlers.update({ connectionId: id });
  expect(epoch).not.toBeNull();
});

import { expect, test } from 'vitest';
import { systemClock } from '#main/hosts/clock.ts';
import { type Machine, thisMachine } from '#main/hosts/core.ts';
import { Station } from './cores.ts';

const year = 365.25 * 86_400_000; // ms

/** A machine whose calendar can be set; what has passed since it started cannot. */
function settable(): { readonly machine: Machine; set(years: number): void } {
  let offset = 0;
  const clock = {
    now: () => ({ wall: systemClock.now().wall + offset, monotonic: systemClock.now().monotonic }),
    at: systemClock.at,
  };
  return {
    machine: { ...thisMachine(), clock },
    set: (years) => {
      offset = years * year;
    },
  };
}

async function together(): Promise<{
  readonly ida: Station;
  readonly rob: Station;
  readonly id: string;
  readonly calendar: ReturnType<typeof settable>;
}> {
  const calendar = settable();
  const rob = await Station.open('Rob');
  const ida = await Station.open('Ida', { machine: calendar.machine, autoResume: false });
  const { port } = await rob.listen({ trust: 'first-use' });
  const { id } = await ida.connect(port, { trust: 'first-use' });
  return { ida, rob, id, calendar };
}

test.each([-10, 10])('[bad:CK-001] a calendar that jumps by %s years does not touch an open connection', async (years) => {
  const { ida, rob, id, calendar } = await together();
  calendar.set(years);
  await ida.core.handlers.send({ connectionId: id, text: 'after the jump' });
  const { epoch } = await ida.core.handlers.update({ connectionId: id });
  expect(epoch).not.toBeNull();
  expect((await ida.core.handlers.connections({})).map(({ state }) => state)).toEqual(['open']);
  await rob.untilAny(({ updates }) => updates.theirs === 1);
});

test.each([-1, 1, 10])(
  '[bad:CK-002] a calendar that is off by %s years at the start destroys no session, at the second start neither',
  async (years) => {
    const { ida, id, calendar } = await together();
    const before = await ida.core.handlers.sessions({});
    await ida.close();
    calendar.set(years);
    for (let start = 1; start <= 2; start++) {
      const again = await Station.open('Ida', { directory: ida.directory, machine: calendar.machine, autoResume: false });
      expect((await again.core.handlers.sessions({})).rows.map((row) => row.id)).toEqual(before.rows.map((row) => row.id));
      await again.close();
    }
    calendar.set(0);
    const right = await Station.open('Ida', { directory: ida.directory, machine: calendar.machine, autoResume: false });
    expect(await right.core.handlers.resume({ connectionId: id })).toMatchObject({ state: 'open' });
  },
);

import { describe, expect, test } from 'vitest';
import { ApiError } from '#main/api/core.ts';
import { testPassphrase } from '../support/protection.ts';
import { Station } from './cores.ts';

/** Ida, who locks, connected to Rob, whoever dialled. */
async function together(
  dialler: 'Ida' | 'Rob',
): Promise<{ readonly ida: Station; readonly rob: Station; readonly here: string; readonly there: string; readonly port: number }> {
  const [ida, rob] = [await Station.open('Ida'), await Station.open('Rob')];
  const [from, to] = dialler === 'Ida' ? [ida, rob] : [rob, ida];
  const { port } = await to.listen({ trust: 'first-use' });
  const { id } = await from.connect(port, { trust: 'first-use' });
  const { id: other } = await to.untilAny(({ state }) => state === 'open');
  const [here, there] = dialler === 'Ida' ? [id, other] : [other, id];
  return { ida, rob, here, there, port };
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((cause: unknown) => cause);
  return error instanceof ApiError ? error.view.code : String(error);
}

const unlock = ({ core }: Station) => core.handlers.unlock({ by: 'passphrase', passphrase: testPassphrase });

async function texts({ core }: Station, connectionId: string): Promise<readonly string[]> {
  return (await core.handlers.messages({ connectionId })).map(({ text }) => text ?? '');
}

describe.each(['Ida', 'Rob'] as const)('a connection that %s dialled, and Ida locks', (dialler) => {
  test('the window: it lives on, answers updates and takes data, and nobody sees it until she unlocks', async () => {
    const { ida, rob, here, there } = await together(dialler);
    const { epoch } = await rob.until(there, ({ state }) => state === 'open');
    await ida.core.handlers.lock({ strength: 'window' });
    const { handlers } = ida.core;
    for (const asked of [handlers.connections({}), handlers.send({ connectionId: here, text: 'x' }), handlers.cut({ connectionId: here })])
      expect(await refusal(asked)).toBe('LOCKED');
    await rob.core.handlers.send({ connectionId: there, text: 'while you were away' });
    const updated = await rob.core.handlers.update({ connectionId: there });
    expect(BigInt(updated.epoch ?? 0)).toBeGreaterThan(BigInt(epoch ?? 0));
    expect(ida.connections.get(here)?.bytesReceived).toBe(0);
    await unlock(ida);
    expect(await handlers.connections({})).toMatchObject([{ id: here, state: 'open', attempt: 1, epoch: updated.epoch, updates: { theirs: 1 } }]);
    expect(await texts(ida, here)).toContain('while you were away');
    await handlers.send({ connectionId: here, text: 'back' });
    await rob.until(there, ({ bytesReceived }) => bytesReceived === 'back'.length);
  });

  test('and stops: it ends in order, her keys rest, and when she unlocks the session is resumed', async () => {
    const { ida, rob, here, there, port } = await together(dialler);
    const { epoch } = await rob.until(there, ({ state }) => state === 'open');
    await ida.core.handlers.lock({ strength: 'stop' });
    expect(await ida.core.handlers.vault({})).toMatchObject({ state: 'locked', running: false });
    await rob.until(there, ({ state }) => state !== 'open' && state !== 'half-closed');
    expect(await refusal(ida.core.handlers.connections({}))).toBe('LOCKED');
    await unlock(ida);
    const open = (connection: { readonly state: string; readonly attempt: number }) => connection.state === 'open' && connection.attempt > 1;
    if (dialler === 'Rob') {
      // It ended in order: he does not come back by himself, and she listens again when she says so.
      await ida.listen({ trust: 'first-use', port });
      await rob.core.handlers.resume({ connectionId: there });
    }
    await ida.until(here, open);
    const again = await rob.until(there, open);
    expect(BigInt(again.epoch ?? 0)).toBeGreaterThan(BigInt(epoch ?? 0));
    await rob.core.handlers.send({ connectionId: there, text: 'welcome back' });
    await ida.until(here, ({ bytesReceived }) => bytesReceived === 'welcome back'.length);
  });
});

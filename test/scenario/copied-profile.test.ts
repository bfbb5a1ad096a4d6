import { cpSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ApiError } from '#main/api/core.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { thisMachine } from '#main/hosts/core.ts';
import { repeatCount, sealCount, withLedger } from '../support/ledger.ts';
import { profileDirectory, Station } from './cores.ts';

/** Every key and nonce of every run is in one book. */
const machine = () => thisMachine(withLedger(nodeCryptoProvider()));
const open = (name: string, directory?: string): Promise<Station> =>
  Station.open(name, { ...(directory !== undefined && { directory }), machine: machine(), autoResume: false });

test('[bad:ST-008] [bad:ST-009] of two copies of a profile the second one loses, is told the likely cause, and no key and nonce is used twice', async () => {
  const rob = await open('Rob');
  const ida = await open('Ida');
  const { port } = await rob.listen({ trust: 'first-use' });
  const { id } = await ida.connect(port, { trust: 'first-use' });
  await ida.close();
  const copy = profileDirectory();
  cpSync(ida.directory, copy, { recursive: true });
  const first = await open('Ida', ida.directory);
  expect(await first.core.handlers.resume({ connectionId: id })).toMatchObject({ state: 'open' });
  for (let update = 0; update < 3; update++) await first.core.handlers.update({ connectionId: id });
  await first.core.handlers.send({ connectionId: id, text: 'from the original' });
  await first.close();
  const second = await open('Ida', copy);
  const lost = await second.core.handlers.resume({ connectionId: id }).catch((error: unknown) => error);
  expect(lost).toBeInstanceOf(ApiError);
  const words = JSON.stringify(lost instanceof ApiError ? lost.view : null);
  expect(words).toContain('copied or restored profile');
  // The way out that it names.
  expect(await second.connect(port, { trust: 'first-use' })).toMatchObject({ state: 'open' });
  expect(sealCount()).toBeGreaterThan(10);
  expect(repeatCount()).toBe(0);
});

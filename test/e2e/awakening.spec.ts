import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fillWithPeers } from '../support/many-peers.ts';
import { Daemon } from './support/daemon.ts';
import { expect, expectAccessible, test } from './support/test.ts';

/** So many that they are dialled in five rounds, of which each waits for silent peers. */
const manyConnections = 320;

/** A profile whose connections were open when the program ended; their peers take calls, and say nothing. */
const waking = test.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  daemon: async ({}, use) => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo; // it listens on TCP
    const daemon = await Daemon.start('passphrase', (folder) => fillWithPeers(folder, manyConnections, 0, { dial: { host: '127.0.0.1', port } }));
    await use(daemon);
    await daemon.stop();
    silent.close();
  },
});

waking('after a restart the window says how many connections are resumed, and ends that by keyboard', async ({ page, daemon }, testInfo) => {
  await page.goto(daemon.url);
  await page.getByLabel('Your name').fill('Ada');
  await page.getByRole('button', { name: 'Create identity' }).press('Enter');
  const main = page.getByRole('navigation', { name: 'Main' });
  await expect(main.getByRole('status')).toHaveText(/^Resuming: \d+ of 320$/);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: testInfo.outputPath(`waking-${colorScheme}.png`) });
  }
  await main.getByRole('button', { name: 'Stop' }).press('Enter');
  await expect(main.getByRole('status')).toHaveCount(0);
  await expectAccessible(page);
  await page.goto('about:blank'); // the daemon takes a moment to end, and the page would ask for it
});

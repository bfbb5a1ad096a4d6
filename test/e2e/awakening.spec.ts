import { createServer, type Server, type Socket } from 'node:net';
import { press } from './support/keyboard.ts';
import { pictures } from './support/pictures.ts';
import { expect, listenOnFreePort, openAs, test } from './support/test.ts';

/** Takes calls and says nothing, as a peer whose machine hangs. */
async function silence(port: number): Promise<{ readonly end: () => void }> {
  const callers = new Set<Socket>();
  const server: Server = createServer((caller) => {
    callers.add(caller);
    caller.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    end: () => {
      server.close();
      for (const caller of callers) caller.destroy();
    },
  };
}

// What a browser writes while the core of a page is gone.
test.use({ tolerated: /WebSocket connection|ERR_CONNECTION_REFUSED|status of 40[13]/ });

test('after a start the side bar says how many connections come back, and that can be stopped by keyboard', async ({
  context,
  page,
  daemon,
  other,
}) => {
  const host = await context.newPage();
  await openAs(host, other, 'Ada');
  const port = await listenOnFreePort(host, 'Trust on first use');
  await openAs(page, daemon, 'Grace');
  await page.bringToFront();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Connect to a peer' });
  await dialog.getByLabel('Host').fill('127.0.0.1');
  await dialog.getByLabel('Port').fill(port);
  await press(dialog.getByRole('button', { name: 'Connect', exact: true }));
  await expect(page.getByRole('status').getByText('Open', { exact: true })).toBeVisible();
  await host.close();
  await other.crash(); // a peer that closes in good order is not called again
  const { end } = await silence(Number(port));
  const waking = page.getByRole('navigation').getByText('Resuming: 0 of 1');
  // A machine that is slow enough gives the attempt up before the page is there.
  await expect(async () => {
    await daemon.crashAndRestart();
    await page.goto(daemon.url);
    await expect(waking).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await pictures(page, 'waking');
  await press(page.getByRole('navigation').getByRole('button', { name: 'Stop' }));
  await expect(waking).toHaveCount(0);
  end();
});

import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Page } from '@playwright/test';
import { expect, openAs, test } from './support/test.ts';

const connections = (page: Page) => page.getByRole('list', { name: 'Connections' }).getByRole('button');

async function connectTo(page: Page, port: number): Promise<void> {
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Connect to a peer' });
  await dialog.getByLabel('Port').fill(String(port));
  await dialog.getByRole('button', { name: 'Connect', exact: true }).press('Enter');
}

test.describe('a peer that says nothing', () => {
  const sockets: Socket[] = [];
  let server: Server;
  let port: number;
  test.beforeEach(async () => {
    server = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    port = (server.address() as AddressInfo).port; // of a TCP server that listens
  });
  test.afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
  });

  test('Cancel ends the attempt, and the next one does not wait for it', async ({ page, daemon }) => {
    await openAs(page, daemon, 'Ada');
    await connectTo(page, port);
    const dialog = page.getByRole('dialog', { name: 'Connect to a peer' });
    const connect = dialog.getByRole('button', { name: 'Connect', exact: true });
    await expect(connect).toHaveAttribute('aria-busy', 'true');
    await expect(connections(page)).toContainText('Connecting');
    await dialog.getByRole('button', { name: 'Cancel' }).press('Enter');
    await expect(dialog).toBeHidden();
    await expect(connections(page)).toContainText('Closed');
    await connectTo(page, 1);
    await expect(dialog.getByText('Nothing listens at this address')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await page.keyboard.press('n');
    await expect(connect).toBeVisible();
    await expect(dialog.getByText('Nothing listens at this address')).toHaveCount(0);
  });
});

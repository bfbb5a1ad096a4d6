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

test('a connection that is removed from its menu elsewhere moves nobody; one that is removed in another window takes its dialog with it', async ({
  page,
  context,
  daemon,
}) => {
  await openAs(page, daemon, 'Ada');
  for (const count of [1, 2]) {
    await connectTo(page, 1);
    await expect(connections(page)).toHaveCount(count);
    await expect(page.getByRole('dialog').getByText('Nothing listens at this address')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  await page.getByRole('list', { name: 'Kept' }).getByRole('button', { name: 'Trust' }).press('Enter');
  await connections(page).last().focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: /^Remove/ }).press('Enter');
  await expect(connections(page)).toHaveCount(1);
  await expect(page.getByRole('heading', { level: 1, name: 'Trust' })).toBeVisible();

  await connections(page).press('Enter');
  await expect(page.getByRole('button', { name: 'Remove', exact: true })).toBeVisible();
  const second = await context.newPage();
  await second.goto(page.url());
  await expect(second.getByRole('button', { name: 'Remove', exact: true })).toBeVisible();
  await second.keyboard.press('p');
  await expect(second.getByRole('dialog', { name: /^Key policy for / })).toBeVisible();
  await page.bringToFront();
  await page.getByRole('button', { name: 'Remove', exact: true }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
  await second.bringToFront();
  await expect(second.getByText('This connection is not known')).toBeVisible();
  await expect(second.getByRole('dialog')).toBeHidden();
  await second.keyboard.press('s');
  await expect(second.getByRole('heading', { level: 1, name: 'Resumable sessions' })).toBeVisible();
});

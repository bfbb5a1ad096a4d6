import { expect, type Page } from '@playwright/test';
import { listenOnFreePort } from '../../test/e2e/support/test.ts';
import { at } from '../../test/e2e/support/views.ts';
import type { Scene } from './scenes.ts';

/** As long as a name may be, of two scripts, one of which is read from the right. */
export const longName = 'שרה לוין־אברמוביץ׳, Laboratory of Everlasting Agreement';

const ladder = 'Ladder of messages and records';

/** Has the other program, whose window this is, call a port of this one. */
async function call(peer: Page, port: string): Promise<void> {
  await peer.keyboard.press('n');
  const dialog = peer.getByRole('dialog', { name: 'Connect to a peer' });
  await dialog.getByLabel('Host').fill('127.0.0.1');
  await dialog.getByLabel('Port').fill(port);
  await dialog.getByRole('radio', { name: 'Accept anyone' }).press('Space');
  await dialog.getByRole('button', { name: 'Connect', exact: true }).press('Enter');
}

async function pull(page: Page, name: string, key: 'Home' | 'End'): Promise<void> {
  const splitter = page.getByRole('separator', { name }).first();
  await splitter.focus();
  await splitter.press(key);
}

/** Long lists, on a profile with thousands of sessions whose identity has a long name. */
export const listScenes: readonly Scene[] = [
  {
    id: 'great-sessions',
    async go(page) {
      await at(page, 'sessions');
      await page.getByRole('grid').getByRole('row').nth(2).click();
      await page.getByRole('grid').getByRole('row').nth(1).getByRole('checkbox').check();
    },
  },
  {
    id: 'great-pins',
    async go(page) {
      await at(page, 'pins');
      await expect(page.getByRole('row').nth(3)).toBeVisible();
    },
  },
  { id: 'great-identity', go: (page) => at(page, 'identities') },
];

/** A peer with a long name, and narrow panes. */
export function longScenes(peer: Page): readonly Scene[] {
  return [
    {
      id: 'great-listener',
      async go(page) {
        await at(page, 'home');
        await call(peer, await listenOnFreePort(page, 'Accept anyone'));
        await expect(
          page
            .getByRole('main')
            .getByRole('button', { name: /Everlasting/ })
            .first(),
        ).toBeVisible();
      },
    },
    {
      id: 'great-connection',
      async go(page) {
        await page
          .getByRole('list', { name: 'Connections' })
          .getByRole('button', { name: /Everlasting/ })
          .first()
          .click();
        await expect(page.getByRole('grid', { name: ladder })).toBeVisible();
        await page.getByRole('row').filter({ hasText: 'server_hello' }).first().click();
      },
    },
    { id: 'great-narrow-ladder', go: (page) => pull(page, 'Width of the inspector', 'End') },
    { id: 'great-narrow-detail', go: (page) => pull(page, 'Width of the inspector', 'Home') },
    { id: 'great-wide-sidebar', go: (page) => pull(page, 'Width of the sidebar', 'End') },
    { id: 'great-narrow-sidebar', go: (page) => pull(page, 'Width of the sidebar', 'Home'), leave: (page) => page.keyboard.press('Enter') },
    {
      id: 'great-knock',
      async go(page) {
        await at(page, 'home');
        await call(peer, await listenOnFreePort(page, 'Pinned keys only'));
        await at(page, 'knocks');
        await expect(page.getByRole('button', { name: 'Accept and let them retry' })).toBeVisible();
      },
      leave: () => peer.keyboard.press('Escape'),
    },
    {
      id: 'great-notices',
      go: async (page) => void (await page.getByRole('button', { name: /^Notices/ }).click()),
      leave: (page) => page.keyboard.press('Escape'),
    },
  ];
}

/** What the window shows when the core is not there any more. */
export const stoppedScenes: readonly Scene[] = [
  {
    id: 'stopped-connection',
    async go(page) {
      await page.getByRole('list', { name: 'Connections' }).getByRole('button').first().click();
      await expect(page.getByRole('alert').first()).toBeVisible();
    },
  },
  { id: 'stopped-sessions', go: (page) => at(page, 'sessions') },
];

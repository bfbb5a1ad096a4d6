import { expect, type Page } from '@playwright/test';
import { day, leaf, root } from '../../test/support/certificates.ts';
import { listenOnFreePort, pasteInto } from '../../test/e2e/support/test.ts';
import { at, plainPages } from '../../test/e2e/support/views.ts';
import type { Fault } from './faults.ts';

/** One view of the review, as the program really shows it. */
export interface Scene {
  readonly id: string;
  go(page: Page, fault: Fault): Promise<void>;
  leave?(page: Page, fault: Fault): Promise<void>;
}

/** Pages that ask the core for something when they open. */
const asking = ['sessions', 'pins', 'trust', 'certificates', 'key-packages', 'laboratory', 'compare', 'primer', 'audit'] as const;

async function dismiss(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.locator('[role="dialog"], [role="menu"]')).toHaveCount(0);
}
const dialogOf =
  (act: (page: Page) => Promise<unknown>) =>
  async (page: Page): Promise<void> => {
    await act(page);
    await expect(page.getByRole('dialog').first()).toBeVisible();
  };

/** What a profile shows that has just been made. */
export const emptyScenes: readonly Scene[] = [
  ...plainPages.map(([name, heading]) => ({
    id: `empty-${name}`,
    async go(page: Page) {
      await at(page, name);
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
      await expect(page.getByRole('main').locator('.loading')).toHaveCount(0);
    },
  })),
  ...['connection/none', 'epochs/none', 'listener/none', 'recording/none'].map((hash) => ({
    id: `gone-${hash.split('/')[0]}`,
    async go(page: Page) {
      await at(page, hash);
      await expect(page.getByRole('heading', { level: 1 })).toContainText(/gone|not known|not open/);
    },
    leave: (page: Page) => at(page, 'home'),
  })),
];

const now = Date.now();
const term = { notBefore: now - day, notAfter: now + 90 * day };

/** After the tour: dialogs, and pages that have something to show. */
export const filledScenes: readonly Scene[] = [
  { id: 'help', go: dialogOf((page) => page.getByRole('button', { name: 'Help', exact: true }).click()), leave: dismiss },
  { id: 'about', go: dialogOf((page) => page.getByRole('button', { name: 'About Epochscope' }).click()), leave: dismiss },
  { id: 'notices', go: dialogOf((page) => page.getByRole('button', { name: /^Notices/ }).click()), leave: dismiss },
  {
    id: 'palette-nothing',
    async go(page) {
      await page.keyboard.press('ControlOrMeta+k');
      await page.keyboard.type('zzz');
      await expect(page.getByText('Nothing fits. Try fewer letters.')).toBeVisible();
    },
    leave: dismiss,
  },
  {
    id: 'no-term',
    async go(page) {
      await at(page, 'glossary');
      await page.getByLabel('Search the glossary').fill('zzz');
      await expect(page.getByText('No term fits')).toBeVisible();
    },
    leave: (page) => at(page, 'home'),
  },
  {
    id: 'connect-advanced',
    async go(page) {
      await page.keyboard.press('n');
      const dialog = page.getByRole('dialog', { name: 'Connect to a peer' });
      await dialog.getByText('Advanced options').click();
      await dialog.getByText('Advanced options').scrollIntoViewIfNeeded();
      await dialog.getByText(/^More suites/).click();
    },
    leave: dismiss,
  },
  {
    id: 'connect-refused',
    async go(page) {
      await page.keyboard.press('n');
      const dialog = page.getByRole('dialog', { name: 'Connect to a peer' });
      await dialog.getByLabel('Host').fill('');
      await dialog.getByLabel('Port').fill('99999');
      await page.keyboard.press('Enter');
      await expect(dialog.getByText('A whole number, 1 to 65535.')).toBeVisible();
    },
    leave: dismiss,
  },
  {
    id: 'connect-failed',
    async go(page) {
      await page.keyboard.press('n');
      await page.getByRole('dialog', { name: 'Connect to a peer' }).getByLabel('Port').fill('1');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('alert').first()).toContainText(/code \S+/);
    },
    leave: dismiss,
  },
  {
    id: 'listener',
    go: async (page) => void (await listenOnFreePort(page, 'Pinned keys only')),
  },
  {
    id: 'stop-listening',
    go: dialogOf((page) => page.getByRole('button', { name: 'Stop listening' }).click()),
    leave: dismiss,
  },
  {
    id: 'one-side',
    async go(page) {
      await page.getByRole('list', { name: 'Connections' }).getByRole('button', { name: /^Bob/ }).first().click();
      await page
        .getByText(/^\s*Al?s initiator\s*$/)
        .first()
        .click();
      await expect(page.getByRole('grid', { name: 'Ladder of messages and records' })).toBeVisible();
    },
  },
  {
    id: 'row-bytes',
    async go(page) {
      await page.getByRole('grid', { name: 'Ladder of messages and records' }).focus();
      await page.keyboard.press('Home');
      await page.getByRole('row').filter({ hasText: 'client_hello' }).first().click();
    },
  },
  {
    id: 'filter',
    async go(page) {
      await page.getByRole('grid', { name: 'Ladder of messages and records' }).focus();
      await page.keyboard.press('/');
      await page.keyboard.type('type == ');
    },
  },
  {
    id: 'filter-wrong',
    async go(page) {
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type('typ == connection_update &&');
      await page.keyboard.press('Enter');
    },
  },
  {
    id: 'filter-nothing',
    async go(page) {
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type('epoch > 99');
      await page.keyboard.press('Enter');
    },
    async leave(page) {
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.press('Delete');
      await page.keyboard.press('Escape');
    },
  },
  {
    id: 'epochs-table',
    go: async (page) => page.getByText('Table', { exact: true }).first().click(),
    leave: async (page) => page.getByText('Chart', { exact: true }).first().click(),
  },
  {
    id: 'menu',
    async go(page) {
      await page.getByRole('list', { name: 'Connections' }).getByRole('button', { name: /^Bob/ }).first().click({ button: 'right' });
      await expect(page.getByRole('menu')).toBeVisible();
    },
    leave: dismiss,
  },
  { id: 'export', go: dialogOf((page) => page.getByRole('button', { name: 'Export recording…' }).click()), leave: dismiss },
  { id: 'key-policy', go: dialogOf((page) => page.keyboard.press('p')), leave: dismiss },
  {
    id: 'check',
    async go(page) {
      await page.keyboard.press('v');
      await expect(page.getByRole('dialog').getByText(/^Would be/)).toBeVisible();
    },
    leave: dismiss,
  },
  { id: 'rotate', go: dialogOf((page) => page.keyboard.press('g')), leave: dismiss },
  {
    id: 'closed',
    async go(page) {
      await page.keyboard.press('c');
      await expect(page.getByRole('status').getByText('Closed', { exact: true })).toBeVisible();
    },
  },
  {
    id: 'session-detail',
    async go(page) {
      await page.keyboard.press('s');
      await page.getByRole('grid').getByRole('row').nth(1).click();
    },
  },
  {
    id: 'compared',
    async go(page) {
      await at(page, 'compare');
      await page.getByLabel('Left', { exact: true }).selectOption({ index: 1 });
      await page.getByLabel('Right', { exact: true }).selectOption({ index: 2 });
      await expect(page.getByRole('table').first()).toBeVisible();
    },
  },
  {
    id: 'contact',
    async go(page) {
      await at(page, 'identities');
      await page.getByRole('button', { name: 'Copy contact card' }).first().click();
      await at(page, 'pins');
      await pasteInto(page.getByLabel('Contact card'));
      await page.getByRole('button', { name: 'Pin this key' }).click();
      await page.getByRole('button', { name: 'Details… Ada' }).click();
      await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
    },
    leave: dismiss,
  },
  { id: 'pins-one', go: async (page) => void (await expect(page.getByRole('row').filter({ hasText: 'Ada' })).toBeVisible()) },
  {
    id: 'policy',
    async go(page) {
      await at(page, 'trust');
      await page.getByRole('button', { name: 'New policy…' }).click();
      const dialog = page.getByRole('dialog', { name: 'New policy' });
      await dialog.getByLabel('Name', { exact: true }).fill('Guests');
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    },
    leave: (page) => page.getByRole('dialog').getByRole('button', { name: 'Save' }).click(),
  },
  {
    id: 'trust-filled',
    async go(page) {
      const lab = root('CN=Lab root', { scheme: 'Ed25519', ...term });
      await page
        .getByLabel('Add a root')
        .first()
        .setInputFiles({ name: 'root.der', mimeType: 'application/octet-stream', buffer: Buffer.from(lab.certificate) });
      await expect(page.getByText('Lab root').first()).toBeVisible();
      await page.getByLabel('Fingerprint or name').fill('Mallory');
      await page.keyboard.press('Enter');
      await expect(page.getByText('Mallory')).toBeVisible();
    },
  },
  {
    id: 'trust-check',
    async go(page) {
      const lab = root('CN=Lab root', { scheme: 'Ed25519', ...term });
      const bob = leaf('CN=Bob', lab, { scheme: 'Ed25519', names: ['dns:bob.example'], ...term });
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Check a file…' }).click()]);
      await chooser.setFiles({ name: 'leaf.der', mimeType: 'application/octet-stream', buffer: Buffer.from(bob.certificate) });
      await expect(page.getByRole('dialog', { name: 'Check of Bob' })).toBeVisible();
    },
    leave: dismiss,
  },
  {
    id: 'authority',
    async go(page) {
      await at(page, 'certificates');
      await page.getByLabel('Subject of the new authority').fill('CN=Lab root');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Laboratory authority Lab root' }).click();
      await expect(page.getByText('Nothing issued yet')).toBeVisible();
    },
    leave: dismiss,
  },
  { id: 'certificates-one', go: async (page) => void (await expect(page.getByRole('heading', { name: 'Certificates' }).first()).toBeVisible()) },
  {
    id: 'import',
    go: dialogOf((page) =>
      page
        .getByRole('button', { name: /^Import/ })
        .first()
        .click(),
    ),
    leave: dismiss,
  },
  {
    id: 'make-key-package',
    async go(page) {
      await at(page, 'key-packages');
      await page.getByRole('button', { name: 'Make a KeyPackage…' }).first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: (page) => page.getByRole('button', { name: 'Make KeyPackage' }).click(),
  },
  { id: 'key-package', go: async (page) => void (await expect(page.getByRole('region', { name: 'KeyPackage of Ada' })).toBeVisible()) },
  {
    id: 'audit-verified',
    async go(page) {
      await at(page, 'audit');
      await page.getByRole('button', { name: 'Verify the chain' }).click();
      await expect(page.getByText(/The chain holds/)).toBeVisible();
    },
  },
  {
    id: 'retire',
    async go(page) {
      await at(page, 'identities');
      await page.getByRole('button', { name: 'Retire…' }).first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: dismiss,
  },
];

/** What a view shows while the core has not answered, and when it refused. */
export const faultScenes: readonly Scene[] = (['loading', 'failed'] as const).flatMap((kind) => [
  ...asking.map((name) => ({
    id: `${kind}-${name}`,
    async go(page: Page, fault: Fault) {
      await at(page, 'home');
      fault.now = kind;
      await at(page, name);
      if (kind === 'failed') await expect(page.getByRole('main').getByRole('alert').first()).toBeVisible({ timeout: 5_000 });
      else await expect(page.getByRole('main').locator('.loading').first()).toBeVisible({ timeout: 5_000 });
    },
    async leave(_page: Page, fault: Fault) {
      fault.now = null;
    },
  })),
  {
    id: `${kind}-connection`,
    async go(page: Page, fault: Fault) {
      await at(page, 'home');
      fault.now = kind;
      await page.getByRole('list', { name: 'Connections' }).getByRole('button', { name: /^Bob/ }).first().click();
      await page
        .getByText(/^\s*Al?s initiator\s*$/)
        .first()
        .click();
    },
    async leave(_page: Page, fault: Fault) {
      fault.now = null;
    },
  },
]);

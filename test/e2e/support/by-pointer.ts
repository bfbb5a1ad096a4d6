import { expect, type Locator, type Page } from '@playwright/test';

/**
 * What people do with each part of the inspector, with a mouse alone, from the start page of a new identity on. Both hosts must do all of
 * it: the daemon in a browser, and the window of the desktop app.
 */
export const partsByPointer: { readonly [part: string]: (page: Page) => Promise<void> } = {
  transcript: async (page) => {
    await startDemo(page);
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await row(page, /client_hello/).click();
    await expect(inspector.getByRole('heading', { level: 2 })).toHaveText('client_hello');
    const bytes = inspector.getByRole('application', { name: 'Bytes' });
    const tree = inspector.getByRole('tree', { name: 'Fields' });
    await bytes.locator('.pairs [data-at="24"]').click();
    const field = await tree.locator('[aria-selected="true"] .name').textContent();
    await expect(inspector.locator('.facts strong')).toHaveText(field ?? '');
    await tree.getByRole('treeitem').filter({ hasText: 'length' }).first().click();
    await expect(bytes.locator('.pairs .on')).toHaveCount(3);
    await click(page, 'Update keys');
    await expect(page.getByText('Keys updated: epoch 2 is in use')).toBeVisible();
    await click(page, /^Local/);
    await expect(row(page, /persisted/)).toHaveCount(0);
    await page.getByRole('combobox', { name: 'Filter' }).click();
    await page.getByRole('option', { name: /type == connection_update/ }).click();
    await expect(row(page, /connection_update/)).toHaveCount(1);
    await expect(row(page, /client_hello/)).toHaveCount(0);
    await click(page, 'Clear the filter');
    await click(page, /^Local/);
    await expect(async () => {
      await row(page, /persisted/)
        .last()
        .hover();
      await page.mouse.wheel(0, -2_000);
      await expect(page.getByRole('button', { name: /^Jump to newest/ })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await click(page, /^Jump to newest/);
    await expect(page.getByRole('button', { name: 'Following' })).toBeVisible();
  },

  epochs: async (page) => {
    await startDemo(page);
    await click(page, 'Update keys');
    await expect(page.getByText('Keys updated: epoch 2 is in use')).toBeVisible();
    await click(page, 'Step through');
    const epoch = (number: number) => page.getByRole('region', { name: `Epoch ${number}`, exact: true });
    await expect(epoch(2)).toBeVisible();
    await expect(epoch(2).getByText('encryption key changed')).toBeVisible();
    await click(page, 'The epoch before');
    await expect(epoch(1)).toBeVisible();
    await page.getByRole('button', { name: /^Epoch 2, / }).click();
    await epoch(2).getByText('Every field').click();
    await expect(epoch(2).getByRole('tree')).toContainText('confirmed_transcript_hash');
    await click(page, 'Back to the connection');
    await expect(page.getByRole('button', { name: 'Step through' })).toBeVisible();
  },

  doing: async (page) => {
    await startDemo(page);
    await page.getByRole('switch', { name: 'Auto-resume' }).click();
    await expect(page.getByText('Will wait for you after a cut')).toBeVisible();
    const item = page.getByRole('list', { name: 'Connections' }).getByRole('button', { name: /^Bob/ });
    await item.click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Cut/ }).click();
    await expect(page.getByText('Transport cut, as a network failure would')).toBeVisible();
    await click(page, 'Resume');
    await expect(page.getByText(/^Resumed in epoch \d+$/)).toBeVisible();
    await click(page, 'Key policy…');
    const policy = page.getByRole('dialog', { name: /^Key policy for / });
    await policy.getByRole('button', { name: 'Dry run on this recording' }).click();
    await expect(policy.getByRole('region', { name: 'What it would have done' })).toContainText(/./);
    await policy.getByRole('button', { name: 'Close', exact: true }).click();
    await click(page, 'Check credential');
    const verdict = page.getByRole('dialog', { name: /^Check of / });
    await expect(verdict.getByRole('status')).toContainText(/./);
    await verdict.getByRole('button', { name: 'Close', exact: true }).click();
    await click(page, 'Close');
    await expect(page.getByText('Closed in good order', { exact: true })).toBeVisible();
  },

  laboratory: async (page) => {
    await click(page, 'Laboratory');
    await click(page, 'Prepare the run');
    const draft = page.getByRole('region', { name: 'Draft 00', exact: true });
    await expect(draft).toContainText('Next Alice dials Bob');
    await click(page, 'Step');
    await expect(draft).toContainText('Next Alice to Bob: client_hello');
    await click(page, 'Run to the end');
    await expect(draft.getByRole('status')).toHaveText('Ended as promised');
    await page.getByRole('button', { name: /^Inspect Alice/ }).click();
    await expect(row(page, /epoch_key_update/)).not.toHaveCount(0);
  },

  compare: async (page) => {
    await startDemo(page);
    await click(page, 'Compare with…');
    await page.getByRole('navigation', { name: 'Main' }).getByText('Alice', { exact: true }).click();
    await click(page, 'Compare with…');
    const table = page.getByRole('group', { name: 'Differences, field by field' });
    await expect(table.getByRole('rowheader', { name: /client_hello/ })).toHaveCount(0);
    await page.getByRole('switch', { name: 'Right was recorded by the other side' }).click();
    await expect(table.getByRole('rowheader', { name: /^sent client_hello/ })).toBeVisible();
  },

  share: async (page) => {
    await startDemo(page);
    await click(page, 'Export recording…');
    const dialog = page.getByRole('dialog', { name: 'Export this recording' });
    await dialog.getByText('Report', { exact: true }).click();
    await dialog.getByText('Safe to share', { exact: true }).click();
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    expect((await download).suggestedFilename()).toBe('connection-report-safe.md');
  },

  help: async (page) => {
    const steps = page.getByRole('region', { name: 'First steps' });
    await steps.getByRole('button', { name: 'Next' }).click();
    await steps.getByRole('button', { name: 'Run two peers' }).click();
    await expect(steps.getByRole('list', { name: 'Latest messages' })).toContainText('server_hello');
    await steps.getByRole('button', { name: 'Next' }).click();
    await steps.getByRole('button', { name: 'Make an update' }).click();
    await expect(steps.getByText('epoch 2')).toHaveCount(2);
    await page.getByRole('list', { name: 'Connections' }).getByRole('button', { name: /^Bob/ }).click();
    await click(page, 'Help');
    await page.getByRole('dialog', { name: 'Help' }).getByRole('button', { name: 'Your connection, step by step' }).click();
    const told = page.getByRole('list', { name: 'Steps' });
    await told.getByRole('button', { name: 'server_hello' }).first().hover();
    await expect(page.getByRole('tooltip').filter({ hasText: 'a Welcome into the new group' })).toBeVisible();
    const hello = told.getByRole('listitem').filter({ hasText: 'opened the connection' });
    await hello.getByRole('button', { name: /^Show in the ladder/ }).click();
    await expect(page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: 'client_hello' })).toBeVisible();
  },
};

async function startDemo(page: Page): Promise<void> {
  await click(page, 'Start a demo pair');
  await expect(page.getByRole('heading', { level: 1, name: 'Demo pair' })).toBeVisible();
  await page
    .getByText(/^\s*Al?s initiator\s*$/)
    .first()
    .click();
  await expect(page.getByRole('status').getByText('Open', { exact: true })).toBeVisible();
}

const click = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('button', { name, exact: typeof name === 'string' }).click();

const row = (page: Page, name: RegExp): Locator => page.getByRole('grid', { name: 'Ladder of messages and records' }).getByRole('row', { name });

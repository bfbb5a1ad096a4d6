import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { pictures } from './support/pictures.ts';
import { expect, expectAccessible, openAs, test } from './support/test.ts';

async function openLaboratory(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Laboratory', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Laboratory' })).toBeVisible();
}

async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name, exact: typeof name === 'string' }).focus();
  await page.keyboard.press('Enter');
}

const part = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

test.beforeEach(async ({ page, daemon }) => openAs(page, daemon, 'Ada'));

test('a scenario goes step by step, to its end, into a file and back, by keyboard', async ({ page }) => {
  await openLaboratory(page);
  await expect(page.getByText('It waits before its first step')).toBeVisible();
  await page.getByLabel('Seed').fill('classroom');
  await pictures(page, 'laboratory-form');
  await press(page, 'Prepare the run');
  const draft = part(page, 'Draft 00');
  await expect(draft).toContainText('Next Alice dials Bob');
  await press(page, 'Step');
  await expect(draft).toContainText('Next Alice to Bob: client_hello');
  await press(page, 'Step');
  await expect(draft).toContainText('Next Bob to Alice: server_hello');
  await expect(draft.getByRole('group', { name: /Alice to Bob: client_hello/ })).toContainText('credential accepted');
  await expect(page.getByText('Save the run…').locator('..')).toHaveAttribute('aria-disabled', 'true');

  await press(page, 'Run to the end');
  await expect(draft.getByRole('status')).toHaveText('Ended as promised');
  await expect(draft.getByRole('list', { name: 'Checks' }).getByRole('listitem')).toHaveCount(4);
  await expectAccessible(page);
  await draft.scrollIntoViewIfNeeded();
  await pictures(page, 'laboratory-run');

  const download = page.waitForEvent('download');
  await press(page, 'Save the run…');
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('normal-life-classroom.json');
  const text = readFileSync(await saved.path(), 'utf8');
  const replay = page.getByLabel('Replay a saved run…');
  await replay.setInputFiles({ name: 'run.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await expect(draft).toContainText('Same as the file');
  await replay.setInputFiles({
    name: 'run.json',
    mimeType: 'application/json',
    buffer: Buffer.from(text.replace('"faults": []', '"faults": [{"from":"dialler","link":1,"record":3,"times":1,"action":{"kind":"drop"}}]')),
  });
  await expect(draft).toContainText(/Differs from the file at row \d+/);
  await replay.setInputFiles({ name: 'run.json', mimeType: 'application/json', buffer: Buffer.from('{"format":"other"}') });
  await expect(page.getByRole('alert')).toContainText('This is not a run of the laboratory');

  await press(page, /^Inspect Alice/);
  await expect(page.getByRole('grid', { name: 'Ladder of messages and records' })).toBeVisible();
});

test('profiles stand side by side, and their differences are found', async ({ page }) => {
  await openLaboratory(page);
  for (const name of ['Editor’s copy', 'Draft 00, literal']) await page.getByRole('checkbox', { name }).press('Space');
  await press(page, 'Prepare the run');
  await expect(part(page, 'Draft 00, literal')).toContainText('Next Alice dials Bob');
  await press(page, 'Run to the end');
  for (const name of ['Draft 00', 'Editor’s copy', 'Draft 00, literal'])
    await expect(part(page, name).getByRole('status')).toHaveText('Ended as promised');
  const differences = part(page, 'Differences');
  await differences.getByRole('radio', { name: 'Draft 00 and Draft 00, literal', exact: true }).press('Space');
  await expect(differences.getByRole('listitem').filter({ hasText: 'epoch_key_update' })).toHaveCount(4);
  await expect(async () => {
    const listed = await differences.getByRole('list').evaluateAll((lists) => lists.map(({ children }) => `has ${children.length} row`));
    const headings = await differences.getByRole('heading', { level: 3 }).allTextContents();
    expect(headings.map((text) => /has \d+ row/.exec(text)?.[0])).toEqual(listed);
  }).toPass();
  await expectAccessible(page);
  await page.getByRole('toolbar', { name: 'Control the run' }).scrollIntoViewIfNeeded();
  await pictures(page, 'laboratory-side-by-side');
  await differences.scrollIntoViewIfNeeded();
  await pictures(page, 'laboratory-differences');

  await page.getByLabel('Scenario').selectOption('Lost epoch_key_update');
  await press(page, 'Prepare the run');
  await expect(page.getByLabel('Runs').locator('option')).toHaveText([/^Lost epoch_key_update: Bob’s answer is lost, seed /, /^Normal life, seed /]);
});

test('a fault breaks a run, and one of the demo pair is applied and removed', async ({ page }) => {
  await openLaboratory(page);
  await page.getByText('Faults on the way').click();
  await press(page, 'Add a fault');
  await page.getByLabel('Record', { exact: true }).fill('3');
  await press(page, 'Prepare the run');
  await press(page, 'Run to the end');
  await expect(part(page, 'Draft 00').getByRole('status')).toHaveText('Ended otherwise');
  await expect(part(page, 'Draft 00').getByText('Flip a bit')).toBeVisible();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Search commands/ }).fill('demo pair');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Demo pair' })).toBeVisible();
  const initiator = part(page, 'Initiator');
  await expect(initiator.getByText('Open', { exact: true })).toBeVisible();
  await press(page, 'Faults on the way');
  await page.getByLabel('What happens').selectOption('Cut the connection');
  await pictures(page, 'demo-faults');
  await press(page, 'Apply');
  await initiator.getByRole('button', { name: 'Update keys' }).click();
  await expect(initiator.getByText('cut, resumed')).toBeVisible();
  await press(page, 'Faults on the way');
  await expect(page.getByText(/^Cut the connection: has applied once/)).toBeVisible();
  await press(page, 'Remove all');
});

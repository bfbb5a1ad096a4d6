import { expect, expectAccessible, openAs, test } from './support/test.ts';

test('the first start explains in three screens with a live pair, once, and again from Help', async ({ page, daemon }, testInfo) => {
  await openAs(page, daemon, 'Ada');
  const steps = page.getByRole('region', { name: 'First steps' });
  await expect(steps.getByText('First steps, 1 of 3')).toBeVisible();
  await expectAccessible(page);
  await steps.getByRole('button', { name: 'Next' }).press('Enter');
  await expect(steps.getByRole('heading', { name: 'Watch one, live' })).toBeFocused();
  await steps.getByRole('button', { name: 'Run two peers' }).press('Enter');
  await expect(steps.getByRole('list', { name: 'Latest messages' })).toContainText('server_hello');
  await page.screenshot({ path: testInfo.outputPath('first-steps.png') });
  await steps.getByRole('button', { name: 'Next' }).press('Enter');
  await steps.getByRole('button', { name: 'Make an update' }).press('Enter');
  await expect(steps.getByText('epoch 2')).toHaveCount(2);
  await expectAccessible(page);
  await page.keyboard.press('ArrowLeft');
  await expect(steps.getByRole('heading', { name: 'Watch one, live' })).toBeFocused();
  // Who looks at the pair comes back to where the steps were.
  await steps.getByRole('button', { name: 'Look at it closely' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Demo pair' })).toBeVisible();
  await page.goBack();
  await expect(steps.getByText('First steps, 2 of 3')).toBeVisible();
  await expect(steps.getByRole('list', { name: 'Latest messages' })).toContainText('epoch_key_update');
  await steps.getByRole('button', { name: 'Next' }).focus();
  await page.keyboard.press('Escape');
  await expect(steps).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Start another connection' })).toBeVisible();
  await expect(steps).toHaveCount(0);
  await page.getByRole('button', { name: 'Help', exact: true }).press('Enter');
  await page.getByRole('dialog', { name: 'Help' }).getByRole('button', { name: 'First steps' }).press('Enter');
  await expect(steps.getByText('First steps, 1 of 3')).toBeVisible();
});

test('the primer reads a transcript of one’s own; terms explain themselves; the glossary has all', async ({ page, daemon }, testInfo) => {
  await openAs(page, daemon, 'Ada');
  await page.getByRole('button', { name: 'Start a demo pair' }).press('Enter');
  await page.getByRole('radio', { name: 'Initiator' }).check({ force: true });
  await expect(page.getByRole('button', { name: /^Epoch 1,/ })).toBeVisible();
  await page.getByRole('button', { name: 'Help', exact: true }).press('Enter');
  await page.getByRole('dialog', { name: 'Help' }).getByRole('button', { name: 'Your connection, step by step' }).press('Enter');
  const told = page.getByRole('list', { name: 'Steps' });
  await expect(told).toContainText(/You, Alice, opened the connection with [\d,]+ bytes in clear/);
  await expect(told).toContainText('encrypted to the KeyPackage, so that only you can join.');
  await expect(told).toContainText('and so it confirms the handshake.');
  await expect(told).toContainText('Epoch 1 began, because the handshake founded the group.');
  const term = told.getByRole('button', { name: 'server_hello' }).first();
  await term.focus();
  const panel = page.getByRole('tooltip').filter({ hasText: 'a Welcome into the new group' });
  await expect(panel).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: testInfo.outputPath('primer.png') });
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(panel).toBeVisible();
  await told
    .getByRole('listitem')
    .filter({ hasText: 'opened the connection' })
    .getByRole('button', { name: /^Show in the ladder/ })
    .press('Enter');
  await expect(page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: 'client_hello' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('glossary');
  await page.keyboard.press('Enter');
  await page.getByLabel('Search the glossary').fill('steals keys');
  await expect(page.getByText('1 term', { exact: true })).toBeVisible();
  const source = page.getByText('Source: RFC 9420 §16.6');
  await expect(source).toHaveCount(1);
  await expect(source.getByRole('link')).toHaveAttribute('href', 'https://www.rfc-editor.org/rfc/rfc9420#section-16.6');
  await expectAccessible(page);
  await page.screenshot({ path: testInfo.outputPath('glossary.png') });
});

test('the widths of panes are set by keyboard and pointer, and remembered', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await page.getByRole('button', { name: 'Start a demo pair' }).press('Enter');
  await page.getByRole('radio', { name: 'Initiator' }).check({ force: true });
  const inspector = page.getByRole('separator', { name: 'Width of the inspector' });
  const before = Number(await inspector.getAttribute('aria-valuenow'));
  await inspector.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(inspector).toHaveAttribute('aria-valuenow', String(before + 24));
  const sidebar = page.getByRole('separator', { name: 'Width of the sidebar' });
  const box = await sidebar.boundingBox();
  if (box === null) throw new Error('the splitter is not there');
  const was = Number(await sidebar.getAttribute('aria-valuenow'));
  await page.mouse.move(box.x + box.width / 2, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 40, box.y + 200);
  await page.mouse.up();
  await expect(sidebar).toHaveAttribute('aria-valuenow', String(was - 40));
  await expectAccessible(page);
  await page.reload();
  await expect(inspector).toHaveAttribute('aria-valuenow', String(before + 24));
  await expect(sidebar).toHaveAttribute('aria-valuenow', String(was - 40));
  // A greater window has greater type, and the pane grows with it.
  const small = page.viewportSize();
  await page.setViewportSize({ width: 1920, height: 1080 });
  await expect.poll(async () => Number(await inspector.getAttribute('aria-valuenow'))).toBeGreaterThan(before + 40);
  if (small) await page.setViewportSize(small);
  await inspector.focus();
  await page.keyboard.press('Enter');
  await expect(inspector).toHaveAttribute('aria-valuenow', String(before));
});

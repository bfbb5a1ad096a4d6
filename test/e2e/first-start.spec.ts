import { expect, expectAccessible, openAs, pasteInto, test } from './support/test.ts';

test('the first start asks for a name, says who can see it, and refuses none', async ({ page, daemon }) => {
  await page.goto(daemon.url);
  expect(page.url()).not.toContain('token');
  await expect(page.getByLabel('Your name')).toBeFocused();
  await expect(page.getByText(/visible on the wire/)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Give a name, so that a peer can tell who connects.')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Your name').fill('Ada');
  await page.keyboard.press('Enter');
  for (const name of ['Start a demo pair', 'Connect…', 'Listen…'])
    await expect(page.getByRole('main').getByRole('button', { name, exact: true })).toBeVisible();
  await expectAccessible(page);
});

test.describe('without a link', () => {
  test.use({ tolerated: /status of 40[13]/ });

  test('a page says what to do', async ({ page, daemon }) => {
    await page.goto(daemon.origin);
    await expect(page.getByRole('alert')).toContainText('Open the link that the daemon printed');
    await expectAccessible(page);
  });
});

test('the theme can be switched and is remembered', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await page.emulateMedia({ colorScheme: 'light' });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole('button', { name: /Theme follows the system/ }).press('Enter');
  await page.getByRole('button', { name: /Light theme/ }).press('Enter');
  await expect(page.getByRole('button', { name: /Dark theme/ })).toBeVisible();
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.getByRole('button', { name: /Dark theme/ }).press('Enter');
  expect(await background()).toBe('oklch(0 0 0)');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Start a demo pair' }).press('Enter');
  await expect(page.getByRole('grid').first()).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: test.info().outputPath('contrast.png') });
  await page.getByRole('button', { name: /High contrast/ }).press('Enter');
  await page.getByRole('button', { name: /Theme follows the system/ }).press('Enter');
  await page.getByRole('button', { name: /Light theme/ }).press('Enter');
  await page.reload();
  await expect(page.getByRole('button', { name: /Dark theme/ })).toBeVisible();
  expect(await background()).toBe(dark);
});

test.describe('when the core is killed', () => {
  test.use({ tolerated: /WebSocket connection|ERR_CONNECTION_REFUSED|status of 40[13]/ });

  test('the page says so, and is whole again with the new link', async ({ page, daemon }) => {
    await openAs(page, daemon, 'Ada');
    await daemon.crashAndRestart(() => expect(page.getByText(/The core does not answer/)).toBeVisible());
    await expect(page.getByText('This page has no way to the core')).toBeVisible();
    await page.goto(daemon.url);
    await expect(page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
  });

  test('nothing is offered that needs it, and the command that starts it can be copied', async ({ page, daemon }) => {
    await openAs(page, daemon, 'Ada');
    await page.getByRole('button', { name: 'Start a demo pair' }).press('Enter');
    const side = page.getByRole('region', { name: 'Initiator' });
    const buttons = ['Update keys', 'Send a greeting', 'Cut'].map((name) => side.getByRole('button', { name, exact: true }));
    for (const button of buttons) await expect(button).not.toHaveAttribute('aria-disabled', 'true');
    await daemon.crash();
    for (const button of buttons) await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect(page.getByRole('alert').locator('code')).toHaveText('epochscope daemon');
    await page.getByRole('button', { name: 'Copy command' }).press('Enter');
    expect(await pasteInto(page.getByRole('combobox', { name: 'Filter' }).first())).toBe('epochscope daemon');
    await expectAccessible(page);
  });
});

import type { Page, TestInfo } from '@playwright/test';
import { testPassphrase } from '../support/protection.ts';
import { Daemon } from './support/daemon.ts';
import { expect, expectAccessible, openAs, test } from './support/test.ts';

/** The page as it is, in light and in dark, beside the test's results. */
async function picture(page: Page, testInfo: TestInfo, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: testInfo.outputPath(`${name}-${colorScheme}.png`) });
  }
}

/** Moves the focus with Tab, as a person without a mouse does, until the wanted element has it. */
async function tabTo(page: Page, name: string | RegExp, role: 'button' | 'textbox' | 'radio' = 'button'): Promise<void> {
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if ((await focused.and(page.getByRole(role, { name })).count()) > 0 || (await focused.and(page.getByLabel(name)).count()) > 0) return;
  }
  throw new Error(`the focus never came to ${name}`);
}

test('[bad:ST-020] the first start asks how keys are protected, refuses a short passphrase, and never guesses', async ({ page }, testInfo) => {
  const daemon = await Daemon.start('asked');
  try {
    await page.goto(daemon.url);
    await expect(page.getByLabel('Your name')).toBeFocused();
    await expect(page.getByRole('radio', { name: /Keychain/ })).toHaveCount(0); // a daemon has none
    await page.keyboard.type('Ada');
    await tabTo(page, 'Passphrase');
    await page.keyboard.type('short');
    await page.keyboard.press('Enter');
    await expect(page.getByText('At least 8 characters.', { exact: true })).toBeVisible();
    await expectAccessible(page);
    await picture(page, testInfo, 'first-start');
    await page.getByLabel('Passphrase', { exact: true }).fill(testPassphrase);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
    await expect(page.getByText(/without protection/)).toHaveCount(0);
  } finally {
    await daemon.stop();
  }
});

test.describe('where a form gets a second password field while it is on screen', () => {
  // Chromium looks at the form before its user name is in place again; the field is there.
  test.use({ tolerated: /Password forms should have .* username fields/ });

  test('a laboratory profile says everywhere what it is, until a passphrase protects it', async ({ page }, testInfo) => {
    const daemon = await Daemon.start('asked');
    try {
      await page.goto(daemon.url);
      await expect(page.getByLabel('Your name')).toBeFocused();
      await page.keyboard.type('Ada');
      await page.getByRole('radio', { name: /No protection/ }).check();
      await page.keyboard.press('Enter');
      const banner = page.getByText(/lie on the disk without protection/);
      await expect(banner).toBeVisible();
      await page.getByRole('button', { name: 'Security' }).click();
      await expect(page.getByText(/cannot be locked/)).toBeVisible();
      await expectAccessible(page);
      await picture(page, testInfo, 'laboratory');
      await page.getByLabel('New passphrase', { exact: true }).fill(testPassphrase);
      await page.keyboard.press('Enter');
      await expect(page.getByText(/The keys are protected/)).toBeVisible();
      await expect(banner).toHaveCount(0);
    } finally {
      await daemon.stop();
    }
  });
});

test('lock, a wrong passphrase, unlock: all by keyboard', async ({ page, daemon }, testInfo) => {
  await openAs(page, daemon, 'Ada');
  await page.keyboard.press('q');
  await expect(page.getByRole('heading', { name: 'This profile is locked' })).toBeVisible();
  await expect(page.getByText('Connections go on meanwhile')).toBeVisible();
  await expect(page.getByText('Ada')).toHaveCount(0);
  await expect(page.getByLabel('Passphrase', { exact: true })).toBeFocused();
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('This does not open the profile');
  await expectAccessible(page);
  await picture(page, testInfo, 'locked');
  await expect(page.getByLabel('Passphrase', { exact: true })).toBeFocused();
  await page.keyboard.type(testPassphrase);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
});

test('a changed passphrase and a recovery kit open a profile that was stopped; a typing error names its group', async ({
  page,
  daemon,
}, testInfo) => {
  await openAs(page, daemon, 'Ada');
  await tabTo(page, 'Security');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Security' })).toBeVisible();
  await expectAccessible(page);
  await picture(page, testInfo, 'security');

  await tabTo(page, 'Passphrase so far');
  await page.keyboard.type('not the one');
  await tabTo(page, 'New passphrase');
  await page.keyboard.type('battery staple');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('The passphrase was not changed');
  await expect(page.getByLabel('Passphrase so far', { exact: true })).toBeFocused();
  await page.keyboard.type(testPassphrase);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/The passphrase is changed/)).toBeVisible();

  await tabTo(page, 'Make a recovery kit');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Your recovery kit' });
  await expect(dialog.getByRole('listitem')).toHaveCount(14);
  const groups = await dialog.getByRole('listitem').locator('code').allTextContents();
  await expectAccessible(page);
  await picture(page, testInfo, 'recovery-kit');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await page.getByRole('radio', { name: 'Lock and stop' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('radio', { name: 'Lock and stop' })).toBeChecked();
  await tabTo(page, 'Lock now');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Its keys are sealed on the disk')).toBeVisible();
  await tabTo(page, 'Use a recovery kit');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Recovery kit', { exact: true })).toBeFocused();
  const wrong = groups.with(4, `${groups[4]?.slice(0, 4)}${groups[4]?.endsWith('7') ? '8' : '7'}`);
  await page.keyboard.insertText(wrong.join(' '));
  await tabTo(page, 'Unlock');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('look again at group 5');
  await picture(page, testInfo, 'kit-typo');
  await page.getByLabel('Recovery kit', { exact: true }).fill(groups.join('-').toLowerCase());
  await tabTo(page, 'Unlock');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Security' })).toBeVisible();
  await expect(page.getByText(/passphrase so far is not asked for/)).toBeVisible();
});

test('a profile whose passphrase is known to nobody stays locked after a restart of its core', async ({ page }) => {
  const daemon = await Daemon.start('asked');
  try {
    await page.goto(daemon.url);
    await expect(page.getByLabel('Your name')).toBeFocused();
    await page.keyboard.type('Ada');
    await page.getByLabel('Passphrase', { exact: true }).fill(testPassphrase);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
    await page.goto('about:blank');
    await daemon.crashAndRestart();
    await page.goto(daemon.url);
    await expect(page.getByLabel('Passphrase', { exact: true })).toBeFocused();
    await page.keyboard.type(testPassphrase);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
  } finally {
    await daemon.stop();
  }
});

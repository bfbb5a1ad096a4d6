import { press } from './support/keyboard.ts';
import { pictures } from './support/pictures.ts';
import { expect, expectAccessible, listenOnFreePort, openAs, pasteInto, test } from './support/test.ts';

test.beforeEach(async ({ page, daemon }) => openAs(page, daemon, 'Ada'));

test('the connect dialog works by keyboard and says what is wrong in words', async ({ page }) => {
  const opener = page.getByRole('navigation').getByRole('button', { name: 'Connect…' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Connect to a peer' });
  await expect(dialog.getByLabel('Host')).toBeFocused();
  await dialog.getByLabel('Host').fill('');
  await dialog.getByLabel('Port').fill('99999');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(/Say which host to reach/)).toBeVisible();
  await expect(dialog.getByText('A whole number, 1 to 65535.')).toBeVisible();
  await expect(dialog.getByLabel('Host')).toBeFocused();
  await expect(dialog.getByLabel('Host')).toHaveAttribute('aria-invalid', 'true');
  await pictures(page, 'connect');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
});

test('a pasted address falls into its fields, a wrong contact card and no suite are refused', async ({ page }) => {
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Connect to a peer' });
  await dialog.getByLabel('Host').fill('[::1]:9');
  await page.keyboard.press('Tab');
  await expect(dialog.getByLabel('Host')).toHaveValue('::1');
  await expect(dialog.getByLabel('Port')).toHaveValue('9');
  await dialog.getByRole('radio', { name: 'Pinned keys only' }).press('Space');
  await dialog.getByLabel('Peer’s contact card').fill('hello');
  await dialog.locator('summary', { hasText: 'Advanced options' }).press('Enter');
  const chosen = dialog.getByRole('checkbox', { checked: true });
  while ((await chosen.count()) > 0) await chosen.first().press('Space');
  await dialog.getByRole('button', { name: 'Connect', exact: true }).press('Enter');
  await expect(dialog.getByText(/That is no contact card/)).toBeVisible();
  await expect(dialog.getByText('Choose at least one cipher suite.')).toBeVisible();
  await pictures(page, 'connect-refused');
});

test('suites that are off by default are folded away; one that no pin can fit is warned of', async ({ page }) => {
  await page.getByRole('button', { name: 'Identities' }).press('Enter');
  await page.getByRole('button', { name: 'Copy contact card' }).first().press('Enter');
  await page.keyboard.press('h');
  await expect(page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Connect to a peer' });
  await dialog.getByRole('radio', { name: 'Pinned keys only' }).press('Space');
  await pasteInto(dialog.getByLabel('Peer’s contact card'));
  await dialog.locator('summary', { hasText: 'Advanced options' }).press('Enter');
  await expect(dialog.getByRole('checkbox')).toHaveCount(2);
  await dialog.locator('summary', { hasText: 'More suites (11)' }).press('Enter');
  for (const number of ['0x0004', '0x0006'])
    await expect(dialog.getByText(new RegExp(`^\\S+ \\(${number}\\) is not offered here: X448 is not available in this build\\.$`))).toBeVisible();
  const suite = dialog.getByRole('checkbox', { name: /xwing-aes256-mldsa87/ });
  await expect(suite).toHaveAccessibleName(/post-quantum, authentication too/);
  await expect(suite).toHaveAccessibleDescription('Signs with ML-DSA-87.');
  const warning = dialog.getByText(/A pin holds for one key: xwing-aes256-mldsa87 signs with ML-DSA-87, and what is pinned is Ed25519/);
  await expect(warning).toHaveCount(0);
  await suite.focus();
  await page.keyboard.press('Space');
  await expect(suite).toBeChecked();
  await expect(suite).toBeFocused();
  await expect(dialog.getByText('More suites (10)')).toBeVisible();
  await expect(warning).toBeVisible();
  await pictures(page, 'suites');
  await dialog.getByRole('button', { name: 'Move up: xwing-aes256-mldsa87' }).press('Enter');
  await suite.press('Space');
  await expect(warning).toHaveCount(0);
});

test('connecting to a listener of one’s own is refused with what to do instead', async ({ page }) => {
  const port = await listenOnFreePort(page, 'Trust on first use');
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Connect to a peer' });
  await dialog.getByLabel('Port').fill(port);
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText(/one of your own listeners.*--profile-dir.*demo pair/);
});

test('a refused connection is reported with what to do next', async ({ page }) => {
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Connect to a peer' });
  await dialog.getByLabel('Port').fill('1');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText(/code \S+/);
  await expect(page.getByRole('list', { name: 'Connections' })).toContainText(/Failed · \S/);
  await pictures(page, 'refused');
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  await expect(dialog.getByRole('alert')).toBeInViewport({ ratio: 1 });
});

test('the listen dialog opens a listener; a taken port is refused in words', async ({ page }) => {
  const port = await listenOnFreePort(page, 'Pinned keys only');
  await expect(page.getByText('Only programs on this computer can reach it.', { exact: false })).toBeVisible();
  await pictures(page, 'listening');
  await page.getByRole('button', { name: 'My contact card…' }).press('Enter');
  await expect(page.getByRole('dialog', { name: /^Contact card of Ada/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('l');
  const dialog = page.getByRole('dialog', { name: 'Listen for peers' });
  await expect(dialog.getByText('No key is pinned yet: every peer will knock first.')).toBeVisible();
  await dialog.locator('summary', { hasText: 'Advanced options' }).press('Enter');
  await dialog.getByLabel('Port').fill(port);
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('Could not listen');
  await expect(dialog.getByRole('alert')).toBeInViewport();
  await pictures(page, 'listen');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Stop listening' }).press('Enter');
  const question = page.getByRole('dialog', { name: /^Stop listening on 127\.0\.0\.1:\d+\?$/ });
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await question.getByRole('button', { name: 'Stop listening' }).press('Enter');
  await expect(page.getByText(/Stopped|This listener is gone/).first()).toBeVisible();
});

test('the lists of shortcuts, versions and notices open and close by keyboard', async ({ page }) => {
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  const about = page.getByRole('button', { name: 'About Epochscope' });
  await about.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: /^Epochscope / })).toContainText('Cryptography self-test: 22 of 22 passed');
  await page
    .getByRole('dialog', { name: /^Epochscope / })
    .locator('summary')
    .press('Enter');
  const primitives = page.getByRole('dialog', { name: /^Epochscope / }).getByRole('listitem');
  await expect(primitives.filter({ hasText: /(native|noble), passed$/ })).toHaveCount(22);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(about).toBeFocused();
  await page.getByRole('button', { name: /^Notices/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Notices' })).toBeVisible();
});

test('single letters can be switched off', async ({ page }) => {
  await page.keyboard.press('?');
  await page.getByRole('switch', { name: 'Single letters are shortcuts' }).press('Space');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('keys are chosen by keyboard, refused where they are taken, remembered, and put back', async ({ page }) => {
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const connect = dialog.getByRole('button', { name: /^Connect to a peer: .* Change$/ });
  await connect.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('l');
  await expect(dialog.getByRole('status')).toHaveText('L already does: Listen for peers. Press another key.');
  await pictures(page, 'choosing-keys');
  await page.keyboard.press('b');
  await expect(connect).toHaveAccessibleName('Connect to a peer: B. Change');
  await expect(connect).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(connect).toHaveAccessibleName('Connect to a peer: B. Change');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  await page.reload();
  await expect(page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
  await page.keyboard.press('n');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('b');
  await expect(page.getByRole('dialog', { name: 'Connect to a peer' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('navigation').getByRole('button', { name: 'Connect…' })).toHaveAttribute('aria-keyshortcuts', 'B');

  await page.keyboard.press('?');
  await press(dialog.getByRole('button', { name: 'All keys as at first' }));
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await page.keyboard.press('n');
  await expect(page.getByRole('dialog', { name: 'Connect to a peer' })).toBeVisible();
});

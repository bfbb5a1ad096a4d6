import { tabTo } from './support/keyboard.ts';
import { expect, expectAccessible, openAs, test } from './support/test.ts';

test('the interface is switched to German and back by keyboard, and stays so after loading anew', async ({ page, daemon }, testInfo) => {
  await openAs(page, daemon, 'Ada');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await tabTo(page, 'Language: English. Auf Deutsch umstellen');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Drei Wege zum Anfang' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expectAccessible(page);
  await page.screenshot({ path: testInfo.outputPath('start-de.png') });

  for (const [link, title] of [
    ['Wiederaufnehmbare Sitzungen', 'Wiederaufnehmbare Sitzungen'],
    ['Identitäten', 'Identitäten'],
    ['Prüfprotokoll', 'Prüfprotokoll'],
    ['Sicherheit', 'Sicherheit'],
  ] as const) {
    await page.getByRole('navigation').getByRole('button', { name: link }).click();
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await page.screenshot({ path: testInfo.outputPath(`${title.toLowerCase()}-de.png`) });
  }
  await page.reload();
  await tabTo(page, 'Sprache: Deutsch. Switch to English');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test.describe('where the system speaks German', () => {
  test.use({ locale: 'de-AT' });

  test('the first start does, too', async ({ page, daemon }) => {
    await page.goto(daemon.url);
    await expect(page.getByLabel('Dein Name')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Einen Namen angeben')).toBeVisible();
    await expectAccessible(page);
  });
});

import type { Page } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import { expect, openAs, settled, test } from './support/test.ts';
import { everyPage, oneSide } from './support/views.ts';

/** As the high-contrast theme of this program, and as a system whose colours replace all others. */
const ways = [
  ['high contrast', 'contrast', 'none'],
  ['forced colours', 'system', 'active'],
] as const;

async function violations(page: Page): Promise<readonly string[]> {
  await settled(page);
  // Names, roles and landmarks are the same in every theme: other tests look at them. Colours are not.
  const found = await new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']).analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

for (const [name, theme, forcedColors] of ways)
  test(`no page has an accessibility violation in ${name}`, async ({ page, daemon }) => {
    test.slow(); // axe reads every text of sixteen pages
    await page.addInitScript((chosen) => localStorage.setItem('epochscope.theme', chosen), theme);
    await page.emulateMedia({ forcedColors, reducedMotion: 'reduce' });
    await openAs(page, daemon, 'Ada');
    await oneSide(page);
    await page.keyboard.press('u');
    await expect(page.getByText('Keys updated: epoch 2 is in use')).toBeVisible();
    expect.soft(await violations(page), 'one side').toEqual([]);
    await page.screenshot({ path: test.info().outputPath('one-side.png') });
    await everyPage(page, async (shown) => {
      expect.soft(await violations(page), shown).toEqual([]);
    });
    await page.keyboard.press('n');
    await expect(page.getByRole('dialog', { name: 'Connect to a peer' })).toBeVisible();
    expect.soft(await violations(page), 'connect').toEqual([]);
  });

test('where the system asks for more contrast, no text and no line is faint', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  const colours = () =>
    page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      return ['--text', '--text-muted', '--text-faint', '--line', '--line-strong'].map((name) => style.getPropertyValue(name));
    });
  const [, usually] = await colours();
  await page.emulateMedia({ contrast: 'more', reducedMotion: 'reduce' });
  const [text, muted, faint, line, strong] = await colours();
  expect(usually).not.toBe(text);
  expect([muted, faint]).toEqual([text, text]);
  expect(line).toBe(strong);
});

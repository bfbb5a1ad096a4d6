import { type Locator, type Page, test } from '@playwright/test';

/** Presses Enter on something, as a person without a mouse does once the focus is there. */
export async function press(target: Locator): Promise<void> {
  await target.focus();
  await target.press('Enter');
}

/** Moves the focus with Tab until the wanted element has it. */
export async function tabTo(page: Page, name: string | RegExp, role: 'button' | 'textbox' | 'radio' = 'button'): Promise<void> {
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if ((await focused.and(page.getByRole(role, { name })).count()) > 0 || (await focused.and(page.getByLabel(name)).count()) > 0) return;
  }
  throw new Error(`the focus never came to ${name}`);
}

/** Moves the choice of a group of radio buttons with the arrow keys. */
export async function choose(group: Locator, name: string): Promise<void> {
  const radios = group.getByRole('radio');
  const wanted = group.getByRole('radio', { name });
  await test.expect(wanted).toBeVisible();
  await radios.and(group.locator(':checked')).first().focus();
  for (let left = await radios.count(); left > 0 && !(await wanted.isChecked()); left--) await group.page().keyboard.press('ArrowDown');
  await test.expect(wanted).toBeChecked();
}

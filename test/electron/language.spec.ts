import { expect, test } from '@playwright/test';
import { languageChannel, requestChannels } from '#shared/contract.ts';
import { type Desktop, startDesktop, startDesktopOn } from './desktop.ts';

// The BUILT main process, with a stand-in for the `electron` module: its menu and its dialogs, in the language of the page.

const english = /(^|\s)(File|Edit|View|Window|Help|Connect|Listen|Undo|Copy|Paste|Resume|Close|Zoom|Cancel|Trust|key)(\s|…|$)/;

/** The labels of the menu of now. */
async function menuOf({ recorded }: Desktop): Promise<readonly string[]> {
  const labels: unknown = (await recorded('Menu.setApplicationMenu')).at(-1);
  return Array.isArray(labels) ? labels.map(String) : [];
}

test('menu and dialogs speak the language that was chosen in the page, at once and after a start', async () => {
  const desktop = await startDesktop();
  const { page, profile } = desktop;
  await page.getByLabel('Your name').fill('Ada');
  await page.getByRole('button', { name: 'Create identity' }).click();
  expect(await menuOf(desktop)).toContain('Connect… CmdOrCtrl+N');

  await page.getByRole('button', { name: 'Language: English. Auf Deutsch umstellen' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect.poll(() => menuOf(desktop)).toContain('Verbinden… CmdOrCtrl+N');
  const labels = await menuOf(desktop);
  expect(labels.filter((label) => english.test(label))).toEqual([]);
  expect(labels).toEqual(expect.arrayContaining(['Bearbeiten', 'Kopieren', 'Ansicht', 'Beenden', 'Hilfe']));
  await expect(page.getByRole('heading', { name: 'Drei Wege zum Anfang' })).toBeVisible(); // who hears the menu is there by now
  await desktop.chooseMenu('Lauschen…');
  await expect(page.getByRole('dialog', { name: 'Auf Gegenstellen lauschen' })).toBeVisible();

  await page.evaluate(() => bridge.request('makeRecoveryKit', {}));
  await page.evaluate(() => bridge.request('chooseTransfer', {}));
  expect(await desktop.recorded('dialog.showMessageBox')).toContain('Ein Wiederherstellungsblatt anlegen?');
  expect(await desktop.recorded('dialog.buttons')).toContainEqual(['Blatt anlegen', 'Abbrechen']);
  expect(await desktop.recorded('dialog.showOpenDialog')).toContainEqual(['Sicherung von Epochscope', 'Alle Dateien']);

  expect(await desktop.quit('kept')).toBe(0);
  const again = await startDesktopOn(profile);
  const [first] = await again.recorded('Menu.setApplicationMenu');
  expect(first, 'the first menu, before the page says anything').toContain('Verbinden… CmdOrCtrl+N');
  expect(await again.quit()).toBe(0);
});

test('[bad:IP-006] nobody but our page changes the language, and what is none of ours changes nothing', async () => {
  const desktop = await startDesktop();
  for (const sender of ['another site in our window', 'sub-frame of our page', 'destroyed frame', 'other contents'] as const)
    expect(await desktop.invokeAs(sender, languageChannel, 'de')).toBeNull();
  for (const told of ['fr', '', 7, null, { language: 'de' }, ['de']]) expect(await desktop.invokeAs('our page', languageChannel, told)).toBeNull();
  expect(await desktop.recorded('Menu.setApplicationMenu')).toHaveLength(1);
  expect(await desktop.invokeAs('our page', languageChannel, 'de')).toBeNull();
  expect(await desktop.recorded('Menu.setApplicationMenu')).toHaveLength(2);
  expect(await desktop.invokeAs('our page', requestChannels.identities, {})).toMatchObject({ ok: true });
  expect(await desktop.quit()).toBe(0);
});

test('before a page has said anything, the menu speaks as the system asks', async () => {
  const desktop = await startDesktop({ STAND_IN_LANGUAGES: 'de-AT,en' });
  const [first] = await desktop.recorded('Menu.setApplicationMenu');
  expect(first).toContain('Verbinden… CmdOrCtrl+N');
  expect(await desktop.quit()).toBe(0);
});

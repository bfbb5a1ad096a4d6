import type { Page } from '@playwright/test';
import { reachCore } from '#main/api/local-client.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { ask, backupPassphrase, lifeInGerman, type Life } from './support/german-life.ts';
import { connectParams } from '../support/opening-params.ts';
import { englishIn, textsOn } from './support/english-left.ts';
import { morePictures } from './support/pictures.ts';
import { expect, test } from './support/test.ts';
import { at, plainPages } from './support/views.ts';

/** Pages of things that are not there any more. */
const gone = ['connection/none', 'epochs/none', 'listener/none', 'recording/none'];
const pages = ['home', ...plainPages.map(([name]) => name), ...gone];

/** Buttons of a page that open a dialog. */
const dialogs: { readonly [page: string]: readonly string[] } = {
  pins: ['Einzelheiten…', 'Entfernen…'],
  trust: ['Neue Richtlinie…', 'Bearbeiten…'],
  identities: ['Umbenennen…', 'Schlüssel wechseln…', 'Stilllegen…'],
  certificates: ['Importieren…', 'Zertifikat hinzufügen…', 'Verwalten…'],
  'key-packages': ['KeyPackage erzeugen…'],
};

/** The same in both languages: names, what people wrote, the other language’s button, an example of the filter language, states of the machine. */
const same =
  /Laboratory use only|Switch to English|Pay 10 to Carol|Filter: type == connection_update && epoch > 3|key schedule|[a-z]+(-[a-z]+)+( → open)?/g;

/** Rows of the ladder that are looked at: a handshake, two updates, a cut and a resumption begin within them. */
const mostRows = 24;

test.use({ locale: 'de-DE' });

test('nothing of the interface stays English when German is chosen', async ({ page, daemon, other }) => {
  const walk = new Walk(page);
  await page.goto(daemon.url);
  await expect(page.getByLabel('Dein Name')).toBeFocused();
  await walk.look('first start');
  await page.getByLabel('Dein Name').fill('Ada');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Drei Wege zum Anfang' })).toBeVisible();
  for (const name of pages) await walk.open(`empty ${name}`, name);
  const core = await coreOf(daemon.profileFolder);
  try {
    const life = await lifeInGerman(core);
    await strangerKnocks(other.profileFolder, life);
    for (const name of pages) {
      await walk.open(name, name);
      await walk.throughDialogs(name, dialogs[name] ?? []);
    }
    await walk.throughDialogsByKey(['n', 'l', '?', 'ControlOrMeta+k']);
    await walk.throughConnections(life);
    await walk.throughFiles(life);
    await walk.throughComparison();
  } finally {
    await core.close();
  }
  expect([...walk.left.values()]).toEqual([]);
});

/** Somebody from another profile dials our listener, which does not know their key. */
async function strangerKnocks(profileFolder: string, { port }: Life): Promise<void> {
  const core = await coreOf(profileFolder);
  await ask(core, 'createIdentity', { name: 'Fremde' });
  await core.request('connect', { ...connectParams, port });
  await core.close();
}

async function coreOf(profileFolder: string): Promise<CoreAccess> {
  const core = await reachCore(profileFolder);
  if (core === null) throw new Error('the daemon answers nobody');
  return core;
}

/** A walk through the interface, and what it found in English. */
class Walk {
  /** Texts with the place where each was met first, and the words in it. */
  readonly left = new Map<string, string>();
  readonly #page: Page;
  #pictures = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  async look(place: string): Promise<void> {
    await expect(this.#page.locator('.loading, [aria-busy="true"]')).toHaveCount(0);
    for (const text of await textsOn(this.#page)) {
      const words = englishIn(text, same);
      if (words.length > 0 && !this.left.has(text)) this.left.set(text, `${place}: ${text} (${words.join(', ')})`);
    }
    await morePictures(this.#page, String(this.#pictures++).padStart(3, '0'));
  }

  async open(place: string, address: string): Promise<void> {
    await at(this.#page, address);
    await expect(this.#page.getByRole('heading', { level: 1 })).toBeVisible();
    await this.#unfold();
    await this.look(place);
  }

  /** Opens each dialog by the first button of its name, looks at it and leaves it. */
  async throughDialogs(place: string, names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.#page.locator('main button').filter({ hasText: name }).first().click();
      await this.#lookAtDialog(`${place}, ${name}`);
    }
  }

  async throughDialogsByKey(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.#page.keyboard.press(key);
      await this.#lookAtDialog(`dialog of ${key}`);
    }
  }

  async throughConnections({ demo, failed, listener }: Life): Promise<void> {
    await this.open('failed connection', `connection/${failed}`);
    await this.#throughTabs('failed connection');
    await this.open('demo pair', `connection/${demo}`);
    await this.#page.getByText('Als Initiator', { exact: true }).first().click();
    await this.#throughTabs('one side');
    await this.#throughRows();
    await this.open('epochs', `epochs/${demo}`);
    await this.open('primer', `primer/${demo}`);
    await this.open('listener', `listener/${listener}`);
  }

  /** A certificate that is checked, and a backup with something in it that is different here. */
  async throughFiles({ certificate, backup }: Life): Promise<void> {
    await this.open('trust', 'trust');
    const chooser = this.#page.waitForEvent('filechooser');
    await this.#page.getByRole('button', { name: 'Datei prüfen…' }).press('Enter');
    await (await chooser).setFiles({ name: 'bob.der', mimeType: 'application/x-x509-ca-cert', buffer: certificate });
    await this.#lookAtDialog('check of a certificate');
    await this.open('security', 'security');
    await this.#page.locator('input[type=file]').setInputFiles({ name: 'gestern.backup', mimeType: 'application/octet-stream', buffer: backup });
    await this.#page.getByLabel('Passphrase der Sicherung', { exact: true }).last().fill('nicht diese');
    await this.#page.keyboard.press('Enter');
    await expect(this.#page.getByRole('alert')).toBeVisible();
    await this.look('a wrong passphrase');
    await this.#page.getByLabel('Passphrase der Sicherung', { exact: true }).last().fill(backupPassphrase);
    await this.#page.keyboard.press('Enter');
    await expect(this.#page.getByRole('dialog')).toContainText('Hier anders');
    await this.#lookAtDialog('what a backup would bring');
  }

  async throughComparison(): Promise<void> {
    await this.open('compare', 'compare');
    for (const [side, index] of [
      ['Links', 1],
      ['Rechts', 2],
    ] as const)
      await this.#page.getByLabel(side, { exact: true }).selectOption({ index });
    await expect(this.#page.getByRole('table').first()).toBeVisible();
    await this.look('a comparison');
  }

  async #throughTabs(place: string): Promise<void> {
    const tabs = this.#page.getByRole('tab');
    for (let index = (await tabs.count()) - 1; index >= 0; index--) {
      await tabs.nth(index).click();
      await this.look(`${place}, tab ${index + 1}`);
    }
  }

  async #throughRows(): Promise<void> {
    const ladder = this.#page.getByRole('grid').first();
    await ladder.focus();
    await this.#page.keyboard.press('Home');
    const rows = Math.min(mostRows, Number(await ladder.getAttribute('aria-rowcount')));
    for (let row = 1; row <= rows; row++) {
      await this.look(`row ${row}`);
      await this.#page.keyboard.press('ArrowDown');
    }
  }

  async #lookAtDialog(place: string): Promise<void> {
    const dialog = this.#page.locator('[role="dialog"], [role="alertdialog"], [role="menu"]');
    await expect(dialog.first()).toBeVisible();
    await this.#unfold();
    await this.look(place);
    await this.#page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }

  async #unfold(): Promise<void> {
    await this.#page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
  }
}

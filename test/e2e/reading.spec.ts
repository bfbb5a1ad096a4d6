import type { Page } from '@playwright/test';
import { recordingFormat } from '#shared/contract/recordings.ts';
import { recordedConnection, recordedEpoch, recordedRow } from '../support/recordings.ts';
import { dropOnWindow } from './support/drag.ts';
import { press } from './support/keyboard.ts';
import { expect, openAs, test } from './support/test.ts';
import { at, oneSide } from './support/views.ts';

const field = (page: Page) => page.getByRole('combobox', { name: 'Filter', exact: true });
const unreadable = { code: 'STORE_UNREADABLE', title: 'The store cannot be read', next: 'Try again.', rule: null, alert: null, detail: null };

test('what cannot be acted on yet is not offered; transcript and epochs are each tried again by themselves', async ({ page, daemon }) => {
  let refuses = false;
  await page.routeWebSocket(/\/rpc$/, (way) => {
    const core = way.connectToServer();
    way.onMessage((message) => {
      const { id, request } = JSON.parse(String(message)) as { id: number; request?: string }; // the page's own frames: src-renderer/web-bridge.ts
      if (refuses && (request === 'transcript' || request === 'epochs')) way.send(JSON.stringify({ id, ok: false, error: unreadable }));
      else core.send(message);
    });
  });
  await openAs(page, daemon, 'Ada');
  await oneSide(page);
  await at(page, 'home');
  refuses = true;
  await page.getByRole('list', { name: 'Connections' }).getByRole('button').first().click();
  await page.getByText('As initiator', { exact: true }).first().click();
  const [epochs, rows] = [page.getByRole('group', { name: 'Epochs' }), page.getByRole('group', { name: 'Ladder', exact: true })];
  await expect(epochs.getByRole('alert')).toContainText('Could not read the epochs');
  await expect(rows.getByRole('alert')).toContainText('Could not read the transcript');
  await expect(field(page)).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Step through' })).toBeDisabled();
  await expect(page.getByText(/^Select /)).toHaveCount(0);

  refuses = false;
  await press(epochs.getByRole('button', { name: 'Try again' }));
  await expect(page.getByRole('button', { name: 'Step through' })).toBeEnabled();
  await expect(page.getByText(/^Select an epoch above/)).toBeVisible();
  await press(rows.getByRole('button', { name: 'Try again' }));
  await expect(page.getByText(/^Select a row in the ladder or an epoch above/)).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);

  await field(page).fill('epoch > 99');
  await expect(page.getByText('No row passes the filter')).toBeVisible();
  await expect(page.getByText(/^Select an epoch above/)).toBeVisible();
});

test('a filter is saved only once it is in force; in large type its offers and its failure stand in sight', async ({ page, daemon }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await openAs(page, daemon, 'Ada');
  await oneSide(page);
  await page.evaluate(() => {
    document.documentElement.style.fontSize = `${2 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)}px`;
  });
  await field(page).focus();
  await expect(page.getByRole('option').first()).toBeInViewport({ ratio: 1 });
  // Asked in the moment of typing: it is only a moment.
  const savable = await field(page).evaluate(async (input: HTMLInputElement) => {
    input.value = 'type == ';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return document.querySelector('[aria-label="Save this filter"]:not(:disabled)') !== null;
  });
  expect(savable).toBe(false);
  await expect(page.getByRole('listbox', { name: 'Ways to go on' })).toBeInViewport({ ratio: 1 });
  await expect(field(page)).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('typ == connection_update &&');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Not applied/)).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: 'Save this filter' })).toBeDisabled();
  await field(page).fill('type == connection_update');
  await expect(page.getByRole('button', { name: 'Save this filter' })).toBeEnabled();
});

test('a name of two scripts that does not fit ends with a sign of that, and none where it fits', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  const name = 'שרה לוין, Laboratory of Everlasting Agreement';
  const head = {
    format: recordingFormat,
    safe: false,
    connection: { ...recordedConnection, peer: { ...recordedConnection.peer, name } },
    epochs: [recordedEpoch],
  };
  await dropOnWindow(page, 'name.epochscope.jsonl', [head, recordedRow(1), { end: 1 }].map((line) => `${JSON.stringify(line)}\n`).join(''));
  const shown = page.getByRole('columnheader', { name: /^you/ }).getByTitle(name);
  const sign = () => shown.evaluate((element) => getComputedStyle(element, '::after').content);
  await page.setViewportSize({ width: 1800, height: 720 });
  await expect(shown).toBeVisible();
  await expect.poll(sign).toBe('none');
  await page.setViewportSize({ width: 1000, height: 720 });
  await expect.poll(sign).toBe('"…"');
  // What is left of it is its beginning, in one line.
  expect(await shown.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  await page.setViewportSize({ width: 1800, height: 720 });
  await expect.poll(sign).toBe('none');
});

import { readFileSync } from 'node:fs';
import { recordingFormat } from '#shared/contract/recordings.ts';
import type { Page } from '@playwright/test';
import { recordedConnection, recordedEpoch, recordedRow } from '../support/recordings.ts';
import { drop, dropOnWindow } from './support/drag.ts';
import { press } from './support/keyboard.ts';
import { pictures } from './support/pictures.ts';
import { expect, openAs, test } from './support/test.ts';

async function chooseFormat(page: Page, label: string) {
  await page.getByRole('button', { name: 'Export recording…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Export this recording' });
  await dialog.getByRole('radio', { name: new RegExp(`^${label.replace(/[()]/g, '\\$&')}`) }).check();
  return dialog;
}

async function exported(page: Page, label: string, agreement: RegExp | null): Promise<Buffer> {
  const dialog = await chooseFormat(page, label);
  const button = dialog.getByRole('button', { name: 'Export', exact: true });
  if (agreement !== null) {
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await dialog.getByRole('checkbox', { name: agreement }).press('Space');
  }
  const download = page.waitForEvent('download');
  await button.press('Enter');
  return readFileSync(await (await download).path());
}

test('what passed on the wire is seen in its rows, exported, and opened again with its keys', async ({ page, daemon }, testInfo) => {
  await openAs(page, daemon, 'Ada');
  await page.getByRole('button', { name: 'Start a demo pair' }).click();
  await page.getByText('As initiator', { exact: true }).first().click();
  await page.keyboard.press('u');
  await expect(page.getByRole('button', { name: /^Epoch 2,/ })).toBeVisible();
  // A record has the bytes it had on the wire.
  await page
    .getByRole('row', { name: /application_data/ })
    .first()
    .click();
  await expect(page.getByRole('tree', { name: 'Fields' })).toContainText('encrypted_record');

  const capture = await exported(page, 'Capture (pcapng)', null);
  const keyLog = await exported(page, 'Key log', /a file with keys/);
  const plaintext = await exported(page, 'Decrypted capture (pcapng)', /everybody can read/);
  expect(capture.subarray(0, 4).toString('hex')).toBe('0a0d0d0a');
  expect(keyLog.toString()).toContain('EPOCHSCOPE_CLIENT_EPOCH_KEY ');
  expect(plaintext.toString('latin1')).toContain('DECRYPTED by Epochscope');

  const dialog = await chooseFormat(page, 'Decrypted capture (pcapng)');
  await expect(dialog.getByText('Not for this kind of file', { exact: false })).toBeVisible();
  await expect(dialog.getByRole('radio', { name: /^Safe to share/ })).toBeDisabled();
  await expect(dialog.getByRole('radio', { name: /^Safe to share/ })).not.toBeChecked();
  await expect(dialog.getByRole('radio', { name: /^Whole/ })).not.toBeChecked();
  await pictures(page, 'export');
  await dialog.getByRole('button', { name: 'Cancel' }).press('Enter');

  await page.keyboard.press('h');
  const opening = page.getByRole('dialog', { name: 'Open a capture' });
  await dropOnWindow(page, 'damaged.pcapng', capture.subarray(0, 9));
  await opening.getByRole('button', { name: 'Open', exact: true }).press('Enter');
  await expect(opening.getByRole('alert')).toBeVisible();
  // Another one takes its place, and a key log is dropped where it belongs.
  await dropOnWindow(page, 'lab.pcapng', capture);
  await expect(opening).toContainText('lab.pcapng');
  await expect(opening.getByRole('alert')).toHaveCount(0);
  await drop(opening.getByRole('group', { name: 'Drop a key log here' }), { name: 'lab.keylog.txt', bytes: keyLog });
  await expect(opening).toContainText('lab.keylog.txt');
  await pictures(page, 'import');
  await opening.getByRole('button', { name: 'Open', exact: true }).press('Enter');
  await expect(page.getByText('A recording from a file. Nothing here is live.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Epoch 1,/ })).toBeVisible();
  await page
    .getByRole('row', { name: /connection_update/ })
    .first()
    .click();
  await expect(page.getByRole('tree', { name: 'Fields' })).toContainText('mls_message');
  await page.screenshot({ path: testInfo.outputPath('imported-dark.png') });

  // Its epochs, one by one.
  await press(page.getByRole('button', { name: 'Step through' }));
  const epoch = (number: number) => page.getByRole('region', { name: `Epoch ${number}`, exact: true });
  await expect(epoch(2)).toContainText('2 of 2');
  await page.keyboard.press('[');
  await expect(page.getByText('A capture made elsewhere: counts and times are those of', { exact: false })).toBeVisible();
  await expect(epoch(1).getByRole('group', { name: 'Key schedule' }).getByRole('row').first()).toBeVisible();
  await pictures(page, 'imported-epochs');
  await press(page.getByRole('button', { name: 'Back to the recording' }));
  await expect(page.getByRole('grid', { name: 'Ladder of messages and records' })).toBeVisible();
});

test('an opened recording is listed until it is closed; a file cut within a line opens with what came before, and says so', async ({
  page,
  daemon,
}) => {
  await openAs(page, daemon, 'Ada');
  const written = readFileSync('test/fixtures/recording-before-history.jsonl', 'utf8');
  await dropOnWindow(page, 'damaged.epochscope.jsonl', written.replace('"seq":2', '"seq":"2"'));
  await expect(page.getByText('This recording cannot be read')).toBeVisible();
  await dropOnWindow(page, 'cut.epochscope.jsonl', written.slice(0, -30));
  await expect(page.getByText('The file was cut: its end is missing.')).toBeVisible();
  await expect(page.getByText('This recording cannot be read')).toHaveCount(0);
  await page.keyboard.press('h');
  const item = page.getByRole('navigation').getByRole('button', { name: 'cut.epochscope.jsonl' });
  await press(item);
  await expect(page.getByText('The file was cut: its end is missing.')).toBeVisible();
  await expect(item).toHaveAttribute('aria-current', 'page');
  await press(page.getByRole('button', { name: 'Close recording' }));
  await expect(item).toHaveCount(0);
});

test('what was in use when a recording ended is told as of then', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  const keys = { sent: { from: 1_000, until: null }, received: null };
  const epochs = [{ ...recordedEpoch, keys, automatic: false, crossing: null, resumption: null, ends: [] }];
  const history = { epochs, earlier: 0, healed: { us: 1_500, peer: 1_500, both: 1_500 } };
  const head = { format: recordingFormat, safe: false, connection: recordedConnection, epochs: [recordedEpoch], history };
  const lines = [head, recordedRow(1, { at: 3_000 }), { end: 1 }];
  await dropOnWindow(page, 'ended.epochscope.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await press(page.getByRole('button', { name: 'Step through' }));
  await expect(page.getByText(/in use for 2.0 s$/)).toBeVisible();
  await expect(page.getByText('1.5 s ago')).toBeVisible();
});

test('a recording of an earlier version opens with its epochs, and one says what there was no room for', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  const before = readFileSync('test/fixtures/recording-before-history.jsonl', 'utf8');
  await dropOnWindow(page, 'shared.epochscope.jsonl', before);
  await expect(page.getByText('A recording from a file. Nothing here is live.')).toBeVisible();
  await expect(page.getByText(/had no room in memory/)).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Epoch 4,/ })).toBeVisible();
  await press(page.getByRole('button', { name: 'Step through' }));
  const epoch = (number: number) => page.getByRole('region', { name: `Epoch ${number}`, exact: true });
  await expect(epoch(4)).toContainText('4 of 4');
  await page.keyboard.press('[');
  await expect(epoch(3).getByRole('group', { name: 'Key schedule' }).getByRole('row').first()).toBeVisible();
  await expect(page.getByText(/Written by an earlier version/)).toBeVisible();
  for (const guess of ['Healed:', 'What happened', 'protected nothing']) await expect(page.getByText(guess)).toHaveCount(0);
  await pictures(page, 'earlier-epochs');

  const capture = { records: 3, bytes: 300, droppedRecords: 7, droppedBytes: 4_096, droppedRows: 12, keys: 0 };
  await dropOnWindow(page, 'shared.epochscope.jsonl', before.replace('"safe":false,', `"safe":false,"capture":${JSON.stringify(capture)},`));
  await expect(page.getByText(/The bytes of 7 older records \(4 K\S+\) had no room in memory/)).toBeVisible();
  await expect(page.getByText(/12 older rows were deleted/)).toBeVisible();
  await pictures(page, 'dropped-counts');
});

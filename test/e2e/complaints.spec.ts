import { expect, openAs, test } from './support/test.ts';
import { at, oneSide, plainPages } from './support/views.ts';

// Every test of this folder ends with no complaint of its page; these show that there would be some.

test('[bad:RN-008] a violation of the content security policy is heard of, by its event and on the console, and forgotten by none', async ({
  page,
  daemon,
  complaints,
}) => {
  await openAs(page, daemon, 'Ada');
  expect(complaints).toEqual([]);
  await page.evaluate(() => {
    const picture = document.createElement('img');
    picture.src = 'https://elsewhere.invalid/x.png';
    document.body.append(picture);
  });
  await expect.poll(() => complaints.some((line) => line.startsWith('violation: img-src https://elsewhere.invalid'))).toBe(true);
  await expect.poll(() => complaints.some((line) => line.startsWith('error: ') && line.includes('img-src'))).toBe(true);
  const heard = complaints.length;
  await page.evaluate(() => {
    try {
      document.body.innerHTML = '<b>text</b>';
    } catch {
      // Trusted Types refuse it; the event tells.
    }
  });
  await expect.poll(() => complaints.slice(heard).some((line) => line.startsWith('violation: require-trusted-types-for'))).toBe(true);
  complaints.length = 0;
});

test('answers that come once their page was left, and what they were asked about has changed, are dropped without a complaint', async ({
  page,
  context,
  daemon,
}) => {
  let holding = false;
  const held: (() => void)[] = [];
  await page.routeWebSocket(/\/rpc$/, (way) => {
    const core = way.connectToServer();
    way.onMessage((message) => {
      if (holding) held.push(() => core.send(message));
      else core.send(message);
    });
  });
  await openAs(page, daemon, 'Ada');
  await oneSide(page);
  const side = await page.evaluate(() => location.hash.replace('#/', ''));
  const others = plainPages.map(([name]) => name).filter((name) => name !== 'glossary');
  for (const address of [side, side.replace('connection', 'epochs'), ...others]) {
    await at(page, 'glossary');
    await expect(page.getByRole('heading', { level: 1, name: 'Glossary' })).toBeVisible();
    holding = true;
    await at(page, address);
    await expect(page.getByRole('heading', { level: 1, name: 'Glossary' })).toBeHidden();
    // Effects that ask have run once a frame was drawn.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    holding = false;
  }
  expect(held.length).toBeGreaterThan(others.length);
  await at(page, 'glossary');

  // Another window changes the connection, and this one hears of it.
  const second = await context.newPage();
  await second.goto(daemon.origin);
  await at(second, side);
  await expect(second.getByRole('status').getByText('Open', { exact: true })).toBeVisible();
  const item = page.getByRole('list', { name: 'Connections' }).getByRole('button').first();
  const before = (await item.textContent()) ?? '';
  await second.keyboard.press('u');
  await expect(item).not.toHaveText(before);

  for (const release of held.splice(0)) release();
  // Requests are answered in order: what is shown now came after the answers that were held.
  await at(page, 'audit');
  await expect(page.getByRole('main').locator('.loading')).toHaveCount(0);
  await at(page, side);
  await expect(page.getByRole('grid')).toBeVisible();
});

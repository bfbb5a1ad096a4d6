import { expect, openAs, test } from './support/test.ts';

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

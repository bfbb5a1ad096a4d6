import type { CDPSession, Page } from '@playwright/test';
import { modes, shoot, usual } from '../../test/e2e/support/modes.ts';

/** What a sheet shows of a view: the small window in every theme, and the large screen. */
const onSheet = ['small-light', 'small-dark', 'small-contrast', 'large-light'];

/** One picture of four, small enough for a document. JPEG. */
export async function sheetOf(page: Page, devtools: CDPSession): Promise<Buffer> {
  const pictures: string[] = [];
  for (const mode of modes.filter(({ id }) => onSheet.includes(id))) {
    const picture = await shoot(page, devtools, mode, 'webp');
    pictures.push(`<img src="data:image/webp;base64,${picture.toString('base64')}">`);
  }
  await usual(page, devtools);
  const table = await page.context().newPage();
  const way = await page.context().newCDPSession(table);
  await way.send('Emulation.setDeviceMetricsOverride', { width: 1280, height: 724, deviceScaleFactor: 1, mobile: false });
  await table.setContent(
    `<style>body{margin:0;display:grid;grid-template-columns:repeat(2,1fr);gap:4px;background:#888}img{display:block;width:100%}</style>${pictures.join('')}`,
  );
  await table.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
  const { data } = await way.send('Page.captureScreenshot', { format: 'jpeg', quality: 62 });
  await table.close();
  return Buffer.from(data, 'base64');
}

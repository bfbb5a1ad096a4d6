import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { launchBrowser } from './launch-browser.ts';

// resources/icon.svg → icon.png, from which electron-builder makes every platform's icons.
const root = resolve(import.meta.dirname, '..');
const size = 1024;

const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const svg = readFileSync(resolve(root, 'resources/icon.svg'), 'utf8');
  await page.setContent(`<style>body { margin: 0 } svg { width: ${size}px; height: ${size}px; display: block }</style>${svg}`);
  await page.screenshot({ path: resolve(root, 'resources/icon.png'), omitBackground: true });
} finally {
  await browser.close();
}

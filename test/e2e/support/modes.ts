import type { CDPSession, Page } from '@playwright/test';
import { settled } from './test.ts';

/** How a view is looked at. */
export interface Mode {
  readonly id: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the screen to a CSS pixel. */
  readonly scale: number;
  readonly theme: Theme;
  /** Size of the text, as a part of its usual size; 2 where someone has doubled it. */
  readonly text?: number;
}

/** `forced`: the colours of the operating system replace ours. */
type Theme = 'light' | 'dark' | 'contrast' | 'forced';

const small = { width: 1280, height: 720, scale: 1 };
const large = { width: 3840, height: 2160, scale: 1 };

/** The smallest window and a 4K screen, the latter as it is and as most people set it, in every theme. */
export const modes: readonly Mode[] = [
  ...(['light', 'dark', 'contrast', 'forced'] as const).map((theme) => ({ id: `small-${theme}`, ...small, theme })),
  ...(['light', 'dark', 'contrast'] as const).map((theme) => ({ id: `large-${theme}`, ...large, theme })),
  { id: 'scaled-light', width: 2560, height: 1440, scale: 1.5, theme: 'light' },
  { id: 'scaled-dark', width: 1920, height: 1080, scale: 2, theme: 'dark' },
  { id: 'zoomed-light', ...small, theme: 'light', text: 2 },
];

/** Shows the page as in this mode and takes its picture. */
export async function shoot(page: Page, devtools: CDPSession, mode: Mode, format: 'png' | 'webp' = 'png'): Promise<Buffer> {
  const { width, height, scale, theme, text = 1 } = mode;
  await devtools.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: false });
  await page.emulateMedia({
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    forcedColors: theme === 'forced' ? 'active' : 'none',
    reducedMotion: 'reduce',
  });
  await page.evaluate(
    async ([contrast, size]) => {
      const { documentElement: root } = document;
      if (contrast) root.dataset['theme'] = 'contrast';
      else delete root.dataset['theme'];
      root.style.fontSize = '';
      if (size !== 1) root.style.fontSize = `${Number.parseFloat(getComputedStyle(root).fontSize) * size}px`;
      // Layouts that measure themselves need a frame to answer a new size.
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    },
    [theme === 'contrast', text] as const,
  );
  await settled(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format, ...(format === 'webp' ? { quality: 70 } : {}) });
  return Buffer.from(data, 'base64');
}

/** As people's windows are when nothing is emulated. */
export async function usual(page: Page, devtools: CDPSession): Promise<void> {
  await devtools.send('Emulation.setDeviceMetricsOverride', { ...small, deviceScaleFactor: 1, mobile: false });
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', reducedMotion: 'reduce' });
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '';
    delete document.documentElement.dataset['theme'];
  });
}

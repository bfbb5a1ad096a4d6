import AxeBuilder from '@axe-core/playwright';
import { test as base, type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import { Daemon, type NewProfile } from './daemon.ts';

interface Fixtures {
  /** What the daemons of a test start with. */
  readonly profile: NewProfile;
  /** A core of its own for this test. */
  readonly daemon: Daemon;
  /** A second one, for tests that need a peer in another process. */
  readonly other: Daemon;
  /** Whatever the page complained about; every test ends by checking that there is nothing. */
  readonly complaints: string[];
  /** Lines the browser itself writes in a situation that the test brings about. */
  readonly tolerated: RegExp | null;
}

export const test = base.extend<Fixtures>({
  profile: [{}, { option: true }],
  daemon: async ({ context, profile }, use) => provide(context, profile, use),
  other: async ({ context, profile }, use) => provide(context, profile, use),
  tolerated: [null, { option: true }],
  complaints: [
    async ({ context, tolerated }, use) => {
      const complaints: string[] = [];
      context.on('console', (message) => {
        const line = `${message.type()}: ${message.text()}`;
        if (!tolerated?.test(line)) complaints.push(line);
      });
      context.on('weberror', (error) => complaints.push(`error: ${error.error().message}`));
      await collectViolations(context, (line) => complaints.push(line));
      await use(complaints);
      expect(complaints, 'the page must not complain: no console message, no CSP violation, no error').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Opens the daemon's interface and passes the first start with this name. */
export async function openAs(page: Page, daemon: Daemon, name: string): Promise<void> {
  await page.goto(daemon.url);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Create identity' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
}

/** No axe violation of what is on screen now, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await settled(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map((violation) => `${colorScheme} ${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`);
    expect(found).toEqual([]);
  }
}

/** Until transitions to the new colours end, colours of both schemes are on the page. Ended at once: a busy machine draws no frame for long. What never ends stays. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(() => {
    // Asking for the animations applies the styles that start them.
    // One that follows a scroll position has no end in time.
    for (const animation of document.getAnimations())
      if (animation.timeline === document.timeline && animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
  });
}

/** Pastes what a Copy button put on the clipboard into a text field, as a person would; pages may not read it. */
export async function pasteInto(field: Locator): Promise<string> {
  await field.focus();
  await field.press('ControlOrMeta+v');
  return field.inputValue();
}

/** Listens through the dialog and returns the port. */
export async function listenOnFreePort(
  page: Page,
  trust: 'Pinned keys only' | 'Trust on first use' | 'Accept anyone',
  choose: (dialog: Locator) => Promise<void> = async () => undefined,
): Promise<string> {
  await page.keyboard.press('l');
  const dialog = page.getByRole('dialog', { name: 'Listen for peers' });
  await dialog.getByLabel('Port').fill('0');
  await dialog.getByRole('radio', { name: trust }).press('Space');
  await choose(dialog);
  await dialog.getByRole('button', { name: 'Listen', exact: true }).press('Enter');
  const heading = page.getByRole('heading', { level: 1, name: /^Listening on / });
  await expect(heading).toBeVisible();
  return ((await heading.textContent()) ?? '').replace(/^.*:/, '');
}

/** Violations of the content security policy, also those that a browser does not write to its console. */
async function collectViolations(context: BrowserContext, told: (line: string) => void): Promise<void> {
  await context.exposeFunction('toldViolation', told);
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, disposition }) => {
      void Reflect.apply(Reflect.get(globalThis, 'toldViolation'), globalThis, [`violation: ${effectiveDirective} ${blockedURI} (${disposition})`]);
    });
  });
}

async function provide(context: BrowserContext, profile: NewProfile, use: (daemon: Daemon) => Promise<void>): Promise<void> {
  const daemon = await Daemon.start(profile);
  await use(daemon);
  // A page that outlives its core looks for it, and the browser complains of each try.
  for (const page of context.pages()) await page.close();
  await daemon.stop();
}

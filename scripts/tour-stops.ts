import { expect, type Page } from '@playwright/test';
import { testPassphrase } from '../test/support/protection.ts';
import { liveALittle } from './demo-life.ts';

/** One view of the tour. */
export interface Stop {
  readonly id: string;
  readonly title: string;
  /** What a visitor sees, in a sentence or two. */
  readonly about: string;
  go(page: Page): Promise<void>;
  /** Undoes what the next stop would trip over. */
  leave?(page: Page): Promise<void>;
}

const pressEscape = (page: Page): Promise<void> => page.keyboard.press('Escape');

/** A page of the sidebar, once its heading is there. */
const pageOf =
  (link: string | RegExp, heading: string | RegExp = link) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('navigation').getByRole('button', { name: link }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await expect(page.getByRole('main').locator('.loading')).toHaveCount(0);
  };

const tabOf =
  (name: string | RegExp) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('tab', { name }).first().click();
  };

export const stops: readonly Stop[] = [
  {
    id: 'first-steps',
    title: 'First steps',
    about: 'Shown once after the first start, with a live pair; Help shows them again.',
    go: async (page) => void (await expect(page.getByRole('region', { name: 'First steps' })).toBeVisible()),
    leave: (page) => page.getByRole('button', { name: 'Skip' }).click(),
  },
  {
    id: 'start',
    title: 'Start page',
    about: 'Three ways to begin. The demo pair needs nothing but this program.',
    go: async (page) => void (await expect(page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible()),
  },
  {
    id: 'connect',
    title: 'Connect to a peer',
    about: 'Whom to believe is part of the question; suites, profile and the MLS-TLS component are under the advanced options.',
    go: async (page) => void (await page.keyboard.press('n')),
    leave: pressEscape,
  },
  {
    id: 'listen',
    title: 'Listen for peers',
    about: 'The same from the other side. Strangers knock, and nothing happens until they are accepted.',
    go: async (page) => void (await page.keyboard.press('l')),
    leave: pressEscape,
  },
  {
    id: 'pair',
    title: 'A connection from both sides',
    about: 'The demo pair after updates from both sides, a cut, and the resumption: colours are epochs, equal on both sides.',
    go: liveALittle,
  },
  {
    id: 'ladder',
    title: 'The ladder',
    about: 'Messages, records, alerts and local events of one side. The selected row shows why the state machine did what it did.',
    async go(page) {
      await page
        .getByText(/^\s*Al?s initiator\s*$/)
        .first()
        .click();
      await page.getByRole('row').filter({ hasText: 'connection_update' }).last().click();
    },
  },
  {
    id: 'messages',
    title: 'Messages',
    about: 'Application data of both directions, as text where it is text.',
    async go(page) {
      await tabOf(/Messages/)(page);
      await page.getByLabel('Message to the peer').fill('Hello from epoch seven');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('log').getByText('Hello from epoch seven')).toBeVisible();
    },
  },
  {
    id: 'safety',
    title: 'Safety code',
    about: 'Derived from the epoch, and equal at both ends if nobody sits in between.',
    go: tabOf('Safety code'),
    leave: tabOf('Detail'),
  },
  {
    id: 'epochs',
    title: 'Epochs, one by one',
    about: 'Group state, members, ratchet tree and key schedule of each epoch; the brackets step back and forth.',
    async go(page) {
      await page
        .getByRole('button', { name: /^Step through/ })
        .first()
        .click();
      await expect(page.getByRole('heading', { level: 1, name: /^Epochs with/ })).toBeVisible();
      await expect(page.getByRole('group', { name: 'Key schedule' }).first()).toBeVisible();
    },
  },
  { id: 'sessions', title: 'Resumable sessions', about: 'What is kept so that a cut connection can go on.', go: pageOf(/^Resumable sessions/) },
  { id: 'pins', title: 'Pinned keys', about: 'Keys that are believed, and since when.', go: pageOf(/^Pinned keys/) },
  {
    id: 'trust',
    title: 'Trust',
    about: 'Policies, roots, revocation lists, allow and deny lists, and every decision with its reasons.',
    go: pageOf('Trust'),
  },
  { id: 'identities', title: 'Identities', about: 'Names and signature keys: renamed, rotated, retired or destroyed.', go: pageOf(/^Identities/) },
  { id: 'certificates', title: 'Certificates', about: 'X.509 chains for these keys, and laboratory authorities.', go: pageOf('Certificates') },
  { id: 'key-packages', title: 'KeyPackages', about: 'What became of every KeyPackage, and those given out for later.', go: pageOf('KeyPackages') },
  {
    id: 'decode',
    title: 'Decode bytes',
    about: 'Any record, handshake message or MLS structure, field by field; selecting works from bytes to fields and back.',
    async go(page) {
      await pageOf('Decode bytes')(page);
      await page.getByLabel('Hexadecimal, base64 or PEM').fill('15030300020100');
      await page.getByRole('button', { name: 'Decode', exact: true }).click();
      await expect(page.getByText(/given as hexadecimal/)).toBeVisible();
    },
  },
  {
    id: 'laboratory',
    title: 'Laboratory',
    about: 'Scenarios that run for real on loopback, step by step, seeded and repeatable, in up to three profiles side by side.',
    async go(page) {
      await pageOf('Laboratory')(page);
      await page.getByLabel('Seed').fill('classroom');
      await page.getByRole('button', { name: 'Prepare the run', exact: true }).click();
      for (const next of [/client_hello/, /server_hello/]) {
        await page.getByRole('button', { name: 'Step', exact: true }).click();
        await expect(page.getByRole('region', { name: 'Draft 00', exact: true })).toContainText(next);
      }
    },
  },
  { id: 'compare', title: 'Compare', about: 'Two connections, sessions, KeyPackages, certificates or files, field by field.', go: pageOf('Compare') },
  {
    id: 'primer',
    title: 'Step by step',
    about: 'The primer tells the protocol from a transcript of your own.',
    async go(page) {
      await page.getByRole('button', { name: 'Help', exact: true }).click();
      await page.getByRole('dialog', { name: 'Help' }).getByRole('button', { name: 'Your connection, step by step' }).click();
      await expect(page.getByRole('list', { name: 'Steps' })).toBeVisible();
    },
  },
  {
    id: 'glossary',
    title: 'Glossary',
    about: 'The terms of the specifications, each with its section; in the views a term explains itself.',
    async go(page) {
      await page.getByRole('button', { name: 'Help', exact: true }).click();
      await page.getByRole('dialog', { name: 'Help' }).getByRole('button', { name: 'Glossary' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Glossary' })).toBeVisible();
    },
  },
  { id: 'security', title: 'Security', about: 'What opens the keys of this profile, recovery kit, lock and backup.', go: pageOf('Security') },
  { id: 'audit', title: 'Audit log', about: 'Every key operation, chained and sealed.', go: pageOf('Audit log') },
  {
    id: 'palette',
    title: 'The palette',
    about: 'Ctrl K finds commands, pages and connections.',
    go: async (page) => void (await page.keyboard.press('ControlOrMeta+k')),
    leave: pressEscape,
  },
  {
    id: 'shortcuts',
    title: 'Keyboard',
    about: 'All there is by keyboard; a question mark shows this list.',
    go: async (page) => void (await page.keyboard.press('?')),
    leave: pressEscape,
  },
  {
    id: 'locked',
    title: 'Locked',
    about: 'Nothing is shown or taken until the profile is unlocked; connections go on.',
    async go(page) {
      await page.keyboard.press('q');
      await expect(page.getByText('This profile is locked')).toBeVisible();
    },
    async leave(page) {
      await page.getByLabel('Passphrase', { exact: true }).fill(testPassphrase);
      await page.keyboard.press('Enter');
    },
  },
];

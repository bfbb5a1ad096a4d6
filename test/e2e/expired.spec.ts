import type { Page } from '@playwright/test';
import type { Bytes } from '#engine/bytes.ts';
import { openOnDisk } from '../storage/profiles-on-disk.ts';
import { named, sampleAbout, sampleSession } from '../storage/sample-session.ts';
import { day, type Holder, leaf, root } from '../support/certificates.ts';
import { press } from './support/keyboard.ts';
import { pictures } from './support/pictures.ts';
import { expect, test } from './support/test.ts';

const now = Date.now();
const over = { notBefore: now - 90 * day, notAfter: now - 3 * day };
const lasting = { notBefore: now - 90 * day, notAfter: now + 90 * day };

/** One of everything that expires, once over and once not. */
function fill(folder: string): void {
  const store = openOnDisk(folder);
  const [oldRoot, newRoot] = [root('CN=Old root', { scheme: 'Ed25519', ...over }), root('CN=New root', { scheme: 'Ed25519', ...lasting })];
  const keys = (
    [
      ['Ed25519', over],
      ['P-256', lasting],
    ] as const
  ).map(([scheme, term]) => ({ scheme, holder: leaf(`CN=Ada ${scheme}`, newRoot, { scheme, ...term }) }));
  const pairs = keys.map(({ scheme, holder: { key } }) => ({ scheme, publicKey: key.publicKey, privateKey: key.privateKey }));
  const { id: identityId } = store.identities.add('Ada', pairs, now);
  for (const { scheme, holder } of keys) store.chains.install({ identityId, scheme, publicKey: holder.key.publicKey }, [holder.certificate], now);
  for (const [holder, id, { notAfter }] of [
    [oldRoot, 'old', over],
    [newRoot, 'new', lasting],
  ] as const) {
    store.trust.anchors.add({ id, label: holder.subject, der: holder.certificate, digest: id, addedAt: now, subject: holder.subject, notAfter });
    record(store.authorities.add(authorityOf(holder)).id, holder, id === 'new');
  }
  function record(authorityId: string, holder: Holder, issues: boolean): void {
    const issued = issues ? [leaf('CN=Was issued', holder, over), leaf('CN=Is issued', holder, lasting)] : [];
    for (const [index, { certificate }] of issued.entries()) store.authorities.record(authorityId, { serial: `0${index + 1}`, certificate }, now);
  }
  const keyPackage = (id: string, name: string, { notAfter }: { readonly notAfter: number }) =>
    store.keyPackages.accepted({ id, identityId, suite: 1, name, address: null, notAfter, message: new Uint8Array(0) as Bytes }, now);
  keyPackage('aa', 'Gone', over);
  keyPackage('bb', 'Here', lasting);
  const session = (name: string, credential: 'expired' | 'pinned') =>
    store.sessions.save(
      sampleSession(name, 1n),
      { ...sampleAbout, identityId, connectionId: null, peerName: name, credential, lastUsedAt: now },
      { reference: named(name), notAfter: 1n },
    );
  session('Olga', 'expired');
  session('Nora', 'pinned');
  store.close();
}

function authorityOf({ subject, key, certificate }: Holder) {
  return { subject, scheme: key.scheme, publicKey: key.publicKey, privateKey: key.privateKey.slice(), certificate, createdAt: now };
}

test.use({ profile: { fill } });

interface Place {
  readonly open: (page: Page) => Promise<void>;
  readonly list: (page: Page) => ReturnType<Page['locator']>;
  readonly expired: RegExp;
  readonly lasting: RegExp;
}

const to = (name: string | RegExp) => (page: Page) =>
  press(page.getByRole('navigation').getByRole('button', { name, exact: typeof name === 'string' }));

const places: { readonly [name: string]: Place } = {
  roots: { open: to('Trust'), list: (page) => page.getByRole('region', { name: 'X.509 roots' }), expired: /Old root/, lasting: /New root/ },
  certificates: { open: to('Certificates'), list: (page) => page.locator('main'), expired: /CN=Ada Ed25519/, lasting: /CN=Ada P-256/ },
  authorities: {
    open: to('Certificates'),
    list: (page) => page.getByRole('region', { name: 'Laboratory authorities' }),
    expired: /CN=Old root/,
    lasting: /CN=New root/,
  },
  issued: {
    open: async (page) => {
      await to('Certificates')(page);
      await press(page.getByRole('button', { name: 'Laboratory authority New root' }));
    },
    list: (page) => page.getByRole('dialog'),
    expired: /CN=Was issued/,
    lasting: /CN=Is issued/,
  },
  'key packages': { open: to('KeyPackages'), list: (page) => page.locator('main'), expired: /Gone/, lasting: /Here/ },
  sessions: {
    open: to(/^Resumable sessions/),
    list: (page) => page.getByRole('region', { name: 'Resumable sessions' }),
    expired: /Olga/,
    lasting: /Nora/,
  },
};

test('every list of things that expire can hide those that have, by keyboard, and remembers it', async ({ page, daemon }) => {
  await page.goto(daemon.url);
  await expect(page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
  for (const [name, { open, list, expired, lasting: other }] of Object.entries(places)) {
    await open(page);
    await expect(list(page).getByText(expired).first()).toBeVisible();
    const chip = list(page).getByRole('button', { name: 'Hide expired' }).first();
    await press(chip);
    await expect(list(page).getByText(expired)).toHaveCount(0);
    await expect(list(page).getByText(other).first()).toBeVisible();
    await expect(chip).toHaveAttribute('aria-pressed', 'true');
    if (name === 'certificates' || name === 'key packages') await pictures(page, name);
    if (name === 'issued') await page.keyboard.press('Escape');
  }
  await page.reload();
  await expect(page.getByRole('navigation')).toBeVisible();
  for (const { open, list, expired, lasting: other } of Object.values(places)) {
    await open(page);
    await expect(list(page).getByText(other).first()).toBeVisible();
    await expect(list(page).getByText(expired)).toHaveCount(0);
    await press(list(page).getByRole('button', { name: 'Hide expired' }).first());
    await expect(list(page).getByText(expired).first()).toBeVisible();
    if ((await page.getByRole('dialog').count()) > 0) await page.keyboard.press('Escape');
  }
});

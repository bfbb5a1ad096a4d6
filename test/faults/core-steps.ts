import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveCore } from '#main/hosts/core.ts';
import { createCore } from '#main/hosts/core.ts';
import { passphraseBytes } from '#main/store/passphrase-seal.ts';
import { testPassphrase, testProtection } from '../support/protection.ts';

/** Does what comes before; what it gives back is the work that is interrupted. */
export type CoreStep = (core: LiveCore, folder: string) => Promise<() => Promise<unknown>>;

export const nextPassphrase = 'staple battery horse correct';

const pageSize = 4096;

/** So many identities are called so, with a number: more than one page of them. */
export const crowdName = 'Crowd';
export const crowd = 60;

/** A bundle in the folder of the profiles, and its passphrase. */
export const bundleName = 'bundle';

export async function openCore(directory: string, passphrase: string = testPassphrase): Promise<LiveCore> {
  const opening = { kind: 'passphrase', passphrase: passphraseBytes(passphrase) } as const;
  return createCore({ ...testProtection, opening, host: 'daemon', profileDirectory: directory, version: '0.0.0', autoResume: false });
}

async function identityNamed({ handlers }: LiveCore, name: string): Promise<string> {
  const all = [...(await handlers.identities({})), ...(await handlers.retiredIdentities({}))];
  return all.find((identity) => identity.name === name)?.id ?? '';
}

/** What an operator does to keys, and what is done to them while nobody is connected. */
export const coreSteps = {
  'making an identity': async ({ handlers }) => {
    return () => handlers.createIdentity({ name: 'Cem' });
  },
  'a new name': async (core) => {
    const identityId = await identityNamed(core, 'Ida');
    return () => core.handlers.renameIdentity({ identityId, name: 'Ida the second' });
  },
  'a new key': async (core) => {
    const identityId = await identityNamed(core, 'Ida');
    return () => core.handlers.rotateIdentityKey({ identityId, scheme: 'Ed25519' });
  },
  'destroying an identity with its session': async (core) => {
    const identityId = await identityNamed(core, 'Old');
    return () => core.handlers.destroyIdentity({ identityId, name: 'Old' });
  },
  'giving out a KeyPackage': async ({ handlers }) => {
    return () => handlers.newKeyPackage({ identityId: null, suite: 1, days: 3 });
  },
  'withdrawing a KeyPackage': async ({ handlers }) => {
    const { rows } = await handlers.keyPackages({ state: 'offered' });
    return () => handlers.withdrawKeyPackage({ keyPackageId: rows[0]?.id ?? '' });
  },
  'restoring a backup': async ({ handlers }, folder) => {
    const bundle = readFileSync(join(folder, bundleName));
    const { transferId } = await handlers.beginTransfer({ size: bundle.length });
    await handlers.writeTransfer({ transferId, offset: 0, data: bundle.toString('base64') });
    return () => handlers.restoreBackup({ transferId, passphrase: testPassphrase, dryRun: false });
  },
  'a new passphrase': async ({ handlers }) => {
    return () => handlers.changePassphrase({ current: testPassphrase, next: nextPassphrase });
  },
  repair: async ({ handlers }) => {
    return () => handlers.repair({ dryRun: false });
  },
} as const satisfies Readonly<Record<string, CoreStep>>;

export type CoreStepName = keyof typeof coreSteps;

/** A page of keys.db with names of identities is lost. */
export function damage(directory: string): void {
  const path = join(directory, 'keys.db');
  const bytes = readFileSync(path);
  for (let page = 0; page < bytes.length; page += pageSize) {
    const content = bytes.subarray(page, page + pageSize);
    // The audit log tells these names, too: it stays whole.
    if (!content.includes(`${crowdName} 20`) || content.includes('identity-created')) continue;
    writeFileSync(path, bytes.fill(0, page, page + pageSize));
    return;
  }
  throw new Error('no page with names of identities');
}

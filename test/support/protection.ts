import { join } from 'node:path';
import type { CoreOptions } from '#main/api/core.ts';
import { passphraseBytes } from '#main/store/passphrase-seal.ts';

/** What opens the profiles of tests; the file holds it for programs. */
export const testPassphrase = 'correct horse battery staple';
export const testPassphraseFile = join(import.meta.dirname, 'passphrase.txt');

/** How a core in this process opens its profile, or protects a new one: guesses at this passphrase cost next to nothing. */
export const testProtection: Pick<CoreOptions, 'opening' | 'passphraseCost'> = {
  opening: { kind: 'passphrase', passphrase: passphraseBytes(testPassphrase) },
  passphraseCost: { logN: 4, r: 1, p: 1 },
};

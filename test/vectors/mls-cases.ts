import type { CiphersuiteImpl } from 'ts-mls';
import { afterAll, describe, expect, test } from 'vitest';
import { fromHex } from '#engine/bytes.ts';
import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { announceRun, announceSkip, externalVectors, readVectorFile } from './external.ts';

// mlswg/mls-implementations, folder test-vectors; the files are described in its test-vectors.md.

/** Suites of our own provider among the registered seven; 4 and 6 are X448 and Ed448. */
const ours = [1, 2, 3, 5, 7];

export const suiteFor: (id: number) => Promise<CiphersuiteImpl> = mlsSuiteProvider(seededRandomness('vectors'));

/** Hang guard, ms: the longest file takes some 15 s on an idle machine. */
const patience = 300_000;

/** Hexadecimal as the files write it. */
export const hex = fromHex;

/**
 * One test per file: every case of our suites, over our provider. Says how many ran and which suites did not.
 * Cases that do not name a suite all run; they get suite 1.
 */
export function eachCase<T extends object>(
  name: string,
  title: string,
  run: (value: T, suite: CiphersuiteImpl, number: number) => Promise<void>,
): void {
  const present = externalVectors() !== null;
  if (!present) announceSkip(`MLS ${name}`);
  let ran = 0;
  const skipped = new Map<number, number>();
  afterAll(() => {
    if (present)
      announceRun(
        `MLS ${name}`,
        ran,
        [...skipped].map(([suite, cases]) => `${cases} of suite ${suite} (${suite === 4 || suite === 6 ? 'X448' : 'not in this build'})`),
      );
  });

  describe.skipIf(!present)('mls-implementations', () => {
    test(
      `[VX-02] ${name}: ${title}`,
      async () => {
        const cases = readVectorFile<readonly (T & { readonly cipher_suite?: number })[]>('mls', `${name}.json`) ?? [];
        for (const [index, value] of cases.entries()) {
          const number = value.cipher_suite ?? 1;
          if (!ours.includes(number)) skipped.set(number, (skipped.get(number) ?? 0) + 1);
          else {
            const suite = await suiteFor(number);
            await run(value, suite, number).catch((cause: unknown) => {
              throw new Error(`case ${index}, suite ${number}`, { cause });
            });
            ran++;
          }
        }
        expect(ran).toBeGreaterThan(0);
      },
      patience,
    );
  });
}

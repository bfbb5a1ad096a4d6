import { afterAll, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '#engine/bytes.ts';
import { deriveSecret, expandWithLabel, mlsExporter } from '#engine/crypto/hkdf-label.ts';
import type { HashName } from '#engine/crypto/provider.ts';
import { hashLength } from '#engine/crypto/suites.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { announceRun, announceSkip, externalVectors, readVectorFile } from './external.ts';

// The derivation parts of key-schedule.json and crypto-basics.json of mlswg/mls-implementations.

interface KeySchedule {
  readonly cipher_suite: number;
  readonly epochs: readonly {
    readonly exporter_secret: string;
    readonly exporter: { readonly label: string; readonly context: string; readonly length: number; readonly secret: string };
  }[];
}

interface CryptoBasics {
  readonly cipher_suite: number;
  readonly expand_with_label: {
    readonly secret: string;
    readonly label: string;
    readonly context: string;
    readonly length: number;
    readonly out: string;
  };
  readonly derive_secret: { readonly secret: string; readonly label: string; readonly out: string };
}

const present = externalVectors() !== null;
if (!present) announceSkip('MLS key schedule');
const crypto = nodeCryptoProvider();
let ran = 0;
afterAll(() => {
  if (present) announceRun('MLS key schedule', ran, []);
});

describe.skipIf(!present)('mls-implementations', () => {
  test('[RL-02][VX-02] MLS-Exporter of every suite and epoch', () => {
    const files = readVectorFile<readonly KeySchedule[]>('mls', 'key-schedule.json') ?? [];
    expect(files.map((file) => file.cipher_suite)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const { cipher_suite: number, epochs } of files) {
      const kdf = hashOf(number);
      for (const { exporter_secret: secret, exporter } of epochs) {
        const out = mlsExporter(
          crypto,
          { hash: kdf, kdf, nh: hashLength[kdf] },
          fromHex(secret),
          exporter.label,
          fromHex(exporter.context),
          exporter.length,
        );
        expect(toHex(out)).toBe(exporter.secret);
        ran++;
      }
    }
  });

  test('[VX-02] ExpandWithLabel and DeriveSecret of every suite', () => {
    for (const { cipher_suite: number, expand_with_label: expand, derive_secret: derive } of readVectorFile<readonly CryptoBasics[]>(
      'mls',
      'crypto-basics.json',
    ) ?? []) {
      const kdf = hashOf(number);
      expect(toHex(expandWithLabel(crypto, kdf, fromHex(expand.secret), expand.label, fromHex(expand.context), expand.length))).toBe(expand.out);
      expect(toHex(deriveSecret(crypto, kdf, fromHex(derive.secret), derive.label))).toBe(derive.out);
      ran++;
    }
  });
});

/** RFC 9420 §17.1. */
function hashOf(suite: number): HashName {
  if (suite <= 3) return 'SHA-256';
  return suite === 7 ? 'SHA-384' : 'SHA-512';
}

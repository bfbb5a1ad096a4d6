import { describe, expect, test } from 'vitest';
import { ascii } from '#engine/bytes.ts';
import { allFeatures, noFeatures } from '#main/crypto/features.ts';
import { scrypt } from '#main/crypto/scrypt.ts';
import {
  costOf,
  longestPassphrase,
  passphraseBytes,
  passphraseOverhead,
  sealUnderPassphrase,
  standardCost,
  unsealUnderPassphrase,
} from './passphrase-seal.ts';

const cheap = { logN: 4, r: 1, p: 1 };
const secret = ascii('thirty-two bytes of a secret key');
const right = passphraseBytes('correct horse');

describe('a value sealed under a passphrase', () => {
  test('opens with it, at its place, and is only as much longer as said', async () => {
    const sealed = await sealUnderPassphrase(right, 'here', secret, cheap);
    expect(sealed).toHaveLength(secret.length + passphraseOverhead);
    expect(costOf(sealed)).toEqual(cheap);
    expect(await unsealUnderPassphrase(right, 'here', sealed)).toEqual(secret);
  });

  test('opens with no other one, and nowhere else', async () => {
    const sealed = await sealUnderPassphrase(right, 'here', secret, cheap);
    for (const wrong of ['', 'Correct horse', 'correct horse ', 'x'.repeat(longestPassphrase), 'x'.repeat(1024 * 1024)]) {
      expect(await unsealUnderPassphrase(passphraseBytes(wrong), 'here', sealed)).toBeNull();
    }
    expect(await unsealUnderPassphrase(right, 'there', sealed)).toBeNull();
  });

  test('differs every time', async () => {
    expect(await sealUnderPassphrase(right, 'here', secret, cheap)).not.toEqual(await sealUnderPassphrase(right, 'here', secret, cheap));
  });

  test('with any bit changed is damaged or does not open', async () => {
    const sealed = await sealUnderPassphrase(right, 'here', secret, cheap);
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      const outcome = await unsealUnderPassphrase(right, 'here', changed).catch((error: unknown) => error);
      if (outcome !== null) expect(outcome).toMatchObject({ code: 'STORE_DAMAGED' });
    }
  });
});

test('the standard cost is N = 2^17, r = 8, p = 1', () => {
  expect(standardCost).toEqual({ logN: 17, r: 8, p: 1 });
});

test('a passphrase is the same however its letters were put together', () => {
  expect(passphraseBytes('Za\u0308hne')).toEqual(passphraseBytes('Z\u00e4hne'));
});

test.each([
  ['a work factor of 2^40', 1, 40],
  ['a work factor of 2^255', 1, 255],
  ['a work factor of 2^0', 1, 0],
  ['blocks of 255', 2, 255],
  ['blocks of 0', 2, 0],
  ['255 passes', 3, 255],
  ['no pass', 3, 0],
  ['a salt of 0 bytes', 4, 0],
  ['a salt of 255 bytes', 4, 255],
  ['another form', 0, 2],
])('[bad:ST-023] %s is damage, found before any work', async (_name, at, value) => {
  const sealed = await sealUnderPassphrase(right, 'here', secret, at === 2 ? { logN: 14, r: 1, p: 1 } : cheap);
  sealed[at] = value;
  await expect(unsealUnderPassphrase(right, 'here', sealed)).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
});

test('a value cut short is damage', async () => {
  const sealed = await sealUnderPassphrase(right, 'here', secret, cheap);
  for (const length of [0, 1, 5, 21, passphraseOverhead - 1]) {
    await expect(unsealUnderPassphrase(right, 'here', sealed.subarray(0, length))).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
  }
});

test('an empty passphrase, or one without end, seals nothing', async () => {
  for (const passphrase of ['', 'x'.repeat(longestPassphrase + 1)]) {
    await expect(sealUnderPassphrase(passphraseBytes(passphrase), 'here', secret, cheap)).rejects.toThrow(RangeError);
  }
});

// RFC 7914 §12, second test vector
test.each([
  ['the runtime', allFeatures],
  ['noble', noFeatures],
])('scrypt of %s gives the published answer beside the event loop', async (_name, features) => {
  const key = await scrypt(features, ascii('password'), ascii('NaCl'), { logN: 10, r: 8, p: 16 }, 64);
  expect(Buffer.from(key).toString('hex')).toBe(
    'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
  );
});

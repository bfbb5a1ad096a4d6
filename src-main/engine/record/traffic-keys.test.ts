import { expect, test } from 'vitest';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import type { Bytes } from '../bytes.ts';
import { suites } from '../crypto/suites.ts';
import { trafficKeys } from './traffic-keys.ts';

test.each(suites)('[RL-06] suite $id: the traffic secret and the key bytes are zeroed once the key is imported', (suite) => {
  const erased: Bytes[] = [];
  const crypto = nodeCryptoProvider({
    erase: (bytes) => {
      bytes.fill(0);
      erased.push(bytes);
    },
  });
  const secret = new Uint8Array(suite.nh).fill(5);
  const { iv } = trafficKeys(crypto, suite, secret);
  expect(secret.every((byte) => byte === 0)).toBe(true);
  expect(erased).toContain(secret);
  expect(erased.map((bytes) => bytes.length)).toContain(suite.aead === 'AES-128-GCM' ? 16 : 32);
  expect(erased).not.toContain(iv);
  expect(iv.some((byte) => byte !== 0)).toBe(true);
});

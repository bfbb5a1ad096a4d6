import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '#engine/bytes.ts';
import { deriveSecret, hkdfExpandLabel } from '#engine/crypto/hkdf-label.ts';
import { findSuite } from '#engine/crypto/suites.ts';
import { editorTrafficSecrets, masterSecret, nextTrafficSecret, resumptionBase, resumptionMaster } from '#engine/mls-tls/editor-traffic-secrets.ts';
import { OutputBuffer } from '#engine/record/staging.ts';
import { SendHalf } from '#engine/record/half-connection.ts';
import { maxInner } from '#engine/record/records.ts';
import { trafficKeys } from '#engine/record/traffic-keys.ts';
import { frameShortEpochKeyUpdate } from '#engine/two-party/messages.ts';
import { nodeCryptoProvider, overwrite } from '#main/crypto/node-provider.ts';

interface Vector {
  readonly suite: number;
  readonly exporter_secret: string;
  readonly editor_copy: { readonly [name: string]: string };
}

const { vectors } = JSON.parse(readFileSync(new URL('data/protocol-vectors.json', import.meta.url), 'utf8')) as {
  readonly vectors: readonly Vector[];
};
const crypto = nodeCryptoProvider();

describe.each(vectors.map((vector) => [vector.suite, vector] as const))(
  '[ED-02] profile editor-copy, suite %i',
  (id, { exporter_secret, editor_copy: expected }) => {
    const suite = findSuite(id);
    if (suite === undefined) throw new Error(`suite ${id}`);
    const exporter = fromHex(exporter_secret);

    test('master and traffic secrets', () => {
      const master = masterSecret(crypto, suite, exporter);
      expect(toHex(master)).toBe(expected['master']);
      const { client, server } = editorTrafficSecrets(crypto, suite, master);
      expect([toHex(client), toHex(server)]).toEqual([expected['c0'], expected['s0']]);
    });

    test('[ED-17] the next generation of a traffic secret', () => {
      expect(toHex(nextTrafficSecret(crypto, suite, fromHex(expected['c0'] ?? '')))).toBe(expected['c1_after_keyupdate']);
    });

    test('[ED-26] a resumed connection has secrets of its own', () => {
      const base = resumptionBase(crypto, suite, exporter);
      expect(toHex(base)).toBe(expected['res_base']);
      const master = resumptionMaster(crypto, suite, base, fromHex(expected['res_message'] ?? ''));
      expect(toHex(master)).toBe(expected['res_master']);
      const { client, server } = editorTrafficSecrets(crypto, suite, master);
      expect([toHex(client), toHex(server)]).toEqual([expected['c0_resumed'], expected['s0_resumed']]);
    });

    test('records under the first keys', () => {
      const seal = (secret: string, type: 22 | 23, content: Uint8Array) => {
        const half = new SendHalf({
          keys: trafficKeys(crypto, suite, fromHex(secret)),
          limit: 100n,
          padTo: 1,
          scratch: new Uint8Array(maxInner),
          erase: overwrite,
        });
        const output = new OutputBuffer();
        output.append(half.seal(type, content, output.buffer, 0));
        return toHex(output.take());
      };
      expect(seal(expected['c0'] ?? '', 23, new TextEncoder().encode('hello'))).toBe(expected['c_rec0_app_hello']);
      expect(seal(expected['s0'] ?? '', 22, frameShortEpochKeyUpdate(2n))).toBe(expected['s_rec0_handshake_eku32_epoch2']);
    });
  },
);

test('[ED-03] the Derive-Secret step of RFC 8448 §3', () => {
  const master = fromHex('18df06843d13a08bf2a449844c5f8a478001bc4d4c627984d5a41da8d0402919');
  const transcript = fromHex('9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13');
  const secret = (label: string) => toHex(hkdfExpandLabel(crypto, 'SHA-256', master, label, transcript, 32));
  expect(secret('c ap traffic')).toBe('9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5');
  expect(secret('s ap traffic')).toBe('a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643');
  expect(deriveSecret(crypto, 'SHA-256', master, 'x')).toHaveLength(32);
});

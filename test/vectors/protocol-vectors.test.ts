import { describe, expect, test } from 'vitest';
import { type Bytes, empty, fromHex, toHex } from '#engine/bytes.ts';
import type { RecordAead } from '#engine/crypto/aead.ts';
import { deriveSecret, exportFromBase, hkdfExpandLabel, mlsExporter } from '#engine/crypto/hkdf-label.ts';
import type { HashName } from '#engine/crypto/provider.ts';
import { hashLength } from '#engine/crypto/suites.ts';
import { ReceiveHalf, SendHalf } from '#engine/record/half-connection.ts';
import { type ContentType, maxInner, maxSealedRecord, type RawRecord } from '#engine/record/records.ts';
import { trafficKeys } from '#engine/record/traffic-keys.ts';
import { noFeatures } from '#main/crypto/features.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import file from './data/protocol-vectors.json' with { type: 'json' };

const hashes: { readonly [name: string]: HashName } = { sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' };
const aeads: { readonly [name: string]: RecordAead } = { aes128: 'AES-128-GCM', aes256: 'AES-256-GCM', chacha: 'CHACHA20-POLY1305' };
const hello = new TextEncoder().encode('hello');
const closeNotify = fromHex('0100');
const eku = fromHex('e40000080000000000000002'); // epoch_key_update, uint64 epoch 2

describe.each([
  ['the runtime’s features', nodeCryptoProvider()],
  ['no optional feature', nodeCryptoProvider({ features: noFeatures })],
])('with %s', (_name, crypto) => {
  describe.each(file.vectors)('suite $suite', (vector) => {
    const expected = vector.draft00;
    const kdf = hashes[vector.hash] ?? 'SHA-512';
    const suite = { hash: kdf, kdf, nh: hashLength[kdf], aead: aeads[vector.aead] ?? 'AES-128-GCM' };
    const exporterSecret = (): Bytes => fromHex(vector.exporter_secret);
    const traffic = (label: string): Bytes => mlsExporter(crypto, suite, exporterSecret(), label, empty, suite.nh);

    test.each([
      ['c', expected.c_secret, expected.c_key, expected.c_iv],
      ['s', expected.s_secret, expected.s_key, expected.s_iv],
    ])('[RL-01] %s traffic secret, key and iv', (direction, secret, key, iv) => {
      const derived = traffic(`MLS-TLS ${direction} ap traffic`);
      expect(toHex(derived)).toBe(secret);
      expect(toHex(hkdfExpandLabel(crypto, kdf, derived, 'key', empty, key.length / 2))).toBe(key);
      expect(toHex(hkdfExpandLabel(crypto, kdf, derived, 'iv', empty, 12))).toBe(iv);
    });

    test('[RL-08][RL-14][RL-15] records from initiator: data, padded data, close_notify, empty data', () => {
      const send = sendHalf(1);
      const records = [expected.c_rec0_app_hello, expected.c_rec1_app_hello_pad11, expected.c_rec2_close_notify, expected.c_rec3_empty_app];
      const receive = new ReceiveHalf({ keys: trafficKeys(crypto, suite, traffic('MLS-TLS c ap traffic')), erase: crypto.erase });
      expect(records.map((record) => opened(receive, record))).toEqual([
        [23, toHex(hello)],
        [23, toHex(hello)],
        [21, '0100'],
        [23, ''],
      ]);
      expect(seal(send, 23, hello)).toBe(records[0]);
      // The second record has 11 bytes of padding, so the others are sealed around a padded one of the same number.
      seal(send, 23, hello);
      expect([seal(send, 21, closeNotify), seal(send, 23, empty)]).toEqual(records.slice(2));
      const padded = sendHalf(hello.length + 1 + 11);
      seal(padded, 23, hello);
      expect(seal(padded, 23, hello)).toBe(records[1]);
    });

    test('[RL-08] a record from the responder starts its own count', () => {
      const send = new SendHalf({
        keys: trafficKeys(crypto, suite, traffic('MLS-TLS s ap traffic')),
        limit: 100n,
        padTo: 1,
        scratch: new Uint8Array(maxInner),
        erase: crypto.erase,
      });
      expect(seal(send, 22, eku)).toBe(expected.s_rec0_handshake_eku_epoch2);
    });

    test('[EA-03] early secret, key, iv and record', () => {
      const base = deriveSecret(crypto, kdf, exporterSecret(), 'MLS-TLS c e traffic');
      expect(toHex(base)).toBe(expected.early_base);
      const secret = exportFromBase(crypto, suite, base, fromHex(expected.early_context_rr), suite.nh);
      expect(toHex(secret)).toBe(expected.early_secret);
      expect(toHex(mlsExporter(crypto, suite, exporterSecret(), 'MLS-TLS c e traffic', fromHex(expected.early_context_rr), suite.nh))).toBe(
        expected.early_secret,
      );
      expect(toHex(hkdfExpandLabel(crypto, kdf, secret, 'key', empty, expected.early_key.length / 2))).toBe(expected.early_key);
      expect(toHex(hkdfExpandLabel(crypto, kdf, secret, 'iv', empty, 12))).toBe(expected.early_iv);
      const send = new SendHalf({
        keys: trafficKeys(crypto, suite, secret),
        limit: 100n,
        padTo: 1,
        scratch: new Uint8Array(maxInner),
        erase: crypto.erase,
      });
      expect(seal(send, 23, hello)).toBe(expected.early_rec0_app_hello);
    });

    function sendHalf(padTo: number): SendHalf {
      const keys = trafficKeys(crypto, suite, traffic('MLS-TLS c ap traffic'));
      return new SendHalf({ keys, limit: 100n, padTo, scratch: new Uint8Array(maxInner), erase: crypto.erase });
    }
  });
});

function seal(send: SendHalf, type: ContentType, content: Bytes): string {
  const out = new Uint8Array(maxSealedRecord);
  return toHex(out.subarray(0, send.seal(type, content, out, 0)));
}

function opened(receive: ReceiveHalf, hex: string): readonly [number, string] {
  const { type, content } = receive.open(raw(fromHex(hex)));
  return [type, toHex(content)];
}

function raw(bytes: Bytes): RawRecord {
  return { type: bytes[0] ?? 0, header: bytes.subarray(0, 5), body: bytes.subarray(5) };
}

import { describe, expect, test } from 'vitest';
import { type Bytes, fromHex, toHex } from '#engine/bytes.ts';
import type { CryptoProvider } from '#engine/crypto/provider.ts';
import { hkdfExpandLabel } from '#engine/crypto/hkdf-label.ts';
import { ReceiveHalf, SendHalf } from '#engine/record/half-connection.ts';
import { type ContentType, maxInner, maxSealedRecord } from '#engine/record/records.ts';
import { trafficKeys } from '#engine/record/traffic-keys.ts';
import { noFeatures } from '#main/crypto/features.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';

// RFC 8448 §3 "Simple 1-RTT Handshake": TLS_AES_128_GCM_SHA256.
const suite = { aead: 'AES-128-GCM', kdf: 'SHA-256' } as const;
const master = '18df06843d13a08bf2a449844c5f8a478001bc4d4c627984d5a41da8d0402919';
const transcriptHash = '9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13';
const client = {
  secret: '9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5',
  key: '17422dda596ed5d9acd890e3c63f5051',
  iv: '5b78923dee08579033e523d9',
};
const server = {
  secret: 'a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643',
  key: '9f02283b6c9c07efc26bb9f2ac92e356',
  iv: 'cf782b88dd83549aadf1e984',
};
const payload = Uint8Array.from({ length: 50 }, (_, i) => i);
const closeNotify = fromHex('0100');
const clientRecords = [
  '1703030043a23f7054b62c94d0affafe8228ba55cbefacea42f914aa66bcab3f2b9819a8a5b46b395bd54a9a20441e2b62974e1f5a6292a2977014bd1e3deae63aeebb21694915e4',
  '1703030013c9872760655666b74d7ff1153efd6db6d0b0e3',
];
const serverRecords = [
  '17030300432e937e11ef4ac740e538ad36005fc4a46932fc3225d05f82aa1b36e30efaf97d90e6dffc602dcb501a59a8fcc49c4bf2e5f0a21c0047c2abf332540dd032e167c2955d',
  '1703030013b58fd67166ebf599d24720cfbe7efa7a8864a9',
];

describe.each([
  ['the runtime’s features', nodeCryptoProvider()],
  ['no optional feature', nodeCryptoProvider({ features: noFeatures })],
])('with %s', (_name, crypto) => {
  test.each([
    ['c ap traffic', client],
    ['s ap traffic', server],
  ] as const)('[VX-01] %s is derived from the master secret', (label, expected) => {
    expect(toHex(hkdfExpandLabel(crypto, 'SHA-256', fromHex(master), label, fromHex(transcriptHash), 32))).toBe(expected.secret);
  });

  test.each([
    ['client', client],
    ['server', server],
  ] as const)('[RL-03][VX-01] %s key and iv', (_name, expected) => {
    const secret = fromHex(expected.secret);
    expect(toHex(hkdfExpandLabel(crypto, 'SHA-256', secret, 'key', new Uint8Array(0), 16))).toBe(expected.key);
    expect(toHex(hkdfExpandLabel(crypto, 'SHA-256', secret, 'iv', new Uint8Array(0), 12))).toBe(expected.iv);
  });

  test('[RL-04][VX-01] client records, sequence numbers 0 and 1', () => {
    const send = sender(crypto, client.secret);
    expect(seal(send, 23, payload)).toBe(clientRecords[0]);
    expect(seal(send, 21, closeNotify)).toBe(clientRecords[1]);
    const receive = receiver(crypto, client.secret);
    expect(clientRecords.map((record) => open(receive, record))).toEqual([
      [23, toHex(payload)],
      [21, '0100'],
    ]);
  });

  test('[RL-04][VX-01] server records, sequence numbers 1 and 2', () => {
    const send = sender(crypto, server.secret);
    seal(send, 22, Uint8Array.of(4)); // the RFC's NewSessionTicket has number 0
    expect(seal(send, 23, payload)).toBe(serverRecords[0]);
    expect(seal(send, 21, closeNotify)).toBe(serverRecords[1]);
  });
});

// Records that other programs printed, for what RFC 8448 has no values of: longer keys and padding (2 bytes here).
test.each([
  ['AES-256-GCM', 'SHA-384', Uint8Array.from({ length: 48 }, (_, i) => i), '170303001748367d3f020db6f7590264e793780d8358314dd028d794'],
  ['CHACHA20-POLY1305', 'SHA-256', Uint8Array.from({ length: 32 }, (_, i) => 0xff - i), '1703030017e1b62da1a3de833b3c42efcd91250c2dd3cb593e760925'],
] as const)('[VX-01] a padded record under %s with %s', (aead, kdf, secret, expected) => {
  const crypto = nodeCryptoProvider();
  const keys = trafficKeys(crypto, { aead, kdf }, secret.slice());
  const send = new SendHalf({ keys, limit: 100n, padTo: 7, scratch: new Uint8Array(maxInner), erase: crypto.erase });
  expect(seal(send, 23, Uint8Array.of(0, 1, 2, 3))).toBe(expected);
});

function sender(crypto: CryptoProvider, secret: string): SendHalf {
  const keys = trafficKeys(crypto, suite, fromHex(secret));
  return new SendHalf({ keys, limit: 100n, padTo: 1, scratch: new Uint8Array(maxInner), erase: crypto.erase });
}

function receiver(crypto: CryptoProvider, secret: string): ReceiveHalf {
  return new ReceiveHalf({ keys: trafficKeys(crypto, suite, fromHex(secret)), erase: crypto.erase });
}

function seal(send: SendHalf, type: ContentType, content: Bytes): string {
  const out = new Uint8Array(maxSealedRecord);
  return toHex(out.subarray(0, send.seal(type, content, out, 0)));
}

function open(receive: ReceiveHalf, hex: string): readonly [number, string] {
  const bytes = fromHex(hex);
  const { type, content } = receive.open({ type: bytes[0] ?? 0, header: bytes.subarray(0, 5), body: bytes.subarray(5) });
  return [type, toHex(content)];
}

import type { Bytes } from '#engine/bytes.ts';
import type { RecordAead } from '#engine/crypto/aead.ts';
import type { HashName } from '#engine/crypto/provider.ts';
import { digest, hkdfExpand, hkdfExtract, hmac } from './hashes.ts';
import { openOnce, sealOnce } from './hpke.ts';
import { ascii, hex, type KnownAnswer, matches, oneBitOff, throws, toHex } from './known-answer.ts';
import { publicKeyAnswers } from './public-key-answers.ts';
import { scryptNow } from './scrypt.ts';
import { sha3 } from './sha3.ts';

/** In the order of showing; parts stand before what is made of them. */
export const knownAnswers: readonly KnownAnswer[] = [
  // FIPS 180-4 examples: "abc"
  hashAnswer('SHA-256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'),
  hashAnswer('SHA-384', 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7'),
  hashAnswer(
    'SHA-512',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  ),
  {
    primitive: 'HMAC-SHA-256', // RFC 4231 §4.3
    madeOf: [],
    run: () =>
      matches(
        hmac('SHA-256', ascii('Jefe'), ascii('what do ya want for nothing?')),
        '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
      ),
  },
  {
    primitive: 'HKDF-SHA-256', // RFC 5869 A.1
    madeOf: [],
    run() {
      const key = hkdfExtract('SHA-256', hex('000102030405060708090a0b0c'), new Uint8Array(22).fill(0x0b));
      return matches(
        hkdfExpand('SHA-256', key, hex('f0f1f2f3f4f5f6f7f8f9'), 42),
        '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
      );
    },
  },
  {
    primitive: 'SHA-3', // FIPS 202 examples: SHA3-256 and SHAKE256 of nothing
    madeOf: ['SHA-3'],
    run: (features) =>
      matches(sha3(features).hash(ascii('')), 'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a') &&
      matches(sha3(features).expand(ascii(''), 32), '46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f'),
  },
  {
    primitive: 'scrypt', // RFC 7914 §12, first test vector
    madeOf: ['scrypt'],
    run: (features) =>
      matches(
        scryptNow(features, ascii(''), ascii(''), { logN: 4, r: 1, p: 1 }, 64),
        '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906',
      ),
  },
  ...aeadAnswers(),
  ...publicKeyAnswers(),
];

function aeadAnswers(): readonly KnownAnswer[] {
  const sunscreen = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
  return [
    aeadAnswer('AES-128-GCM', {
      // RFC 8448 §3, client alert with sequence number 1
      key: '17422dda596ed5d9acd890e3c63f5051',
      nonce: '5b78923dee08579033e523d8',
      aad: '1703030013',
      plaintext: hex('010015'),
      ciphertext: 'c9872760655666b74d7ff1153efd6db6d0b0e3',
    }),
    aeadAnswer('AES-256-GCM', {
      // Galois/Counter Mode of Operation (McGrew, Viega), test case 14
      key: '00'.repeat(32),
      nonce: '00'.repeat(12),
      aad: '',
      plaintext: new Uint8Array(16),
      ciphertext: 'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919',
    }),
    aeadAnswer('CHACHA20-POLY1305', {
      // RFC 8439 §2.8.2
      key: '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f',
      nonce: '070000004041424344454647',
      aad: '50515253c0c1c2c3c4c5c6c7',
      plaintext: ascii(sunscreen),
      ciphertext:
        'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691',
    }),
  ];
}

function hashAnswer(name: HashName, expected: string): KnownAnswer {
  return { primitive: name, madeOf: [], run: (features) => matches(digest(features, name, ascii('abc')), expected) };
}

interface AeadAnswer {
  readonly key: string;
  readonly nonce: string;
  readonly aad: string;
  readonly plaintext: Bytes;
  readonly ciphertext: string;
}

/** Seals, opens, and refuses the same with one bit changed. */
function aeadAnswer(aead: RecordAead, answer: AeadAnswer): KnownAnswer {
  const [key, nonce, aad, ciphertext] = [hex(answer.key), hex(answer.nonce), hex(answer.aad), hex(answer.ciphertext)];
  return {
    primitive: aead,
    madeOf: aead === 'CHACHA20-POLY1305' ? [aead] : [],
    run: (features) =>
      matches(sealOnce(features, aead, key, nonce, aad, answer.plaintext), answer.ciphertext) &&
      matches(openOnce(features, aead, key, nonce, aad, ciphertext), toHex(answer.plaintext)) &&
      throws(() => openOnce(features, aead, key, nonce, aad, oneBitOff(ciphertext))),
  };
}

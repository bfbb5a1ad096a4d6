import type { Bytes } from '#engine/bytes.ts';
import type { RecordAead } from '#engine/crypto/aead.ts';
import type { HashName } from '#engine/crypto/provider.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import { detectFeatures, type Features } from './features.ts';
import { digest, hkdfExpand, hkdfExtract, hmac } from './hashes.ts';
import { openOnce, sealOnce } from './hpke.ts';
import { nistExchange, p256 } from './kem/nist-curve.ts';
import { loadPostQuantum } from './kem/post-quantum.ts';
import { xWing } from './kem/x-wing.ts';
import { x25519 } from './kem/x25519.ts';
import { signature } from './signatures.ts';

/** What one primitive made of its known answer. */
export interface SelfTestResult {
  readonly primitive: string;
  readonly implementation: 'native' | 'noble';
  readonly ok: boolean;
}

/**
 * One known answer per primitive, through the code the product uses. Run at start: a primitive that fails here must not
 * protect anything. Never throws.
 */
export async function selfTest(features: Features = detectFeatures()): Promise<readonly SelfTestResult[]> {
  const results: SelfTestResult[] = [];
  for (const { primitive, noble, run } of checks(features)) {
    results.push({ primitive, implementation: noble ? 'noble' : 'native', ok: await passes(run) });
  }
  return results;
}

interface Check {
  readonly primitive: string;
  readonly noble?: boolean;
  readonly run: () => boolean | Promise<boolean>;
}

function checks(features: Features): readonly Check[] {
  return [...hashChecks(features), ...aeadChecks(features), ...publicKeyChecks(features)];
}

function hashChecks(features: Features): readonly Check[] {
  return [
    // FIPS 180-4 examples: "abc"
    hashCheck(features, 'SHA-256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'),
    hashCheck(features, 'SHA-384', 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7'),
    hashCheck(
      features,
      'SHA-512',
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    ),
    {
      primitive: 'HMAC-SHA-256', // RFC 4231 §4.3
      run: () =>
        matches(
          hmac('SHA-256', ascii('Jefe'), ascii('what do ya want for nothing?')),
          '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
        ),
    },
    {
      primitive: 'HKDF-SHA-256', // RFC 5869 A.1
      run() {
        const key = hkdfExtract('SHA-256', hex('000102030405060708090a0b0c'), new Uint8Array(22).fill(0x0b));
        return matches(
          hkdfExpand('SHA-256', key, hex('f0f1f2f3f4f5f6f7f8f9'), 42),
          '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
        );
      },
    },
  ];
}

function aeadChecks(features: Features): readonly Check[] {
  const sunscreen = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
  return [
    aeadCheck(features, 'AES-128-GCM', {
      // RFC 8448 §3, client alert with sequence number 1
      key: '17422dda596ed5d9acd890e3c63f5051',
      nonce: '5b78923dee08579033e523d8',
      aad: '1703030013',
      plaintext: hex('010015'),
      ciphertext: 'c9872760655666b74d7ff1153efd6db6d0b0e3',
    }),
    aeadCheck(features, 'AES-256-GCM', {
      // Galois/Counter Mode of Operation (McGrew, Viega), test case 14
      key: '00'.repeat(32),
      nonce: '00'.repeat(12),
      aad: '',
      plaintext: new Uint8Array(16),
      ciphertext: 'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919',
    }),
    aeadCheck(features, 'CHACHA20-POLY1305', {
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

function publicKeyChecks(features: Features): readonly Check[] {
  return [
    {
      primitive: 'X25519', // RFC 7748 §6.1
      run: () =>
        matches(
          x25519(
            hex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a'),
            hex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'),
          ),
          '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
        ),
    },
    {
      primitive: 'ECDH P-256', // RFC 5903 §8.1
      run: () =>
        matches(
          nistExchange(
            p256,
            hex('c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433'),
            hex('04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf6356fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab'),
          ),
          'd6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de',
        ),
    },
    signatureCheck('Ed25519', {
      // RFC 8032 §7.1, test 2
      privateKey: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      message: hex('72'),
      signature: '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    }),
    signatureCheck('P-256', {
      // RFC 6979 §A.2.5, SHA-256, "sample"
      privateKey: 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
      publicKey: '0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
      message: ascii('sample'),
      signature:
        '3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
    }),
    { primitive: 'X-Wing', noble: !features.mlKem || !features.sha3, run: () => xWingCheck(features) },
  ];
}

/**
 * A key pair from seed 00..1f and the decapsulation of SHAKE256("ct"), which ML-KEM answers by implicit rejection.
 * Answers computed with another implementation (@noble/post-quantum's own X-Wing).
 */
async function xWingCheck(features: Features): Promise<boolean> {
  const primitives = await loadPostQuantum(features);
  const kem = xWing(primitives);
  const pair = kem.pair(Uint8Array.from({ length: 32 }, (_, index) => index));
  const secret = kem.decapsulate(pair, primitives.shake256(ascii('ct'), 1120));
  return (
    matches(digest(features, 'SHA-256', pair.publicKey), 'c9a3565ffde4f72b51661be391ee13e46378d7f06dd5c8bf5af9d2cfb5b8336b') &&
    matches(secret, '3f3c13ba21f3ab0dc7f41ef0ebbd95da2f9edd81aee3c4bd3821a12ca38c893d')
  );
}

function hashCheck(features: Features, name: HashName, expected: string): Check {
  return { primitive: name, run: () => matches(digest(features, name, ascii('abc')), expected) };
}

interface AeadAnswer {
  readonly key: string;
  readonly nonce: string;
  readonly aad: string;
  readonly plaintext: Bytes;
  readonly ciphertext: string;
}

/** Seals, opens, and refuses the same with one bit changed. */
function aeadCheck(features: Features, aead: RecordAead, answer: AeadAnswer): Check {
  const [key, nonce, aad, ciphertext] = [hex(answer.key), hex(answer.nonce), hex(answer.aad), hex(answer.ciphertext)];
  const broken = Uint8Array.from(ciphertext, (byte, index) => (index === 0 ? byte ^ 1 : byte));
  return {
    primitive: aead,
    noble: aead === 'CHACHA20-POLY1305' && !features.chacha20Poly1305,
    run: async () =>
      matches(sealOnce(features, aead, key, nonce, aad, answer.plaintext), answer.ciphertext) &&
      matches(openOnce(features, aead, key, nonce, aad, ciphertext), Buffer.from(answer.plaintext).toString('hex')) &&
      !(await passes(() => openOnce(features, aead, key, nonce, aad, broken).length > 0)),
  };
}

interface SignatureAnswer {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly message: Bytes;
  readonly signature: string;
}

/** Verifies the known signature, refuses it for another message, and verifies one of its own making. */
function signatureCheck(scheme: SignatureScheme, answer: SignatureAnswer): Check {
  return {
    primitive: scheme === 'Ed25519' ? scheme : `ECDSA ${scheme}`,
    run() {
      const { sign, verify } = signature(scheme);
      const publicKey = hex(answer.publicKey);
      return (
        verify(publicKey, answer.message, hex(answer.signature)) &&
        !verify(publicKey, ascii('another message'), hex(answer.signature)) &&
        verify(publicKey, answer.message, sign(hex(answer.privateKey), answer.message))
      );
    },
  };
}

async function passes(run: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await run();
  } catch {
    return false;
  }
}

function matches(actual: Bytes, expected: string): boolean {
  return Buffer.from(actual).toString('hex') === expected;
}

function hex(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

function ascii(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text, 'ascii'));
}

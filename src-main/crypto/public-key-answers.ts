import type { Bytes } from '#engine/bytes.ts';
import type { Features, NistCurveName } from './features.ts';
import { digest } from './hashes.ts';
import { mlKem, type MlKemName } from './kem/ml-kem.ts';
import { nistCurve, nistExchange } from './kem/nist-curve.ts';
import { xWing } from './kem/x-wing.ts';
import { x25519 } from './kem/x25519.ts';
import { ascii, base64, counting, hex, type KnownAnswer, matches, oneBitOff, throws, toHex } from './known-answer.ts';
import { mlDsa87Answer, mlKemAnswers } from './post-quantum-answers.ts';
import { sha3 } from './sha3.ts';
import { signatureOf } from './signatures/by-scheme.ts';

/** Key agreement, signatures and encapsulation; parts stand before what is made of them. */
export function publicKeyAnswers(): readonly KnownAnswer[] {
  return [...curveAnswers(), ...signatureAnswers(), ...postQuantumAnswers()];
}

function curveAnswers(): readonly KnownAnswer[] {
  return [
    {
      primitive: 'X25519', // RFC 7748 §6.1, and the public key of the first scalar
      madeOf: ['X25519'],
      run(features) {
        const { pair, exchange } = x25519(features);
        const [alice, bob] = [
          '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a',
          'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
        ];
        return (
          matches(pair(hex(alice)).publicKey, '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a') &&
          matches(exchange(hex(alice), hex(bob)), '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742')
        );
      },
    },
    ecdhAnswer('P-256', {
      // RFC 5903 §8.1
      privateKey: 'c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433',
      publicKey: '04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c37725811805271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3',
      peer: '04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf6356fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab',
      shared: 'd6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de',
    }),
    ecdhAnswer('P-384', {
      // RFC 5903 §8.2
      privateKey: '099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655e35b538041e649ee3faef896783ab194',
      publicKey:
        '04667842d7d180ac2cde6f74f37551f55755c7645c20ef73e31634fe72b4c55ee6de3ac808acb4bdb4c88732aee95f41aa9482ed1fc0eeb9cafc4984625ccfc23f65032149e0e144ada024181535a0f38eeb9fcff3c2c947dae69b4c634573a81c',
      peer: '04e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc509d0d1ac43a0336def96fda41d0774a3571dcfbec7aacf3196472169e838430367f66eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e6386c',
      shared: '11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4d603135569b9e9d09cf5d4a270f59746',
    }),
    ecdhAnswer('P-521', {
      // RFC 5903 §8.3
      privateKey:
        '0037ade9319a89f4dabdb3ef411aaccca5123c61acab57b5393dce47608172a095aa85a30fe1c2952c6771d937ba9777f5957b2639bab072462f68c27a57382d4a52',
      publicKey:
        '040015417e84dbf28c0ad3c278713349dc7df153c897a1891bd98bab4357c9ecbee1e3bf42e00b8e380aeae57c2d107564941885942af5a7f4601723c4195d176ced3e017cae20b6641d2eeb695786d8c946146239d099e18e1d5a514c739d7cb4a10ad8a788015ac405d7799dc75e7b7d5b6cf2261a6a7f1507438bf01beb6ca3926f9582',
      peer: '0400d0b3975ac4b799f5bea16d5e13e9af971d5e9b984c9f39728b5e5739735a219b97c356436adc6e95bb0352f6be64a6c2912d4ef2d0433ced2b6171640012d9460f015c68226383956e3bd066e797b623c27ce0eac2f551a10c2c724d9852077b87220b6536c5c408a1d2aebb8e86d678ae49cb57091f4732296579ab44fcd17f0fc56a',
      shared: '01144c7d79ae6956bc8edb8e7c787c4521cb086fa64407f97894e5e6b2d79b04d1427e73ca4baa240a34786859810c06b3c715a3a8cc3151f2bee417996d19f3ddea',
    }),
  ];
}

function signatureAnswers(): readonly KnownAnswer[] {
  return [
    signatureAnswer('Ed25519', {
      // RFC 8032 §7.1, test 2
      privateKey: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      publicKey: hex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
      message: hex('72'),
      signature: hex(
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
      ),
    }),
    ecdsaAnswer('P-256', {
      // RFC 6979 §A.2.5, SHA-256, "sample"
      privateKey: 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
      publicKey: '0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
      signature:
        '3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
    }),
    ecdsaAnswer('P-384', {
      // RFC 6979 §A.2.6, SHA-384, "sample"
      privateKey: '6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5',
      publicKey:
        '04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc138015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720',
      signature:
        '306602310094edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe4602310099ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8',
    }),
    ecdsaAnswer('P-521', {
      // RFC 6979 §A.2.7, SHA-512, "sample"
      privateKey:
        '00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538',
      publicKey:
        '0401894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a400493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a28a0db25741b5b34a828008b22acc23f924faafbd4d33f81ea66956dfeaa2bfdfcf5',
      signature:
        '308187024200c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa0241617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a',
    }),
  ];
}

function postQuantumAnswers(): readonly KnownAnswer[] {
  return [
    mlKemAnswer('ML-KEM-768'),
    mlKemAnswer('ML-KEM-1024'),
    {
      primitive: 'ML-DSA-87',
      madeOf: ['ML-DSA-87'],
      run(features) {
        const scheme = signatureOf(features, 'ML-DSA-87');
        const { publicKey, privateKey } = scheme.generate({ bytes: counting });
        const answer = { privateKey: toHex(privateKey), publicKey, message: ascii('sample'), signature: base64(mlDsa87Answer.signature) };
        return matches(digest(features, 'SHA-256', publicKey), mlDsa87Answer.publicKeyHash) && signsRight(features, 'ML-DSA-87', answer);
      },
    },
    {
      primitive: 'X-Wing',
      madeOf: ['ML-KEM-768', 'X25519', 'SHA-3'],
      run: xWingRuns,
    },
  ];
}

/**
 * A key pair from seed 00..1f and the decapsulation of SHAKE256("ct"), which ML-KEM answers by implicit rejection.
 * Answers computed with another implementation (@noble/post-quantum's own X-Wing).
 */
function xWingRuns(features: Features): boolean {
  const kem = xWing(features);
  const pair = kem.pair(counting(32));
  const secret = kem.decapsulate(pair, sha3(features).expand(ascii('ct'), 1120));
  return (
    matches(digest(features, 'SHA-256', pair.publicKey), 'c9a3565ffde4f72b51661be391ee13e46378d7f06dd5c8bf5af9d2cfb5b8336b') &&
    matches(secret, '3f3c13ba21f3ab0dc7f41ef0ebbd95da2f9edd81aee3c4bd3821a12ca38c893d')
  );
}

/** Makes the key of a seed, decapsulates a known ciphertext and a broken one, and what it encapsulated itself. */
function mlKemAnswer(name: MlKemName): KnownAnswer {
  return {
    primitive: name,
    madeOf: [name],
    run(features) {
      const { publicKeyHash, ciphertext, secret, rejection } = mlKemAnswers[name];
      const kem = mlKem(features, name);
      const seed = counting(64);
      const publicKey = kem.publicKey(seed);
      const own = kem.encapsulate(publicKey, { bytes: counting });
      return (
        matches(digest(features, 'SHA-256', publicKey), publicKeyHash) &&
        matches(kem.decapsulate(seed, base64(ciphertext)), secret) &&
        matches(kem.decapsulate(seed, oneBitOff(base64(ciphertext))), rejection) &&
        matches(kem.decapsulate(seed, own.encapsulated), toHex(own.sharedSecret))
      );
    },
  };
}

interface EcdhAnswer {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly peer: string;
  readonly shared: string;
}

function ecdhAnswer(name: NistCurveName, answer: EcdhAnswer): KnownAnswer {
  return {
    primitive: `ECDH ${name}`,
    madeOf: [`ECDH ${name}`],
    run(features) {
      const on = nistCurve(features, name);
      return (
        matches(on.publicKey(hex(answer.privateKey)), answer.publicKey) &&
        matches(nistExchange(on, hex(answer.privateKey), hex(answer.peer)), answer.shared) &&
        throws(() => nistExchange(on, hex(answer.privateKey), oneBitOff(hex(answer.peer), answer.peer.length / 2 - 1)))
      );
    },
  };
}

interface SignatureAnswer {
  readonly privateKey: string;
  readonly publicKey: Bytes;
  readonly message: Bytes;
  readonly signature: Bytes;
}

function ecdsaAnswer(
  name: NistCurveName,
  { privateKey, publicKey, signature }: { readonly [K in 'privateKey' | 'publicKey' | 'signature']: string },
): KnownAnswer {
  const answer = { privateKey, publicKey: hex(publicKey), message: ascii('sample'), signature: hex(signature) };
  return { primitive: `ECDSA ${name}`, madeOf: [`ECDSA ${name}`], run: (features) => signsRight(features, name, answer) };
}

function signatureAnswer(scheme: 'Ed25519', answer: SignatureAnswer): KnownAnswer {
  return { primitive: scheme, madeOf: [scheme], run: (features) => signsRight(features, scheme, answer) };
}

/** Verifies the known signature, refuses it for another message, and verifies one of its own making. */
function signsRight(
  features: Features,
  scheme: Parameters<typeof signatureOf>[1],
  { privateKey, publicKey, message, signature }: SignatureAnswer,
): boolean {
  const { sign, verify } = signatureOf(features, scheme);
  return (
    verify(publicKey, message, signature) &&
    !verify(publicKey, ascii('another message'), signature) &&
    verify(publicKey, message, sign(hex(privateKey), message))
  );
}

import type { Bytes } from '#engine/bytes.ts';
import type { HashName } from '#engine/crypto/provider.ts';
import type { Features, NistCurveName } from '../features.ts';
import { digestLength } from '../hashes.ts';
import { labeledExpand, labeledExtract } from '../hpke-labels.ts';
import { type Kem, type KemKeyPair, pairOfFresh } from './kem.ts';
import { checkNist, firstUsable, generateNist, nistCurve, nistExchange, nistPair } from './nist-curve.ts';
import { x25519 } from './x25519.ts';

/** DHKEM(X25519, HKDF-SHA256). RFC 9180 §4.1, §7.1. */
export function dhkemX25519(features: Features): Kem {
  const { generate, pair, checkPublicKey, exchange } = x25519(features);
  return dhkem(0x0020, 'SHA-256', {
    generate,
    pair,
    check: checkPublicKey,
    exchange,
    derive: (expand) => pairOfFresh(pair, expand('sk', new Uint8Array(0), 32)),
  });
}

/** DHKEM over a NIST curve. RFC 9180 §4.1, §7.1. */
export function dhkemNist(features: Features, name: NistCurveName): Kem {
  const on = nistCurve(features, name);
  const { id, hash } = nistKems[name];
  return dhkem(id, hash, {
    generate: (randomness) => generateNist(on, randomness),
    pair: (privateKey) => nistPair(on, privateKey),
    check: (publicKey) => checkNist(on, publicKey),
    exchange: (privateKey, publicKey) => nistExchange(on, privateKey, publicKey),
    derive: (expand) => firstUsable(on, (counter) => expand('candidate', Uint8Array.of(counter), on.size)),
  });
}

/** RFC 9180 §7.1. */
const nistKems = {
  'P-256': { id: 0x0010, hash: 'SHA-256' },
  'P-384': { id: 0x0011, hash: 'SHA-384' },
  'P-521': { id: 0x0012, hash: 'SHA-512' },
} as const;

interface Group {
  readonly generate: Kem['generate'];
  readonly pair: Kem['pair'];
  readonly check: (publicKey: Bytes) => void;
  readonly exchange: (privateKey: Bytes, publicKey: Bytes) => Bytes;
  /** DeriveKeyPair behind its extraction. RFC 9180 §7.1.3. */
  readonly derive: (expand: (label: string, info: Bytes, length: number) => Bytes) => KemKeyPair;
}

function dhkem(id: number, hash: HashName, group: Group): Kem {
  const suiteId = Uint8Array.of(0x4b, 0x45, 0x4d, id >> 8, id & 0xff); // "KEM" || I2OSP(kem_id, 2)
  const size = digestLength[hash];

  /** ExtractAndExpand. RFC 9180 §4.1. */
  function agree(shared: Bytes, encapsulated: Bytes, recipient: Bytes): Bytes {
    const prk = labeledExtract(hash, suiteId, new Uint8Array(0), 'eae_prk', shared);
    const out = labeledExpand(hash, suiteId, prk, 'shared_secret', Buffer.concat([encapsulated, recipient]), size);
    shared.fill(0);
    prk.fill(0);
    return out;
  }

  return {
    id,
    generate: group.generate,
    pair: group.pair,
    checkPublicKey: group.check,
    derive(inputKey) {
      const prk = labeledExtract(hash, suiteId, new Uint8Array(0), 'dkp_prk', inputKey);
      const pair = group.derive((label, info, length) => labeledExpand(hash, suiteId, prk, label, info, length));
      prk.fill(0);
      return pair;
    },
    encapsulate(publicKey, randomness) {
      const ephemeral = group.generate(randomness);
      const sharedSecret = agree(group.exchange(ephemeral.privateKey, publicKey), ephemeral.publicKey, publicKey);
      ephemeral.privateKey.fill(0);
      return { sharedSecret, encapsulated: ephemeral.publicKey };
    },
    decapsulate(pair, encapsulated) {
      return agree(group.exchange(pair.privateKey, encapsulated), encapsulated, pair.publicKey);
    },
  };
}

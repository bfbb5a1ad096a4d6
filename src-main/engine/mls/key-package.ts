import type { CiphersuiteImpl } from 'ts-mls';
import { generateKeyPackageWithKey, makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { type Bytes, copyOf } from '../bytes.ts';
import { decode, encode, opaqueVar, struct, uint16 } from '../codec/codec.ts';
import { EngineError } from '../errors.ts';
import type { Erase } from '../secret.ts';
import { toLibraryCredential } from './credential.ts';
import { recordingSuite } from './erasure.ts';
import type { KeyPackageOptions, OwnKeyPackage, Signer } from './group.ts';
import { holdKeyPackage, keyPackageOf, suiteNumber } from './library.ts';
import { foundingRoles } from './marker.ts';
import { ownCapabilities, ownLeafExtensions, ownLeafLifetime } from './own-leaf.ts';

/** A fresh KeyPackage as founding initiator; its private arrays are copies that the result alone holds. R-KP. */
export async function generateKeyPackage(inner: CiphersuiteImpl, erase: Erase, options: KeyPackageOptions): Promise<OwnKeyPackage> {
  const { signer, nowSeconds } = options;
  const { suite, eraseExcept } = recordingSuite(inner, erase);
  const lifetime = ownLeafLifetime(nowSeconds, options.lifetime);
  let kept: readonly Bytes[] = [];
  try {
    const pair = await generateKeyPackageWithKey(
      toLibraryCredential(signer.credential),
      ownCapabilities(options.enabledSuites),
      lifetime,
      [],
      { signKey: copyOf(signer.privateKey), publicKey: signer.publicKey.slice() },
      suite,
      ownLeafExtensions({ ...options, foundingRole: foundingRoles.initiator }),
    );
    const reference = await makeKeyPackageRef(pair.publicPackage, suite.hash);
    kept = Object.values<Bytes>({ ...pair.privatePackage });
    return {
      suite: options.suite,
      message: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_key_package', keyPackage: pair.publicPackage }),
      reference,
      notAfter: lifetime.notAfter,
      signer,
      secret: holdKeyPackage(pair),
    };
  } finally {
    eraseExcept(kept);
  }
}

/** Format of stored private halves. A later one must go on reading this one. */
const formatVersion = 1;

/** `struct { uint16 format; opaque init_key<V>; opaque encryption_key<V>; } StoredKeyPackage;` The signature key is the identity's. */
interface StoredKeyPackage {
  readonly format: number;
  readonly initKey: Bytes;
  readonly encryptionKey: Bytes;
}
const storedKeyPackage = struct<StoredKeyPackage>({ format: uint16, initKey: opaqueVar, encryptionKey: opaqueVar });

/** Secret: holds private keys in clear. */
export function encodeKeyPackage({ secret }: OwnKeyPackage): Bytes {
  const { initPrivateKey, hpkePrivateKey } = keyPackageOf(secret).privatePackage;
  return encode(storedKeyPackage, { format: formatVersion, initKey: initPrivateKey, encryptionKey: hpkePrivateKey });
}

/** @throws {EngineError} `internal` when the two halves are not what was given out and kept */
export async function decodeKeyPackage(
  suiteFor: (id: number) => Promise<CiphersuiteImpl>,
  message: Bytes,
  bytes: Bytes,
  signer: Signer,
): Promise<OwnKeyPackage> {
  const { format, initKey, encryptionKey } = decode(storedKeyPackage, bytes, 'StoredKeyPackage');
  const decoded = decodeMlsMessage(message.slice(), 0)?.[0];
  if (format !== formatVersion || decoded?.wireformat !== 'mls_key_package') throw new EngineError({ kind: 'internal', where: 'stored key package' });
  const { keyPackage } = decoded;
  if (keyPackage.leafNode.leafNodeSource !== 'key_package') throw new EngineError({ kind: 'internal', where: 'stored key package' });
  const suite = suiteNumber(keyPackage.cipherSuite);
  const { hash } = await suiteFor(suite);
  return {
    suite,
    message: message.slice(),
    reference: await makeKeyPackageRef(keyPackage, hash),
    notAfter: keyPackage.leafNode.lifetime.notAfter,
    signer,
    secret: holdKeyPackage({
      publicPackage: keyPackage,
      privatePackage: { initPrivateKey: initKey, hpkePrivateKey: encryptionKey, signaturePrivateKey: copyOf(signer.privateKey) },
    }),
  };
}

/** R-DEL: init key and the other private halves, after the join or when there will be none. */
export function eraseKeyPackage({ secret }: OwnKeyPackage, erase: Erase): void {
  for (const key of Object.values<Bytes>({ ...keyPackageOf(secret).privatePackage })) erase(key);
}

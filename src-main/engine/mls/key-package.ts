import type { CiphersuiteImpl } from 'ts-mls';
import { generateKeyPackageWithKey, makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import type { Bytes } from '../bytes.ts';
import type { Erase } from '../secret.ts';
import { toLibraryCredential } from './credential.ts';
import { recordingSuite } from './erasure.ts';
import type { KeyPackageOptions, OwnKeyPackage } from './group.ts';
import { holdKeyPackage, keyPackageOf } from './library.ts';
import { foundingRoles } from './marker.ts';
import { ownCapabilities, ownLeafExtensions, ownLeafLifetime } from './own-leaf.ts';

/** A fresh KeyPackage as founding initiator; its private arrays are copies that the result alone holds. R-KP. */
export async function generateKeyPackage(inner: CiphersuiteImpl, erase: Erase, options: KeyPackageOptions): Promise<OwnKeyPackage> {
  const { signer, nowSeconds } = options;
  const { suite, eraseExcept } = recordingSuite(inner, erase);
  const lifetime = ownLeafLifetime(nowSeconds);
  let kept: readonly Bytes[] = [];
  try {
    const pair = await generateKeyPackageWithKey(
      toLibraryCredential(signer.credential),
      ownCapabilities(options.enabledSuites),
      lifetime,
      [],
      { signKey: signer.privateKey.slice(), publicKey: signer.publicKey.slice() },
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

/** R-DEL: init key and the other private halves, after the join or when there will be none. */
export function eraseKeyPackage({ secret }: OwnKeyPackage, erase: Erase): void {
  for (const key of Object.values<Bytes>({ ...keyPackageOf(secret).privatePackage })) erase(key);
}

import type { CiphersuiteImpl, ClientState } from 'ts-mls';
import { type Bytes, empty } from '../bytes.ts';

/** Array index of the only parent in a tree of two leaves. RFC 9420 appendix C. */
const parentIndex = 1;

/** The parent's public key, or `null` while it is blank. */
export function parentKey(state: ClientState): Bytes | null {
  const node = state.ratchetTree[parentIndex];
  return node?.nodeType === 'parent' ? node.parent.hpkePublicKey : null;
}

/**
 * Whether the parent's public key belongs to the private key derived from the path secret. RFC 9420 §7.5 asks for it;
 * the library does not check. The library's interface has no way from private to public, so the pair proves itself.
 */
export async function pathKeyFits(state: ClientState, { hpke }: CiphersuiteImpl): Promise<boolean> {
  const publicKey = parentKey(state);
  const privateKey = state.privatePath.privateKeys[parentIndex];
  if (publicKey === null || privateKey === undefined) return publicKey === null;
  try {
    const { enc, ct } = await hpke.seal(await hpke.importPublicKey(publicKey), empty, empty);
    await hpke.open(await hpke.importPrivateKey(privateKey), enc, ct, empty);
    return true;
  } catch {
    return false;
  }
}

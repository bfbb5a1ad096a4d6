import type { ClientState } from 'ts-mls';
import type { Bytes } from '../bytes.ts';
import type { RecordingSuite } from './erasure.ts';

/** Array index of the only parent in a tree of two leaves. RFC 9420 appendix C. */
const parentIndex = 1;

/** The parent's public key, or `null` while it is blank. */
export function parentKey(state: ClientState): Bytes | null {
  const node = state.ratchetTree[parentIndex];
  return node?.nodeType === 'parent' ? node.parent.hpkePublicKey : null;
}

/**
 * Whether the parent's public key is the one derived from the path secret. RFC 9420 §7.5 asks for it; the library
 * derives the pair in the step that made `state`, keeps the private half and does not compare the public one.
 */
export function pathKeyFits(state: ClientState, recording: RecordingSuite): boolean {
  const publicKey = parentKey(state);
  return publicKey === null || recording.derived(publicKey);
}

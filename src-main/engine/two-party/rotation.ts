import { equal } from '../bytes.ts';
import { misuse } from '../errors.ts';
import type { Credential, Group, Leaf, Signer } from '../mls/group.ts';
import type { Effect } from './effects.ts';
import { sameCredential } from './identity.ts';
import { suiteOf } from './keying.ts';
import type { Open } from './states.ts';

/**
 * Whether our leaf may come to show this signer: its key fits the suite, and the peer shows neither its credential nor its
 * key, which it would refuse as a reflection. R-AS.
 *
 * @throws {EngineError} `api-misuse` API_WRONG_SCHEME, API_PEER_IDENTITY
 */
export function checkSuccessor(signer: Signer, { suite, peer }: Group): void {
  if (signer.scheme !== suiteOf(suite).signature) throw misuse('API_WRONG_SCHEME');
  if (resembles(signer, peer)) throw misuse('API_PEER_IDENTITY');
}

/** The open phase with a new wish; a private key that nobody waits for any more is overwritten. `null` changes nothing. */
export function withWish(state: Open, signer: Signer | null): { readonly state: Open; readonly effects: readonly Effect[] } {
  if (signer === null) return { state, effects: [] };
  return { state: { ...state, signer }, effects: erasing(state.signer) };
}

/**
 * Ends a wish that `group` fulfils, or that it makes impossible because the peer has come to show the same identity. What is
 * left belongs into the next own commit.
 */
export function settleWish(state: Open, { own, peer }: Group): { readonly state: Open; readonly effects: readonly Effect[] } {
  const { signer } = state;
  if (signer === null || !(isShownBy(signer, own) || resembles(signer, peer))) return { state, effects: [] };
  return { state: { ...state, signer: null }, effects: erasing(signer) };
}

/** What changed about who the two are, between two groups of one session. R-AS. */
export function identityFacts(before: Group, after: Group): readonly Effect[] {
  return [...leafFacts('ours', before.own, after.own), ...leafFacts('peer', before.peer, after.peer)];
}

/** The private key of a wish that will not come true here. R-DEL. */
export function erasing(signer: Signer | null): readonly Effect[] {
  return signer === null ? [] : [{ kind: 'erase-secret', secret: signer.privateKey }];
}

function leafFacts(whose: 'ours' | 'peer', before: Leaf, after: Leaf): readonly Effect[] {
  const credential = !sameCredential(before.credential, after.credential);
  const key = !equal(before.signatureKey, after.signatureKey);
  if (!credential && !key) return [];
  return [{ kind: 'trace', fact: { kind: 'identity', whose, credential, key, signatureKey: after.signatureKey } }];
}

function isShownBy({ credential, publicKey }: Identity, leaf: Leaf): boolean {
  return equal(publicKey, leaf.signatureKey) && sameCredential(credential, leaf.credential);
}

function resembles({ credential, publicKey }: Identity, leaf: Leaf): boolean {
  return equal(publicKey, leaf.signatureKey) || sameCredential(credential, leaf.credential);
}

interface Identity {
  readonly credential: Credential;
  readonly publicKey: Uint8Array;
}

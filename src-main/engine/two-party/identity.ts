import { equal } from '../bytes.ts';
import { misbehaved } from '../errors.ts';
import type { Credential, Group, Leaf } from '../mls/group.ts';

/** Byte equality of credentials. RFC 9420 §5.3. */
export function sameCredential(a: Credential, b: Credential): boolean {
  if (a.kind === 'basic') return b.kind === 'basic' && equal(a.identity, b.identity);
  if (b.kind !== 'x509' || a.certificates.length !== b.certificates.length) return false;
  return a.certificates.every((certificate, i) => equal(certificate, b.certificates[i] ?? new Uint8Array()));
}

/** The same for a commit that changes who the peer is. */
export function refuseReflectionIn({ own, peer }: Group): void {
  refuseReflection({ credential: own.credential, publicKey: own.signatureKey }, peer);
}

/** R-AS: our own credential or signature key as peer is a reflection; no two leaves share a signature key. */
export function refuseReflection(own: { readonly credential: Credential; readonly publicKey: Uint8Array }, peer: Leaf): void {
  if (equal(own.publicKey, peer.signatureKey)) throw misbehaved('AS_SAME_KEY');
  if (sameCredential(own.credential, peer.credential)) throw misbehaved('AS_SELF');
}

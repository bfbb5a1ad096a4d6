import * as asn1js from 'asn1js';
import type { PublicKeyInfo } from 'pkijs';
import { createPublicKey } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import { publicKeyLength } from '../signature-schemes.ts';
import { own, unreadable } from './asn1.ts';
import { curveOid, keyOid } from './object-identifiers.ts';

/** The public key of a certificate, as far as this program can use it. */
export type SubjectKey =
  /** A key an MLS leaf can carry; `publicKey` in the form of the leaf. */
  | { readonly kind: 'scheme'; readonly scheme: SignatureScheme; readonly publicKey: Bytes }
  /** Signs certificates and lists, never MLS leaves. `info` is the SubjectPublicKeyInfo. */
  | { readonly kind: 'rsa'; readonly bits: number; readonly info: Bytes }
  | { readonly kind: 'unknown'; readonly algorithm: string };

/** @throws {CertificateError} `CERT_UNREADABLE` for a key that is not what its algorithm says */
export function readSubjectKey(info: PublicKeyInfo): SubjectKey {
  const { algorithmId } = info.algorithm;
  if (info.subjectPublicKey.valueBlock.unusedBits !== 0) throw unreadable('a public key');
  const bits = own(info.subjectPublicKey.valueBlock.valueHexView);
  if (algorithmId === keyOid.rsa) return readRsa(info);
  const scheme = schemeOfAlgorithm(algorithmId, info.algorithm.algorithmParams);
  if (scheme === null) return { kind: 'unknown', algorithm: algorithmId };
  // compressed points are allowed in certificates, but an MLS leaf has the other form and the two are compared
  if (bits.length !== publicKeyLength(scheme) || (scheme.startsWith('P-') && bits[0] !== 4)) throw unreadable(`an ${scheme} key`);
  return { kind: 'scheme', scheme, publicKey: bits };
}

export function subjectKeyText(key: SubjectKey): string {
  if (key.kind === 'scheme') return key.scheme;
  return key.kind === 'rsa' ? `RSA ${key.bits}` : `unknown (${key.algorithm})`;
}

/** The scheme of an AlgorithmIdentifier, or `null` for one this program does not sign with. */
export function schemeOfAlgorithm(algorithm: string, parameters: unknown): SignatureScheme | null {
  if (algorithm === keyOid.ed25519) return 'Ed25519';
  if (algorithm === keyOid.mlDsa87) return 'ML-DSA-87';
  if (algorithm !== keyOid.ecPublicKey || !(parameters instanceof asn1js.ObjectIdentifier)) return null;
  const curve = parameters.getValue();
  return curveNames.find((name) => curveOid[name] === curve) ?? null;
}

const curveNames = ['P-256', 'P-384', 'P-521'] as const;

function readRsa(info: PublicKeyInfo): SubjectKey {
  const der = new Uint8Array(info.toSchema().toBER());
  const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  return { kind: 'rsa', bits: key.asymmetricKeyDetails?.modulusLength ?? 0, info: der };
}

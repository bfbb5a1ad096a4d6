import * as asn1js from 'asn1js';
import { constants, createPublicKey, verify } from 'node:crypto';
import { RSASSAPSSParams } from 'pkijs';
import type { Bytes } from '#engine/bytes.ts';
import { signature } from '#main/crypto/signatures.ts';
import { importPublicKey, oid, sequence } from '#main/crypto/der.ts';
import { readDer, type Signed } from './asn1.ts';
import { keyOid } from './object-identifiers.ts';
import type { SubjectKey } from './subject-keys.ts';
import type { Found } from './chain-report.ts';

/** `refused`: the algorithm is weak, unknown or not one of the key's. */
export type SignatureOutcome = { readonly kind: 'valid' } | { readonly kind: 'invalid' } | { readonly kind: 'refused'; readonly why: Found };

const valid: SignatureOutcome = { kind: 'valid' };
const invalid: SignatureOutcome = { kind: 'invalid' };

/** Shortest RSA modulus, bits. */
const shortestRsa = 2048;

/**
 * Checks a signature over {@link Signed.content}. Ed25519, ECDSA with the hash of the curve and ML-DSA-87 go to the
 * program's own signatures, which know how to do without a runtime that has them; RSA and ECDSA with another hash are
 * the runtime's.
 */
export function checkSignature(signed: Signed, key: SubjectKey): SignatureOutcome {
  const { algorithm, parameters } = signed;
  const weak = weakAlgorithms[algorithm];
  if (weak !== undefined) return refused('signature-weak', weak);
  if (key.kind === 'unknown') return refused('signature-unknown-key', key.algorithm);
  if (key.kind === 'rsa') return checkRsa(signed, key);
  const ecdsaHash = ecdsaHashes[algorithm];
  // RFC 8410 §3, RFC 5758 §3.2, RFC 9881 §2: these algorithms have no parameters
  if (parameters !== null) return refused('signature-parameters');
  if (key.scheme === 'P-256' || key.scheme === 'P-384' || key.scheme === 'P-521') {
    if (ecdsaHash === undefined) return notOfKey(key.scheme);
    if (curveHashes[key.scheme] !== ecdsaHash) return outcome(verifyWithOtherHash(signed, key.scheme, key.publicKey, ecdsaHash));
  } else if (algorithm !== (key.scheme === 'Ed25519' ? keyOid.ed25519 : keyOid.mlDsa87)) return notOfKey(key.scheme);
  return outcome(signature(key.scheme).verify(key.publicKey, signed.content, signed.signature));
}

/** For people: `ECDSA with SHA-256`. */
export function signatureAlgorithmText(algorithm: string): string {
  const hash = ecdsaHashes[algorithm] ?? rsaHashes[algorithm];
  if (ecdsaHashes[algorithm] !== undefined) return `ECDSA with ${hash}`;
  if (rsaHashes[algorithm] !== undefined) return `RSA with ${hash}`;
  if (algorithm === rsaPss) return 'RSA-PSS';
  if (algorithm === keyOid.ed25519) return 'Ed25519';
  if (algorithm === keyOid.mlDsa87) return 'ML-DSA-87';
  return weakAlgorithms[algorithm] ?? `unknown (${algorithm})`;
}

const rsaPss = '1.2.840.113549.1.1.10';

type HashText = 'SHA-256' | 'SHA-384' | 'SHA-512';

const ecdsaHashes: { readonly [algorithm: string]: HashText | undefined } = {
  '1.2.840.10045.4.3.2': 'SHA-256',
  '1.2.840.10045.4.3.3': 'SHA-384',
  '1.2.840.10045.4.3.4': 'SHA-512',
};

const curveHashes = { 'P-256': 'SHA-256', 'P-384': 'SHA-384', 'P-521': 'SHA-512' } as const;
const curveIdentifiers = { 'P-256': oid.p256, 'P-384': oid.p384, 'P-521': oid.p521 } as const;

const rsaHashes: { readonly [algorithm: string]: HashText | undefined } = {
  '1.2.840.113549.1.1.11': 'SHA-256',
  '1.2.840.113549.1.1.12': 'SHA-384',
  '1.2.840.113549.1.1.13': 'SHA-512',
};

const weakAlgorithms: { readonly [algorithm: string]: string | undefined } = {
  '1.2.840.113549.1.1.2': 'RSA with MD2',
  '1.2.840.113549.1.1.4': 'RSA with MD5',
  '1.2.840.113549.1.1.5': 'RSA with SHA-1',
  '1.3.14.3.2.29': 'RSA with SHA-1',
  '1.2.840.10045.4.1': 'ECDSA with SHA-1',
  '1.2.840.10040.4.3': 'DSA with SHA-1',
};

const hashOids: { readonly [algorithm: string]: HashText | undefined } = {
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};

function checkRsa({ algorithm, parameters, content, signature: value }: Signed, key: Extract<SubjectKey, { kind: 'rsa' }>): SignatureOutcome {
  if (key.bits < shortestRsa) return refused('signature-rsa-bits', key.bits, shortestRsa);
  const publicKey = createPublicKey({ key: Buffer.from(key.info), format: 'der', type: 'spki' });
  if (algorithm === rsaPss) {
    const pss = readPss(parameters);
    if (pss === null) return refused('signature-pss');
    return attempt(() =>
      verify(nodeHash(pss.hash), content, { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: pss.saltLength }, value),
    );
  }
  const hash = rsaHashes[algorithm];
  return hash === undefined ? notOfKey('RSA') : attempt(() => verify(nodeHash(hash), content, publicKey, value));
}

/** RFC 4055 §3.1; both hashes must be the same one. */
function readPss(parameters: Bytes | null): { readonly hash: HashText; readonly saltLength: number } | null {
  if (parameters === null) return null;
  try {
    const read = new RSASSAPSSParams({ schema: readDer(parameters, 'RSA-PSS parameters') });
    const hash = hashOids[read.hashAlgorithm.algorithmId];
    const [, maskHash] = read.maskGenAlgorithm.algorithmParams?.valueBlock.value ?? [];
    const inner = read.maskGenAlgorithm.algorithmParams?.valueBlock.value[0];
    const mask = inner instanceof asn1js.ObjectIdentifier ? inner.getValue() : maskHash;
    if (hash === undefined || mask !== read.hashAlgorithm.algorithmId || read.trailerField !== 1) return null;
    return { hash, saltLength: read.saltLength };
  } catch {
    return null;
  }
}

function verifyWithOtherHash(signed: Signed, curve: keyof typeof curveHashes, publicKey: Bytes, hash: HashText): boolean {
  try {
    const key = importPublicKey(sequence(oid.ecPublicKey, curveIdentifiers[curve]), publicKey);
    return verify(nodeHash(hash), signed.content, { key, dsaEncoding: 'der' }, signed.signature);
  } catch {
    return false;
  }
}

function nodeHash(hash: HashText): string {
  return hash.replace('-', '').toLowerCase();
}

function attempt(check: () => boolean): SignatureOutcome {
  try {
    return outcome(check());
  } catch {
    return invalid;
  }
}

function outcome(holds: boolean): SignatureOutcome {
  return holds ? valid : invalid;
}

function notOfKey(key: string): SignatureOutcome {
  return refused('signature-other-key', key);
}

function refused(...why: Found): SignatureOutcome {
  return { kind: 'refused', why };
}

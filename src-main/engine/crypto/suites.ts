import type { RecordAead } from './aead.ts';
import type { HashName } from './provider.ts';

export type SignatureScheme = 'Ed25519' | 'P-256' | 'P-384' | 'P-521' | 'ML-DSA-87' | 'Ed448';

export type KemName = 'X25519' | 'P-256' | 'P-384' | 'P-521' | 'X-Wing' | 'ML-KEM-1024';

/** What an MLS cipher suite gives to this protocol. R-SUITE. */
export interface Suite {
  /** Code point on the wire, 0x0001-0x0007 or a private assignment. */
  readonly id: number;
  /** Short name for people and the command line. */
  readonly name: string;
  /** `suite_descriptor` of R-MARK, ASCII. */
  readonly descriptor: string;
  /** Suite Hash: used inside MLS-Exporter. */
  readonly hash: HashName;
  /** Hash of the MLS KDF: used everywhere else; Nh is its length. */
  readonly kdf: HashName;
  /** Nh, bytes. */
  readonly nh: number;
  readonly aead: RecordAead;
  readonly signature: SignatureScheme;
  readonly kem: KemName;
  readonly postQuantum: 'none' | 'confidentiality' | 'confidentiality and authentication';
}

/** Bytes of output. Also Nh of the KDF over that hash. */
export const hashLength = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 } as const;

/** Suites this build runs, in order of preference. */
export const suites: readonly Suite[] = [
  suite(
    0xf0f1,
    'xwing-aes256-ed25519',
    'XWING/HKDF-SHA512/AES256GCM/SHA512/Ed25519',
    'SHA-512',
    'AES-256-GCM',
    'Ed25519',
    'X-Wing',
    'confidentiality',
  ),
  suite(0x0001, 'x25519-aes128-ed25519', 'DHKEMX25519/HKDF-SHA256/AES128GCM/SHA256/Ed25519', 'SHA-256', 'AES-128-GCM', 'Ed25519', 'X25519', 'none'),
  suite(
    0xf0f2,
    'xwing-chacha20-ed25519',
    'XWING/HKDF-SHA512/CHACHA20POLY1305/SHA512/Ed25519',
    'SHA-512',
    'CHACHA20-POLY1305',
    'Ed25519',
    'X-Wing',
    'confidentiality',
  ),
  suite(
    0xf0f7,
    'xwing-aes256-mldsa87',
    'XWING/HKDF-SHA512/AES256GCM/SHA512/MLDSA87',
    'SHA-512',
    'AES-256-GCM',
    'ML-DSA-87',
    'X-Wing',
    'confidentiality and authentication',
  ),
  suite(
    0xf0f8,
    'xwing-chacha20-mldsa87',
    'XWING/HKDF-SHA512/CHACHA20POLY1305/SHA512/MLDSA87',
    'SHA-512',
    'CHACHA20-POLY1305',
    'ML-DSA-87',
    'X-Wing',
    'confidentiality and authentication',
  ),
  suite(
    0xf0f3,
    'mlkem1024-aes256-ed25519',
    'MLKEM1024/HKDF-SHA512/AES256GCM/SHA512/Ed25519',
    'SHA-512',
    'AES-256-GCM',
    'Ed25519',
    'ML-KEM-1024',
    'confidentiality',
  ),
  suite(
    0xf0f4,
    'mlkem1024-chacha20-ed25519',
    'MLKEM1024/HKDF-SHA512/CHACHA20POLY1305/SHA512/Ed25519',
    'SHA-512',
    'CHACHA20-POLY1305',
    'Ed25519',
    'ML-KEM-1024',
    'confidentiality',
  ),
  suite(
    0xf0f5,
    'mlkem1024-aes256-mldsa87',
    'MLKEM1024/HKDF-SHA512/AES256GCM/SHA512/MLDSA87',
    'SHA-512',
    'AES-256-GCM',
    'ML-DSA-87',
    'ML-KEM-1024',
    'confidentiality and authentication',
  ),
  suite(
    0xf0f6,
    'mlkem1024-chacha20-mldsa87',
    'MLKEM1024/HKDF-SHA512/CHACHA20POLY1305/SHA512/MLDSA87',
    'SHA-512',
    'CHACHA20-POLY1305',
    'ML-DSA-87',
    'ML-KEM-1024',
    'confidentiality and authentication',
  ),
  suite(
    0x0003,
    'x25519-chacha20-ed25519',
    'DHKEMX25519/HKDF-SHA256/CHACHA20POLY1305/SHA256/Ed25519',
    'SHA-256',
    'CHACHA20-POLY1305',
    'Ed25519',
    'X25519',
    'none',
  ),
  suite(0x0002, 'p256-aes128-p256', 'DHKEMP256/HKDF-SHA256/AES128GCM/SHA256/P256', 'SHA-256', 'AES-128-GCM', 'P-256', 'P-256', 'none'),
  suite(0x0007, 'p384-aes256-p384', 'DHKEMP384/HKDF-SHA384/AES256GCM/SHA384/P384', 'SHA-384', 'AES-256-GCM', 'P-384', 'P-384', 'none'),
  suite(0x0005, 'p521-aes256-p521', 'DHKEMP521/HKDF-SHA512/AES256GCM/SHA512/P521', 'SHA-512', 'AES-256-GCM', 'P-521', 'P-521', 'none'),
];

/** Why this build does not run a suite. */
export type SuiteRefusal = 'no-x448' | 'not-of-mls-tls' | 'no-such-number';

/** Suites of RFC 9420 §17.1 that this build does not run, named as ours are, and why. */
export const foreignSuites: readonly { readonly id: number; readonly name: string; readonly reason: SuiteRefusal }[] = [
  { id: 0x0004, name: 'x448-aes256-ed448', reason: 'no-x448' },
  { id: 0x0006, name: 'x448-chacha20-ed448', reason: 'no-x448' },
];

/** The suite with this code point, or `undefined` when this build does not run it. */
export function findSuite(id: number): Suite | undefined {
  return suites.find((candidate) => candidate.id === id);
}

/** Numbers R-SUITE allows at all: the registered seven and the private range. */
export function suiteNumberAllowed(id: number): boolean {
  return Number.isInteger(id) && ((id >= 0x0001 && id <= 0x0007) || (id >= 0xf000 && id <= 0xffff));
}

/** `null` for a suite that this build does run. */
export function suiteRefusal(id: number): SuiteRefusal | null {
  if (findSuite(id) !== undefined) return null;
  if (!suiteNumberAllowed(id)) return 'not-of-mls-tls';
  return foreignSuites.find((one) => one.id === id)?.reason ?? 'no-such-number';
}

/** Suite Hash and KDF hash are one and the same in every suite R-SUITE lists; the code keeps them apart for those it does not. */
function suite(
  id: number,
  name: string,
  descriptor: string,
  hash: HashName,
  aead: RecordAead,
  signature: SignatureScheme,
  kem: KemName,
  postQuantum: Suite['postQuantum'],
): Suite {
  return { id, name, descriptor, hash, kdf: hash, nh: hashLength[hash], aead, signature, kem, postQuantum };
}

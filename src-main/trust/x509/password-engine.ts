import * as asn1js from 'asn1js';
import { createDecipheriv, createHash } from 'node:crypto';
import { type AlgorithmIdentifier, CryptoEngine, type CryptoEngineDecryptParams, PBES2Params, PBKDF2Params } from 'pkijs';
import { type Bytes, concat } from '#engine/bytes.ts';
import { childrenOf, own, reading, unreadable } from './asn1.ts';
import { CertificateError } from './certificate-error.ts';

/** Most rounds of key derivation a file may ask for: a minute of work is not a key file, but an attack. Our own limit. */
const maxRounds = 10_000_000;

/** Rounds of the derivation of PKCS#12, which runs in JavaScript. */
const maxOldRounds = 1_000_000;

const pbes2 = '1.2.840.113549.1.5.13';
const pbkdf2 = '1.2.840.113549.1.5.12';
/** pbeWithSHAAnd3-KeyTripleDES-CBC, RFC 7292 appendix C. */
const tripleDes = '1.2.840.113549.1.12.1.3';

/** The library's cryptography for password-protected data, with the one old scheme that PKCS#12 files still come in. */
export function engine(): CryptoEngine {
  return shared;
}

/** UTF-8; the caller erases it. */
export function passwordBytes(password: string): Uint8Array<ArrayBuffer> {
  return own(new TextEncoder().encode(password));
}

/**
 * Looks at what a file asks for before any work is done for it.
 *
 * @throws {CertificateError} `IMPORT_UNSUPPORTED`, `CERT_UNREADABLE`
 */
export function checkEffort(algorithm: AlgorithmIdentifier): void {
  const { algorithmId, algorithmParams } = algorithm;
  if (algorithmId === tripleDes) {
    checkRounds(oldParameters(algorithmParams).rounds, maxOldRounds);
    return;
  }
  if (algorithmId !== pbes2) throw new CertificateError('IMPORT_UNSUPPORTED', ['file-old-encryption', algorithmId]);
  const { keyDerivationFunc } = reading('an encrypted key', () => new PBES2Params({ schema: algorithmParams }));
  if (keyDerivationFunc.algorithmId !== pbkdf2) throw new CertificateError('IMPORT_UNSUPPORTED', ['file-stretching']);
  const { iterationCount } = reading('an encrypted key', () => new PBKDF2Params({ schema: keyDerivationFunc.algorithmParams }));
  checkRounds(iterationCount, maxRounds);
}

/** As {@link checkEffort}, for the rounds of a PKCS#12 file's integrity check. */
export function checkOldRounds(rounds: number): void {
  checkRounds(rounds, maxOldRounds);
}

class PasswordEngine extends CryptoEngine {
  override async decryptEncryptedContentInfo(parameters: CryptoEngineDecryptParams): Promise<ArrayBuffer> {
    const { contentEncryptionAlgorithm } = parameters.encryptedContentInfo;
    if (contentEncryptionAlgorithm.algorithmId !== tripleDes) return super.decryptEncryptedContentInfo(parameters);
    const { salt, rounds } = oldParameters(contentEncryptionAlgorithm.algorithmParams);
    const password = new TextDecoder().decode(parameters.password);
    const key = derivePkcs12(password, salt, rounds, 1, 24);
    try {
      const decipher = createDecipheriv('des-ede3-cbc', key, derivePkcs12(password, salt, rounds, 2, 8));
      const content = new Uint8Array(parameters.encryptedContentInfo.getEncryptedContent());
      return own(Buffer.concat([decipher.update(content), decipher.final()])).buffer;
    } finally {
      key.fill(0);
    }
  }
}

const shared = new PasswordEngine({ name: 'epochscope', crypto: globalThis.crypto });

function checkRounds(rounds: unknown, most: number): void {
  if (typeof rounds !== 'number' || rounds < 1 || rounds > most)
    throw new CertificateError('IMPORT_UNSUPPORTED', ['file-rounds', String(rounds), most]);
}

/** RFC 7292 appendix C: salt and rounds. */
function oldParameters(parameters: unknown): { readonly salt: Bytes; readonly rounds: number } {
  const [salt, rounds] = parameters instanceof asn1js.BaseBlock ? childrenOf(parameters) : [];
  if (!(salt instanceof asn1js.OctetString) || !(rounds instanceof asn1js.Integer)) throw unreadable('an encrypted key');
  return { salt: own(salt.valueBlock.valueHexView), rounds: rounds.valueBlock.valueDec };
}

/** Key derivation of PKCS#12 with SHA-1. RFC 7292 appendix B.2; `purpose` is its ID: 1 key, 2 initialisation vector. */
function derivePkcs12(password: string, salt: Bytes, rounds: number, purpose: number, length: number): Bytes {
  const block = 64;
  const text = Buffer.from(`${password}\0`, 'utf16le').swap16();
  const mixed = concat(repeated(salt, block), repeated(text, block));
  const out: Bytes[] = [];
  for (let made = 0; made < length; made += 20) {
    let digest: Bytes = concat(new Uint8Array(block).fill(purpose), mixed);
    for (let round = 0; round < rounds; round++) digest = createHash('sha1').update(digest).digest();
    out.push(digest);
    const addend = repeated(digest, block).subarray(0, block);
    for (let at = 0; at < mixed.length; at += block) addOne(mixed.subarray(at, at + block), addend);
  }
  return concat(...out).slice(0, length);
}

/** As many copies as fill whole blocks. */
function repeated(bytes: Bytes, block: number): Bytes {
  const length = block * Math.ceil(bytes.length / block);
  return Uint8Array.from({ length }, (_, i) => bytes[i % bytes.length] ?? 0);
}

/** `target = target + addend + 1`, big-endian, carry beyond the block lost. */
function addOne(target: Bytes, addend: Bytes): void {
  let carry = 1;
  for (let i = target.length - 1; i >= 0; i--) {
    const sum = (target[i] ?? 0) + (addend[i] ?? 0) + carry;
    target[i] = sum & 0xff;
    carry = sum >> 8;
  }
}

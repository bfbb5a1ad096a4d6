import * as asn1js from 'asn1js';
import { type Bytes, equal } from '#engine/bytes.ts';
import { CertificateError } from './certificate-error.ts';
import type { FileThing } from '#shared/words/files.ts';

/** A structure signed as RFC 5280 §4.1.1 has it: certificate, certificate list, certification request. */
export interface Signed {
  /** The bytes the signature is over. */
  readonly content: Bytes;
  readonly algorithm: string;
  /** DER of the algorithm's parameters; `null` when absent. */
  readonly parameters: Bytes | null;
  readonly signature: Bytes;
}

/** One complete DER value, nothing behind it. @throws {CertificateError} `CERT_UNREADABLE` */
export function readDer(der: Bytes, what: FileThing): asn1js.BaseBlock {
  let read: ReturnType<typeof asn1js.fromBER>;
  try {
    read = asn1js.fromBER(own(der));
  } catch (cause) {
    throw unreadable(what, cause);
  }
  if (read.offset !== der.length || read.result.error !== '') throw unreadable(what);
  return read.result;
}

/** What `read` makes of library structures; whatever it throws becomes `CERT_UNREADABLE`. */
export function reading<T>(what: FileThing, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw cause instanceof CertificateError ? cause : unreadable(what, cause);
  }
}

export function unreadable(what: FileThing, cause?: unknown): CertificateError {
  return new CertificateError('CERT_UNREADABLE', ['file-unreadable', what], cause);
}

/**
 * Takes the three parts of a signed structure apart. What the signature does not cover must be exactly what DER allows, so
 * that no second encoding of the same certificate has another fingerprint.
 *
 * @throws {CertificateError} `CERT_UNREADABLE`
 */
export function readSigned(block: asn1js.BaseBlock, der: Bytes, what: FileThing): Signed {
  const [content, algorithm, signature] = childrenOf(block);
  if (!content || !(algorithm instanceof asn1js.Sequence) || !(signature instanceof asn1js.BitString)) throw unreadable(what);
  if (signature.valueBlock.unusedBits !== 0) throw unreadable(what);
  const value = own(signature.valueBlock.valueHexView);
  const canonical = new asn1js.Sequence({ value: [content, algorithm, new asn1js.BitString({ valueHex: value.slice().buffer })] });
  if (!equal(new Uint8Array(canonical.toBER()), der)) throw unreadable(what);
  const [name, parameters] = childrenOf(algorithm);
  if (!(name instanceof asn1js.ObjectIdentifier)) throw unreadable(what);
  return {
    content: bytesOf(content),
    algorithm: name.getValue(),
    parameters: parameters === undefined ? null : bytesOf(parameters),
    signature: value,
  };
}

/** The parts of a constructed value; none for a primitive one. */
export function childrenOf(block: asn1js.BaseBlock): readonly asn1js.BaseBlock[] {
  return block instanceof asn1js.Constructed ? block.valueBlock.value : [];
}

/** The value as it was written, tag and length included. */
export function bytesOf(block: asn1js.BaseBlock): Bytes {
  return own(block.valueBeforeDecodeView);
}

/** A copy in memory of its own: the library keeps views of what it is given. */
export function own(bytes: Bytes): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

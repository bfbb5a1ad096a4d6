import * as asn1js from 'asn1js';
import { Attribute, CertificationRequest, Extensions, type RelativeDistinguishedNames } from 'pkijs';
import type { Bytes } from '#engine/bytes.ts';
import { childrenOf, readDer, reading, readSigned, unreadable } from './asn1.ts';
import { CertificateError } from './certificate-error.ts';
import { type PublicKey, publicKeyInfo, requestedExtensions, signatureAlgorithm, signed, type SigningKey } from './issue.ts';
import { makeName } from './make-names.ts';
import { generalNameText, nameText, readName } from './names.ts';
import { maxCertificate, readExtensions } from './parsed-certificate.ts';
import { checkSignature } from './signature-check.ts';
import { readSubjectKey } from './subject-keys.ts';

/** A certification request whose signature holds: who asked has the private key. RFC 2986 */
export interface CertificateRequest {
  readonly subject: RelativeDistinguishedNames;
  readonly subjectText: string;
  readonly key: PublicKey;
  /** `dns:example.org`. */
  readonly names: readonly string[];
}

const what = 'a certificate request';
const extensionRequest = '1.2.840.113549.1.9.14'; // RFC 2985 §5.4.2

/**
 * PKCS#10 for a key of ours.
 *
 * @param subject `CN=Bob, O=Example`
 * @param names alternative names, `dns:example.org`
 * @throws {NameFormError}
 */
export function makeRequest(subject: string, names: readonly string[], key: SigningKey): Bytes {
  const extensions = new Extensions({ extensions: [...requestedExtensions(names, ['digitalSignature'], ['clientAuth', 'serverAuth'])] });
  const algorithm = signatureAlgorithm(key.scheme);
  const request = new CertificationRequest({
    version: 0,
    subject: makeName(subject),
    subjectPublicKeyInfo: publicKeyInfo(key),
    attributes: [new Attribute({ type: extensionRequest, values: [extensions.toSchema()] })],
    signatureAlgorithm: algorithm,
  });
  const [content] = childrenOf(request.toSchema(true));
  if (content === undefined) throw unreadable(what);
  return signed(new Uint8Array(content.toBER()), algorithm, key);
}

/** @throws {CertificateError} `CERT_UNREADABLE`, `CERT_TOO_LARGE`, `IMPORT_UNSUPPORTED` for a key MLS cannot use, `IMPORT_KEY_MISMATCH` for a signature of another key */
export function parseRequest(der: Bytes): CertificateRequest {
  if (der.length > maxCertificate) throw new CertificateError('CERT_TOO_LARGE', ['file-request-size', maxCertificate]);
  return reading(what, () => {
    const block = readDer(der, what);
    const parts = readSigned(block, der, what);
    const request = new CertificationRequest({ schema: block });
    const key = readSubjectKey(request.subjectPublicKeyInfo);
    if (key.kind !== 'scheme') throw new CertificateError('IMPORT_UNSUPPORTED', ['file-request-key']);
    if (checkSignature(parts, key).kind !== 'valid') throw new CertificateError('IMPORT_KEY_MISMATCH', ['file-request-signature']);
    const asked = request.attributes?.find(({ type }) => type === extensionRequest)?.values[0];
    const { extensions } = asked instanceof asn1js.Sequence ? new Extensions({ schema: asked }) : { extensions: [] };
    return {
      subject: request.subject,
      subjectText: nameText(readName(request.subject)),
      key,
      names: readExtensions(extensions).names.map(generalNameText),
    };
  });
}

import * as asn1js from 'asn1js';
import { CertificateRevocationList, type Extension, type RevokedCertificate } from 'pkijs';
import { type Bytes, equal, toHex } from '#engine/bytes.ts';
import { bytesOf, childrenOf, own, readDer, reading, readSigned, type Signed, unreadable } from './asn1.ts';
import { CertificateError } from './certificate-error.ts';
import { type DistinguishedName, readName } from './names.ts';
import { extensionOid } from './object-identifiers.ts';

/** Largest list, bytes: some 100,000 entries. Our own limit. */
export const maxRevocationList = 4_194_304;

export const revocationReasons = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'unused',
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

export type RevocationReason = (typeof revocationReasons)[number];

/** A certificate revocation list in plain terms, its signature not yet checked. RFC 5280 §5.1 */
export interface RevocationList {
  readonly issuer: DistinguishedName;
  readonly signed: Signed;
  /** Wall clock milliseconds. */
  readonly thisUpdate: number;
  /** `null`: the list does not say, which RFC 5280 does not allow. */
  readonly nextUpdate: number | null;
  /** By serial number, lower-case hex. */
  readonly entries: ReadonlyMap<string, RevocationEntry>;
  /** Object identifiers of critical extensions, none of which is understood here: partial, indirect and delta lists have them. */
  readonly unknownCritical: readonly string[];
}

export interface RevocationEntry {
  readonly at: number;
  readonly reason: RevocationReason;
}

const what = 'a certificate revocation list';

/** @throws {CertificateError} `CERT_UNREADABLE`, `CERT_TOO_LARGE` */
export function parseRevocationList(der: Bytes): RevocationList {
  if (der.length > maxRevocationList) throw new CertificateError('CERT_TOO_LARGE', ['file-list-size', maxRevocationList]);
  return reading(what, () => {
    const block = readDer(der, what);
    const signed = readSigned(block, der, what);
    const list = new CertificateRevocationList({ schema: block });
    if (!equal(new Uint8Array(list.signature.toSchema().toBER()), bytesOf(childrenOf(block)[1] ?? block))) throw unreadable(what);
    return {
      issuer: readName(list.issuer),
      signed,
      thisUpdate: list.thisUpdate.value.getTime(),
      nextUpdate: list.nextUpdate?.value.getTime() ?? null,
      entries: new Map((list.revokedCertificates ?? []).map(readEntry)),
      unknownCritical: (list.crlExtensions?.extensions ?? []).filter(({ critical }) => critical).map(({ extnID }) => extnID),
    };
  });
}

function readEntry(entry: RevokedCertificate): readonly [string, RevocationEntry] {
  const reason = entry.crlEntryExtensions?.extensions.find(({ extnID }) => extnID === extensionOid.crlReason);
  const serial = toHex(own(entry.userCertificate.valueBlock.valueHexView));
  return [serial, { at: entry.revocationDate.value.getTime(), reason: reason ? readReason(reason) : 'unspecified' }];
}

function readReason(extension: Extension): RevocationReason {
  const value = readDer(own(extension.extnValue.valueBlock.valueHexView), what);
  if (!(value instanceof asn1js.Enumerated)) throw unreadable(what);
  return revocationReasons[value.valueBlock.valueDec] ?? 'unspecified';
}

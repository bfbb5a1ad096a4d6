import * as asn1js from 'asn1js';
import { CertificateRevocationList, Extension, Extensions, RevokedCertificate } from 'pkijs';
import { type Bytes, fromHex } from '#engine/bytes.ts';
import { childrenOf, own, unreadable } from './asn1.ts';
import { authorityKeyIdentifier, type CertificateIssuer, makeExtension, signatureAlgorithm, signed, timeOf } from './issue.ts';
import { extensionOid } from './object-identifiers.ts';
import { type RevocationReason, revocationReasons } from './revocation-list.ts';

export interface RevokedSerial {
  /** Lower-case hex. */
  readonly serial: string;
  /** Wall clock milliseconds. */
  readonly at: number;
  readonly reason: RevocationReason;
}

/** A full list of version 2. RFC 5280 §5.1 */
export function issueRevocationList(
  plan: { readonly number: number; readonly thisUpdate: number; readonly nextUpdate: number; readonly revoked: readonly RevokedSerial[] },
  issuer: CertificateIssuer,
): Bytes {
  const algorithm = signatureAlgorithm(issuer.key.scheme);
  const list = new CertificateRevocationList({
    version: 1,
    signature: algorithm,
    signatureAlgorithm: algorithm,
    issuer: issuer.name,
    thisUpdate: timeOf(plan.thisUpdate),
    nextUpdate: timeOf(plan.nextUpdate),
    // an empty list of entries is left out, RFC 5280 §5.1.2.6
    ...(plan.revoked.length === 0 ? {} : { revokedCertificates: plan.revoked.map(entryOf) }),
    crlExtensions: new Extensions({
      extensions: [authorityKeyIdentifier(issuer.key), makeExtension(extensionOid.crlNumber, false, new asn1js.Integer({ value: plan.number }))],
    }),
  });
  const [content] = childrenOf(list.toSchema(true));
  if (content === undefined) throw unreadable('a certificate revocation list');
  return signed(new Uint8Array(content.toBER()), algorithm, issuer.key);
}

function entryOf({ serial, at, reason }: RevokedSerial): RevokedCertificate {
  return new RevokedCertificate({
    userCertificate: new asn1js.Integer({ valueHex: own(fromHex(serial)).buffer }),
    revocationDate: timeOf(at),
    ...(reason === 'unspecified' ? {} : { crlEntryExtensions: new Extensions({ extensions: [reasonExtension(reason)] }) }),
  });
}

function reasonExtension(reason: RevocationReason): Extension {
  return makeExtension(extensionOid.crlReason, false, new asn1js.Enumerated({ value: revocationReasons.indexOf(reason) }));
}

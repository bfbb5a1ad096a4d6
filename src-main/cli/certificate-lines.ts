import type { AuthorityView, CertificateView, IssuedCertificateView, KeyCertificatesView } from '#shared/contract/credentials.ts';
import { table } from './table.ts';
import { shortId } from './views.ts';

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** A certificate in a few lines, indented under what it belongs to. */
export function certificateLines(one: CertificateView): readonly string[] {
  return [
    `  ${one.subject}`,
    `    issued by ${one.issuer}, serial ${one.serial}`,
    `    ${dayOf(one.notBefore)} to ${dayOf(one.notAfter)}, ${one.keyAlgorithm}${one.isAuthority ? ', authority' : ''}`,
    ...(one.names.length > 0 ? [`    ${one.names.join(', ')}`] : []),
    `    SHA-256 ${one.fingerprint}`,
  ];
}

export function keyLines({ scheme, chain }: KeyCertificatesView): readonly string[] {
  return [chain.length === 0 ? `${scheme}: no certificates` : `${scheme}:`, ...chain.flatMap(certificateLines)];
}

export function authorityTable(authorities: readonly AuthorityView[]): readonly string[] {
  const rows = authorities.map(({ id, subject, certificate, lists }) => [shortId(id), subject, dayOf(certificate.notAfter), `${lists}`]);
  return table(['AUTHORITY', 'SUBJECT', 'UNTIL', 'LISTS'], rows);
}

export function issuedTable(issued: readonly IssuedCertificateView[]): readonly string[] {
  const rows = issued.map(({ serial, certificate, revokedAt, reason }) => [
    serial,
    certificate.name,
    dayOf(certificate.notAfter),
    revokedAt === null ? 'valid' : `revoked ${dayOf(revokedAt)}, ${reason}`,
  ]);
  return table(['SERIAL', 'NAME', 'UNTIL', 'STATE'], rows);
}

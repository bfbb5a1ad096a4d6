import { type ChainStep, failed, noted, passed } from './chain-report.ts';
import { displayName } from './certificate-view.ts';
import { violatedConstraint } from './name-constraints.ts';
import { isSelfIssued, type ParsedCertificate } from './parsed-certificate.ts';
import { purposeNames } from './object-identifiers.ts';

/**
 * Everything RFC 5280 §6.1 asks of a path whose signatures hold, revocation aside. The root is held to the same rules as
 * the authorities below it, its own validity and constraints included.
 *
 * @param path leaf first, root last; a leaf that is itself a root given by the caller is a path of one
 * @param now wall clock, milliseconds
 */
export function checkPath(path: readonly ParsedCertificate[], now: number): readonly ChainStep[] {
  const [leaf, ...authorities] = path;
  if (leaf === undefined) return [];
  return [
    ...path.map((certificate) => checkValidity(certificate, now)),
    ...path.flatMap(checkExtensions),
    ...authorities.map((authority, i) => checkAuthority(authority, path.slice(1, i + 1))),
    ...authorities.map((authority) => checkAuthorityUsage(authority)),
    checkLeafUsage(leaf),
    ...path.flatMap(checkPurposes),
    ...authorities.flatMap((authority, i) => checkNames(authority, path.slice(0, i + 1))),
  ];
}

function checkValidity(certificate: ParsedCertificate, now: number): ChainStep {
  const { notBefore, notAfter } = certificate;
  const name = displayName(certificate);
  if (now < notBefore) return failed('validity', name, 'not-yet-valid', `“${name}” is valid from ${day(notBefore)} only.`);
  if (now > notAfter) return failed('validity', name, 'expired', `“${name}” expired on ${day(notAfter)}.`);
  return passed('validity', name, `Valid until ${day(notAfter)}.`);
}

function checkExtensions(certificate: ParsedCertificate): readonly ChainStep[] {
  const name = displayName(certificate);
  const [unknown] = certificate.unknownCritical;
  if (unknown !== undefined)
    return [failed('extensions', name, 'bad-certificate', `“${name}” has a critical extension this program does not know (${unknown}).`)];
  if (certificate.version !== 3)
    return [
      failed('extensions', name, 'bad-certificate', `“${name}” is a certificate of version ${certificate.version}; only version 3 is accepted.`),
    ];
  return [];
}

/** @param below the authorities between this one and the leaf */
function checkAuthority(authority: ParsedCertificate, below: readonly ParsedCertificate[]): ChainStep {
  const name = displayName(authority);
  const { basicConstraints } = authority;
  if (basicConstraints?.ca !== true)
    return failed('authority', name, 'bad-certificate', `“${name}” signed a certificate, but is not an authority (basic constraints).`);
  const { pathLength } = basicConstraints;
  const length = below.filter((certificate) => !isSelfIssued(certificate)).length; // RFC 5280 §6.1.4 (l)
  if (pathLength !== null && length > pathLength)
    return failed('authority', name, 'bad-certificate', `“${name}” allows ${pathLength} authorities below it; the chain has ${length}.`);
  return passed('authority', name, pathLength === null ? 'Is an authority.' : `Is an authority for chains with up to ${pathLength} more.`);
}

/** RFC 5280 §4.2.1.3: who signs certificates says so. */
function checkAuthorityUsage(authority: ParsedCertificate): ChainStep {
  const name = displayName(authority);
  return authority.keyUsage?.includes('keyCertSign') === true
    ? passed('key-usage', name, 'Its key may sign certificates.')
    : failed('key-usage', name, 'bad-certificate', `The key of “${name}” is not meant to sign certificates (key usage).`);
}

/** MLS signs leaves and messages with the key: digitalSignature. Without the extension any use is allowed. */
function checkLeafUsage(leaf: ParsedCertificate): ChainStep {
  const name = displayName(leaf);
  if (leaf.keyUsage === null) return passed('key-usage', name, 'Does not restrict what its key is used for.');
  return leaf.keyUsage.includes('digitalSignature')
    ? passed('key-usage', name, 'Its key may make digital signatures.')
    : failed('key-usage', name, 'bad-certificate', `The key of “${name}” is not meant for digital signatures (key usage).`);
}

/** MLS-TLS has no purpose of its own and both sides prove themselves: either of TLS's two is enough, on the leaf and on authorities. */
const accepted: readonly string[] = ['any', 'serverAuth', 'clientAuth'];

function checkPurposes(certificate: ParsedCertificate): readonly ChainStep[] {
  const { purposes } = certificate;
  if (purposes === null) return [];
  const name = displayName(certificate);
  const names = purposes.map((oid) => purposeNames[oid] ?? oid);
  return names.some((purpose) => accepted.includes(purpose))
    ? [passed('key-usage', name, `Meant for ${names.join(', ')}.`)]
    : [failed('key-usage', name, 'bad-certificate', `“${name}” is meant for ${names.join(', ')}, not for client or server authentication.`)];
}

function checkNames(authority: ParsedCertificate, below: readonly ParsedCertificate[]): readonly ChainStep[] {
  const { nameConstraints } = authority;
  if (nameConstraints === null) return [];
  const name = displayName(authority);
  // self-issued authorities are exempt, a leaf never is: RFC 5280 §6.1.3 (b)
  for (const certificate of below.filter((candidate, i) => i === 0 || !isSelfIssued(candidate))) {
    const objection = violatedConstraint(certificate, nameConstraints);
    if (objection !== null)
      return [
        failed('names', displayName(certificate), 'bad-certificate', `“${name}” may not speak for “${displayName(certificate)}”: ${objection}.`),
      ];
  }
  return [passed('names', name, 'Its name constraints allow every name below it.')];
}

/** The shortest thing worth knowing when the caller's own chain is longer than needed. */
export function superfluous(certificate: ParsedCertificate): ChainStep {
  return noted('path', displayName(certificate), 'Not needed: the path ends at a root before it.');
}

export function day(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

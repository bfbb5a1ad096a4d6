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
  if (now < notBefore) return failed('validity', name, 'not-yet-valid', ['chain-not-yet', name, day(notBefore)]);
  if (now > notAfter) return failed('validity', name, 'expired', ['chain-expired', name, day(notAfter)]);
  return passed('validity', name, ['chain-valid-until', day(notAfter)]);
}

function checkExtensions(certificate: ParsedCertificate): readonly ChainStep[] {
  const name = displayName(certificate);
  const [unknown] = certificate.unknownCritical;
  if (unknown !== undefined) return [failed('extensions', name, 'bad-certificate', ['chain-critical', name, unknown])];
  if (certificate.version !== 3) return [failed('extensions', name, 'bad-certificate', ['chain-version', name, certificate.version])];
  return [];
}

/** @param below the authorities between this one and the leaf */
function checkAuthority(authority: ParsedCertificate, below: readonly ParsedCertificate[]): ChainStep {
  const name = displayName(authority);
  const { basicConstraints } = authority;
  if (basicConstraints?.ca !== true) return failed('authority', name, 'bad-certificate', ['chain-no-authority', name]);
  const { pathLength } = basicConstraints;
  const length = below.filter((certificate) => !isSelfIssued(certificate)).length; // RFC 5280 §6.1.4 (l)
  if (pathLength !== null && length > pathLength)
    return failed('authority', name, 'bad-certificate', ['chain-path-length', name, pathLength, length]);
  return passed('authority', name, ['chain-authority', pathLength]);
}

/** RFC 5280 §4.2.1.3: who signs certificates says so. */
function checkAuthorityUsage(authority: ParsedCertificate): ChainStep {
  const name = displayName(authority);
  return authority.keyUsage?.includes('keyCertSign') === true
    ? passed('key-usage', name, ['chain-signs-certificates'])
    : failed('key-usage', name, 'bad-certificate', ['chain-signs-no-certificates', name]);
}

/** MLS signs leaves and messages with the key: digitalSignature. Without the extension any use is allowed. */
function checkLeafUsage(leaf: ParsedCertificate): ChainStep {
  const name = displayName(leaf);
  if (leaf.keyUsage === null) return passed('key-usage', name, ['chain-any-use']);
  return leaf.keyUsage.includes('digitalSignature')
    ? passed('key-usage', name, ['chain-signs'])
    : failed('key-usage', name, 'bad-certificate', ['chain-signs-nothing', name]);
}

/** MLS-TLS has no purpose of its own and both sides prove themselves: either of TLS's two is enough, on the leaf and on authorities. */
const accepted: readonly string[] = ['any', 'serverAuth', 'clientAuth'];

function checkPurposes(certificate: ParsedCertificate): readonly ChainStep[] {
  const { purposes } = certificate;
  if (purposes === null) return [];
  const name = displayName(certificate);
  const names = purposes.map((oid) => purposeNames[oid] ?? oid);
  return names.some((purpose) => accepted.includes(purpose))
    ? [passed('key-usage', name, ['chain-purposes', names.join(', ')])]
    : [failed('key-usage', name, 'bad-certificate', ['chain-other-purposes', name, names.join(', ')])];
}

function checkNames(authority: ParsedCertificate, below: readonly ParsedCertificate[]): readonly ChainStep[] {
  const { nameConstraints } = authority;
  if (nameConstraints === null) return [];
  const name = displayName(authority);
  // self-issued authorities are exempt, a leaf never is: RFC 5280 §6.1.3 (b)
  for (const certificate of below.filter((candidate, i) => i === 0 || !isSelfIssued(candidate))) {
    const objection = violatedConstraint(certificate, nameConstraints);
    if (objection !== null)
      return [failed('names', displayName(certificate), 'bad-certificate', ['chain-may-not-speak', name, displayName(certificate)], objection)];
  }
  return [passed('names', name, ['chain-names-hold'])];
}

/** The shortest thing worth knowing when the caller's own chain is longer than needed. */
export function superfluous(certificate: ParsedCertificate): ChainStep {
  return noted('path', displayName(certificate), ['chain-superfluous']);
}

export function day(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

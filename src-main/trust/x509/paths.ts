import { setImmediate } from 'node:timers/promises';
import { equal } from '#engine/bytes.ts';
import { displayName } from './certificate-view.ts';
import { type ChainStep, failed, introduced, passed } from './chain-report.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import { checkSignature } from './signature-check.ts';

/** Longest path, root included. Our own limit. */
export const maxPath = 8;

/** Most signatures checked for one chain: a pool of cross certificates must not keep the program busy. Our own limit. */
const maxSignatures = 64;

/** Most complete paths looked at. */
const maxPaths = 8;

export interface Search {
  readonly leaf: ParsedCertificate;
  /** Certificates that may stand between leaf and root. */
  readonly pool: readonly ParsedCertificate[];
  readonly anchors: readonly ParsedCertificate[];
  readonly signal: AbortSignal | null;
}

export interface FoundPaths {
  /** Complete paths with signatures that hold, leaf first, root last. */
  readonly complete: readonly (readonly ParsedCertificate[])[];
  /** What was seen on the way; its failures count when no path is complete. */
  readonly steps: readonly ChainStep[];
}

/**
 * Every way from the leaf to a root, by names and signatures alone. Yields to the event loop before each signature.
 *
 * @throws the signal's reason
 */
export async function findPaths(search: Search): Promise<FoundPaths> {
  const found: Walk = { ...search, complete: [], steps: [], outcomes: new Map() };
  await extend(found, [search.leaf]);
  if (found.complete.length === 0 && !found.steps.some(({ outcome }) => outcome === 'failed'))
    found.steps.push(failed('path', null, 'unknown-ca', ['chain-leads-nowhere']));
  return found;
}

interface Walk extends Search {
  readonly complete: (readonly ParsedCertificate[])[];
  readonly steps: ChainStep[];
  readonly outcomes: Map<string, boolean>;
}

async function extend(walk: Walk, path: readonly ParsedCertificate[]): Promise<void> {
  const last = path.at(-1);
  if (last === undefined || walk.complete.length >= maxPaths) return;
  if (walk.anchors.some((anchor) => equal(anchor.der, last.der))) {
    walk.complete.push(path);
    return;
  }
  const anchors = walk.anchors.filter((candidate) => mayIssue(candidate, last));
  const pool = walk.pool.filter((candidate) => mayIssue(candidate, last) && !isOn(path, candidate) && !isOn(anchors, candidate));
  if (anchors.length + pool.length === 0) {
    walk.steps.push(failed('path', displayName(last), 'unknown-ca', ['chain-no-issuer', displayName(last)]));
    return;
  }
  if (path.length >= maxPath) {
    walk.steps.push(failed('path', null, 'bad-certificate', ['chain-too-long', maxPath]));
    return;
  }
  for (const issuer of [...anchors, ...pool]) if (await certifies(walk, issuer, last)) await extend(walk, [...path, issuer]);
}

/** Names match, and key identifiers where both sides have one. */
function mayIssue(issuer: ParsedCertificate, subject: ParsedCertificate): boolean {
  if (!equal(issuer.subject.der, subject.issuer.der)) return false;
  return issuer.subjectKeyId === null || subject.authorityKeyId === null || issuer.subjectKeyId === subject.authorityKeyId;
}

function isOn(path: readonly ParsedCertificate[], candidate: ParsedCertificate): boolean {
  return path.some((certificate) => equal(certificate.der, candidate.der));
}

async function certifies(walk: Walk, issuer: ParsedCertificate, subject: ParsedCertificate): Promise<boolean> {
  const pair = `${numberOf(walk, issuer)} ${numberOf(walk, subject)}`;
  const known = walk.outcomes.get(pair);
  if (known !== undefined) return known;
  if (walk.outcomes.size >= maxSignatures) {
    if (walk.outcomes.size === maxSignatures) walk.steps.push(failed('path', null, 'bad-certificate', ['chain-too-many-signatures', maxSignatures]));
    walk.outcomes.set(pair, false);
    return false;
  }
  await setImmediate();
  walk.signal?.throwIfAborted();
  const step = checkIssued(subject, issuer);
  walk.steps.push(step);
  walk.outcomes.set(pair, step.outcome === 'passed');
  return step.outcome === 'passed';
}

/** Whether the issuer's key signed the certificate. */
export function checkIssued(subject: ParsedCertificate, issuer: ParsedCertificate): ChainStep {
  const [name, authority] = [displayName(subject), displayName(issuer)];
  const outcome = checkSignature(subject.signed, issuer.key);
  switch (outcome.kind) {
    case 'valid':
      return passed('signature', name, ['chain-signed', authority]);
    case 'invalid':
      return failed('signature', name, 'bad-certificate', ['chain-bad-signature', name, authority]);
    case 'refused':
      return failed('algorithm', name, 'bad-certificate', ['chain-signature-refused', name], outcome.why);
    default:
      return outcome satisfies never;
  }
}

/** Failed attempts are of no interest once another way was found. */
export function withoutFailures(steps: readonly ChainStep[]): readonly ChainStep[] {
  return steps.map((step) => (step.outcome === 'failed' ? introduced({ ...step, outcome: 'noted', verdict: null }, ['chain-another-way']) : step));
}

function numberOf(walk: Walk, certificate: ParsedCertificate): string {
  const at = walk.pool.indexOf(certificate);
  return at >= 0 ? `p${at}` : certificate === walk.leaf ? 'leaf' : `a${walk.anchors.indexOf(certificate)}`;
}

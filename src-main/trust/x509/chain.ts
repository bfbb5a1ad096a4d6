import { type Bytes, equal } from '#engine/bytes.ts';
import { CertificateError } from './certificate-error.ts';
import { displayName, viewOf } from './certificate-view.ts';
import { checkPath, superfluous } from './chain-checks.ts';
import { type ChainReport, type ChainStep, failed, noted, passed, reportOf } from './chain-report.ts';
import { type ParsedCertificate, parseCertificate } from './parsed-certificate.ts';
import { checkIssued, findPaths, maxPath, withoutFailures } from './paths.ts';
import { checkRevocation } from './revocation.ts';
import { parseRevocationList, type RevocationList } from './revocation-list.ts';

export interface ChainQuestion {
  /** DER, leaf first. */
  readonly chain: readonly Bytes[];
  /** Root certificates, DER. An authority below a root, or the leaf itself, is trusted when it is among them. */
  readonly anchors: readonly Bytes[];
  /** Certificate revocation lists, DER. */
  readonly crls?: readonly Bytes[];
  /** Every certificate below the root must be covered by a list. */
  readonly requireRevocationLists?: boolean;
  /** Wall clock, milliseconds. */
  readonly now: number;
  /**
   * `as-given`: each certificate is signed by the next, as RFC 9420 §5.3 wants of a credential.
   * `any`: the rest is a heap to find a path in, as files often are.
   */
  readonly order?: 'as-given' | 'any';
  readonly signal?: AbortSignal;
}

/** Most certificates in a chain. Our own limit. */
const maxChain = 16;

/**
 * Whether a chain of certificates leads to a trusted root, with the evidence of each step. RFC 5280 §6, without policies:
 * a critical policy constraint is an unknown critical extension here.
 *
 * @throws the signal's reason; never for what the certificates are
 */
export async function validateChain(question: ChainQuestion): Promise<ChainReport> {
  const { chain, order = 'as-given', now, requireRevocationLists = false } = question;
  if (chain.length === 0) return alone(failed('form', null, 'bad-certificate', ['chain-empty']));
  const limit = order === 'as-given' ? maxPath : maxChain;
  if (chain.length > limit) return alone(failed('form', null, 'bad-certificate', ['chain-too-many', chain.length, limit]));
  const read = readAll(chain, parseCertificate, 'certificate');
  const lists = readAll(question.crls ?? [], parseRevocationList, 'list');
  const unreadable = [...read.steps, ...lists.steps];
  const [leaf, ...rest] = read.values;
  if (leaf === undefined || unreadable.length > 0) return reportOf(unreadable, leaf === undefined ? [] : [viewOf(leaf)]);
  const anchors = readAll(question.anchors, parseCertificate, 'root');
  const disorder = order === 'as-given' ? checkOrder(read.values) : null;
  if (disorder !== null) return reportOf([disorder], [viewOf(leaf)]);
  const ignored = anchors.steps.map(({ said }) => noted('form', null, ...said, ['chain-not-used']));
  const found = await findPaths({ leaf, pool: rest, anchors: anchors.values, signal: question.signal ?? null });
  if (found.complete.length === 0) return reportOf([...ignored, ...found.steps], [viewOf(leaf)]);
  const steps = [...ignored, ...withoutFailures(found.steps)];
  const reports = found.complete.map((path) => {
    const tail = order === 'as-given' ? checkTail(rest.at(-1), path, anchors.values) : [];
    return reportPath(path, rest, [...steps, ...tail], lists.values, { now, required: requireRevocationLists });
  });
  return reports.find(({ verdict }) => verdict === 'ok') ?? reports[0] ?? alone(failed('path', null, 'unknown-ca', ['chain-no-path']));
}

/** Every certificate of a credential must be signed by the next one, what is not needed to reach a root included. */
function checkOrder(chain: readonly ParsedCertificate[]): ChainStep | null {
  for (const [i, issuer] of chain.slice(1).entries()) {
    const certificate = chain[i];
    if (certificate === undefined) continue;
    const name = displayName(certificate);
    if (!equal(issuer.subject.der, certificate.issuer.der)) return failed('path', name, 'bad-certificate', ['chain-disorder', name]);
    const step = checkIssued(certificate, issuer);
    if (step.outcome === 'failed') return step;
  }
  return null;
}

/** A certificate behind the root that was reached must be vouched for, too: by its own key or that of a root. */
function checkTail(
  tail: ParsedCertificate | undefined,
  path: readonly ParsedCertificate[],
  anchors: readonly ParsedCertificate[],
): readonly ChainStep[] {
  if (tail === undefined || path.some((certificate) => equal(certificate.der, tail.der))) return [];
  const issuers = [tail, ...anchors].filter(({ subject }) => equal(subject.der, tail.issuer.der));
  if (issuers.some((issuer) => checkIssued(tail, issuer).outcome === 'passed')) return [];
  const name = displayName(tail);
  return [failed('path', name, 'unknown-ca', ['chain-tail', name])];
}

function reportPath(
  path: readonly ParsedCertificate[],
  rest: readonly ParsedCertificate[],
  steps: readonly ChainStep[],
  lists: readonly RevocationList[],
  options: { readonly now: number; readonly required: boolean },
): ChainReport {
  const revocation = path.flatMap((certificate, i) => {
    const issuer = path[i + 1];
    return issuer === undefined ? [] : [checkRevocation(certificate, issuer, lists, options)];
  });
  const root = path.at(-1);
  const unused = rest.filter((certificate) => !path.some((used) => equal(used.der, certificate.der)));
  const ends = root === undefined ? [] : [passed('path', displayName(root), ['chain-root', displayName(root)])];
  return reportOf([...steps, ...ends, ...unused.map(superfluous), ...checkPath(path, options.now), ...revocation], path.map(viewOf));
}

/** Values that could be read, and a failed step for each that could not. */
function readAll<T>(
  encoded: readonly Bytes[],
  read: (der: Bytes) => T,
  what: 'certificate' | 'list' | 'root',
): { readonly values: readonly T[]; readonly steps: readonly ChainStep[] } {
  const values: T[] = [];
  const steps: ChainStep[] = [];
  for (const [i, der] of encoded.entries()) {
    try {
      values.push(read(der));
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
      steps.push(failed('form', null, 'bad-certificate', ['chain-unreadable', what, i + 1], error.why));
    }
  }
  return { values, steps };
}

function alone(step: ChainStep): ChainReport {
  return reportOf([step], []);
}

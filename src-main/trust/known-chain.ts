import type { Bytes } from '#engine/bytes.ts';
import type { CredentialQuestion } from '#engine/mls-tls/host-effects.ts';
import type { TrustTables } from '#main/store/trust-tables.ts';
import { type CertificateFacts, type CertificatePort, CertificateProblem, type PathResult, type StoredAnchor } from './certificate-port.ts';
import { anchorsKey, type KnownChain } from './decision.ts';
import type { TrustPolicy } from './policy-data.ts';

/**
 * Finds out about the certificates of a question what the policies ask for: a path to each set of roots, and revocation. The only
 * part of a decision that takes time.
 *
 * @param now wall clock, milliseconds
 */
export async function examineChain(
  question: CredentialQuestion,
  policies: readonly TrustPolicy[],
  tables: Pick<TrustTables, 'anchors' | 'crls'>,
  port: CertificatePort | null,
  now: number,
): Promise<KnownChain | null> {
  if (question.credential.kind !== 'x509') return null;
  if (port === null) return unusable('this program was built without X.509');
  const { certificates } = question.credential;
  const facts = read(port, certificates);
  if (typeof facts === 'string') return unusable(facts);
  if (!port.holdsKey(certificates, question.signatureScheme, question.signatureKey)) return unusable('its certificate is for another key');
  const anchors = tables.anchors.list().map(({ id, label, der }) => ({ id, label, certificate: der }));
  const lists = tables.crls.list().map(({ id, label, der }) => ({ id, label, list: der }));
  return {
    problem: null,
    facts,
    previous: previousFacts(port, question),
    paths: await pathsTo(anchorSets(policies), anchors, (some) => port.validate(certificates, some, now)),
    revocation: await port.revocation(certificates, anchors, lists, now),
  };
}

function unusable(problem: string): KnownChain {
  return { problem, facts: null, previous: null, paths: new Map(), revocation: { status: 'no-list', stale: [] } };
}

function read(port: CertificatePort, chain: readonly Bytes[]): CertificateFacts | string {
  try {
    return port.read(chain);
  } catch (error) {
    if (error instanceof CertificateProblem) return error.message;
    throw error;
  }
}

function previousFacts(port: CertificatePort, { previous }: CredentialQuestion): CertificateFacts | null {
  if (previous === null || previous.credential.kind !== 'x509') return null;
  const facts = read(port, previous.credential.certificates);
  return typeof facts === 'string' ? null : facts;
}

function anchorSets(policies: readonly TrustPolicy[]): readonly (readonly string[] | null)[] {
  return policies.flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'x509' ? [step.anchors] : [])));
}

async function pathsTo(
  sets: readonly (readonly string[] | null)[],
  anchors: readonly StoredAnchor[],
  validate: (anchors: readonly StoredAnchor[]) => Promise<PathResult>,
): Promise<ReadonlyMap<string, PathResult>> {
  const paths = new Map<string, PathResult>();
  for (const set of sets) {
    const some = set === null ? anchors : anchors.filter(({ id }) => set.includes(id));
    paths.set(anchorsKey(set), some.length === 0 ? { ok: false, code: 'unknown_ca', reason: 'no root is stored' } : await validate(some));
  }
  return paths;
}

import type { CredentialQuestion } from '#engine/mls-tls/host-effects.ts';
import type { AnchorRow, TrustTables } from '#main/store/trust-tables.ts';
import type { CertificateFacts, CertificatePort, PathResult } from './certificate-port.ts';
import { anchorsKey, type KnownChain } from './decision.ts';
import type { TrustPolicy } from './policy-data.ts';
import { type Sentence, sentence } from './sentence.ts';

export interface ChainMatter {
  readonly question: CredentialQuestion;
  /** All that apply: what they ask for is found out. */
  readonly policies: readonly TrustPolicy[];
  readonly tables: Pick<TrustTables, 'anchors' | 'crls'>;
  readonly port: CertificatePort;
  /** Wall clock, milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/**
 * Finds out about the certificates of a question what the policies ask for: a path to each set of roots, and revocation. The only
 * part of a decision that takes time.
 *
 * @returns `null` for a credential without certificates
 */
export async function examineChain({ question, policies, tables, port, now, signal }: ChainMatter): Promise<KnownChain | null> {
  if (question.credential.kind !== 'x509') return null;
  const chain = question.credential.certificates;
  const facts = port.read(chain);
  if ('said' in facts) return unusable(facts);
  if (!port.holdsKey(chain, question.signatureScheme, question.signatureKey)) return unusable(sentence('wrong-key'));
  const anchors = tables.anchors.list();
  return {
    problem: null,
    facts,
    previous: previousFacts(port, question),
    paths: await pathsTo(anchorSets(policies), anchors, (some) => port.validate(chain, some, now, signal)),
    revocation: await port.revocation(chain, anchors, tables.crls.list(), now, signal),
  };
}

function unusable(problem: Sentence): KnownChain {
  return { problem, facts: null, previous: null, paths: new Map(), revocation: { status: 'no-list' } };
}

function previousFacts(port: CertificatePort, { previous }: CredentialQuestion): CertificateFacts | null {
  if (previous === null || previous.credential.kind !== 'x509') return null;
  const facts = port.read(previous.credential.certificates);
  return 'said' in facts ? null : facts;
}

function anchorSets(policies: readonly TrustPolicy[]): readonly (readonly string[] | null)[] {
  return policies.flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'x509' ? [step.anchors] : [])));
}

async function pathsTo(
  sets: readonly (readonly string[] | null)[],
  anchors: readonly AnchorRow[],
  validate: (anchors: readonly AnchorRow[]) => Promise<PathResult>,
): Promise<ReadonlyMap<string, PathResult>> {
  const paths = new Map<string, PathResult>();
  for (const set of sets) {
    const some = set === null ? anchors : anchors.filter(({ id }) => set.includes(id));
    paths.set(anchorsKey(set), some.length === 0 ? noRoot : await validate(some));
  }
  return paths;
}

const noRoot: PathResult = { ok: false, code: 'unknown_ca', reason: sentence('no-root-vouches'), details: [] };

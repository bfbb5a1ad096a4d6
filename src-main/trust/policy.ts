import type { DenyCode } from '#engine/errors.ts';
import type { CredentialQuestion } from '#engine/mls-tls/host-effects.ts';
import { combine, type LayerOpinions } from './combining.ts';
import { credentialName } from './credential-name.ts';
import { type Decision, type Evidence, type Knowledge, type KnownChain, type Peer, refuse, sameKey, type TrustContext } from './decision.ts';
import { fullFingerprint } from './fingerprint.ts';
import { opinionsOf } from './steps.ts';
import { warned } from './warnings.ts';
import { type Sentence, sentence, sentences } from './sentence.ts';

/**
 * The authentication service's decision, R-AS. Pure: reads what it is given and says what to change. How the steps combine:
 * `docs/decisions`, “How policies combine”.
 *
 * @param now wall clock, milliseconds
 */
export function judge(question: CredentialQuestion, context: TrustContext, knowledge: Knowledge, now: number): Decision {
  const peer = peerOf(question, knowledge.chain);
  const policy = knowledge.layers.find((layer) => layer?.role === 'connection')?.policy.name ?? 'missing policy';
  const early = refusedOutright(context, knowledge, peer);
  if (early !== null) return { ...early.draft, evidence: [early.evidence], policy };
  const opinions: LayerOpinions[] = [];
  for (const layer of knowledge.layers)
    if (layer !== null) opinions.push({ layer, opinions: opinionsOf({ question, peer, context, knowledge, now }, layer.policy) });
  const { draft, evidence } = combine(opinions);
  return { ...warned(draft, peer, knowledge, evidence), evidence, policy };
}

/** The peer of a question, as it is named to people. */
export function peerOf(question: CredentialQuestion, chain: KnownChain | null): Peer {
  const key = { scheme: question.signatureScheme, publicKey: question.signatureKey };
  const name = chain?.facts?.name ?? credentialName(question.credential);
  return { key, name, fingerprint: fullFingerprint(key) };
}

/** What no policy can allow. */
function refusedOutright(context: TrustContext, { chain, layers }: Knowledge, peer: Peer) {
  const refused = (step: Evidence['step'], code: DenyCode, why: Sentence) => ({
    draft: refuse(code, why),
    evidence: { policy: 'Always', step, opinion: 'deny', code, ...why, warning: null, details: [] } satisfies Evidence,
  });
  if (context.ownKeys.some((own) => sameKey(own, peer.key))) return refused('ourselves', 'bad_certificate', sentence('reflection'));
  if (chain !== null && chain.problem !== null) return refused('certificate', 'bad_certificate', sentences(sentence('unusable'), chain.problem));
  if (layers.includes(null)) return refused('policy', 'access_denied', sentence('policy-removed'));
  return null;
}

import type { CertificateFacts, PathResult } from './certificate-port.ts';
import { accept, anchorsKey, type KnownChain, refuse } from './decision.ts';
import { denied, type Matter, type Opinion, opinion, silent } from './opinion.ts';
import type { PolicyStep, TrustPolicy } from './policy-data.ts';
import { noticeWords, type Sentence, sentence, sentences } from './sentence.ts';

type CertificateStep = Extract<PolicyStep, { kind: 'x509' }>;

/** A chain to a root vouches; one that breaks a rule on its way refuses; one that leads elsewhere says nothing. */
export function certificateOpinion(step: CertificateStep, { question, knowledge, context }: Matter, policy: TrustPolicy): Opinion {
  const { chain } = knowledge;
  if (chain === null || chain.facts === null) return silent(policy, 'x509', sentence('no-certificate'));
  const path: PathResult = chain.paths.get(anchorsKey(step.anchors)) ?? { ok: false, code: 'unknown_ca', reason: sentence('no-root'), details: [] };
  if (!path.ok) {
    const text = sentences(sentence('leads-nowhere', chain.facts.subject), path.reason);
    return withDetails(opinion(policy, 'x509', path.code === 'unknown_ca' ? 'none' : 'deny', refuse(path.code, text)), path.details);
  }
  const wrongName = nameProblem(step, chain.facts, context.direction === 'outbound' ? context.address : null);
  if (wrongName !== null) return denied(policy, 'x509', 'bad_certificate', wrongName);
  if (question.previous !== null) return successorOpinion(chain, chain.facts, path.anchor, policy);
  const text = sentence('leads-to-root', chain.facts.subject, path.anchor);
  return withDetails(opinion(policy, 'x509', 'allow', accept('certificate', text)), path.details);
}

function withDetails({ evidence, draft }: Opinion, details: readonly Sentence[]): Opinion {
  return { evidence: { ...evidence, details }, draft };
}

function nameProblem({ name, dialledName }: CertificateStep, { names, subject }: CertificateFacts, address: string | null): Sentence | null {
  if (name !== null && !names.some((one) => sameName(one, name))) return sentence('name-missing', subject, name);
  if (!dialledName || address === null) return null;
  const host = hostOf(address);
  return names.some((one) => sameName(one, host)) ? null : sentence('host-missing', subject, host);
}

/** DNS names do not mind case (RFC 4343); wildcards are not honoured: a peer is one peer. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** HOST:PORT without the port, and an IPv6 address without its brackets. */
function hostOf(address: string): string {
  return address.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

/** R-AS validateSuccessor: the new chain passes the same policy for the same subject. */
function successorOpinion({ previous }: KnownChain, facts: CertificateFacts, anchor: string, policy: TrustPolicy): Opinion {
  if (previous === null) return opinion(policy, 'x509', 'none', refuse('bad_certificate', sentence('to-x509')));
  if (previous.subject !== facts.subject)
    return denied(policy, 'x509', 'bad_certificate', sentence('other-subject', previous.subject, facts.subject));
  const draft = accept('certificate', sentence('renewed', facts.subject, anchor));
  return opinion(policy, 'x509', 'allow', {
    ...draft,
    notice: { kind: 'identity-moved', level: 'info', ...noticeWords(['certificate-renewed', facts.name], ['renewed', facts.subject, anchor]) },
  });
}

export function revocationOpinion({ stale }: Extract<PolicyStep, { kind: 'revocation' }>, { knowledge }: Matter, policy: TrustPolicy): Opinion {
  const { chain } = knowledge;
  if (chain === null) return silent(policy, 'revocation', sentence('nothing-to-revoke'));
  const { revocation } = chain;
  switch (revocation.status) {
    case 'revoked':
      return denied(policy, 'revocation', 'certificate_revoked', revocation.reason);
    case 'doubtful': {
      const text = sentences(sentence('absence-proves-nothing'), revocation.reason);
      if (stale === 'deny') return denied(policy, 'revocation', 'certificate_revoked', sentences(text, sentence('list-demanded')));
      return silent(policy, 'revocation', text, revocation.reason);
    }
    case 'no-list':
      return silent(policy, 'revocation', sentence('no-list'));
    case 'not-listed':
      return silent(policy, 'revocation', sentence('not-listed'));
    default:
      return revocation satisfies never;
  }
}

export function expiryOpinion({ knowledge, now }: Matter, policy: TrustPolicy): Opinion {
  const facts = knowledge.chain?.facts ?? null;
  if (facts === null) return silent(policy, 'expiry', sentence('no-term'));
  if (now > facts.notAfter) return denied(policy, 'expiry', 'certificate_expired', sentence('expired', facts.subject, dateOf(facts.notAfter)));
  if (now < facts.notBefore) return denied(policy, 'expiry', 'certificate_expired', sentence('not-yet', facts.subject, dateOf(facts.notBefore)));
  return silent(policy, 'expiry', sentence('valid-until', dateOf(facts.notAfter)));
}

/** UTC, to the day: a sentence that is stored must not depend on where it was written. */
function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

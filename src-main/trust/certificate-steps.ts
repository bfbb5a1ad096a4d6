import type { CertificateFacts, PathResult } from './certificate-port.ts';
import { accept, anchorsKey, type KnownChain, refuse } from './decision.ts';
import { denied, type Matter, type Opinion, opinion, silent } from './opinion.ts';
import type { PolicyStep, TrustPolicy } from './policy-data.ts';

type CertificateStep = Extract<PolicyStep, { kind: 'x509' }>;

/** A chain to a root vouches; one that breaks a rule on its way refuses; one that leads elsewhere says nothing. */
export function certificateOpinion(step: CertificateStep, { question, knowledge, context }: Matter, policy: TrustPolicy): Opinion {
  const { chain } = knowledge;
  if (chain === null || chain.facts === null) return silent(policy, 'x509', 'The peer has no X.509 credential.');
  const path: PathResult = chain.paths.get(anchorsKey(step.anchors)) ?? { ok: false, code: 'unknown_ca', reason: 'No root is stored.', details: [] };
  if (!path.ok) {
    const text = `The certificate of ${chain.facts.subject} does not lead to a root that is trusted here. ${path.reason}`;
    return withDetails(opinion(policy, 'x509', path.code === 'unknown_ca' ? 'none' : 'deny', refuse(path.code, text)), path.details);
  }
  const wrongName = nameProblem(step, chain.facts, context.direction === 'outbound' ? context.address : null);
  if (wrongName !== null) return denied(policy, 'x509', 'bad_certificate', wrongName);
  if (question.previous !== null) return successorOpinion(chain, chain.facts, path.anchor, policy);
  const text = `The certificate of ${chain.facts.subject} leads to the root “${path.anchor}”, and all its signatures and constraints hold.`;
  return withDetails(opinion(policy, 'x509', 'allow', accept('certificate', text)), path.details);
}

function withDetails({ evidence, draft }: Opinion, details: readonly string[]): Opinion {
  return { evidence: { ...evidence, details }, draft };
}

function nameProblem({ name, dialledName }: CertificateStep, { names, subject }: CertificateFacts, address: string | null): string | null {
  if (name !== null && !names.some((one) => sameName(one, name)))
    return `The certificate of ${subject} does not carry the name “${name}” that is required.`;
  if (!dialledName || address === null) return null;
  const host = hostOf(address);
  return names.some((one) => sameName(one, host)) ? null : `The certificate of ${subject} does not name “${host}”, which was dialled.`;
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
  if (previous === null)
    return opinion(
      policy,
      'x509',
      'none',
      refuse('bad_certificate', 'The peer changed to an X.509 credential; a root vouches for it, but not that it is the same peer.'),
    );
  if (previous.subject !== facts.subject)
    return denied(
      policy,
      'x509',
      'bad_certificate',
      `The peer changed from the certificate of ${previous.subject} to one of ${facts.subject}: another subject.`,
    );
  const draft = accept('certificate', `The peer renewed its certificate: ${facts.subject}, from the root “${anchor}” again.`);
  return opinion(policy, 'x509', 'allow', {
    ...draft,
    notice: { kind: 'identity-moved', level: 'info', title: `${facts.name} renewed its certificate`, text: draft.explanation },
  });
}

export function revocationOpinion({ stale }: Extract<PolicyStep, { kind: 'revocation' }>, { knowledge }: Matter, policy: TrustPolicy): Opinion {
  const { chain } = knowledge;
  if (chain === null) return silent(policy, 'revocation', 'The peer has no certificate that could be revoked.');
  const { revocation } = chain;
  switch (revocation.status) {
    case 'revoked':
      return denied(policy, 'revocation', 'certificate_revoked', revocation.reason);
    case 'doubtful': {
      const text = `The absence of an entry proves nothing. ${revocation.reason}`;
      if (stale === 'deny') return denied(policy, 'revocation', 'certificate_revoked', `${text} This policy demands a list that holds.`);
      return silent(policy, 'revocation', text, revocation.reason);
    }
    case 'no-list':
      return silent(policy, 'revocation', 'No revocation list of an issuer is stored.');
    case 'not-listed':
      return silent(policy, 'revocation', 'No stored revocation list names the certificate.');
    default:
      return revocation satisfies never;
  }
}

export function expiryOpinion({ knowledge, now }: Matter, policy: TrustPolicy): Opinion {
  const facts = knowledge.chain?.facts ?? null;
  if (facts === null) return silent(policy, 'expiry', 'A basic credential has no term.');
  if (now > facts.notAfter)
    return denied(policy, 'expiry', 'certificate_expired', `The certificate of ${facts.subject} expired on ${dateOf(facts.notAfter)}.`);
  if (now < facts.notBefore)
    return denied(policy, 'expiry', 'certificate_expired', `The certificate of ${facts.subject} is not valid before ${dateOf(facts.notBefore)}.`);
  return silent(policy, 'expiry', `The certificate is valid until ${dateOf(facts.notAfter)}.`);
}

/** UTC, to the day: a sentence that is stored must not depend on where it was written. */
function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

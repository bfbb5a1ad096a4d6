import { certificateOpinion, expiryOpinion, revocationOpinion } from './certificate-steps.ts';
import { accept, type Draft, sameKey } from './decision.ts';
import { shortFingerprint } from './fingerprint.ts';
import { listOpinion } from './list-steps.ts';
import { type Matter, type Opinion, opinion, silent } from './opinion.ts';
import { judgePins, knocking, type PinJudgement } from './pin-judgement.ts';
import { pinMode, type PolicyStep, type TrustPolicy } from './policy-data.ts';
import { noticeWords, sentence } from './sentence.ts';

/** What each step of a policy says, in order. Every step is asked, so that a person sees all of it. */
export function opinionsOf(matter: Matter, policy: TrustPolicy): readonly Opinion[] {
  const { question, peer, context, knowledge, now } = matter;
  const pins = judgePins(question, peer, { ...context, mode: pinMode(policy) }, knowledge.pins, now);
  const opinions: Opinion[] = [];
  for (const step of policy.steps) opinions.push(opinionOf(step, matter, policy, pins, opinions));
  return opinions;
}

function opinionOf(step: PolicyStep, matter: Matter, policy: TrustPolicy, pins: PinJudgement, before: readonly Opinion[]): Opinion {
  switch (step.kind) {
    case 'pinned':
      return pinnedOpinion(policy, pins);
    case 'first-use':
      return firstUseOpinion(policy, pins, before);
    case 'confirm':
      return confirmOpinion(policy, matter, before);
    case 'unchecked':
      return opinion(policy, step.kind, 'allow', acceptUnchecked(matter));
    case 'x509':
      return certificateOpinion(step, matter, policy);
    case 'allow-list':
    case 'deny-list':
      return listOpinion(step, matter, policy, before);
    case 'revocation':
      return revocationOpinion(step, matter, policy);
    case 'expiry':
      return expiryOpinion(matter, policy);
    default:
      return step satisfies never;
  }
}

function pinnedOpinion(policy: TrustPolicy, { opinion: said, step, draft }: PinJudgement): Opinion {
  if (step === 'first-use') return silent(policy, 'pinned', sentence('no-pin'));
  return opinion(policy, 'pinned', said, draft);
}

function firstUseOpinion(policy: TrustPolicy, { opinion: said, step, draft }: PinJudgement, before: readonly Opinion[]): Opinion {
  const voucher = before.find(({ evidence }) => evidence.opinion === 'allow');
  if (voucher !== undefined) return silent(policy, 'first-use', sentence('vouched-before'));
  if (step === 'first-use') return opinion(policy, 'first-use', said, draft);
  return { ...silent(policy, 'first-use', sentence('no-first-use')), draft: said === 'none' ? draft : null };
}

/** R-AS gives ten seconds, which no person keeps: refused now, accepted by a person, let in at the next attempt. */
function confirmOpinion(policy: TrustPolicy, { question, peer, context }: Matter, before: readonly Opinion[]): Opinion {
  if (before.some(({ evidence }) => evidence.opinion === 'allow')) return silent(policy, 'confirm', sentence('vouched-before'));
  if (question.purpose === 'resumption' || question.purpose === 'update') return silent(policy, 'confirm', sentence('only-new'));
  return opinion(policy, 'confirm', 'none', knocking(peer, context));
}

function acceptUnchecked({ question, peer, knowledge }: Matter): Draft {
  const { forAddress } = knowledge.pins;
  const differs = forAddress.length > 0 && !forAddress.some((pin) => sameKey(pin, peer.key));
  return {
    ...accept('unchecked', sentence('unchecked')),
    insecure: true,
    notice: {
      kind: 'unchecked',
      level: differs ? 'danger' : 'warning',
      ...noticeWords(
        question.previous ? ['unchecked-change'] : ['unchecked', peer.name],
        differs ? ['unchecked-differs', shortFingerprint(peer.key)] : ['key', shortFingerprint(peer.key)],
      ),
    },
  };
}

import type { DenyCode } from '#engine/errors.ts';
import type { CredentialQuestion } from '#engine/mls-tls/host-effects.ts';
import { type Draft, type Evidence, type Knowledge, type Peer, refuse, type TrustContext } from './decision.ts';
import type { TrustPolicy } from './policy-data.ts';
import type { Sentence } from './sentence.ts';

/** What a step is asked about. */
export interface Matter {
  readonly question: CredentialQuestion;
  readonly peer: Peer;
  readonly context: TrustContext;
  readonly knowledge: Knowledge;
  /** Wall clock, milliseconds. */
  readonly now: number;
}

/** What a step found, and what follows from it when it decides. */
export interface Opinion {
  readonly evidence: Evidence;
  /** For `none`: what follows when nothing else vouches; `null`: nothing of its own. */
  readonly draft: Draft | null;
}

/** An opinion whose words are those of its consequence. */
export function opinion(policy: TrustPolicy, step: Evidence['step'], opinion: Evidence['opinion'], draft: Draft): Opinion {
  const code = draft.verdict.ok ? null : draft.verdict.code;
  return {
    evidence: {
      policy: policy.name,
      step,
      opinion,
      code: opinion === 'deny' ? code : null,
      text: draft.explanation,
      said: draft.said,
      warning: null,
      details: [],
    },
    draft,
  };
}

/** A step that found nothing against the peer, or nothing to say. */
export function silent(policy: TrustPolicy, step: Evidence['step'], { text, said }: Sentence, warning: Sentence | null = null): Opinion {
  return { evidence: { policy: policy.name, step, opinion: 'none', code: null, text, said, warning, details: [] }, draft: null };
}

export function denied(policy: TrustPolicy, step: Evidence['step'], code: DenyCode, why: Sentence): Opinion {
  return opinion(policy, step, 'deny', refuse(code, why));
}

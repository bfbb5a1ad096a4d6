import { type Draft, type Evidence, refuse } from './decision.ts';
import type { Opinion } from './opinion.ts';
import { canVouch, type Layer } from './policy-data.ts';
import { sentence } from './sentence.ts';

export interface LayerOpinions {
  readonly layer: Layer;
  readonly opinions: readonly Opinion[];
}

/**
 * Deny wins: one step that refuses decides. Every policy that has steps which can vouch must be satisfied by one of them; one
 * that can only refuse needs none. Nobody vouched at all: refused, with the reasons of the steps that could have.
 */
export function combine(layers: readonly LayerOpinions[]): { readonly draft: Draft; readonly evidence: readonly Evidence[] } {
  const evidence = layers.flatMap(({ opinions }) => opinions.map((opinion) => opinion.evidence));
  const all = layers.flatMap(({ opinions }) => opinions);
  const denied = all.find((opinion) => opinion.evidence.opinion === 'deny');
  if (denied !== undefined) return { draft: denial(denied), evidence };
  const demanding = layers.filter(({ layer }) => layer.policy.steps.some(canVouch));
  const unsatisfied = demanding.find(({ opinions }) => !opinions.some(allows));
  if (unsatisfied !== undefined) return { draft: nobodyVouched(unsatisfied), evidence };
  return { draft: allowed(layers.filter((layer) => demanding.includes(layer))), evidence };
}

const allows = ({ evidence }: Opinion) => evidence.opinion === 'allow';

function denial({ draft, evidence }: Opinion): Draft {
  return draft ?? refuse(evidence.code ?? 'access_denied', evidence);
}

/** The last step that has something of its own to say is the one that would have decided; what all of them ask for is kept. */
function nobodyVouched({ layer, opinions }: LayerOpinions): Draft {
  const drafts = opinions.flatMap(({ draft }) => (draft === null ? [] : [draft]));
  const last = drafts.at(-1);
  if (last === undefined) return refuse('access_denied', sentence('nobody-vouched', layer.policy.name));
  return { ...last, notice: last.notice ?? drafts.find((draft) => draft.notice !== null)?.notice ?? null, effects: distinct(drafts) };
}

/** What the connection's own policy found is what the connection shows; what all of them learnt is kept. */
function allowed(layers: readonly LayerOpinions[]): Draft {
  const drafts = layers.flatMap(({ opinions }) => opinions.filter(allows).flatMap(({ draft }) => (draft === null ? [] : [draft])));
  const [first] = layers.flatMap(({ layer, opinions }) =>
    layer.role === 'connection' ? opinions.filter(allows).flatMap(({ draft }) => (draft === null ? [] : [draft])) : [],
  );
  const shown = first ?? drafts[0];
  if (shown === undefined) return refuse('access_denied', sentence('no-policy-vouches'));
  const insecure = drafts.some((draft) => draft.insecure);
  return { ...shown, insecure, notice: shown.notice ?? drafts.find((draft) => draft.notice !== null)?.notice ?? null, effects: distinct(drafts) };
}

function distinct(drafts: readonly Draft[]): Draft['effects'] {
  const effects = new Map(drafts.flatMap((draft) => draft.effects).map((effect) => [keyOf(effect), effect]));
  return [...effects.values()];
}

function keyOf(effect: Draft['effects'][number]): string {
  return 'pinId' in effect ? `${effect.kind} ${effect.pinId}` : effect.kind;
}

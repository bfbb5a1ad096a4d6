import type { HealedView } from '#shared/contract/epochs.ts';
import { formatDuration } from '../../format/time.ts';
import { texts } from './texts.ts';

type Side = keyof HealedView;

const sides: readonly Side[] = ['us', 'peer', 'both'];

/** How long ago each side healed, in words; once where that is the same of both. */
export function healedWords(healed: HealedView, now: number): readonly (readonly [side: Side, since: string])[] {
  const told = sides.map((side) => [side, since(healed[side], now)] as const);
  return told.every(([, words]) => words === told[0]?.[1]) ? told.filter(([side]) => side === 'both') : told;
}

function since(at: number | null, now: number): string {
  return at === null ? texts.healed.never : texts.healed.ago(formatDuration(now - at));
}

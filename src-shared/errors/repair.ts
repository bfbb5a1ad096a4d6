import type { ErrorWords } from './words.ts';

/** Damaged profiles. */
export const repair = {
  NOTHING_TO_REPAIR: { title: 'The profile is sound', next: 'There is nothing to repair.' },
} as const satisfies Record<string, ErrorWords>;

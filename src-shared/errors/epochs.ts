import type { ErrorWords } from './words.ts';

/** What requests about epochs can be refused with. */
export const epochs = {
  UNKNOWN_EPOCH: { title: 'This epoch is not in the recording', next: 'Choose one that the timeline shows.' },
} as const satisfies Record<string, ErrorWords>;

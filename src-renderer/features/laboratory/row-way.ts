import type { TranscriptRow } from '#shared/views.ts';
import { texts } from './texts.ts';

/** Messages, records and alerts are sent or received. Of what happens here alone, as with a key, the summary says for which way it is. */
export function rowWay({ lane, direction }: Pick<TranscriptRow, 'lane' | 'direction'>): string {
  return direction === null || lane === 'local' || lane === 'machine' ? '' : texts[direction];
}

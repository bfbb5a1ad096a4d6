import type { TranscriptRow } from '#shared/views.ts';
import { texts } from './texts.ts';

/** Messages and records are sent or received; what happens here alone, as with a key, is for one way. */
export function rowWay({ lane, direction }: Pick<TranscriptRow, 'lane' | 'direction'>): string {
  if (direction === null) return '';
  return (lane === 'local' || lane === 'machine' ? texts.ways : texts)[direction];
}

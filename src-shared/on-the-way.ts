import type { EpochView } from './views.ts';

type Origin = Pick<EpochView, 'how' | 'attempt'>;

/**
 * Whether an epoch is that of the first of a resumption's two commits. Its early key protects the first flight at most; no record is
 * under its epoch keys, and how long it lasts differs by side. R-RES, R-EARLY.
 *
 * @param next the epoch after it
 */
export function isOnTheWay(epoch: Origin, next: Origin | null | undefined): boolean {
  return epoch.how === 'resumption' && next?.how === 'resumption' && next.attempt === epoch.attempt;
}

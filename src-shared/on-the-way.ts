import type { EpochView } from './views.ts';

type Origin = Pick<EpochView, 'how' | 'attempt'>;

/**
 * Whether an epoch is that of the first of a resumption's two commits. Its early key protects the first flight at most; no record is
 * under its epoch keys, and how long it lasts differs by side. R-RES, R-EARLY. A commit from before the cut that is merged in front of
 * both has no key at all (case c).
 *
 * @param next the epoch after it
 * @param afterNext the one after that
 */
export function isOnTheWay(epoch: Origin, next: Origin | null | undefined, afterNext: Origin | null | undefined): boolean {
  const together = (other: Origin | null | undefined) => other?.how === 'resumption' && other.attempt === epoch.attempt;
  return epoch.how === 'resumption' && together(next) && !together(afterNext);
}

/** The same of the epoch at a place among all, oldest first. */
export function isOnTheWayAt(epochs: readonly Origin[], at: number): boolean {
  const epoch = epochs[at];
  return epoch !== undefined && isOnTheWay(epoch, epochs[at + 1], epochs[at + 2]);
}

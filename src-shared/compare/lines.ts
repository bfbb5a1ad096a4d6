import type { Difference } from './difference.ts';
import type { Thing } from './thing.ts';

/** One line of a difference as it is unfolded. */
export interface DifferenceLine {
  /** Places from the root on, `0.3`; those of folds end with `+`. */
  readonly id: string;
  /** From 0. */
  readonly level: number;
  readonly name: string;
  readonly kind: Difference['kind'] | 'fold';
  readonly left: string | null;
  readonly right: string | null;
  /** How many equal things a fold holds; else how many parts a line has that are not shown or could be hidden. */
  readonly inside: number;
  readonly open: boolean;
}

/**
 * The lines of a difference. What differs is unfolded, equal things next to each other are one folded line.
 *
 * @param turned lines that somebody unfolded, or folded where they are unfolded by themselves
 * @param deeper differences of what a value holds, such as decoded bytes, by line
 */
export function differenceLines(
  difference: Difference,
  turned: ReadonlySet<string>,
  deeper: ReadonlyMap<string, Difference> = new Map(),
): readonly DifferenceLine[] {
  const lines: DifferenceLine[] = [];

  const add = (one: Difference, id: string, level: number): void => {
    const inner = deeper.get(id) ?? one;
    const parts = partsOf(inner);
    const open = parts.length > 0 && (inner.kind === 'changed') !== turned.has(id);
    const { name } = one.right ?? one.left;
    lines.push({ id, level, name, kind: one.kind, left: one.left?.value ?? null, right: one.right?.value ?? null, inside: parts.length, open });
    if (open) addAll(parts, id, level + 1);
  };

  const addAll = (parts: readonly Difference[], above: string, level: number): void => {
    for (let place = 0; place < parts.length; ) {
      const [part, id] = [parts[place], `${above}.${place}`];
      if (part === undefined) return;
      const run = part.kind === 'same' && above !== '' ? sameFrom(parts, place) : 0;
      if (run < 2) {
        add(part, id, level);
        place += 1;
        continue;
      }
      const fold = `${id}+`;
      const open = turned.has(fold);
      lines.push({ id: fold, level, name: '', kind: 'fold', left: null, right: null, inside: run, open });
      if (open) {
        for (const [index, one] of parts.slice(place, place + run).entries()) add(one, `${above}.${place + index}`, level);
      }
      place += run;
    }
  };

  add(difference, '0', 0);
  return lines;
}

function sameFrom(parts: readonly Difference[], place: number): number {
  const end = parts.findIndex((part, index) => index >= place && part.kind !== 'same');
  return (end < 0 ? parts.length : end) - place;
}

function partsOf(difference: Difference): readonly Difference[] {
  if (difference.kind === 'changed') return difference.parts;
  const whole = (part: Thing): Difference => {
    if (difference.kind === 'same') return { kind: 'same', left: part, right: part };
    return difference.kind === 'removed' ? { kind: 'removed', left: part, right: null } : { kind: 'added', left: null, right: part };
  };
  return (difference.right ?? difference.left).parts.map(whole);
}

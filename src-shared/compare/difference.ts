import { align } from './align.ts';
import type { Thing } from './thing.ts';

/** How one place differs. `same` holds equal things; only `changed` is looked into. */
export type Difference =
  | { readonly kind: 'same'; readonly left: Thing; readonly right: Thing }
  | { readonly kind: 'changed'; readonly left: Thing; readonly right: Thing; readonly parts: readonly Difference[] }
  | { readonly kind: 'removed'; readonly left: Thing; readonly right: null }
  | { readonly kind: 'added'; readonly left: null; readonly right: Thing };

/** One value that differs, for lists and for the command line. */
export interface Change {
  /** Names from the root on, joined by dots. */
  readonly path: string;
  readonly kind: 'changed' | 'removed' | 'added';
  readonly left: string | null;
  readonly right: string | null;
}

const keyOf = ({ key, name }: Thing): string => key ?? name;

/** Compares two things path by path. Parts stand beside those of the same name, in their order. */
export function compare(left: Thing, right: Thing): Difference {
  const parts = align(left.parts, right.parts, keyOf).map((pair): Difference => {
    if (pair.left === null) return { kind: 'added', left: null, right: pair.right };
    return pair.right === null ? { kind: 'removed', left: pair.left, right: null } : compare(pair.left, pair.right);
  });
  const same = left.name === right.name && left.value === right.value && parts.every(({ kind }) => kind === 'same');
  return same ? { kind: 'same', left, right } : { kind: 'changed', left, right, parts };
}

/** The right thing, made from the left one and the difference. What is the same is taken from the left. */
export function applied(left: Thing, difference: Difference): Thing {
  if (difference.kind === 'same') return left;
  if (difference.kind !== 'changed') throw new Error('only what is on both sides can be changed');
  let place = 0;
  const next = (): Thing => {
    const part = left.parts[place];
    place += 1;
    if (part === undefined) throw new Error('the difference is of another thing');
    return part;
  };
  const parts = difference.parts.flatMap((part): readonly Thing[] => {
    if (part.kind === 'added') return [part.right];
    const mine = next();
    return part.kind === 'removed' ? [] : [applied(mine, part)];
  });
  const { name, value, key } = difference.right;
  return key === undefined ? { name, value, parts } : { name, value, parts, key };
}

/** Every value that differs, in order. A part that is on one side only is one change, with what is in it counted. */
export function changesIn(difference: Difference, above = ''): readonly Change[] {
  if (difference.kind === 'same') return [];
  const { name } = difference.right ?? difference.left;
  const path = above === '' ? name : `${above}.${name}`;
  if (difference.kind === 'removed') return [{ path, kind: 'removed', left: difference.left.value, right: null }];
  if (difference.kind === 'added') return [{ path, kind: 'added', left: null, right: difference.right.value }];
  const { left, right, parts } = difference;
  const own: readonly Change[] =
    left.value === right.value && left.name === right.name ? [] : [{ path, kind: 'changed', left: left.value, right: right.value }];
  return [...own, ...parts.flatMap((part) => changesIn(part, path))];
}

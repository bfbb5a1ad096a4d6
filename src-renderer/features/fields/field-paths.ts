import type { FieldView } from '#shared/contract/inspection.ts';
import { fieldText, textContains } from '#shared/filter/field-text.ts';

/** One line of the tree as it is unfolded. */
export interface FieldLine {
  /** Places from the root on, `0.3.1`; empty for the root. */
  readonly path: string;
  readonly field: FieldView;
  /** From 1. */
  readonly level: number;
  /** Place among its siblings, from 1, and how many there are. */
  readonly place: number;
  readonly siblings: number;
  readonly open: boolean;
}

/** The lines of a tree whose unfolded fields are `open`, in order. The root itself is not a line. */
export function fieldLines(root: FieldView, open: ReadonlySet<string>): readonly FieldLine[] {
  const lines: FieldLine[] = [];
  const add = (parent: FieldView, prefix: string, level: number): void => {
    parent.parts.forEach((field, index) => {
      const path = prefix === '' ? String(index) : `${prefix}.${index}`;
      const unfolded = field.parts.length > 0 && open.has(path);
      lines.push({ path, field, level, place: index + 1, siblings: parent.parts.length, open: unfolded });
      if (unfolded) add(field, path, level + 1);
    });
  };
  add(root, '', 1);
  return lines;
}

/** The field at a path; `null` when the tree has none there. */
export function fieldAt(root: FieldView, path: string): FieldView | null {
  let field: FieldView | undefined = root;
  for (const step of path === '' ? [] : path.split('.')) field = field?.parts[Number(step)];
  return field ?? null;
}

/** The path of the smallest field that holds a byte; empty when only the root does. */
export function pathOfByte(root: FieldView, offset: number): string {
  const steps: number[] = [];
  for (let field: FieldView | undefined = root; field; ) {
    const index: number = field.parts.findIndex(({ start, end }) => start <= offset && offset < end);
    if (index < 0) break;
    steps.push(index);
    field = field.parts[index];
  }
  return steps.join('.');
}

/** The paths of the fields around one, outermost first. */
export function pathsAround(path: string): readonly string[] {
  const steps = path.split('.');
  return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('.'));
}

/** Paths marked at most: one name may stand in every leaf of a tree. */
const mostFound = 100;

/** The paths of the fields that say what is looked for by themselves, in order. @param sought lower case */
export function pathsSaying(root: FieldView, sought: readonly string[]): readonly string[] {
  const paths: string[] = [];
  const look = (parent: FieldView, prefix: string): void => {
    for (const [index, field] of parent.parts.entries()) {
      const path = prefix === '' ? String(index) : `${prefix}.${index}`;
      const said = fieldText({ ...field, message: null, parts: [] });
      if (paths.length < mostFound && sought.some((word) => textContains(said, word))) paths.push(path);
      look(field, path);
    }
  };
  if (sought.length > 0) look(root, '');
  return paths;
}

/** What is unfolded at first: the way down while there is one thing to see, and one level more. */
export function firstOpen(root: FieldView): ReadonlySet<string> {
  const open = new Set<string>();
  let path = '';
  for (let field: FieldView | undefined = root; field; ) {
    const inner: number[] = field.parts.flatMap((part, index) => (part.parts.length > 0 ? [index] : []));
    const [only] = inner;
    if (inner.length !== 1 || only === undefined) break;
    path = path === '' ? String(only) : `${path}.${only}`;
    open.add(path);
    field = field.parts[only];
  }
  return open;
}

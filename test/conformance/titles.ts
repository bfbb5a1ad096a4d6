import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Checklist id → files whose test titles carry it. */
export type Titles = ReadonlyMap<string, readonly string[]>;

const marked = /\[((?:[A-Z]{2}-\d{2})(?:, ?[A-Z]{2}-\d{2})*)\]/g;
const switchedOff = /\.(skip|todo|fixme)\b/;

/** Ids in square brackets in any string of the test files: titles are often rows of a table. Comments do not count. */
export function titlesIn(root: string, files: readonly string[]): Titles {
  const found = new Map<string, string[]>();
  for (const file of files) {
    for (const id of idsIn(readFileSync(join(root, file), 'utf8'))) {
      const places = found.get(id) ?? [];
      if (!places.includes(file)) found.set(id, [...places, file]);
    }
  }
  return found;
}

/** Exported for its own test. */
export function idsIn(source: string): readonly string[] {
  const ids: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && switchedOff.test(node.expression.getText(tree))) return;
    if (ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node)) ids.push(...bracketed(node.text));
    ts.forEachChild(node, visit);
  };
  const tree = ts.createSourceFile('test.ts', source, ts.ScriptTarget.Latest, true);
  visit(tree);
  return ids;
}

function bracketed(text: string): readonly string[] {
  return [...text.matchAll(marked)].flatMap(([, list = '']) => list.split(/, ?/));
}

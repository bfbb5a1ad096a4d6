import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'svelte/compiler';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Where words may stand. */
const catalogues = /(^|[\\/])(texts|words|glossary|notes)(\.de)?\.ts$|-words(\.de)?\.ts$|[\\/]german[\\/]|\.test\.ts$|\.d\.ts$/;

/** Attributes whose words people see or hear. */
const spokenAttributes =
  /^(label|title|placeholder|alt|description|about|hint|text|tried|tip|of|aria-(label|description|roledescription|valuetext))$/;

/** Names, and what is the same in every language. */
const names =
  /Epochscope|Electron|Chromium|Apache-2\.0|SHA-256|KeyPackage|English|Deutsch|epochscope:contact\?\S*|CN=Lab root|\b(Esc|Ctrl|Enter|Space|Home End|PgUp PgDn|Bearer|Page)\b/g;

/** What these are asked for or called by, nobody reads: subjects of actions, selectors, media. */
const askedByName = /(^|\.)(run|running|outcome|clear|closest|querySelector|querySelectorAll|matches|matchMedia|includes|animate)$/;
const namesOfNames = /^(subject|several|problem|group|code|kind|readonly)$/i;

test('no word that people read stands in markup or code of the interface: each is in a catalogue, with its German twin', () => {
  const files = globSync('src-renderer/**/*.{svelte,ts}', { cwd: root }).filter((file) => !catalogues.test(file));
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    const words = file.endsWith('.svelte') ? wordsOfComponent(source) : wordsOfScript(source);
    return words.filter((text) => isWords(text.replaceAll(names, ' '))).map((text) => `${file.replaceAll('\\', '/')}: ${text}`);
  });
  expect(found).toEqual([]);
});

function isWords(text: string): boolean {
  return /[A-Za-z]{2,}/.test(text);
}

function wordsOfComponent(source: string): readonly string[] {
  const tree = parse(source, { modern: true });
  const scripts = [tree.instance, tree.module].flatMap((part) => (part ? [source.slice(...endsOf(part.content))] : []));
  const found: string[] = [];
  // One file of all code is read faster than many.
  const code: string[] = scripts;
  visit(tree.fragment, null, (node, parent) => {
    const name = parent?.type === 'Attribute' ? String(parent['name']) : null;
    const style = parent?.type === 'StyleDirective';
    if (node.type === 'Text' && !style && (name === null || spokenAttributes.test(name))) found.push(String(node['data']));
    if (node.type === 'ExpressionTag') code.push(`(${source.slice(...endsOf(node['expression']))});`);
  });
  return [...found, ...wordsOfScript(code.join('\n'))];
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'type') === 'string';
}

function visit(value: unknown, parent: Node | null, look: (node: Node, parent: Node | null) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (isNode(value)) look(value, parent);
  const next = isNode(value) ? value : parent;
  for (const part of Object.values(value)) visit(part, next, look);
}

function endsOf(node: unknown): readonly [number, number] {
  if (typeof node !== 'object' || node === null) return [0, 0];
  return [Number(Reflect.get(node, 'start')), Number(Reflect.get(node, 'end'))];
}

/** Texts of code that are two words, or one that begins a sentence. */
function wordsOfScript(source: string): readonly string[] {
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || isName(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (/[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}/.test(node.text) || /^ ?[A-Z][a-z]+ ?$/.test(node.text)) found.push(node.text);
    }
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile('part.ts', source, ts.ScriptTarget.Latest, true));
  return found;
}

/** Whether a text only names something: a type, what is compared with, the name of an action. */
function isName(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isTypeNode(node)) return true;
  if (!ts.isStringLiteralLike(node) || !parent) return false;
  if (ts.isBinaryExpression(parent)) return /^([!=]==|[?]{2})$/.test(parent.operatorToken.getText());
  if (ts.isCallExpression(parent)) return askedByName.test(parent.expression.getText());
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name === node || namesOfNames.test(parent.name.getText());
  return ts.isElementAccessExpression(parent) || ts.isCaseClause(parent) || isState(parent);
}

/** `this.refused = big ? 'too big' : null`: a state, which a catalogue words. */
function isState(node: ts.Node): boolean {
  return ts.isConditionalExpression(node) && ts.isBinaryExpression(node.parent) && node.parent.operatorToken.getText() === '=';
}

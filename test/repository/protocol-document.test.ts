import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '#engine/rules.ts';
import { transitions } from '#engine/two-party/draft-00.ts';
import { literalTransitions } from '#engine/two-party/draft-00-literal.ts';
import { editorTransitions } from '#engine/two-party/editor-copy.ts';

const read = (path: string): string => readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8');
const text = read('docs/PROTOCOL.md');
/** R-RES:b is a case of R-RES, and so are U1 to U11 of R-UPD. */
const chapterOf = (rule: string): string => (/^U\d+$/.test(rule) ? 'R-UPD' : rule.replace(/:.*$/, ''));
const chapters = [...new Set(Object.keys(rules).map(chapterOf))];

describe('docs/PROTOCOL.md', () => {
  const rows = text
    .slice(text.indexOf('## Where the drafts are open'))
    .split('\n')
    .filter((line) => /^\| G-/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));

  test('has a chapter for every rule in the code, and names every row and case of one', () => {
    expect(chapters.filter((rule) => !text.includes(`\n## ${rule}: `))).toEqual([]);
    expect(Object.keys(rules).filter((rule) => /^U\d+$/.test(rule) && !text.includes(`\n| ${rule} |`))).toEqual([]);
  });

  test('has a line for every choice: what is open, what we do, the alternative and why', () => {
    expect(rows.filter((cells) => cells.length !== 8 || cells.slice(1, 7).includes('')).map(([, id]) => id)).toEqual([]);
    const gaps = new Set(rows.map(([, id]) => Number(/^G-(\d+)[a-z]?$/.exec(id ?? '')?.[1])));
    expect([...gaps]).toEqual(Array.from({ length: 23 }, (_, at) => at + 1));
    expect(new Set(rows.map(([, id]) => id)).size).toBe(rows.length);
  });

  test('has such a line for every rule in the code, and for no other', () => {
    expect([...new Set(rows.map((cells) => cells[6]))].sort()).toEqual([...chapters].sort());
  });
});

describe('docs/STATE-MACHINES.md', () => {
  const document = read('docs/STATE-MACHINES.md');

  test.each(Object.entries({ 'draft-00': transitions, 'editor-copy': editorTransitions, 'draft-00-literal': literalTransitions }))(
    'has a diagram of %s, and every cell of the table names its rules',
    (profile, table) => {
      expect(document).toContain(`## Profile ${profile}\n\n\`\`\`mermaid\nstateDiagram-v2\n`);
      const cells = Object.entries(table).flatMap(([state, row]) =>
        Object.entries(row).map(([event, cell]) => ({ place: `${state} × ${event}`, cell })),
      );
      expect(cells.filter(({ cell }) => cell.rules.length === 0).map(({ place }) => place)).toEqual([]);
      expect(cells.flatMap(({ cell }) => cell.rules).filter((rule) => !Object.hasOwn(rules, rule))).toEqual([]);
    },
  );
});

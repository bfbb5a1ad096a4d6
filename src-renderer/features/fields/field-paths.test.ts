import { describe, expect, test } from 'vitest';
import type { FieldView } from '#shared/contract/inspection.ts';
import { fieldAt, fieldLines, firstOpen, pathOfByte, pathsAround, pathsSaying } from './field-paths.ts';

function field(name: string, start: number, end: number, parts: readonly FieldView[] = []): FieldView {
  return {
    name,
    type: 'opaque',
    start,
    end,
    value: null,
    form: null,
    meaning: null,
    note: null,
    source: null,
    rule: null,
    failure: null,
    message: null,
    parts,
  };
}

const tree = field('messages', 0, 9, [
  field('[0]', 0, 9, [
    field('msg_type', 0, 1),
    field('body', 1, 9, [field('length', 1, 2), field('none', 2, 2), field('data', 2, 9, [field('a', 2, 5), field('b', 5, 9)])]),
  ]),
]);

describe('fields', () => {
  test('that say what is looked for are found, outermost first', () => {
    const said = { ...tree, parts: [{ ...field('body', 0, 9, tree.parts), value: 'c0ffee0011', form: 'hex' as const }, field('b', 9, 9)] };
    expect(pathsSaying(said, ['body'])).toEqual(['0', '0.0.1']);
    expect(pathsSaying(said, ['c0:ff:ee:00', 'msg_'])).toEqual(['0', '0.0.0']);
    expect(pathsSaying(said, [])).toEqual([]);
  });

  test('are lines as far as they are unfolded, with their place among siblings', () => {
    const lines = fieldLines(tree, new Set(['0', '0.1']));
    expect(lines.map(({ path, field: { name }, level, place, siblings, open }) => [path, name, level, place, siblings, open])).toEqual([
      ['0', '[0]', 1, 1, 1, true],
      ['0.0', 'msg_type', 2, 1, 2, false],
      ['0.1', 'body', 2, 2, 2, true],
      ['0.1.0', 'length', 3, 1, 3, false],
      ['0.1.1', 'none', 3, 2, 3, false],
      ['0.1.2', 'data', 3, 3, 3, false],
    ]);
  });

  test('are found by path, and by each byte they hold', () => {
    expect(fieldAt(tree, '0.1.2.1')?.name).toBe('b');
    expect(fieldAt(tree, '')?.name).toBe('messages');
    expect(fieldAt(tree, '0.7')).toBeNull();
    expect(Array.from({ length: 9 }, (_, offset) => fieldAt(tree, pathOfByte(tree, offset))?.name)).toEqual([
      'msg_type',
      'length',
      'a',
      'a',
      'a',
      'b',
      'b',
      'b',
      'b',
    ]);
    expect(pathOfByte(tree, 9)).toBe('');
  });

  test('have others around them, and begin unfolded where there is one way down', () => {
    expect(pathsAround('0.1.2')).toEqual(['0', '0.1']);
    expect(pathsAround('0')).toEqual([]);
    expect([...firstOpen(tree)]).toEqual(['0', '0.1', '0.1.2']);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldView } from '../contract/inspection.ts';
import type { TranscriptRow } from '../views.ts';
import { completionsAt } from './complete.ts';
import { fieldText } from './field-text.ts';
import { verdict } from './match.ts';
import { parseFilter } from './parse.ts';
import { FilterError } from './tokens.ts';

const row = (fields: Partial<TranscriptRow>): TranscriptRow => ({
  seq: 7,
  attempt: 1,
  at: 0,
  lane: 'record',
  direction: 'sent',
  title: 'application_data',
  summary: '12 bytes, under epoch 4',
  key: 'epoch',
  epoch: '4',
  sequence: '18446744073709551615',
  length: 34,
  rules: [],
  bad: false,
  hasBytes: false,
  ...fields,
});
const update = row({ lane: 'handshake', title: 'connection_update', direction: 'sent', rules: ['R-UPD', 'R-MLS'], hasBytes: true });
const failed = row({ lane: 'local', title: 'failed', direction: null, key: null, epoch: null, sequence: null, length: null, bad: true });

const passes = (filter: string, of: TranscriptRow): boolean | null => verdict(parseFilter(filter), of, '');

describe('a filter', () => {
  test.each([
    ['', update, true],
    ['type == connection_update && epoch > 3 && dir == sent', update, true],
    ['type == connection_update && epoch > 4', update, false],
    ['type == Connection_Update', update, true],
    ['type ~ update', update, true],
    ['type !~ update', update, false],
    ['dir != sent', failed, true],
    ['epoch > 3', failed, false],
    ['epoch <= 3', failed, false],
    ['epoch != 3', failed, true],
    ['sequence == 18446744073709551615', row({}), true],
    ['sequence < 18446744073709551615', row({}), false],
    ['rule == r-upd', update, true],
    ['R-UPD', update, true],
    ['bad', failed, true],
    ['!bad', failed, false],
    ['bad == false', update, true],
    ['bad != true', failed, false],
    ['bytes and not bad', update, true],
    ['under epoch', row({}), true],
    ['"under epoch 4"', row({}), true],
    ['"under epoch 5"', row({}), false],
    ['lane == alert || lane == record', row({}), true],
    ['!(lane == alert or lane == record)', row({}), false],
    ['lane == alert || lane == record && dir == received', row({}), false],
    ['text ~ "epoch 4" length >= 34 length < 35', row({}), true],
    ['"a \\"quoted\\" word"', row({ summary: 'A "quoted" word' }), true],
    ['"row" == 1', row({ seq: 1 }), true],
    ['a '.repeat(1_000), row({ summary: 'a' }), true],
  ])('%s', (filter, of, expected) => {
    expect(passes(filter, of)).toBe(expected);
  });

  const field = (name: string, more: Partial<FieldView> = {}): FieldView => ({
    ...{ name, type: 'opaque', start: 0, end: 0, value: null, form: null, meaning: null, note: null, source: null, rule: null },
    ...{ failure: null, message: null, parts: [], ...more },
  });
  const hello = fieldText(
    field('client_hello', {
      parts: [
        field('cipher_suite', { value: '1', form: 'number', meaning: 'MLS_128_DHKEMX25519' }),
        field('credential', { parts: [field('identity', { value: 'Ada of Lovelace', form: 'text' })] }),
        field('signature_key', { value: '00c0ffee11223344556677', form: 'hex' }),
        field('fragment', { message: { pieces: [], root: field('welcome', { value: 'inside', form: 'text' }) } }),
      ],
    }),
  );

  test.each([
    ['lovelace', true],
    ['"of lovelace"', true],
    ['epoch', true], // the row says it
    ['welcome inside', true],
    ['field ~ c0ffee', true],
    ['field ~ "C0:FF:EE:11"', true],
    ['field ~ "c0 ff ee 12"', false],
    ['field == 0x00c0ffee11223344556677', true],
    ['field == c0ffee', false],
    ['field != c0ffee', true],
    ['field == CIPHER_SUITE', true],
    ['field ~ mls_128', true],
    ['field !~ ada', false],
    ['text ~ ada', false],
    ['!ada', false],
    ['ada && dir == received', false],
    ['dir == received || ada', true],
  ])('looks into fields: %s', (filter, expected) => {
    expect(verdict(parseFilter(filter), update, hello)).toBe(expected);
  });

  test.each([
    ['ada', null],
    ['field !~ ada', null],
    ['!(ada && bytes)', null],
    ['ada && dir == received', false],
    ['dir == sent || ada', true],
    ['fresh path', true],
  ])('decodes nothing where the row decides: %s', (filter, expected) => {
    expect(verdict(parseFilter(filter), row({ ...update, summary: 'a fresh path' }))).toBe(expected);
    expect(verdict(parseFilter(filter), row({ hasBytes: false, summary: 'a fresh path' }))).not.toBeNull();
  });

  test.each([
    ['epoch == three', 9, /is a number/],
    ['epoch ~ 3', 6, /is a number/],
    ['type > a', 5, /is text/],
    ['colour == red', 0, /no field “colour”/],
    ['type ==', 7, /missing/],
    ['(bad', 4, /bracket is missing/],
    ['bad)', 3, /too many/],
    ['epoch > 3 > 1', 10, /“>” does not belong here/],
    ['(type == a == b)', 11, /“==” does not belong here/],
    ['Epoch > 3', 0, /Did you mean “epoch”/],
    ['a '.repeat(1_001), 2_000, /2002 characters/],
    ['type = alert', 5, /Compare with ==/],
    ['bad & bytes', 4, /Join with &&/],
    ['"open', 0, /no end/],
    ['bad &&', 6, /missing/],
    ['== 3', 0, /field or a word/],
    ['bad == 3', 7, /true or false/],
    [`${'('.repeat(100)}bad`, 65, /too deeply/],
  ])('%s is refused, with the place', (filter, at, message) => {
    const error = refusalOf(filter);
    expect(error.message).toMatch(message);
    expect(error.at).toBe(at);
  });

  test('of any text is a filter or a FilterError, and never anything else', () => {
    const piece = fc.constantFrom('type', 'epoch', '==', '!', '(', ')', '&&', '||', '"', '\\', ' ', '3', 'not', '~', '\u0000', '𝕏');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(' ')),
        ),
        (text) => {
          try {
            return typeof passes(text, update) === 'boolean';
          } catch (error) {
            return error instanceof FilterError && error.at >= 0 && error.at <= text.length;
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('completion', () => {
  const offered = (text: string): readonly string[] => completionsAt(text, text.length).map((completion) => completion.text);

  test('offers fields, comparisons and values', () => {
    expect(offered('ty')).toEqual(['type']);
    expect(offered('bad && le')).toEqual(['length']);
    expect(offered('epoch ')).toEqual(['==', '!=', '<', '<=', '>', '>=']);
    expect(offered('type ')).toEqual(['==', '!=', '~', '!~']);
    expect(offered('dir == ')).toEqual(['sent', 'received']);
    expect(offered('type == conn')).toEqual(['connection_update']);
    expect(offered('colour == ')).toEqual([]);
    expect(offered('')).toContain('epoch');
    expect(offered('text ~ "a \\" ')).toEqual([]);
    expect(offered('text ~ "a" && le')).toEqual(['length']);
  });

  test('says what it replaces', () => {
    expect(completionsAt('type == conn && bad', 12)).toEqual([{ text: 'connection_update', start: 8, about: '' }]);
  });
});

function refusalOf(filter: string): FilterError {
  try {
    parseFilter(filter);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
  throw new Error(`“${filter}” was read`);
}

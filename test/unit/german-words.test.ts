import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { germanFilterSentences } from '#shared/words/filter.de.ts';
import { filterSentences } from '#shared/words/filter.ts';
import { rules, violations } from '#engine/rules.ts';
import { germanViolationDetails } from '#shared/errors/german/violation-details.ts';
import { germanBackupWords } from '#shared/words/backups.de.ts';
import { backupWords } from '#shared/words/backups.ts';
import { germanDetailSentences, germanShortReasons } from '#shared/words/details.de.ts';
import { detailSentences } from '#shared/words/details.ts';
import { germanProgramSentences } from '#shared/words/program.de.ts';
import { programSentences } from '#shared/words/program.ts';
import { germanFoundSentences } from '#shared/words/found.de.ts';
import { foundSentences } from '#shared/words/found.ts';
import { germanNoticeSentences } from '#shared/words/notices.de.ts';
import { noticeSentences } from '#shared/words/notices.ts';
import { germanRowSentences } from '#shared/words/rows.de.ts';
import { rowSentences } from '#shared/words/rows.ts';
import { germanRules } from '#shared/words/rules.de.ts';
import { type SaidValue, type Sentences, worded } from '#shared/words/said.ts';
import { germanNotes, germanReasons } from '../../src-renderer/features/fields/notes.de.ts';
import { germanTrustSentences } from '#shared/words/trust.de.ts';
import { trustSentences } from '#shared/words/trust.ts';

/** The same in both languages, as only names stand in them. */
const nameless = new Set(['plain', 'credential', 'timer', 'transition', 'failure', 'chain-about', 'states', 'state', 'heard', 'pin']);

/** Sentences that take one of a few words. */
const chosen: Readonly<Record<string, readonly SaidValue[]>> = {
  record: [1, true, 'early'],
  epoch: ['update'],
  persisted: ['1', 'update'],
  'chain-unreadable': ['root', 2],
  'file-unreadable': ['a private key'],
  'no-such': ['pin'],
  'such-already': ['pin'],
  'system': ['key slots', 'full', 'ENOSPC'],
  'no-such-protection': ['keychain'],
  'does-not-open': ['keychain'],
  'does-not-open-now': ['keychain'],
  'backup-damaged': ['rows are missing'],
  'cipher-suite': [1],
  'suite-refused': [4, 'no-x448'],
  'peer-unchecked': ['timeout'],
  'at-byte': ['message', 'truncated', 4],
};

describe('what the core says has German words', () => {
  test.each<[string, Sentences, Sentences]>([
    ['rows', rowSentences, germanRowSentences],
    ['filters', filterSentences, germanFilterSentences],
    ['decisions', trustSentences, germanTrustSentences],
    ['notices', noticeSentences, germanNoticeSentences],
    ['findings of the laboratory', foundSentences, germanFoundSentences],
    ['details of errors', detailSentences, germanDetailSentences],
    ['warnings of the program', programSentences, germanProgramSentences],
    ['rows of backups', backupWords.rows, germanBackupWords.rows],
  ])('%s', (_what, english, german) => {
    for (const [code, sentence] of Object.entries(english)) {
      const given = Array.from({ length: sentence.length }, (_, place) => chosen[code]?.[place] ?? `x${place}`);
      const twin = worded(german, [code, ...given]);
      expect(twin, code).not.toBeNull();
      if (!nameless.has(code)) expect(twin, code).not.toBe(worded(english, [code, ...given]));
    }
  });

  test('tables of backups', () => {
    expect(Object.keys(germanBackupWords.tables)).toEqual(Object.keys(backupWords.tables));
  });

  test('what errors can say has one meaning, whatever catalogue its code is from', () => {
    const catalogues = [trustSentences, filterSentences, detailSentences];
    const codes = catalogues.flatMap((catalogue) => Object.keys(catalogue));
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  });

  test('violations', () => {
    expect(Object.keys(germanViolationDetails).sort()).toEqual(Object.keys(violations).sort());
    for (const [code, text] of Object.entries(germanViolationDetails)) expect(text).not.toBe(Reflect.get(violations, code).text);
  });

  test('rules', () => {
    expect(Object.keys(germanRules).sort()).toEqual(Object.keys(rules).sort());
  });

  test('fields and reasons', () => {
    const source = readFileSync(join(import.meta.dirname, '../../src-main/engine/explain/glossary.ts'), 'utf8');
    const [notes = '', reasons = ''] = source.split('const reasons');
    expect([...notes.matchAll(/^ {2}'([^']+)': entry\(/gm)].map(([, name]) => name)).toEqual(Object.keys(germanNotes));
    const named = [...reasons.matchAll(/^ {2}'([^']+)': '/gm)].map(([, name]) => name);
    expect(named).toEqual(Object.keys(germanReasons));
    expect(named).toEqual(Object.keys(germanShortReasons));
  });

  test('a code of another version, or of a file, says nothing and does no harm', () => {
    expect(worded(germanRowSentences, ['constructor'])).toBeNull();
    expect(worded(germanRowSentences, ['something new', 1])).toBeNull();
    expect(worded(germanRowSentences, undefined)).toBeNull();
    expect(worded(germanRowSentences, ['epoch', 'something new', true])).toBeNull();
    expect(worded(germanRowSentences, ['record', null, true, 'early', null])).toBeNull();
    expect(worded(germanRowSentences, ['key-erased', null, true, 'x'])).toBe('Zum Empfangen früher Daten in Epoche x');
  });
});

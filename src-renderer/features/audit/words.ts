import { auditActionWords, auditFaultWords, auditSubjectWords, auditVerdictSentences } from '#shared/contract/audit.ts';
import { spoken } from '../../format/language.ts';
import { wordOf } from '../../format/word-of.ts';
import { german } from './words.de.ts';

/** Names of facts in entries; those that are not here are shown as they are. */
const facts: { readonly [name: string]: string } = {
  by: 'opened with',
  changed: 'changed',
  kinds: 'kinds',
  dryRun: 'dry run',
  madeAt: 'made at',
  sameProfile: 'of this profile',
  pinKind: 'kind of pin',
  updateRecords: 'update after records',
  updateBytes: 'update after bytes',
  updateAge: 'update after ms',
  recordsPerKey: 'records per key',
  earlyData: 'early data',
  autoResume: 'automatic resumption',
  lostKeys: 'lost keys',
  lostKeyPackages: 'lost KeyPackages',
  lostSessions: 'lost sessions',
  notAfter: 'valid until',
  verifiedBy: 'compared',
  policyId: 'policy',
};

/** Values of facts that are words of the program. */
const values: { readonly [value: string]: string } = {};

export const english = {
  actions: auditActionWords,
  subjects: auditSubjectWords,
  verdict: auditVerdictSentences,
  faults: auditFaultWords,
  facts,
  values,
} as const;

/** The words of the log in the language of this page. */
export const words = spoken(english, german);

/** The facts of an entry, worded. Text of peers is among their values. */
export function factsOf(detail: object): readonly (readonly [name: string, value: string])[] {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => [
      wordOf(words.facts, name),
      (Array.isArray(value) ? value : [value]).map((one) => wordedValue(name, String(one))).join(', '),
    ]);
}

/** Names that people and peers gave are left as they are. */
const given: ReadonlySet<string> = new Set(['name', 'label', 'peer', 'list', 'value', 'verifiedBy', 'subject', 'issuer', 'address']);

function wordedValue(name: string, value: string): string {
  if (given.has(name)) return value;
  return value
    .split(', ')
    .map((one) => wordOf(words.values, one))
    .join(', ');
}

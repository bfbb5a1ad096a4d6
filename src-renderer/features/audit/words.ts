import type { SuiteView } from '#shared/views.ts';
import { auditActionWords, auditFaultWords, auditSubjectWords, auditVerdictSentences } from '#shared/contract/audit.ts';
import { formatBytes, formatCount } from '../../format/bytes.ts';
import { spoken } from '../../format/language.ts';
import { sharedWords } from '../../format/shared-words.ts';
import { suiteName } from '../../format/suite.ts';
import { formatDate, formatDuration } from '../../format/time.ts';
import { wordOf } from '../../format/word-of.ts';
import { german } from './words.de.ts';

/** Names of facts in entries; those that are not here are shown as they are. */
const facts: { readonly [name: string]: string } = {
  by: 'opened with',
  changed: 'changed',
  kinds: 'opened by',
  strength: 'how',
  dryRun: 'dry run',
  madeAt: 'made at',
  sameProfile: 'of this profile',
  pinKind: 'kind of pin',
  updateRecords: 'update after records',
  updateBytes: 'update after bytes',
  updateAge: 'update after',
  recordsPerKey: 'records per key',
  earlyData: 'early data',
  autoResume: 'automatic resumption',
  lostKeys: 'lost keys',
  lostKeyPackages: 'lost KeyPackages',
  lostSessions: 'lost sessions',
  notAfter: 'valid until',
  verifiedBy: 'compared',
  policyId: 'policy',
  failures: 'failed attempts',
  kind: 'goes by',
  insecure: 'unchecked',
};

/** Values of facts that are words of the program. */
const values: { readonly [value: string]: string } = {
  true: 'yes',
  false: 'no',
  plain: 'no protection',
  recovery: 'recovery kit',
  window: 'window locked',
  stop: 'locked and stopped',
  explicit: 'by hand',
  'first-use': 'first use',
  inbound: 'incoming',
  outbound: 'outgoing',
  'certificate-name': 'name in the certificate',
};

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

/** The facts of an entry, worded. Text of peers is among their values. @param suites those this core knows */
export function factsOf(detail: object, suites: readonly SuiteView[] = []): readonly (readonly [name: string, value: string])[] {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => [
      wordOf(words.facts, name),
      (Array.isArray(value) ? value : [value]).map((one) => wordedValue(name, String(one), suites)).join(name === 'steps' ? ' → ' : ', '),
    ]);
}

/** Names that people and peers gave are left as they are. */
const given: ReadonlySet<string> = new Set(['name', 'label', 'peer', 'list', 'value', 'verifiedBy', 'subject', 'issuer', 'address']);

/** What is a number or a code in the log, as the rest of the program writes it. */
const formats: { readonly [name: string]: ((value: string, suites: readonly SuiteView[]) => string) | undefined } = {
  notAfter: dateOf,
  madeAt: dateOf,
  suite: (id, suites) => suiteName(Number(id), suites) ?? id,
  size: (count) => formatBytes(Number(count)),
  updateBytes: (count) => formatBytes(Number(count)),
  updateAge: (span) => formatDuration(Number(span)),
  updateRecords: (count) => formatCount(Number(count)),
  recordsPerKey: (count) => formatCount(Number(count)),
  steps: (kinds) => kinds.split(', ').map(stepTitle).join(' → '),
  profile: (id) => wordOf(profileNames, id),
  identity: shortId,
  authority: shortId,
  connection: shortId,
  policyId: shortId,
};

const profileNames: { readonly [id: string]: string } = Object.fromEntries(Object.entries(sharedWords.profiles).map(([id, { name }]) => [id, name]));
const stepTitles: { readonly [kind: string]: string } = Object.fromEntries(
  Object.entries(sharedWords.steps).map(([kind, { title }]) => [kind, title]),
);

function stepTitle(kind: string): string {
  return wordOf(stepTitles, kind);
}

/** Peers may state any time; dates end at 8.64e15 ms. */
function dateOf(at: string): string {
  return formatDate(Math.min(Number(at), 8.64e15));
}

/** As the rows themselves show ids; the search finds them by it. */
function shortId(id: string): string {
  return id.slice(0, 8);
}

function wordedValue(name: string, value: string, suites: readonly SuiteView[]): string {
  if (given.has(name)) return value;
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format) return format(value, suites);
  return value
    .split(', ')
    .map((one) => wordOf(words.values, one))
    .join(', ');
}

import type { SuiteView } from '#shared/views.ts';
import { auditActionWords, auditFaultWords, auditSubjectWords, auditVerdictSentences } from '#shared/contract/audit.ts';
import { wordsOf } from '#shared/error-catalogue.ts';
import { formatBytes, formatCount } from '../../format/bytes.ts';
import { policyName } from '../../format/core-words.ts';
import { errorWords } from '../../format/error-words.ts';
import { spoken } from '../../format/language.ts';
import { sharedWords } from '../../format/shared-words.ts';
import { suiteName } from '../../format/suite.ts';
import { formatDate, formatDuration } from '../../format/time.ts';
import { wordOf } from '../../format/word-of.ts';
import { texts as credentials } from '../credentials/texts.ts';
import { german } from './words.de.ts';

/** Names of facts in entries; those that are not here are shown as they are. */
const facts = {
  by: 'opened with',
  changed: 'changed',
  kinds: 'opened by',
  failures: 'failed attempts',
  strength: 'how',
  minutes: 'locks after',
  dryRun: 'dry run',
  madeAt: 'made at',
  sameProfile: 'of this profile',
  added: 'rows added',
  kept: 'sessions kept',
  resumable: 'sessions to resume',
  fresh: 'sessions to connect anew',
  log: 'log',
  found: 'log ends at entry',
  sealed: 'sealed end at entry',
  name: 'name',
  label: 'label',
  schemes: 'signature schemes',
  scheme: 'signature scheme',
  form: 'form',
  certificates: 'certificates',
  serial: 'serial number',
  authority: 'authority',
  issuer: 'issuer',
  subject: 'subject',
  number: 'number of the list',
  reason: 'reason',
  pinKind: 'kind of pin',
  address: 'address',
  fixed: 'fixed',
  peer: 'peer',
  direction: 'direction',
  connection: 'connection',
  epoch: 'epoch',
  suite: 'suite',
  profile: 'profile',
  insecure: 'unchecked',
  identity: 'identity',
  notAfter: 'valid until',
  steps: 'steps',
  digest: 'SHA-256',
  revoked: 'certificates revoked',
  list: 'list',
  effect: 'effect',
  kind: 'goes by',
  value: 'value',
  policyId: 'policy',
  verifiedBy: 'compared',
  standard: 'back to the standard',
  updateRecords: 'update after records',
  updateBytes: 'update after bytes',
  updateAge: 'update after',
  recordsPerKey: 'records per key',
  earlyData: 'early data',
  autoResume: 'automatic resumption',
  lostKeys: 'lost keys',
  lostKeyPackages: 'lost KeyPackages',
  lostSessions: 'lost sessions',
  code: 'why',
  size: 'size',
} as const;

/** Values of facts that are words of the program. */
const values = {
  true: 'yes',
  false: 'no',
  plain: 'no protection',
  passphrase: 'passphrase',
  keychain: 'keychain',
  recovery: 'recovery kit',
  window: 'window locked',
  stop: 'locked and stopped',
  explicit: 'by hand',
  'first-use': 'first use',
  inbound: 'incoming',
  outbound: 'outgoing',
  allow: 'allows',
  deny: 'refuses',
  fingerprint: 'fingerprint',
  name: 'name',
  'certificate-name': 'name in the certificate',
} as const;

export const english = {
  actions: auditActionWords,
  subjects: auditSubjectWords,
  verdict: auditVerdictSentences,
  faults: auditFaultWords,
  facts,
  values,
  /** How a private key left. */
  forms: { pkcs8: 'PKCS #8 under a passphrase', pkcs12: 'PKCS #12 under a passphrase', plain: 'PKCS #8 in clear' },
  /** Facts that say something by not being there. */
  nones: { minutes: 'never', policyId: 'none', verifiedBy: 'not any more', sealed: 'not there' },
  /** Limits that are none. */
  zeros: { updateRecords: 'never', updateBytes: 'never', updateAge: 'never', recordsPerKey: 'as the algorithm allows' },
} as const;

/** The words of the log in the language of this page. */
export const words = spoken(english, german);

/** The facts of an entry, worded. Text of peers is among their values. @param suites those this core knows */
export function factsOf(detail: object, suites: readonly SuiteView[] = []): readonly (readonly [name: string, value: string])[] {
  return Object.entries(detail)
    .filter(([name, value]) => value !== '' && (value !== null || Object.hasOwn(words.nones, name)))
    .map(([name, value]) => [
      wordOf(words.facts, name),
      value === null
        ? wordOf(words.nones, name)
        : (Array.isArray(value) ? value : [value]).map((one) => wordedValue(name, String(one), suites)).join(name === 'steps' ? ' → ' : ', '),
    ]);
}

/** Names that people and peers gave are left as they are. */
const given: ReadonlySet<string> = new Set([
  'name',
  'label',
  'peer',
  'list',
  'value',
  'verifiedBy',
  'subject',
  'issuer',
  'address',
  'serial',
  'digest',
]);

/** What is a number or a code in the log, as the rest of the program writes it. */
const formats: { readonly [name: string]: ((value: string, suites: readonly SuiteView[]) => string) | undefined } = {
  notAfter: dateOf,
  madeAt: dateOf,
  suite: (id, suites) => suiteName(Number(id), suites) ?? id,
  size: (count) => formatBytes(Number(count)),
  updateBytes: (count) => formatBytes(Number(count)),
  minutes: (minutes) => formatDuration(Number(minutes) * 60_000),
  updateAge: (span) => formatDuration(Number(span)),
  updateRecords: (count) => formatCount(Number(count)),
  recordsPerKey: (count) => formatCount(Number(count)),
  steps: (kinds) => kinds.split(', ').map(stepTitle).join(' → '),
  profile: (id) => wordOf(profileNames, id),
  identity: shortId,
  authority: shortId,
  connection: shortId,
  certificates: shortId,
  log: shortId,
  policyId: (id) => (id === basePolicy.id ? policyName(basePolicy.name) : shortId(id)),
  form: (form) => wordOf(words.forms, form),
  reason: (reason) => wordOf(credentials.reasons, reason),
  code: (code) => errorWords({ code, ...wordsOf(code) }).title,
};

/** The policy that came with the program, as the core calls it. */
const basePolicy = { id: 'base', name: 'Always' };

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
  if (value === '0' && Object.hasOwn(words.zeros, name)) return wordOf(words.zeros, name);
  if (given.has(name)) return value;
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format) return format(value, suites);
  return value
    .split(', ')
    .map((one) => wordOf(words.values, one))
    .join(', ');
}

import { alertDescriptions, alertName } from '#engine/alert.ts';
import { type Bytes, toHex } from '#engine/bytes.ts';
import { handshakeName } from '#engine/index.ts';
import type { Direction, TraceFact } from '#engine/mls-tls/trace.ts';
import { type RuleId, rules } from '#engine/rules.ts';
import type { RecordEvent, TraceRow } from '#main/store/trace-store.ts';
import type { TranscriptDetail, TranscriptRow } from '#shared/views.ts';
import { rowSentences } from '#shared/words/rows.ts';
import { type SaidOf, say } from '#shared/words/said.ts';
import { failureView } from './error-views.ts';

/** What a row shows besides its place. */
type Shown = Pick<TranscriptRow, 'lane' | 'title' | 'summary' | 'said'> & Partial<Omit<TranscriptRow, 'seq' | 'attempt' | 'at'>>;
type FactOf<K extends TraceFact['kind']> = Extract<TraceFact, { kind: K }>;

/**
 * One row of the ladder.
 *
 * @param wire the record as it was on the wire, if somebody still has it
 */
export function transcriptRow(row: TraceRow, wire = false): TranscriptRow {
  const { seq, attempt, at } = row;
  const shown = row.kind === 'record' ? showRecord(row.record) : showFact(row.fact);
  return {
    seq,
    attempt,
    at,
    direction: null,
    key: null,
    epoch: null,
    sequence: null,
    length: null,
    rules: [],
    bad: false,
    hasBytes: wire,
    ...shown,
  };
}

/** @param wire the record as it was on the wire; `null` when nobody has it */
export function transcriptDetail(row: TraceRow, wire: Bytes | null = null): TranscriptDetail {
  const view = transcriptRow(row, wire !== null);
  return {
    row: view,
    hex: row.kind === 'fact' ? hexOf(row.fact) : wire && toHex(wire),
    rules: view.rules.flatMap((id) => (isRule(id) ? [{ id, ...rules[id] }] : [])),
  };
}

const contentNames: ReadonlyMap<number, string> = new Map([
  [20, 'change_cipher_spec'],
  [21, 'alert'],
  [22, 'handshake'],
  [23, 'application_data'],
]);

function showRecord({ direction, outerType, innerType, length, contentLength, key, epoch, sequence }: RecordEvent): Shown {
  const title = contentNames.get(innerType === 0 ? outerType : innerType) ?? `record(${innerType})`;
  const protection = key === 'plaintext' ? 'unprotected' : key === 'early' ? 'early' : epoch === null ? 'unknown' : 'epoch';
  // Skipped early data, and what no key of a key log opened.
  const wire = innerType === 0 && key !== 'plaintext';
  return {
    lane: 'record',
    direction,
    title,
    ...says('record', wire ? length : contentLength, wire, protection, epoch === null ? null : String(epoch)),
    key,
    length,
    epoch: epoch === null ? null : String(epoch),
    sequence: sequence === null ? null : String(sequence),
  };
}

function showFact(fact: TraceFact): Shown {
  switch (fact.kind) {
    case 'handshake-message':
      return showMessage(fact);
    case 'alert':
      return showAlert(fact);
    case 'key-installed':
    case 'key-erased':
      return showKey(fact);
    case 'persisted':
      return {
        lane: 'local',
        title: 'persisted',
        epoch: String(fact.epoch),
        rules: ['R-PERSIST'],
        ...says('persisted', String(fact.epoch), fact.pending, fact.standing),
      };
    case 'credential-checked':
      return {
        lane: 'local',
        title: `credential ${fact.outcome}`,
        rules: ['R-AS'],
        bad: fact.outcome !== 'accepted',
        ...says('credential', fact.purpose, fact.code),
      };
    case 'timer':
      return {
        lane: 'machine',
        title: `timer ${fact.action}`,
        rules: ['R-TIME'],
        bad: fact.action === 'expired' && fact.timer !== 'update-yield',
        ...says('timer', fact.timer),
      };
    case 'transition':
      return {
        lane: 'machine',
        title: fact.event,
        rules: fact.rules,
        ...says('transition', fact.from, fact.to),
      };
    case 'epoch':
      return {
        lane: 'local',
        title: `epoch ${fact.epoch}`,
        epoch: String(fact.epoch),
        rules: ['R-KEY'],
        ...says('epoch', fact.how, fact.by === 'us'),
      };
    case 'identity':
      return showIdentity(fact);
    case 'decision':
      return { lane: 'local', rules: [fact.rule], title: decisionTitles[fact.what], ...says(fact.what) };
    case 'faults':
      return { lane: 'local', title: 'faults', ...says('faults', fact.rules.length === 0 ? null : fact.rules.join('; ')) };
    case 'failure':
      return showFailure(fact);
    default:
      return fact satisfies never;
  }
}

function showKey(fact: FactOf<'key-installed' | 'key-erased'>): Shown {
  const sent = fact.direction === 'sent';
  const epoch = fact.epoch === null ? null : String(fact.epoch);
  const place = { lane: 'local', direction: fact.direction, epoch } as const;
  return fact.kind === 'key-installed'
    ? { ...place, title: 'key installed', rules: ['R-KEY'], ...says('key-installed', sent, fact.label, String(fact.epoch)) }
    : { ...place, title: 'key erased', rules: ['R-DEL'], ...says('key-erased', sent, fact.early, epoch) };
}

function showIdentity({ whose, credential, key }: FactOf<'identity'>): Shown {
  const title = whose === 'ours' ? 'our identity changed' : 'the peer’s identity changed';
  return { lane: 'local', title, rules: ['R-AS'], hasBytes: true, ...says('identity', whose === 'ours', key, credential) };
}

/** What became of a commit that did not simply apply, as it was here; the general sentence is the rule's. */
const decisionTitles: { readonly [W in FactOf<'decision'>['what']]: string } = {
  'limit-reached': 'key limit near',
  'ignored-message': 'message ignored',
  'ignored-update': 'update ignored',
  'dropped-own-update': 'own update dropped',
  'case-a': 'request applied',
  'case-b': 'request known',
  'case-c': 'own commit merged',
  'case-d': 'request refused',
  'case-e': 'request crossed',
  'tie-waited': 'tie: we wait',
  'tie-yielded': 'tie: we yield',
  'merged-pending': 'own commit merged',
};

const messageRules = {
  client_hello: ['R-HS', 'R-KP', 'R-MARK'],
  server_hello: ['R-HS', 'R-MARK'],
  connection_update: ['R-UPD', 'R-MLS'],
  epoch_key_update: ['R-UPD'],
  resumption_request: ['R-RES', 'R-MLS'],
  resumption_response: ['R-RES', 'R-MLS'],
  resumption: ['R-ED-RES', 'R-MLS'],
  resumption_status: ['R-RES', 'R-EARLY'],
} as const satisfies { readonly [name: string]: readonly RuleId[] };

function showMessage({ direction, type, message, key, epoch }: FactOf<'handshake-message'>): Shown {
  const title = handshakeName(type);
  return {
    lane: 'handshake',
    direction,
    title,
    ...messageWords(title, direction, message),
    key,
    epoch: epoch === null ? null : String(epoch),
    length: message.length,
    hasBytes: true,
  };
}

function messageWords(title: string, direction: Direction, message: Bytes): Pick<Shown, 'summary' | 'said'> & { readonly rules: readonly RuleId[] } {
  // The body is one byte, 1 to ask for the same. RFC 8446 §4.6.3; R-ED.
  if (title === 'key_update') return { rules: ['R-ED'], ...says('key_update', direction === 'sent', message[4] === 1) };
  return isKnownMessage(title) ? { rules: messageRules[title], ...says(title) } : { rules: ['R-MSG'], ...says('unknown-message') };
}

function isKnownMessage(title: string): title is keyof typeof messageRules {
  return Object.hasOwn(messageRules, title);
}

function showAlert({ direction, value, key, authenticated }: FactOf<'alert'>): Shown {
  const closing = value === alertDescriptions.close_notify;
  return {
    lane: 'alert',
    direction,
    title: alertName(value),
    key,
    rules: [closing ? 'R-CLOSE' : 'R-ALERT'],
    bad: !closing,
    ...says(closing ? 'closing' : 'aborting', direction === 'sent', direction === 'sent' || authenticated),
  };
}

function showFailure({ failure, alert }: FactOf<'failure'>): Shown {
  const { title, rule, code } = failureView(failure);
  const inOrder = failure.kind === 'ended';
  return {
    lane: 'local',
    title: inOrder ? 'ended' : 'failed',
    ...says('failure', title, code, alert),
    rules: rule === null ? [] : [rule],
    bad: !inOrder,
  };
}

function hexOf(fact: TraceFact): string | null {
  if (fact.kind === 'identity') return hex(fact.signatureKey);
  return fact.kind === 'handshake-message' ? hex(fact.message) : null;
}

function hex(value: Bytes): string {
  return toHex(value);
}

/** The sentence in English, and what it says for faces of other languages. */
function says(...said: SaidOf<typeof rowSentences>): Pick<Shown, 'summary' | 'said'> {
  return { summary: say(rowSentences, said), said };
}

function isRule(id: string): id is RuleId {
  return Object.hasOwn(rules, id);
}

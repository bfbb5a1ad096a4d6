import { alertDescriptions, alertName } from '#engine/alert.ts';
import { type Bytes, toHex } from '#engine/bytes.ts';
import { handshakeName } from '#engine/index.ts';
import type { Direction, TraceFact } from '#engine/mls-tls/trace.ts';
import { type RuleId, rules } from '#engine/rules.ts';
import type { RecordEvent, TraceRow } from '#main/store/trace-store.ts';
import type { TranscriptDetail, TranscriptRow } from '#shared/views.ts';
import { failureView } from './error-views.ts';

/** What a row shows besides its place. */
type Shown = Pick<TranscriptRow, 'lane' | 'title' | 'summary'> & Partial<Omit<TranscriptRow, 'seq' | 'attempt' | 'at'>>;
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
  const protection =
    key === 'plaintext'
      ? 'unprotected'
      : key === 'early'
        ? 'under the early key'
        : epoch === null
          ? 'under a key that is not known'
          : `under epoch ${epoch}`;
  // Skipped early data, and what no key of a key log opened.
  const content = innerType === 0 && key !== 'plaintext' ? `${bytes(length)} on the wire` : bytes(contentLength);
  return {
    lane: 'record',
    direction,
    title,
    summary: `${content}, ${protection}`,
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
      return {
        lane: 'local',
        direction: fact.direction,
        title: 'key installed',
        epoch: String(fact.epoch),
        rules: ['R-KEY'],
        summary: `${fact.direction === 'sent' ? 'Sending' : 'Receiving'} with ${fact.label} of epoch ${fact.epoch}, counted from 0`,
      };
    case 'key-erased':
      return {
        lane: 'local',
        direction: fact.direction,
        title: 'key erased',
        epoch: fact.epoch === null ? null : String(fact.epoch),
        rules: ['R-DEL'],
        summary: `The ${fact.early ? 'early ' : ''}${fact.direction === 'sent' ? 'sending' : 'receiving'} key${fact.epoch === null ? '' : ` of epoch ${fact.epoch}`} is gone`,
      };
    case 'persisted':
      return { lane: 'local', title: 'persisted', epoch: String(fact.epoch), rules: ['R-PERSIST'], summary: persistedSummary(fact) };
    case 'credential-checked':
      return {
        lane: 'local',
        title: `credential ${fact.outcome}`,
        rules: ['R-AS'],
        bad: fact.outcome !== 'accepted',
        summary: `${fact.purpose}${fact.code === null ? '' : `: ${fact.code}`}`,
      };
    case 'timer':
      return {
        lane: 'machine',
        title: `timer ${fact.action}`,
        rules: ['R-TIME'],
        bad: fact.action === 'expired' && fact.timer !== 'update-yield',
        summary: fact.timer,
      };
    case 'transition':
      return {
        lane: 'machine',
        title: fact.event,
        rules: fact.rules,
        summary: fact.from === fact.to ? `stays ${fact.to}` : `${fact.from} → ${fact.to}`,
      };
    case 'epoch':
      return {
        lane: 'local',
        title: `epoch ${fact.epoch}`,
        epoch: String(fact.epoch),
        rules: ['R-KEY'],
        summary: `In use: ${epochWords[fact.how](fact.by === 'us' ? 'our' : 'the peer’s')}`,
      };
    case 'identity':
      return showIdentity(fact);
    case 'decision':
      return { lane: 'local', rules: [fact.rule], title: decisionWords[fact.what].title, summary: decisionWords[fact.what].summary };
    case 'failure':
      return showFailure(fact);
    default:
      return fact satisfies never;
  }
}

function showIdentity({ whose, credential, key }: FactOf<'identity'>): Shown {
  const [title, who] = whose === 'ours' ? ['our identity changed', 'Our leaf'] : ['the peer’s identity changed', 'The peer’s leaf'];
  const what = key
    ? `another signature key${credential ? ' and another credential' : ', with the same credential'}; the key before it signed the change`
    : 'another credential, with the same signature key';
  return { lane: 'local', title, rules: ['R-AS'], hasBytes: true, summary: `${who} shows ${what}` };
}

const epochWords: { readonly [H in FactOf<'epoch'>['how']]: (whose: string) => string } = {
  handshake: () => 'the handshake founded it',
  update: (whose) => `${whose} update made it`,
  resumption: (whose) => `${whose} commit made it, at the resumption`,
};

/** What became of a commit that did not simply apply, as it was here; the general sentence is the rule's. */
const decisionWords: { readonly [W in FactOf<'decision'>['what']]: { readonly title: string; readonly summary: string } } = {
  'limit-reached': { title: 'key limit near', summary: 'The keys have done enough: an update starts by itself' },
  'ignored-message': { title: 'message ignored', summary: 'Our own update is under way: the peer sent this before it knew of it' },
  'ignored-update': { title: 'update ignored', summary: 'Updates crossed: the initiator’s goes on, and that is ours' },
  'dropped-own-update': { title: 'own update dropped', summary: 'Updates crossed: the initiator’s goes on, and that is the peer’s' },
  'case-a': { title: 'request applied', summary: 'Its commit is new at our epoch; a fresh commit of ours answers it (case a)' },
  'case-b': { title: 'request known', summary: 'Its commit was applied before the cut; a fresh commit of ours answers it (case b)' },
  'case-c': { title: 'own commit merged', summary: 'The peer had applied our commit before the cut: merged, then the request applied (case c)' },
  'case-d': { title: 'request refused', summary: 'It fits no state we hold; the session is kept (case d)' },
  'case-e': { title: 'request crossed', summary: 'We had asked, too: the founding initiator answers with its own request (case e)' },
  'tie-waited': { title: 'tie: we wait', summary: 'Both resumed at once: we are the founding initiator, our request goes on' },
  'tie-yielded': { title: 'tie: we yield', summary: 'Both resumed at once: we are the founding responder and answer the peer’s request' },
  'merged-pending': { title: 'own commit merged', summary: 'The peer had applied our commit before the cut' },
};

const messageWords: { readonly [name: string]: { readonly summary: string; readonly rules: readonly RuleId[] } } = {
  client_hello: { summary: 'A fresh key package opens the connection', rules: ['R-HS', 'R-KP', 'R-MARK'] },
  server_hello: { summary: 'A Welcome into a new group of two', rules: ['R-HS', 'R-MARK'] },
  connection_update: { summary: 'A commit proposes the next epoch', rules: ['R-UPD', 'R-MLS'] },
  epoch_key_update: { summary: 'The last record under its sender’s key', rules: ['R-UPD'] },
  resumption_request: { summary: 'A commit resumes the session', rules: ['R-RES', 'R-MLS'] },
  resumption_response: { summary: 'A commit answers the resumption', rules: ['R-RES', 'R-MLS'] },
  resumption: { summary: 'A commit resumes the session, and the new keys are bound to it', rules: ['R-ED-RES', 'R-MLS'] },
  resumption_status: { summary: 'Both saw the same resumption', rules: ['R-RES', 'R-EARLY'] },
};

function showMessage({ direction, type, message, key, epoch }: FactOf<'handshake-message'>): Shown {
  const title = handshakeName(type);
  const words = title === 'key_update' ? keyUpdateWords(direction, message) : messageWords[title];
  return {
    lane: 'handshake',
    direction,
    title,
    summary: words?.summary ?? 'A message of a type that nobody here knows',
    rules: words?.rules ?? ['R-MSG'],
    key,
    epoch: epoch === null ? null : String(epoch),
    length: message.length,
    hasBytes: true,
  };
}

/** The body is one byte, 1 to ask for the same. RFC 8446 §4.6.3; R-ED. */
function keyUpdateWords(direction: Direction, message: Bytes): { readonly summary: string; readonly rules: readonly RuleId[] } {
  const [whose, other] = direction === 'sent' ? ['our', 'the peer’s'] : ['the peer’s', 'our'];
  const asked = message[4] === 1 ? `; asks for ${other} key to change, too` : '';
  return { summary: `The last record under ${whose} key; the next one follows in the same epoch${asked}`, rules: ['R-ED'] };
}

function showAlert({ direction, value, key, authenticated }: FactOf<'alert'>): Shown {
  const closing = value === alertDescriptions.close_notify;
  const who = direction === 'sent' ? 'We' : 'The peer';
  const doubt = direction === 'received' && !authenticated ? '; not authenticated' : '';
  return {
    lane: 'alert',
    direction,
    title: alertName(value),
    key,
    rules: [closing ? 'R-CLOSE' : 'R-ALERT'],
    bad: !closing,
    summary: closing ? `${who} will send nothing more${doubt}` : `${who} ended the connection${doubt}`,
  };
}

function persistedSummary({ epoch, pending, standing }: FactOf<'persisted'>): string {
  const own = pending === 'none' ? '' : `, with our ${pending} pending`;
  return `Epoch ${epoch} is durable${own}${standing === 'confirmed' ? '' : ` (${standing})`}`;
}

function showFailure({ failure, alert }: FactOf<'failure'>): Shown {
  const { title, rule, code } = failureView(failure);
  const inOrder = failure.kind === 'ended';
  return {
    lane: 'local',
    title: inOrder ? 'ended' : 'failed',
    summary: title,
    rules: rule === null ? [] : [rule],
    bad: !inOrder,
    ...(alert === null ? {} : { summary: `${title} (${code}, ${alert})` }),
  };
}

function hexOf(fact: TraceFact): string | null {
  if (fact.kind === 'identity') return hex(fact.signatureKey);
  return fact.kind === 'handshake-message' ? hex(fact.message) : null;
}

function hex(value: Bytes): string {
  return toHex(value);
}

function bytes(count: number): string {
  return count === 1 ? '1 byte' : `${count.toLocaleString('en')} bytes`;
}

function isRule(id: string): id is RuleId {
  return Object.hasOwn(rules, id);
}

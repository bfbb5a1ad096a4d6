import { isOnTheWayAt } from '#shared/on-the-way.ts';
import type { ConnectionView, EpochView, TranscriptRow } from '#shared/views.ts';
import { formatCount } from '../../format/bytes.ts';
import { type TermId, termOfTitle } from './glossary.ts';
import { texts } from './texts.ts';
import { rowSummary, rowTitle } from '../../format/row-words.ts';

/** One step of what happened on a connection. */
export interface PrimerStep {
  /** The row that it tells of. */
  readonly row: TranscriptRow;
  readonly text: string;
  /** What to look up. */
  readonly term: TermId | null;
}

const { steps } = texts;

/**
 * Tells a transcript step by step, with what its own rows say: who sent what, which epoch began and why.
 *
 * @param rows oldest first, from the first row of the connection
 */
export function primerSteps(connection: ConnectionView, epochs: readonly EpochView[], rows: readonly TranscriptRow[]): readonly PrimerStep[] {
  const told: PrimerStep[] = [];
  const said = new Set<string>();
  let attempt = rows[0]?.attempt ?? 1;
  for (const row of rows) {
    if (row.attempt !== attempt) {
      attempt = row.attempt;
      told.push({ row, text: steps.attempt(attempt), term: 'resumption' });
    }
    const step = stepOf(row, connection, epochs, said);
    if (step) told.push(step);
  }
  return told;
}

function stepOf(row: TranscriptRow, connection: ConnectionView, epochs: readonly EpochView[], said: Set<string>): PrimerStep | null {
  switch (row.lane) {
    case 'handshake':
      return { row, text: messageText(row, connection), term: termOfTitle(row.title) };
    case 'alert':
      return alertStep(row, connection);
    case 'record':
      return dataStep(row, connection, said);
    case 'local':
      return localStep(row, connection, epochs, said);
    case 'machine':
      return null;
    default:
      return row.lane satisfies never;
  }
}

function messageText(row: TranscriptRow, connection: ConnectionView): string {
  const [who, bytes] = [senderOf(row, connection), formatCount(row.length ?? 0)];
  switch (row.title) {
    case 'client_hello':
    case 'resumption_request':
    case 'resumption_response':
    case 'resumption':
      return steps[row.title](who, bytes);
    case 'server_hello':
      return steps.server_hello(who, bytes, row.direction === 'received' ? steps.yourself : nameOf(connection));
    case 'epoch_key_update':
    case 'resumption_status':
    case 'key_update':
      return steps[row.title](who);
    case 'connection_update':
      return steps.connection_update(who, bytes, row.epoch ?? '?');
    default:
      return steps.other(who, rowTitle(row), bytes);
  }
}

function alertStep(row: TranscriptRow, connection: ConnectionView): PrimerStep {
  const who = senderOf(row, connection);
  return row.title === 'close_notify'
    ? { row, text: steps.closed(who), term: 'close-notify' }
    : { row, text: steps.alert(who, row.title), term: 'alert' };
}

/** Only the first data of each side under each key: the rest is more of the same. */
function dataStep(row: TranscriptRow, connection: ConnectionView, said: Set<string>): PrimerStep | null {
  const key = `${row.direction} ${row.attempt} ${row.key} ${row.epoch}`;
  if (row.title !== 'application_data' || row.key === 'plaintext' || said.has(key)) return null;
  const who = senderOf(row, connection);
  // The record behind the server_hello carries nothing; the first data is still to come.
  if (row.said?.[0] === 'record' && row.said[1] === 0) return { row, text: steps.emptyRecord(who, row.epoch ?? '?'), term: 'record-key' };
  said.add(key);
  return {
    row,
    text: steps.data(who, row.epoch ?? '?', row.key ?? ''),
    term: row.key === 'early' ? 'early-data' : 'record-key',
  };
}

function localStep(row: TranscriptRow, connection: ConnectionView, epochs: readonly EpochView[], said: Set<string>): PrimerStep | null {
  if (row.title.startsWith('epoch ')) return { row, text: epochText(row.epoch, connection, epochs), term: 'epoch' };
  if (row.title.startsWith('key ') && row.title !== 'key limit near') return null;
  switch (row.title) {
    case 'persisted':
      return { row, text: persistedText(withoutStop(rowSummary(row)), said), term: 'session' };
    case 'credential accepted':
      return { row, text: steps.accepted(nameOf(connection)), term: 'authentication-service' };
    case 'failed':
      return { row, text: steps.failed(withoutStop(rowSummary(row))), term: null };
    case 'ended':
      return { row, text: steps.ended(withoutStop(rowSummary(row))), term: null };
    default:
      return row.title.startsWith('credential ')
        ? { row, text: steps.refused(nameOf(connection), withoutStop(rowSummary(row))), term: 'authentication-service' }
        : { row, text: steps.decision(withoutStop(rowSummary(row))), term: null };
  }
}

/** Why it is stored first is explained once. */
function persistedText(words: string, said: Set<string>): string {
  const again = said.has('persisted');
  said.add('persisted');
  return again ? steps.persistedAgain(words) : steps.persisted(words);
}

function epochText(number: string | null, connection: ConnectionView, epochs: readonly EpochView[]): string {
  const at = epochs.findIndex(({ epoch }) => epoch === number);
  const told = steps[isOnTheWayAt(epochs, at) ? 'epochOnTheWay' : 'epoch'];
  return told(number ?? '?', reasonOf(epochs[at], connection));
}

function reasonOf(found: EpochView | undefined, connection: ConnectionView): string {
  const { reasons } = steps;
  if (!found) return reasons.unknown;
  if (found.how === 'handshake') return reasons.handshake;
  return reasons[found.how](found.by === 'us' ? steps.yourself : nameOf(connection));
}

function senderOf({ direction }: TranscriptRow, { own, peer }: ConnectionView): string {
  if (direction === 'received') return peer?.name || steps.peer;
  return own?.name ? steps.named(own.name) : steps.you;
}

function nameOf({ peer }: ConnectionView): string {
  return peer?.name || steps.thePeer;
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}

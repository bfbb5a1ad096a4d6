import type { TopicName, Topics } from '#shared/contract.ts';
import type { ConnectionView, MessageView, NoticeView, TranscriptRow } from '#shared/views.ts';
import { shortId } from './views.ts';

/** One thing that happened: the view, and a line for people. */
export interface TopicLine {
  readonly object: object;
  readonly line: string;
}

/**
 * What `watch` prints of a topic. Lists that only repeat what `status` shows are left out.
 *
 * @param only the id of the one connection that is watched; `null` = all
 */
export function topicLines<T extends TopicName>(topic: T, value: Topics[T], only: string | null): readonly TopicLine[] {
  const render = renderers[topic];
  return render === undefined ? [] : render(value).filter(({ connectionId }) => only === null || connectionId === only);
}

interface Rendered extends TopicLine {
  readonly connectionId: string | null;
}

const renderers: { readonly [T in TopicName]?: (value: Topics[T]) => readonly Rendered[] } = {
  connectionsChanged: (connections) => connections.map((one) => ({ connectionId: one.id, object: one, line: connectionLine(one) })),
  connectionsRemoved: (ids) => ids.map((id) => ({ connectionId: id, object: { removed: id }, line: `${shortId(id)}  removed` })),
  transcriptAppended: (batches) =>
    batches.flatMap(({ connectionId, rows, dropped }) => [
      ...(dropped === 0
        ? []
        : [{ connectionId, object: { connectionId, dropped }, line: `${shortId(connectionId)}  ${dropped} rows were not recorded` }]),
      ...rows.map((row) => ({ connectionId, object: { connectionId, row }, line: rowLine(connectionId, row) })),
    ]),
  messagesAppended: (messages) => messages.map((one) => ({ connectionId: one.connectionId, object: one, line: messageLine(one) })),
  noticesChanged: (notices) => notices.map((one) => ({ connectionId: one.connectionId, object: one, line: noticeLine(one) })),
  knocksChanged: (knocks) =>
    knocks.map((one) => ({ connectionId: null, object: one, line: `knocking: ${one.name} from ${one.address} (${one.fingerprint.short})` })),
};

function connectionLine(one: ConnectionView): string {
  const epoch = one.epoch === null ? '' : `, epoch ${one.epoch}`;
  return `${shortId(one.id)}  ${one.state}, ${one.profile}${epoch}${one.error === null ? '' : `: ${one.error.title}`}`;
}

function rowLine(connectionId: string, row: TranscriptRow): string {
  return `${shortId(connectionId)}  ${whatHappened(row)}`;
}

/** A row of one connection, with its time. */
export function transcriptLine(row: TranscriptRow): string {
  const epoch = row.epoch === null ? '' : ` e${row.epoch}`;
  return `${new Date(row.at).toISOString()}  ${row.seq}${epoch}  ${whatHappened(row)}`;
}

function whatHappened(row: TranscriptRow): string {
  const arrow = row.direction === 'sent' ? '>' : row.direction === 'received' ? '<' : '·';
  return `${arrow} ${row.title}  ${row.summary}${row.bad ? '  BAD' : ''}`;
}

function messageLine(one: MessageView): string {
  return `${shortId(one.connectionId)}  ${one.direction} ${one.length} bytes: ${one.text ?? one.hex ?? ''}`;
}

function noticeLine(one: NoticeView): string {
  return `${one.level}: ${one.title}. ${one.text}`;
}

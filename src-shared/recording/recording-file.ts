import { type RecordedRow, type RecordingHead, recordingFormat } from '../contract/recordings.ts';

/** A recording that was read from a file. */
export interface RecordingFile {
  readonly head: RecordingHead;
  readonly rows: readonly RecordedRow[];
  /** Whether its last line says that nothing follows: a file without it was cut. */
  readonly whole: boolean;
}

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string' && value.length <= 4_096;
const longText: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const uint64: Check = (value) => typeof value === 'string' && /^\d{1,20}$/.test(value);
const hex: Check = (value) => typeof value === 'string' && value.length % 2 === 0 && /^[0-9a-f]*$/.test(value);
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' && value !== null && Object.entries(fields).every(([name, check]) => check(Reflect.get(value, name)));

const said: Check = (value) =>
  Array.isArray(value) && value.length <= 8 && text(value[0]) && value.every((one) => text(one) || flag(one) || one === null || Number.isFinite(one));

const row = shape({
  seq: count,
  attempt: count,
  at: count,
  lane: oneOf('handshake', 'record', 'alert', 'local', 'machine'),
  direction: oneOf('sent', 'received', null),
  title: text,
  summary: text,
  said: (value) => value === undefined || said(value), // recordings of before have none
  key: oneOf('plaintext', 'early', 'epoch', null),
  epoch: orNull(uint64),
  sequence: orNull(uint64),
  length: orNull(count),
  rules: listOf(text),
  bad: flag,
  hasBytes: flag,
  hex: orNull(hex),
  group: optional(shape({ context: hex, tree: hex })),
});

const epoch = shape({
  epoch: uint64,
  by: oneOf('us', 'peer', 'founding'),
  how: oneOf('handshake', 'update', 'resumption'),
  startedAt: count,
  endedAt: orNull(count),
  attempt: count,
  bytesSent: count,
  bytesReceived: count,
  recordsSent: count,
  recordsReceived: count,
  safetyCode: text,
});

const fingerprint = shape({ full: text, short: text });
const error = shape({
  ...{ code: text, title: text, next: text, rule: orNull(text), alert: orNull(text), detail: orNull(text) },
  detailSaid: (value) => value === undefined || (Array.isArray(value) && value.every(said)),
});

const connection = shape({
  id: text,
  label: text,
  state: oneOf('connecting', 'unconfirmed', 'open', 'half-closed', 'waiting', 'resuming', 'dormant', 'closed', 'failed'),
  engineState: text,
  direction: oneOf('outbound', 'inbound'),
  role: oneOf('initiator', 'responder'),
  foundingRole: oneOf('founding-initiator', 'founding-responder', null),
  address: text,
  peer: orNull(shape({ name: text, fingerprint, accepted: text })),
  trust: oneOf('pin', 'first-use', 'accept-any'),
  policyName: (value) => value === undefined || value === null || text(value), // recordings of before have none
  insecure: flag,
  profile: oneOf('draft-00', 'editor-copy', 'draft-00-literal', null),
  suite: orNull(count),
  marked: orNull(flag),
  epoch: orNull(uint64),
  attempt: count,
  bytesSent: count,
  bytesReceived: count,
  updates: shape({ ours: count, theirs: count }),
  openedAt: count,
  lastActivityAt: count,
  error: orNull(error),
  faults: oneOf('none', 'next', 'now', null, undefined), // recordings of before have none
});

const life = orNull(shape({ from: count, until: orNull(count) }));
const lineage = shape({
  asked: oneOf('us', 'peer'),
  case: oneOf('a', 'b', 'c', 'd', 'e', null),
  carriedOver: flag,
  tie: oneOf('waited', 'yielded', null),
});
const story: Check = (value) =>
  epoch(value) &&
  shape({
    keys: shape({ sent: life, received: life }),
    unseen: optional(flag),
    automatic: flag,
    crossing: oneOf('peer-ignored', 'own-dropped', null),
    resumption: orNull(lineage),
    ends: listOf(shape({ at: count, attempt: count, orderly: flag, how: text })),
  })(value);
const healed = shape({ us: orNull(count), peer: orNull(count), both: orNull(count) });
const counts = (...names: readonly string[]): Check => shape(Object.fromEntries(names.map((name) => [name, count])));

const head = shape({
  format: oneOf(recordingFormat),
  safe: flag,
  connection,
  epochs: listOf(epoch),
  // Recordings of before have none of these.
  history: optional(shape({ epochs: listOf(story), earlier: count, healed })),
  capture: optional(counts('records', 'bytes', 'droppedRecords', 'droppedBytes', 'droppedRows', 'keys')),
  reading: optional((value) => readingCounts(value) && shape({ cut: flag })(value)),
});
const readingCounts = counts('transports', 'records', 'sealed', 'opened', 'otherStreams', 'otherPackets', 'unreadBytes');
const end = shape({ end: count });

/**
 * Reads a recording. A file is anybody's: each field is checked, and rows must come in order. A last line that was cut is left out.
 *
 * @returns `null` when it is none, or when any of its lines is not what it should be
 */
export function parseRecording(content: string): RecordingFile | null {
  const lines = content.split('\n').filter((line) => line.trim() !== '');
  const [first, ...rest] = lines.map(parsed);
  if (rest.at(-1) === null && !content.endsWith('\n')) rest.pop();
  if (!head(first)) return null;
  const last = rest.at(-1);
  const whole = end(last) && !row(last);
  const rows = whole ? rest.slice(0, -1) : rest;
  if (!rows.every(row)) return null;
  const recorded = rows as readonly RecordedRow[]; // every field was looked at just above
  const ordered = recorded.every(({ seq }, index) => index === 0 || seq > (recorded[index - 1]?.seq ?? 0));
  return ordered ? { head: first as RecordingHead, rows: recorded, whole } : null;
}

/** Whether somebody had put faults on the way of its records. */
export function hadFaults({ head, rows }: Pick<RecordingFile, 'head' | 'rows'>): boolean {
  return head.connection.faults === 'now' || rows.some(({ lane, title }) => lane === 'local' && title === 'faults');
}

/** Whether a file begins as a recording does. */
export function looksLikeRecording(content: string): boolean {
  return longText(content) && content.startsWith(`{"format":"epochscope recording`);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

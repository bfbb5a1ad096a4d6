import { isOnTheWayAt } from '../on-the-way.ts';
import type { RecordedRow } from '../contract/recordings.ts';
import type { RuleView } from '../contract/inspection.ts';
import { profileName } from '../profile-words.ts';
import { hadFaults, type RecordingFile } from '../recording/recording-file.ts';
import type { EpochView } from '../views.ts';
import { clockOf, countOf, escaped, heading, type Iso, table, timeOf } from './markdown.ts';
import { texts as english, type ReportTexts } from './texts.ts';

/** What a report takes from the program, as recordings hold numbers and ids only. */
export interface ReportWords {
  readonly suites: readonly { readonly id: number; readonly name: string }[];
  readonly rules: readonly RuleView[];
  readonly iso: Iso;
  /** English where absent. */
  readonly texts?: ReportTexts;
}

interface Words extends ReportWords {
  readonly texts: ReportTexts;
}

/** Messages listed; further ones are counted. */
const mostMessages = 400;

/**
 * A report of one connection as Markdown: who, what was agreed, what went wrong, handshakes, epochs, and the rules named. It tells as
 * much of who was connected as the recording does; nothing in it is secret, as nothing in a recording is.
 */
export function markdownReport(file: RecordingFile, given: ReportWords): string {
  const texts = given.texts ?? english;
  const words: Words = { ...given, texts };
  const { connection, epochs, safe } = file.head;
  const name = safe ? texts.nameless : connection.peer?.name || connection.label || connection.address || texts.nameless;
  const parts = [
    heading(1, escaped(texts.title(name), 120)),
    `${texts.made(safe)}\n`,
    ...(file.whole ? [] : [`${texts.cut}\n`]),
    heading(2, texts.who),
    factsOf(file, words),
    heading(2, texts.wrong),
    ...wrongOf(file, words),
    heading(2, texts.handshakes),
    ...handshakesOf(file.rows, words),
    heading(2, texts.epochs),
    epochs.length === 0 ? `${texts.noEpoch}\n` : epochTable(epochs, file.rows.at(-1)?.at ?? connection.lastActivityAt, words),
    ...rulesOf(file, words),
  ];
  return parts.join('\n');
}

function factsOf(file: RecordingFile, { suites, iso, texts }: Words): string {
  const { connection, safe, capture } = file.head;
  const { facts } = texts;
  const { peer, suite, marked, foundingRole, bytesSent, bytesReceived, updates } = connection;
  const unlessSafe = (text: string | undefined): string => (safe ? texts.leftOut : escaped(text ?? ''));
  const lines: readonly (readonly [string, string | null])[] = [
    [facts.us, connection.own === null && !safe ? null : unlessSafe(connection.own?.name)],
    [facts.peer, peer === null ? null : unlessSafe(peer.name)],
    [facts.key, peer === null ? null : unlessSafe(peer.fingerprint.full)],
    [facts.accepted, peer === null ? null : `${escaped(texts.name(peer.accepted))}${connection.insecure ? texts.insecure : ''}`],
    [facts.address, unlessSafe(connection.address)],
    [facts.role, `${texts.name(connection.role)}${foundingRole === null ? '' : texts.founding(texts.name(foundingRole))}`],
    [facts.profile, connection.profile === null ? texts.notTold : escaped(texts.name(profileName(connection.profile)))],
    [facts.suite, suite === null ? null : escaped(suites.find(({ id }) => id === suite)?.name ?? `0x${suite.toString(16).padStart(4, '0')}`)],
    [facts.component, marked === null ? null : marked ? texts.present : texts.absent],
    [facts.state, texts.name(connection.state)],
    [facts.opened, timeOf(connection.openedAt, iso)],
    [facts.last, timeOf(connection.lastActivityAt, iso)],
    [facts.attempts, countOf(connection.attempt, texts.locale)],
    [facts.data, texts.dataOf(countOf(bytesSent, texts.locale), countOf(bytesReceived, texts.locale))],
    [facts.updates, texts.updatesOf(updates.ours, updates.theirs)],
    [facts.faults, hadFaults(file) ? texts.faultsSet : null],
    [
      facts.noRoom,
      capture === undefined
        ? null
        : texts.noRoomFor(
            countOf(capture.droppedRecords, texts.locale),
            countOf(capture.droppedBytes, texts.locale),
            countOf(capture.droppedRows, texts.locale),
          ),
    ],
  ];
  return lines.flatMap(([label, value]) => (value === null || value === '' ? [] : [`- **${label}:** ${value}\n`])).join('');
}

function wrongOf({ head: { connection }, rows }: RecordingFile, words: Words): readonly string[] {
  const { iso, texts } = words;
  const { error } = connection;
  const bad = rows.filter((row) => row.bad);
  if (error === null && bad.length === 0) return [`${texts.nothingWrong}\n`];
  const facts = error === null ? [] : [error.code, error.rule, error.alert, error.detail].filter((fact) => fact !== null);
  const last = error === null ? [] : [`**${escaped(error.title)}** (${facts.map((fact) => escaped(fact)).join(', ')})\n`];
  const next = error === null || error.next === '' ? [] : [`${texts.next}: ${escaped(error.next)}\n`];
  const lines = bad.map(
    (row) => `- ${texts.row(row.seq, clockOf(row.at, iso))}: **${escaped(row.title)}** ${wayOf(row, texts)}${escaped(row.summary)}${ruleList(row)}\n`,
  );
  return [...last, ...next, ...(lines.length === 0 ? [] : [lines.join('')])];
}

function handshakesOf(rows: readonly RecordedRow[], words: Words): readonly string[] {
  const { texts } = words;
  const messages = rows.filter(({ lane }) => lane === 'handshake');
  if (messages.length === 0) return [`${texts.noHandshake}\n`];
  const shown = messages.slice(0, mostMessages);
  const { message } = texts;
  const head = [message.number, message.time, message.way, message.type, message.bytes, message.key, message.what, message.rules];
  const attempts = [...new Set(shown.map(({ attempt }) => attempt))];
  const parts = attempts.flatMap((attempt) => [
    heading(3, texts.attempt(attempt)),
    table(
      head,
      shown.filter((row) => row.attempt === attempt).map((row) => messageCells(row, words)),
    ),
  ]);
  return messages.length > shown.length ? [...parts, `${texts.more(countOf(messages.length - shown.length, texts.locale))}\n`] : parts;
}

function messageCells(row: RecordedRow, { iso, texts }: Words): readonly string[] {
  const length = row.length === null ? '' : countOf(row.length, texts.locale);
  return [
    String(row.seq),
    clockOf(row.at, iso),
    row.direction === null ? '' : texts[row.direction],
    escaped(row.title),
    length,
    keyOf(row, texts),
    escaped(row.summary),
    row.rules.map((id) => escaped(id)).join(', '),
  ];
}

function keyOf({ key, epoch }: RecordedRow, texts: ReportTexts): string {
  if (key === 'epoch') return texts.epochKey(epoch ?? '?');
  return key === 'early' ? texts.early : texts.clear;
}

function epochTable(epochs: readonly EpochView[], end: number, { iso, texts }: Words): string {
  const { epoch: names } = texts;
  const head = [names.epoch, names.by, names.how, names.began, names.lived, names.sent, names.received, names.attempt];
  const rows = epochs.map((one, index) => {
    const lived = texts.seconds(countOf(Math.max(0, Math.round((one.endedAt ?? end) - one.startedAt) / 1_000), texts.locale));
    return [
      one.epoch,
      texts.by[one.by],
      texts.name(one.how),
      timeOf(one.startedAt, iso),
      isOnTheWayAt(epochs, index) ? texts.onTheWay : one.endedAt === null ? `${lived}, ${texts.inUse}` : lived,
      texts.traffic(countOf(one.bytesSent, texts.locale), countOf(one.recordsSent, texts.locale)),
      texts.traffic(countOf(one.bytesReceived, texts.locale), countOf(one.recordsReceived, texts.locale)),
      String(one.attempt),
    ];
  });
  return table(head, rows);
}

/** The rules that what is told above names, with their sentences. */
function rulesOf({ head, rows }: RecordingFile, { rules, texts }: Words): readonly string[] {
  const told = rows.filter(({ bad, lane }) => bad || lane === 'handshake');
  const named = new Set([...told.flatMap((row) => row.rules), ...(head.connection.error?.rule ? [head.connection.error.rule] : [])]);
  const found = rules.filter(({ id }) => named.has(id));
  if (found.length === 0) return [];
  const { rule } = texts;
  return [
    heading(2, texts.rules),
    table(
      [rule.id, rule.source, rule.text],
      found.map(({ id, source, text }) => [escaped(id), escaped(source), escaped(text, 2_000)]),
    ),
  ];
}

function wayOf({ lane, direction }: RecordedRow, texts: ReportTexts): string {
  return direction === null || lane === 'local' || lane === 'machine' ? '' : `${texts[direction]}. `;
}

function ruleList({ rules }: RecordedRow): string {
  return rules.length === 0 ? '' : ` (${rules.map((id) => escaped(id)).join(', ')})`;
}

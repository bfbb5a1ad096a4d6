import { fromHex } from '#engine/bytes.ts';
import { verdictView } from '#main/api/audit/views.ts';
import { refusal } from '#main/api/error-views.ts';
import {
  type AuditActionName,
  type AuditEntryView,
  type AuditPageParams,
  type AuditSubjectKind,
  type AuditVerdictView,
  auditActionWords,
  auditSubjectWords,
  auditVerdictWords,
} from '#shared/contract/audit.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { ask, type Command, type Context } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { linesOf } from '../input-file.ts';
import { writeNewFile } from '../new-file.ts';
import { table } from '../table.ts';

/** Entries asked for at once. */
const pageSize = 500;

const subjects = Object.keys(auditSubjectWords).join(', ');

export const auditCommands: readonly Command[] = [
  {
    name: 'audit list',
    usage: '[options]',
    summary: 'Show who or what did which key operation when, newest first.',
    options: [
      { name: 'action', takes: 'ACTION', multiple: true, help: `Only these: ${Object.keys(auditActionWords).join(', ')}.` },
      { name: 'subject', takes: 'KIND', help: `Only what is about one kind: ${subjects}.` },
      { name: 'since', takes: 'TIME', help: 'Not before this time, for example 2026-11-01 or 2026-11-01T12:00Z.' },
      { name: 'until', takes: 'TIME', help: 'Not after this time.' },
      { name: 'text', takes: 'TEXT', help: 'Only entries with this text in the subject or its details.' },
      { name: 'limit', takes: 'N', help: 'At most so many entries; 50 unless said otherwise.' },
    ],
    positionals: [0, 0],
    run: list,
  },
  {
    name: 'audit verify',
    usage: '[FILE] [--head HASH]',
    summary: 'Check the chain of the audit log, or of an exported one. Exit code 1 when it does not hold.',
    details: ['For the log of the profile its sealed end is checked, too. A file knows no sealed end: give a head that was noted elsewhere.'],
    options: [{ name: 'head', takes: 'HASH', help: 'Hash of an entry that must be in the log, as an earlier check printed it.' }],
    positionals: [0, 1],
    run: verify,
  },
  {
    name: 'audit export',
    usage: 'FILE',
    summary: 'Write the audit log to a new file as JSON lines, which “audit verify FILE” and other programs can check.',
    options: [],
    positionals: [1, 1],
    run: exportLog,
  },
];

async function list({ coreOrOwn, output }: Context, given: Arguments): Promise<ExitName> {
  const access = await coreOrOwn();
  const wanted = limitOf(given.value('limit'));
  const query = queryOf(given);
  const found: AuditEntryView[] = [];
  while (found.length < wanted) {
    const limit = Math.min(pageSize, wanted - found.length);
    const page = await ask(access, 'audit', { ...query, before: found.at(-1)?.sequence ?? null, limit });
    found.push(...page);
    if (page.length < limit) break;
  }
  if (output.json) for (const entry of found) output.show(entry, '');
  else if (found.length === 0) output.note('No entry fits.');
  else output.show({}, entryTable(found));
  return 'ok';
}

async function verify({ coreOrOwn, output }: Context, given: Arguments): Promise<ExitName> {
  const head = given.value('head');
  if (head !== null && !/^[0-9a-fA-F]{64}$/.test(head)) throw new UsageError('A head is 64 hexadecimal digits.');
  const [file] = given.positionals;
  const verdict = file === undefined ? await ask(await coreOrOwn(), 'verifyAudit', { head }) : await verdictOfFile(file, head);
  output.show(verdict, [...auditVerdictWords(verdict), `Log ${verdict.log}, head ${verdict.head}`]);
  return verdict.fault === null && verdict.gaps.length === 0 && verdict.knowsHead !== false ? 'ok' : 'failed';
}

async function verdictOfFile(file: string, head: string | null): Promise<AuditVerdictView> {
  const { verifyLines } = await import('#main/store/audit/export-lines.ts');
  const verdict = await verifyLines(linesOf(file), head === null ? null : fromHex(head));
  if (verdict === null) throw refusal('NOT_AN_AUDIT_LOG', file);
  return verdictView(verdict);
}

async function exportLog({ coreOrOwn, output }: Context, { positionals: [path = ''] }: Arguments): Promise<ExitName> {
  const access = await coreOrOwn();
  await writeNewFile(path, (after) => ask(access, 'exportAudit', { after }));
  output.show({ exported: path }, `Exported the audit log to ${path}.`);
  return 'ok';
}

function queryOf(given: Arguments): Omit<AuditPageParams, 'before' | 'limit'> {
  const actions = given.values('action');
  const unknown = actions.find((action) => !Object.hasOwn(auditActionWords, action));
  if (unknown !== undefined) throw new UsageError(`There is no action “${unknown}”.`);
  const subject = given.value('subject');
  if (subject !== null && !Object.hasOwn(auditSubjectWords, subject)) throw new UsageError(`A subject is one of ${subjects}.`);
  return {
    // both were found among the names just above
    actions: actions.length === 0 ? null : (actions as readonly AuditActionName[]),
    subjectKind: subject as AuditSubjectKind | null,
    from: timeOf(given.value('since')),
    to: timeOf(given.value('until')),
    text: given.value('text'),
  };
}

function timeOf(text: string | null): number | null {
  const time = text === null ? null : Date.parse(text);
  if (time !== null && Number.isNaN(time)) throw new UsageError(`“${text}” is no time. Write it as 2026-11-01 or 2026-11-01T12:00Z.`);
  return time;
}

function limitOf(text: string | null): number {
  const limit = text === null ? 50 : Number(text);
  if (!Number.isSafeInteger(limit) || limit < 1) throw new UsageError('--limit takes a number of entries.');
  return limit;
}

function entryTable(entries: readonly AuditEntryView[]): readonly string[] {
  const rows = entries.map(({ sequence, time, actor, action, subject, detail }) => [
    String(sequence),
    new Date(time).toISOString(),
    actor.client === null ? actor.kind : `${actor.kind} ${actor.client}`,
    auditActionWords[action],
    `${subject.kind}${subject.id === null ? '' : ` ${subject.id.slice(0, 8)}`}`,
    Object.entries(detail)
      .filter(([, value]) => value !== null && value !== '')
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', '),
  ]);
  return table(['NO', 'TIME', 'WHO', 'WHAT', 'ABOUT', 'DETAILS'], rows);
}

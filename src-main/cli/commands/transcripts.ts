import type { FoundRows } from '#shared/contract/inspection.ts';
import type { TranscriptRow } from '#shared/views.ts';
import { UsageError } from '../arguments.ts';
import { type Command, type Context, ask } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { chooseConnection } from '../select.ts';
import { transcriptLine } from '../topic-lines.ts';

const usualLimit = 200;
/** Rows one request may bring. */
const page = 1_000;

export const transcriptCommands: readonly Command[] = [
  {
    name: 'transcript',
    usage: 'CONNECTION [FILTER]',
    summary: 'Show what was recorded of a connection, newest last.',
    details: [
      'A filter compares fields, as in the ladder: type == connection_update && epoch > 3 && dir == sent. Words alone search',
      'what a row and the fields of its bytes say; bad shows what went wrong. Fields: type, lane, dir, key, epoch, sequence,',
      'length, attempt, row, rule, text, field (name or value in the bytes), bad, bytes.',
    ],
    options: [{ name: 'limit', takes: 'ROWS', help: `How many rows at most. Default: ${usualLimit}.` }],
    positionals: [1, 2],
    run: (context, { positionals: [given = '', filter = ''], value }) => show(context, given, filter, limitOf(value('limit'))),
  },
];

async function show({ core, output }: Context, given: string, filter: string, limit: number): Promise<ExitName> {
  const access = await core();
  const { id: connectionId } = await chooseConnection(access, given);
  const pages: (readonly TranscriptRow[])[] = [];
  let [before, wanted]: [number | null, number] = [null, limit];
  do {
    const found: FoundRows = await ask(access, 'searchTranscript', { connectionId, filter, before, limit: Math.min(wanted, page) });
    pages.unshift(found.rows);
    wanted -= found.rows.length;
    before = found.continueBefore;
  } while (before !== null && wanted > 0);
  const rows = pages.flat();
  for (const row of rows) output.show(row, transcriptLine(row));
  if (rows.length === 0) output.note('No row passes.');
  return 'ok';
}

function limitOf(given: string | null): number {
  if (given === null) return usualLimit;
  if (!/^[1-9]\d{0,6}$/.test(given)) throw new UsageError(`“${given}” is not a number of rows.`);
  return Number(given);
}

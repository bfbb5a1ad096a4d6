import { fromHex, toHex } from '#engine/bytes.ts';
import { ChainReader } from './chain.ts';
import type { AuditEntry } from './entry.ts';
import { type ChainVerdict, verdictOf } from './verify.ts';

const format = 'epochscope audit log 1';

/** First line of an exported log, with its end. */
export function headerLine(log: string): string {
  return `${JSON.stringify({ log, format })}\n`;
}

/** An entry as a line. docs/AUDIT-LOG.md, "Exported". */
export function entryLine({ previous, hash, ...entry }: AuditEntry): string {
  return `${JSON.stringify({ ...entry, previous: toHex(previous), hash: toHex(hash) })}\n`;
}

/**
 * Checks an exported log, line by line.
 *
 * @param head what its last entry should be, if that is known; it may be any entry of the log
 * @returns `null` when the first line is not that of an exported log
 */
export async function verifyLines(lines: AsyncIterable<string>, head: Uint8Array | null): Promise<ChainVerdict | null> {
  let reader: ChainReader | null = null;
  let log = '';
  for await (const line of lines) {
    if (reader === null) {
      const named = logOf(line);
      if (named === null) return null;
      log = named;
      reader = new ChainReader(log, head);
      continue;
    }
    const entry = entryOf(line);
    if (entry === null) reader.stumble();
    else reader.take(entry);
    if (reader.fault !== null) break;
  }
  return reader === null ? null : verdictOf(log, reader);
}

function logOf(line: string): string | null {
  const value = parsed(line);
  const log = value?.['log'];
  return value?.['format'] === format && typeof log === 'string' && /^[0-9a-f]{32}$/.test(log) ? log : null;
}

/** Actions and kinds of later versions are read as well: the chain says nothing about what they mean. */
function entryOf(line: string): AuditEntry | null {
  const value = parsed(line);
  const actor = recordOf(value?.['actor']);
  const subject = recordOf(value?.['subject']);
  if (value === null || actor === null || subject === null) return null;
  const { sequence, time, action, detail, previous, hash } = value;
  const texts = [actor['kind'], action, subject['kind'], detail].every((text) => typeof text === 'string');
  const optional = [actor['client'], subject['id'], subject['fingerprint']].every(
    (text) => text === null || (typeof text === 'string' && text !== ''),
  );
  const numbers = [sequence, time].every((number) => Number.isSafeInteger(number));
  if (!texts || !optional || !numbers || !isHash(previous) || !isHash(hash)) return null;
  // every field was looked at just above
  return { ...(value as unknown as AuditEntry), previous: fromHex(previous), hash: fromHex(hash) };
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function parsed(line: string): Readonly<Record<string, unknown>> | null {
  try {
    return recordOf(JSON.parse(line));
  } catch {
    return null;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null; // a property of anything is unknown
}

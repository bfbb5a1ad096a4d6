import { setImmediate as turn } from 'node:timers/promises';
import type { Bytes } from '#engine/bytes.ts';
import { ChainReader, type ChainFault } from './chain.ts';
import type { AuditHead, AuditTable } from './entry.ts';

/** Entries checked before other work gets its turn. */
const pageSize = 1_000;

/** What a check of a whole log found. */
export interface ChainVerdict {
  readonly log: string;
  /** Entries that hold. */
  readonly entries: number;
  readonly head: AuditHead;
  /** `null`: the chain holds. */
  readonly fault: ChainFault | null;
  /** Entries that say themselves that others before them are missing. */
  readonly gaps: readonly number[];
  /** Whether an entry that was noted elsewhere is among those that hold; `null` when none was given. */
  readonly knowsHead: boolean | null;
}

export interface LogCheck {
  /** Hash of an entry that should be there. */
  readonly head?: Bytes | null;
  /** Called after each page with entries done and entries in all; what it throws ends the check. */
  readonly progress?: (done: number, all: number) => void;
}

/**
 * Checks every entry up to the present head, and that head against the sealed one. Entries that are added meanwhile are not looked at.
 */
export async function verifyLog(table: AuditTable, { head = null, progress }: LogCheck = {}): Promise<ChainVerdict> {
  const { sequence: last } = table.head();
  const sealed = table.sealedHead();
  const reader = new ChainReader(table.log, head);
  for (let after = 0; after < last && reader.fault === null; ) {
    const page = table.read(after, Math.min(pageSize, last - after));
    if (page.length === 0) break;
    for (const entry of page) if (!reader.take(entry)) break;
    after = page.at(-1)?.sequence ?? last;
    progress?.(reader.head.sequence, last);
    await turn();
  }
  reader.end(sealed);
  return verdictOf(table.log, reader);
}

export function verdictOf(log: string, reader: ChainReader): ChainVerdict {
  return { log, entries: reader.head.sequence, head: reader.head, fault: reader.fault, gaps: reader.gaps, knowsHead: reader.knowsHead };
}

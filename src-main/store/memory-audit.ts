import { currentActor } from './audit/actor.ts';
import { beginning, entryAfter } from './audit/chain.ts';
import type { AuditEntry, AuditQuery, AuditTable } from './audit/entry.ts';
import { keysByDigits } from './audit/keys-by-digits.ts';
import { freshLogId } from './audit/log-id.ts';

/** The audit log of a store without files. */
export function memoryAudit(wall: () => number): AuditTable {
  const log = freshLogId();
  const entries: AuditEntry[] = [];
  let listener: (() => void) | null = null;
  const head = () => entries.at(-1) ?? beginning(log);
  const table: AuditTable = {
    log,
    append(added) {
      entries.push(entryAfter(head(), added, currentActor(), Math.trunc(wall())));
      listener?.();
    },
    page: (query) =>
      entries
        .filter((entry) => matches(entry, query))
        .slice(-query.limit)
        .reverse(),
    read: (after, limit) => entries.slice(after, after + limit),
    head: () => ({ sequence: head().sequence, hash: head().hash }),
    sealedHead: () => ({ sequence: head().sequence, hash: head().hash }),
    whenAdded(called) {
      listener = called;
    },
  };
  table.append({ action: 'log-started', subject: { kind: 'profile', id: null, fingerprint: null } });
  return table;
}

function matches({ sequence, time, action, subject, detail }: AuditEntry, query: AuditQuery): boolean {
  const words = inLowerCase(`${subject.id ?? ''} ${subject.fingerprint ?? ''} ${detail}`);
  return (
    (query.before === null || sequence < query.before) &&
    (query.actions === null || query.actions.includes(action)) &&
    (query.subjectKind === null || subject.kind === query.subjectKind) &&
    (query.subjectId === null || subject.id === query.subjectId) &&
    (query.from === null || time >= query.from) &&
    (query.to === null || time <= query.to) &&
    (query.text === null || words.includes(inLowerCase(query.text)) || keysByDigits(() => [subject.fingerprint ?? ''], query.text).length > 0)
  );
}

/** Letters of ASCII alone, as SQLite does it. */
function inLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

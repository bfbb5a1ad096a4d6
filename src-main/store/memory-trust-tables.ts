import { StoreError } from './store-error.ts';
import {
  type AnchorRow,
  type ContactNote,
  type CrlRow,
  type DecisionRow,
  type DecisionTable,
  decisionLimits,
  type EntryRow,
  type EntryTable,
  type FileTable,
  type PolicyRow,
  type PolicyTable,
  type SeenCertificate,
  type TrustTables,
} from './trust-tables.ts';
import type { StoredThing } from '#shared/words/details.ts';

/** The trust tables without files. */
export function memoryTrustTables(): TrustTables {
  return {
    policies: memoryPolicies(),
    anchors: memoryFiles<AnchorRow>('root'),
    crls: memoryFiles<CrlRow>('revocation list'),
    entries: memoryEntries(),
    contacts: memoryContactNotes(),
    decisions: memoryDecisions(),
    certificates: memoryCertificates(),
    marks: memoryMarks(),
  };
}

function memoryPolicies(): PolicyTable {
  const rows = new Map<string, PolicyRow>();
  return {
    list: () => [...rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    find: (id) => rows.get(id) ?? null,
    put(row) {
      if ([...rows.values()].some(({ id, name }) => id !== row.id && name === row.name)) throw taken('policy');
      rows.set(row.id, structuredClone(row));
    },
    remove: (id) => void rows.delete(id),
  };
}

function memoryFiles<R extends AnchorRow | CrlRow>(what: StoredThing): FileTable<R> {
  const rows = new Map<string, R>();
  return {
    list: () => newestFirst(rows),
    find: (id) => rows.get(id) ?? null,
    add(row) {
      if ([...rows.values()].some(({ digest }) => digest === row.digest)) throw taken(what);
      rows.set(row.id, { ...row, der: new Uint8Array(row.der) });
    },
    remove: (id) => removeFrom(rows, id, what),
  };
}

function memoryEntries(): EntryTable {
  const rows = new Map<string, EntryRow>();
  const keyOf = ({ effect, list, kind, value }: EntryRow) => JSON.stringify([effect, list, kind, value]);
  return {
    list: () => newestFirst(rows),
    add(row) {
      if ([...rows.values()].some((other) => keyOf(other) === keyOf(row))) throw taken('entry');
      rows.set(row.id, row);
    },
    remove: (id) => removeFrom(rows, id, 'entry'),
  };
}

function memoryContactNotes(): TrustTables['contacts'] {
  const rows = new Map<string, ContactNote>();
  return {
    find: (pinId) => rows.get(pinId) ?? null,
    withPolicy: (policyId) => [...rows.values()].filter((note) => note.policyId === policyId),
    put: (note) => void rows.set(note.pinId, note),
    remove: (pinId) => void rows.delete(pinId),
  };
}

function memoryDecisions(): DecisionTable {
  let rows: readonly DecisionRow[] = []; // newest first
  const trimmed = () => {
    const [ofConnections, ofStrangers] = [rows.filter((row) => row.connectionId !== null), rows.filter((row) => row.connectionId === null)];
    const kept = new Set([...ofConnections.slice(0, decisionLimits.ofConnections), ...ofStrangers.slice(0, decisionLimits.ofStrangers)]);
    return rows.filter((row) => kept.has(row));
  };
  return {
    add(row) {
      rows = [structuredClone(row), ...rows];
      rows = trimmed();
    },
    newest: (limit) => rows.slice(0, limit),
    forConnection: (connectionId, limit) => rows.filter((row) => row.connectionId === connectionId).slice(0, limit),
    forFingerprint: (fingerprint, limit) => rows.filter((row) => row.fingerprint === fingerprint).slice(0, limit),
    assign(ids, connectionId, sessionId) {
      rows = rows.map((row) => (ids.includes(row.id) ? { ...row, connectionId, sessionId: sessionId ?? row.sessionId } : row));
    },
  };
}

function memoryCertificates(): TrustTables['certificates'] {
  const rows = new Map<string, SeenCertificate>();
  return {
    find: (fingerprint) => rows.get(fingerprint) ?? null,
    endingBefore: (time) =>
      [...rows.values()]
        .filter(({ notAfter }) => notAfter < time)
        .sort((a, b) => a.notAfter - b.notAfter || (a.fingerprint < b.fingerprint ? -1 : 1)),
    put: (row) => void rows.set(row.fingerprint, row),
  };
}

function memoryMarks(): TrustTables['marks'] {
  const subjects = new Set<string>();
  return { has: (subject) => subjects.has(subject), put: (subject) => void subjects.add(subject) };
}

function newestFirst<R extends { readonly addedAt: number }>(rows: ReadonlyMap<string, R>): readonly R[] {
  return [...rows.values()].reverse().sort((a, b) => b.addedAt - a.addedAt);
}

function removeFrom(rows: Map<string, unknown>, id: string, what: StoredThing): void {
  if (!rows.delete(id)) throw new StoreError('NOT_FOUND', ['no-such', what]);
}

function taken(what: StoredThing): StoreError {
  return new StoreError('ALREADY_EXISTS', ['such-already', what]);
}

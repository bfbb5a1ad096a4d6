import type { StoreDatabase } from '../store-database.ts';
import type { Json } from '../store.ts';
import { type DecisionRow, type DecisionTable, decisionLimits } from '../trust-tables.ts';

interface DecisionRecord {
  readonly id: string;
  readonly at: number;
  readonly connection_id: string | null;
  readonly session_id: string | null;
  readonly fingerprint: string;
  readonly name: string;
  readonly address: string;
  readonly purpose: string;
  readonly policy: string;
  readonly allowed: 0 | 1;
  readonly code: string | null;
  readonly explanation: string;
  readonly evidence: string;
}

/** Decisions of the authentication service, the newest {@link decisionLimits}. */
export class SqliteDecisions implements DecisionTable {
  readonly #database: StoreDatabase;

  constructor(database: StoreDatabase) {
    this.#database = database;
  }

  add(row: DecisionRow): void {
    const { id, at, connectionId, sessionId, fingerprint, name, address, purpose, policy, allowed, code, explanation, evidence } = row;
    this.#database.transaction(() => {
      this.#database
        .prepare(`INSERT INTO trust_decisions
        (id, at, connection_id, session_id, fingerprint, name, address, purpose, policy, allowed, code, explanation, evidence)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
        .run(
          ...[id, at, connectionId, sessionId, fingerprint, name, address, purpose, policy, allowed ? 1 : 0, code, explanation],
          JSON.stringify(evidence),
        );
      this.#trim('IS NULL', decisionLimits.ofStrangers);
      this.#trim('IS NOT NULL', decisionLimits.ofConnections);
    });
  }

  newest(limit: number): readonly DecisionRow[] {
    return this.#rows('ORDER BY sequence DESC LIMIT ?', limit);
  }

  forConnection(connectionId: string, limit: number): readonly DecisionRow[] {
    return this.#rows('WHERE connection_id = ? ORDER BY sequence DESC LIMIT ?', connectionId, limit);
  }

  forFingerprint(fingerprint: string, limit: number): readonly DecisionRow[] {
    return this.#rows('WHERE fingerprint = ? ORDER BY sequence DESC LIMIT ?', fingerprint, limit);
  }

  assign(ids: readonly string[], connectionId: string, sessionId: string | null): void {
    this.#database.transaction(() => {
      const assign = this.#database.prepare('UPDATE trust_decisions SET connection_id = ?, session_id = ifnull(?, session_id) WHERE id = ?');
      for (const id of ids) assign.run(connectionId, sessionId, id);
    });
  }

  #trim(whose: 'IS NULL' | 'IS NOT NULL', limit: number): void {
    this.#database
      .prepare(`DELETE FROM trust_decisions WHERE connection_id ${whose} AND sequence <=
      (SELECT sequence FROM trust_decisions WHERE connection_id ${whose} ORDER BY sequence DESC LIMIT 1 OFFSET ?)`)
      .run(limit);
  }

  #rows(rest: string, ...parameters: readonly unknown[]): readonly DecisionRow[] {
    return this.#database.run(() =>
      this.#database
        .prepare<unknown[], DecisionRecord>(`SELECT * FROM trust_decisions ${rest}`)
        .all(...parameters)
        .map(decisionRow),
    );
  }
}

function decisionRow(record: DecisionRecord): DecisionRow {
  const { id, at, fingerprint, name, address, purpose, policy, code, explanation } = record;
  return {
    ...{ id, at, fingerprint, name, address, purpose, policy, code, explanation },
    connectionId: record.connection_id,
    sessionId: record.session_id,
    allowed: record.allowed === 1,
    // written by `add` above
    evidence: JSON.parse(record.evidence) as Json,
  };
}

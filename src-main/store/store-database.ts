import { statSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';
import { endsTheStore, StoreError, storeErrorFrom } from './store-error.ts';

/** How a statement is bound and what a row of it looks like. */
export type Statement<Parameters extends unknown[], Row = unknown> = Sqlite.Statement<Parameters, Row>;

/** Takes part in every transaction; the audit log seals its head so. */
export interface CommitWatcher {
  /** Inside the transaction, after all of its work. What it throws undoes the transaction. */
  beforeCommit(): void;
  /** It is durable, or undone. Must not throw. */
  settled(committed: boolean): void;
}

/** A transaction that is made bit by bit. */
export interface TurnsOptions<T> {
  /** Before each beginning, outside of the transaction. */
  readonly prepare: () => void;
  /** All of it: whatever stands between two `yield` happens at once. Each tells how far it is. */
  readonly work: () => Generator<number, T>;
  /** It is durable, or undone: what it holds elsewhere is settled. Must not throw. */
  readonly settled: (committed: boolean) => void;
  /** Others have their turn. What it rejects with undoes and ends the work. */
  readonly rest: (done: number) => Promise<void>;
}

/** How often a transaction in turns gives way to others before it is made in one go. */
const patience = 3;

/**
 * An open database whose pragmas, schema and integrity were checked. After an input or output error it refuses
 * everything until it is opened again, because what reached the disk is not known.
 */
export class StoreDatabase {
  readonly #sqlite: Sqlite.Database;
  readonly #name: string;
  #broken: StoreError | null = null;
  #watcher: CommitWatcher | null = null;
  #refusal: StoreError | null = null;
  #inPlace: () => boolean = () => true;
  /** Undoes a transaction in turns that is open while it is not its turn. */
  #giveWay: (() => void) | null = null;
  readonly #onDamage: () => void;

  /** @param onDamage called when the database turns out to be damaged although it was opened */
  constructor(sqlite: Sqlite.Database, name: string, onDamage: () => void = () => undefined) {
    this.#sqlite = sqlite;
    this.#name = name;
    this.#onDamage = onDamage;
  }

  /** From here on nothing is written: SQLite itself refuses, and this is what callers hear. */
  freeze(refusal: StoreError): void {
    this.#sqlite.pragma('query_only = ON');
    this.#refusal = refusal;
  }

  prepare<Parameters extends unknown[], Row = unknown>(sql: string): Statement<Parameters, Row> {
    return this.#courteous(this.run(() => this.#sqlite.prepare<Parameters, Row>(sql)));
  }

  /** Runs statements that need no transaction of their own. @throws {StoreError} */
  run<T>(work: () => T): T {
    if (this.#broken) throw this.#broken;
    try {
      return work();
    } catch (cause) {
      const error = storeErrorFrom(cause, this.#name);
      if (this.#refusal !== null && error.code === 'STORE_READ_ONLY') throw this.#refusal;
      if (endsTheStore(error) && !(cause instanceof StoreError)) this.#break(error);
      throw error;
    }
  }

  /** One transaction: all of `work`, or nothing when it throws. Inside another one it is a part of that. @throws {StoreError} */
  transaction<T>(work: () => T): T {
    this.#giveWay?.();
    if (this.#sqlite.inTransaction) return this.run(() => this.#sqlite.transaction(work)());
    let committed = false;
    try {
      const result = this.run(() => this.#sqlite.transaction(() => this.#watched(work)).immediate());
      committed = true;
      this.#requireInPlace();
      return result;
    } finally {
      this.#watcher?.settled(committed);
    }
  }

  /**
   * One transaction over many turns of the event loop, all of it or nothing. Whoever else uses the database meanwhile comes first: what
   * was done until then is undone, and the work begins anew; when that has happened {@link patience} times, it is made in one go.
   *
   * @throws {StoreError} and whatever `rest` rejects with
   */
  async inTurns<T>({ prepare, work, settled, rest }: TurnsOptions<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      prepare();
      const steps = work();
      const settle = (committed: boolean) => {
        this.#watcher?.settled(committed);
        settled(committed);
      };
      const outcome = await this.#oneTry(steps, tries < patience ? rest : null, settle);
      if (outcome !== 'gave way') return outcome.result;
    }
  }

  watchCommits(watcher: CommitWatcher): void {
    this.#watcher = watcher;
  }

  /** Files that must stay where they are: what is written to a file without a name is gone with the process. */
  watchFiles(paths: readonly string[]): void {
    const before = paths.map(identityOf);
    this.#inPlace = () => paths.every((path, index) => identityOf(path) === before[index]);
  }

  pragma(source: string): unknown {
    this.#giveWay?.();
    return this.run(() => this.#sqlite.pragma(source, { simple: true }));
  }

  close(): void {
    this.#giveWay?.();
    this.#sqlite.close();
  }

  async #oneTry<T>(
    steps: Generator<number, T>,
    rest: ((done: number) => Promise<void>) | null,
    settle: (committed: boolean) => void,
  ): Promise<{ readonly result: T } | 'gave way'> {
    let over = false;
    const undo = () => {
      this.#giveWay = null;
      over = true;
      if (this.#sqlite.inTransaction) this.#sqlite.exec('ROLLBACK');
      steps.return(undefined as never); // what it would have returned is nobody's concern
      settle(false);
    };
    try {
      this.run(() => this.#sqlite.exec('BEGIN IMMEDIATE'));
      let step = this.run(() => steps.next());
      for (; step.done !== true; step = this.run(() => steps.next())) {
        if (rest === null) continue;
        this.#giveWay = undo;
        await rest(step.value);
        if (over) return 'gave way';
        this.#giveWay = null;
      }
      this.run(() => {
        this.#watcher?.beforeCommit();
        this.#sqlite.exec('COMMIT');
      });
      over = true;
      settle(true);
      this.#requireInPlace();
      return { result: step.value };
    } catch (error) {
      if (!over) undo();
      throw error;
    }
  }

  /** A statement that is another's while a transaction in turns rests makes that give way first. */
  #courteous<S extends Statement<never[], unknown>>(statement: S): S {
    const { get, all, run, iterate } = statement;
    const first =
      <A extends unknown[], R>(method: (...parameters: A) => R) =>
      (...parameters: A): R => {
        this.#giveWay?.();
        return method.apply(statement, parameters);
      };
    return Object.assign(statement, { get: first(get), all: first(all), run: first(run), iterate: first(iterate) });
  }

  #break(error: StoreError): void {
    this.#broken = error;
    if (error.code === 'STORE_DAMAGED') this.#onDamage();
  }

  #requireInPlace(): void {
    if (this.#inPlace()) return;
    this.#break(new StoreError('STORE_FAILED', ['database-moved', this.#name]));
    if (this.#broken) throw this.#broken;
  }

  #watched<T>(work: () => T): T {
    const result = work();
    this.#watcher?.beforeCommit();
    return result;
  }
}

/** Which file has this name now. */
function identityOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? 'none' : `${found.dev} ${found.ino}`;
}

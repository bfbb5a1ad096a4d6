import type { Announcements } from './announcements.ts';
import { HostError } from './host-error.ts';
import { freshId } from './randomness.ts';

export type JobKind = 'audit-check' | 'backup' | 'backup-check' | 'restore';

/** How far a job is, in a unit of its own. */
export interface JobState {
  readonly id: string;
  readonly kind: JobKind;
  readonly done: number;
  readonly all: number | null;
}

/** What a job's work is given. */
export interface JobTicket {
  /** Says how far it is. @throws {HostError} `CANCELLED` when it was asked to end: a good place to end */
  progress(done: number, all: number | null): void;
}

/** Jobs that run at the same time. Our own limit: each holds a file or a database busy. */
const jobLimit = 4;

/** Work that takes longer than a person likes to wait without being told. */
export class Jobs {
  readonly #announcements: Pick<Announcements, 'list'>;
  readonly #running = new Map<string, JobState>();
  readonly #cancelled = new Set<string>();

  constructor(announcements: Pick<Announcements, 'list'>) {
    this.#announcements = announcements;
  }

  list(): readonly JobState[] {
    return [...this.#running.values()];
  }

  cancel(id: string): void {
    if (this.#running.has(id)) this.#cancelled.add(id);
  }

  /** Ends every job at its next step, as the program does when it ends. */
  cancelAll(): void {
    for (const id of this.#running.keys()) this.#cancelled.add(id);
  }

  /** @throws {HostError} `TOO_MANY_JOBS`, `CANCELLED` */
  async run<T>(kind: JobKind, work: (ticket: JobTicket) => Promise<T>): Promise<T> {
    if (this.#running.size >= jobLimit) throw new HostError('TOO_MANY_JOBS');
    const id = freshId();
    this.#change({ id, kind, done: 0, all: null });
    try {
      return await work({ progress: (done, all) => this.#step({ id, kind, done, all }) });
    } finally {
      this.#running.delete(id);
      this.#cancelled.delete(id);
      this.#announcements.list('jobsChanged');
    }
  }

  #step(state: JobState): void {
    if (this.#cancelled.has(state.id)) throw new HostError('CANCELLED');
    this.#change(state);
  }

  #change(state: JobState): void {
    this.#running.set(state.id, state);
    this.#announcements.list('jobsChanged');
  }
}

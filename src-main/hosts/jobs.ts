import type { Announcements } from './announcements.ts';
import { HostError } from './host-error.ts';
import { freshId } from './randomness.ts';

export type JobKind = 'resume' | 'audit-check' | 'backup' | 'backup-check' | 'restore';

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
  /** Aborted with {@link HostError} `CANCELLED` as soon as it is asked to end, for work that waits. */
  readonly signal: AbortSignal;
}

/** Jobs that people begin and that run at the same time. Our own limit: each holds a file or a database busy. */
const jobLimit = 4;

/** Work that takes longer than a person likes to wait without being told. */
export class Jobs {
  readonly #announcements: Pick<Announcements, 'list'>;
  readonly #running = new Map<string, JobState>();
  readonly #endings = new Map<string, AbortController>();

  constructor(announcements: Pick<Announcements, 'list'>) {
    this.#announcements = announcements;
  }

  list(): readonly JobState[] {
    return [...this.#running.values()];
  }

  cancel(id: string): void {
    this.#endings.get(id)?.abort(new HostError('CANCELLED'));
  }

  /** Ends every job at its next step, as the program does when it ends. */
  cancelAll(): void {
    for (const id of this.#running.keys()) this.cancel(id);
  }

  /** @throws {HostError} `TOO_MANY_JOBS`, `CANCELLED` */
  async run<T>(kind: JobKind, work: (ticket: JobTicket) => Promise<T>): Promise<T> {
    if (kind !== 'resume' && this.list().filter((job) => job.kind !== 'resume').length >= jobLimit) throw new HostError('TOO_MANY_JOBS');
    const id = freshId();
    const ending = new AbortController();
    const { signal } = ending;
    this.#endings.set(id, ending);
    this.#change({ id, kind, done: 0, all: null });
    try {
      const progress = (done: number, all: number | null) => {
        signal.throwIfAborted();
        this.#change({ id, kind, done, all });
      };
      return await work({ progress, signal });
    } finally {
      this.#running.delete(id);
      this.#endings.delete(id);
      this.#announcements.list('jobsChanged');
    }
  }

  #change(state: JobState): void {
    this.#running.set(state.id, state);
    this.#announcements.list('jobsChanged');
  }
}

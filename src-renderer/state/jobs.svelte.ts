import { createContext } from 'svelte';
import type { JobView } from '#shared/contract/jobs.ts';
import type { CoreState } from './core.svelte.ts';

/** Work of the core that takes a while, as far as it is. */
export class JobsState {
  readonly #core: CoreState;

  constructor(core: CoreState) {
    this.#core = core;
  }

  find(kind: JobView['kind']): JobView | null {
    return this.#core.jobs.items.find((job) => job.kind === kind) ?? null;
  }

  cancel({ id }: JobView): void {
    void this.#core.bridge.request('cancelJob', { jobId: id });
  }
}

export const [getJobs, setJobs] = createContext<JobsState>();

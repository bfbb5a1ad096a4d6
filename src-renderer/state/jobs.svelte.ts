import { createContext } from 'svelte';
import type { JobView } from '#shared/contract/jobs.ts';
import type { Bridge } from '#shared/contract.ts';

/** Work of the core that takes a while, as far as it is. */
export class JobsState {
  #items = $state.raw<readonly JobView[]>([]);
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.subscribe('jobsChanged', (jobs) => {
      this.#items = jobs;
    });
  }

  find(kind: JobView['kind']): JobView | null {
    return this.#items.find((job) => job.kind === kind) ?? null;
  }

  cancel({ id }: JobView): void {
    void this.#bridge.request('cancelJob', { jobId: id });
  }
}

export const [getJobs, setJobs] = createContext<JobsState>();

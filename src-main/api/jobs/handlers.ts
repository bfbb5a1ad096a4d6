import type { JobRequests } from '#shared/contract/jobs.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { CoreParts } from '../core-parts.ts';

export function jobHandlers({ jobs }: CoreParts): HandlersOf<JobRequests> {
  return {
    jobs: async () => jobs.list(),
    cancelJob: async ({ jobId }) => {
      jobs.cancel(jobId);
      return null;
    },
  };
}

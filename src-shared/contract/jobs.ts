/** Work that takes a while: how far it is, and ending it. The request that began it answers when it is over. */
export interface JobRequests {
  jobs(params: Record<string, never>): readonly JobView[];
  /** Asks a job to end; its request is then refused with `CANCELLED`. */
  cancelJob(params: { readonly jobId: string }): null;
}

export const jobChannels: { readonly [M in keyof JobRequests]: `core:${M}` } = { jobs: 'core:jobs', cancelJob: 'core:cancelJob' };

export interface JobTopics {
  /** All that run; a handful. */
  readonly jobsChanged: readonly JobView[];
}

export const jobTopicChannels: { readonly [T in keyof JobTopics]: `face:${T}` } = { jobsChanged: 'face:jobsChanged' };

export interface JobView {
  readonly id: string;
  readonly kind: 'resume' | 'audit-check' | 'backup' | 'backup-check' | 'restore';
  /** In the unit of the job: connections, entries or bytes. */
  readonly done: number;
  /** `null`: not known yet. */
  readonly all: number | null;
}

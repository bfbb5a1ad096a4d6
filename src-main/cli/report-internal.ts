import type { ReportInternal } from '#main/api/rpc.ts';

/** Faults of our own go to standard error; typed errors never hold secrets. */
export const reportInternal: ReportInternal = (where, error) => {
  process.stderr.write(`epochscope: ${where}: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown'}\n`);
};

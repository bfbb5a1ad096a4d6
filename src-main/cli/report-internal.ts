import type { ReportInternal } from '#main/api/rpc.ts';

/** Faults of our own go to standard error; typed errors never hold secrets. */
export const reportInternal: ReportInternal = (where, error) => {
  const fault = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  process.stderr.write(`epochscope: ${where}: ${fault instanceof Error ? (fault.stack ?? fault.message) : 'unknown'}\n`);
};

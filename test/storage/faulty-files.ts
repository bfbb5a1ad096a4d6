import { type FileOperations, nodeFileOperations } from '#main/store/file-operations.ts';

/** How the file call that is hit behaves: a write may reach the disk in part. */
export type Fault = 'not-done' | 'half-done' | 'done';

/**
 * Real files until the `fatal`-th changing call (write or sync, counted from 1). That call throws, and every later one:
 * as if the process had ended there. `once` lets later calls through, as a passing error does.
 */
export function faultyFiles(fatal: number, fault: Fault, once = false): FileOperations & { readonly calls: () => number } {
  let calls = 0;
  const changing = <T>(done: () => T, half: () => unknown): T => {
    calls++;
    if (calls < fatal || (once && calls > fatal)) return done();
    if (calls === fatal && fault === 'done') done();
    if (calls === fatal && fault === 'half-done') half();
    throw Object.assign(new Error('input/output error'), { code: 'EIO' });
  };
  return {
    ...nodeFileOperations,
    write: (file, bytes, position) =>
      changing(
        () => nodeFileOperations.write(file, bytes, position),
        () => nodeFileOperations.write(file, bytes.subarray(0, bytes.length >> 1), position),
      ),
    syncData: (file) =>
      changing(
        () => nodeFileOperations.syncData(file),
        () => undefined,
      ),
    sync: (file) =>
      changing(
        () => nodeFileOperations.sync(file),
        () => undefined,
      ),
    calls: () => calls,
  };
}

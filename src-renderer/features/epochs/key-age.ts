import type { EpochStoryView } from '#shared/contract/epochs.ts';
import type { KeyPolicy } from '#shared/key-policy.ts';

/** How much of a limit of the key policy is used up. */
export interface LimitUse {
  readonly limit: 'records' | 'bytes' | 'age';
  readonly used: number;
  readonly most: number;
  /** 0 to 1. */
  readonly share: number;
}

/** The present epoch against what asks for an update; limits that are off are left out. R-LIMIT counts each direction for itself. */
export function limitsUsed(epoch: EpochStoryView, policy: KeyPolicy, now: number): readonly LimitUse[] {
  const { updateRecords, updateBytes, updateAge } = policy;
  const all = [
    { limit: 'age', used: Math.max(0, now - epoch.startedAt), most: updateAge },
    { limit: 'records', used: Math.max(epoch.recordsSent, epoch.recordsReceived), most: updateRecords },
    { limit: 'bytes', used: Math.max(epoch.bytesSent, epoch.bytesReceived), most: updateBytes },
  ] as const;
  return all.filter(({ most }) => most > 0).map((one) => ({ ...one, share: Math.min(1, one.used / one.most) }));
}

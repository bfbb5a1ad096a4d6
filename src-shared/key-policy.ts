/**
 * What a connection does by itself: when its keys are renewed, and whether it comes back after a cut. 0 is never, and for `recordsPerKey`
 * the algorithm’s own limit. R-LIMIT.
 */
export interface KeyPolicy {
  /** Records under one epoch, of either direction, after which we update. */
  readonly updateRecords: number;
  /** Bytes on the wire likewise. */
  readonly updateBytes: number;
  /** Milliseconds since an epoch’s keys came into use, once it carried application data. */
  readonly updateAge: number;
  /** Records one sending key protects at most; then the connection closes unless an update came first. */
  readonly recordsPerKey: number;
  /** Data in the first flight of a resumption is taken on this connection, whatever its listener says. R-EARLY. */
  readonly earlyData: boolean;
  /** After a cut, and after a restart, it resumes by itself where it can dial, after waits that grow. R-TIE. */
  readonly autoResume: boolean;
}

/** Those of R-LIMIT. */
export const standardKeyPolicy: KeyPolicy = {
  updateRecords: 2 ** 22,
  updateBytes: 2 ** 36,
  updateAge: 3_600_000,
  recordsPerKey: 0,
  earlyData: false,
  autoResume: true,
};

/**
 * Smallest values besides 0: an update is two commits’ worth of public-key work on both sides, and the last 16 records of a key are for
 * the messages that replace it.
 */
export const leastKeyPolicy = { updateRecords: 16, updateBytes: 4096, updateAge: 1000, recordsPerKey: 64 } as const;
export const greatestKeyPolicy = { updateRecords: 2 ** 40, updateBytes: 2 ** 50, updateAge: 365 * 86_400_000, recordsPerKey: 2 ** 48 } as const;

export type KeyLimitName = keyof typeof leastKeyPolicy;
export const keyLimitNames = ['updateRecords', 'updateBytes', 'updateAge', 'recordsPerKey'] as const satisfies readonly KeyLimitName[];

/** Whether a limit may be this: 0, or a whole number that does no harm. */
export function isKeyLimit(name: KeyLimitName, value: number): boolean {
  return value === 0 || (Number.isSafeInteger(value) && value >= leastKeyPolicy[name] && value <= greatestKeyPolicy[name]);
}

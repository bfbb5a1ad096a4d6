import type { KeyStore } from '#main/store/store.ts';
import { type Fault, faultyFiles } from './faulty-files.ts';
import { closeProfile, openProfile, temporaryDirectory } from './profiles.ts';

export interface CrashingFlow {
  readonly prepare: (store: KeyStore) => void;
  readonly run: (store: KeyStore) => void;
}

export interface Crash {
  readonly directory: string;
  /** Whether the flow came to its end all the same. */
  readonly returned: boolean;
  /** Whether the flow has so many file calls; else every call was hit by now. */
  readonly hit: boolean;
}

/** Plays a flow on a new profile as if the process had ended at its `fatal`-th changing file call, counted from 1. */
export function crashingRun(flow: CrashingFlow, fatal: number, fault: Fault): Crash {
  const directory = temporaryDirectory();
  const before = openProfile(directory);
  flow.prepare(before);
  closeProfile(before);
  const files = faultyFiles(fatal, fault);
  const crashing = openProfile(directory, files);
  const returned = succeeds(() => flow.run(crashing));
  closeProfile(crashing);
  return { directory, returned, hit: files.calls() >= fatal };
}

export function succeeds(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

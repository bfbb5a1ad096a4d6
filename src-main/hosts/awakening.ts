import type { ConnectionRow } from '#main/store/store.ts';
import { HostError } from './host-error.ts';
import type { Jobs, JobTicket } from './jobs.ts';
import type { Realm } from './realm.ts';
import { noticeOfFailure } from './notices.ts';

/** Connections that are resumed at once after a start: many, because a peer that does not answer takes its time; few enough to dial. */
const lanes = 64;
/** Rows that are read together. */
const pageSize = 100;

export interface AwakeningOptions {
  readonly realm: Pick<Realm, 'notices'> & { readonly store: Pick<Realm['store'], 'connections'> };
  readonly jobs: Pick<Jobs, 'run'>;
  /** Resumes what a row describes, if it can be. Resolves when that is open or has failed, and is tried again later like any other. */
  readonly wake: (row: ConnectionRow) => Promise<void>;
}

/**
 * After a start every connection comes back that was open when the program ended: the last used first, so many at a time. A job like
 * others: it says how far it is and ends when it is asked to; what it has not come to then stays dormant until people resume it, or the
 * program starts again.
 */
export async function wakeConnections(options: AwakeningOptions): Promise<void> {
  const { realm, jobs } = options;
  try {
    const all = realm.store.connections.countWaking();
    if (all > 0) await jobs.run('resume', (ticket) => wakeAll(options, all, ticket));
  } catch (error) {
    if (error instanceof HostError && error.code === 'CANCELLED') return;
    realm.notices.add({ level: 'warning', ...noticeOfFailure(['not-all-resumed'], error), connectionId: null });
  }
}

async function wakeAll({ realm, wake }: AwakeningOptions, all: number, { progress, signal }: JobTicket): Promise<void> {
  const rows = wakingRows(realm.store);
  let done = 0;
  let over = false;
  const lane = async (): Promise<void> => {
    for (let next = rows.next(); next.done !== true; next = rows.next()) {
      await wake(next.value);
      if (over) return;
      done += 1;
      progress(done, all);
    }
  };
  progress(done, all); // known from the beginning, while the first peer may take its time
  try {
    await Promise.race([aborted(signal), Promise.all(Array.from({ length: Math.min(lanes, all) }, lane))]);
  } finally {
    over = true;
  }
}

/** Rejects when it is asked to end: what is being dialled goes on by itself. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/** A connection that is used moves to the front, behind which we look. */
function* wakingRows({ connections }: AwakeningOptions['realm']['store']): Generator<ConnectionRow, void> {
  let page = connections.waking(pageSize);
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    yield* page;
    page = connections.waking(pageSize, last);
  }
}

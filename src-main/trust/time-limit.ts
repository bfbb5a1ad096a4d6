/** The part of a clock that a limit needs; milliseconds. */
export interface LimitClock {
  now(): { readonly monotonic: number };
  at(at: number, call: () => void): () => void;
}

/** R-AS: how long a decision may take, milliseconds. */
export const decisionLimit = 10_000;

/** A decision that did not come in time: a refusal. */
export class DecisionTimeout extends Error {
  override readonly name = 'DecisionTimeout';
}

/** What `work` gives, or {@link DecisionTimeout} when the limit passes first; the work is told to stop, and its late answer is dropped. */
export async function within<T>(clock: LimitClock, limit: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const stop = new AbortController();
  const cancel = clock.at(clock.now().monotonic + limit, () => {
    const error = new DecisionTimeout(`no decision within ${limit} ms`);
    late.reject(error);
    stop.abort(error);
  });
  try {
    return await Promise.race([work(stop.signal), late.promise]);
  } finally {
    cancel();
  }
}

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

/** What `work` gives, or {@link DecisionTimeout} when the limit passes first; its late answer is dropped. */
export async function within<T>(clock: LimitClock, limit: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const cancel = clock.at(clock.now().monotonic + limit, () => late.reject(new DecisionTimeout(`no decision within ${limit} ms`)));
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    cancel();
  }
}

import type { Now } from '#engine/mls-tls/host-effects.ts';

/** The time of this process, and calls in the future. Tests bring their own. */
export interface Clock {
  now(): Now;
  /** Calls once when the monotonic clock reaches `at` (milliseconds). Returns the function that cancels it. */
  at(at: number, call: () => void): () => void;
}

/** Longest delay setTimeout takes; longer ones wake up early and wait again. */
const longestTimeout = 0x7fff_ffff;

export const systemClock: Clock = {
  now: () => ({ wall: Date.now(), monotonic: performance.now() }),
  at: (at, call) => {
    let timer: ReturnType<typeof setTimeout>;
    const arm = () => {
      const left = at - performance.now();
      // Timers may fire a fraction early: the engine compares with its own deadline.
      timer = setTimeout(() => (at - performance.now() > 0 ? arm() : call()), Math.min(Math.max(Math.ceil(left), 0), longestTimeout));
    };
    arm();
    return () => clearTimeout(timer);
  },
};

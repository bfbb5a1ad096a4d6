import nodeCrypto from 'node:crypto';
import { allFeatures, type Features, type Replaceable } from './features.ts';
import { knownAnswers } from './known-answers.ts';

/** What one primitive made of its known answer. */
export interface SelfTestResult {
  readonly primitive: string;
  /** `noble` also where the runtime's own implementation gave a wrong answer. */
  readonly implementation: 'native' | 'noble';
  readonly ok: boolean;
}

export interface SelfTest {
  readonly results: readonly SelfTestResult[];
  /** What this runtime does right; the rest comes from noble. */
  readonly features: Features;
}

/**
 * One known answer per primitive, through the code the product uses. Run at start it also chooses: the runtime's own
 * implementation where that gives the answer, noble's elsewhere. What is not `ok` must not protect anything. Never throws.
 *
 * @param limit what may be taken from the runtime
 */
export function selfTest(limit: Features = allFeatures): SelfTest {
  const native = new Set<Replaceable>(); // grows as the tests pass
  const features: Features = {
    native,
    oneShotHash: limit.oneShotHash && typeof nodeCrypto.hash === 'function',
    transfer: limit.transfer && typeof ArrayBuffer.prototype.transfer === 'function',
  };
  const results = knownAnswers.map(({ primitive, madeOf, run }): SelfTestResult => {
    const own = madeOf.find((part) => part === primitive);
    if (own !== undefined && limit.native.has(own)) {
      native.add(own);
      if (passes(() => run(features))) return { primitive, implementation: 'native', ok: true };
      native.delete(own);
    }
    return { primitive, implementation: madeOf.every((part) => native.has(part)) ? 'native' : 'noble', ok: passes(() => run(features)) };
  });
  return { results, features };
}

/** The self-test of this process, run once: what every part of it computes with. */
export function runtimeSelfTest(): SelfTest {
  known ??= selfTest();
  return known;
}

/** What {@link runtimeSelfTest} chose. */
export function detectFeatures(): Features {
  return runtimeSelfTest().features;
}

let known: SelfTest | null = null;

function passes(run: () => boolean): boolean {
  try {
    return run();
  } catch {
    return false;
  }
}

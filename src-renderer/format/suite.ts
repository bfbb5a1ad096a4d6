import { suiteNumber } from '#shared/suite-words.ts';
import type { SuiteView } from '#shared/views.ts';

/** A suite's name, or its number when this core does not know it. */
export function suiteName(id: number | null, suites: readonly SuiteView[]): string | null {
  if (id === null) return null;
  return suites.find((suite) => suite.id === id)?.name ?? suiteNumber(id);
}

/** What the keys of a suite sign with; `null` while the suite is not known. */
export function schemeOfSuite(id: number | null, suites: readonly Pick<SuiteView, 'id' | 'signature'>[] = []): string | null {
  return suites.find((suite) => suite.id === id)?.signature ?? null;
}

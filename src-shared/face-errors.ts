import { type ErrorCode, wordsOf } from './error-catalogue.ts';
import type { ErrorView } from './views.ts';

/**
 * A refusal raised between a face and the core.
 *
 * @param detail facts for engineers; never a secret
 */
export function faceError(code: ErrorCode, detail: string | null = null): ErrorView {
  const { title, next } = wordsOf(code);
  return { code, title, next, rule: null, alert: null, detail };
}

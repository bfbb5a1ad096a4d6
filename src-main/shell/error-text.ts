import { germanErrorWords } from '#shared/errors/german/catalogue.ts';
import type { ErrorWords } from '#shared/errors/words.ts';
import type { Language } from '#shared/languages.ts';
import type { ErrorView } from '#shared/views.ts';

/** The words of an error for a dialog of the system. */
export function errorIn(language: Language, { code, title, next }: Pick<ErrorView, 'code' | 'title' | 'next'>): ErrorWords {
  return (language === 'de' ? germanErrorWords(code) : null) ?? { title, next };
}

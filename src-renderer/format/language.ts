import { type Language, languageOf, languages } from '#shared/languages.ts';
import type { Translated } from '#shared/words/said.ts';

export type { Translated } from '#shared/words/said.ts';

export { type Language, languageOf } from '#shared/languages.ts';

/** How a language calls itself. */
export const languageNames: { readonly [L in Language]: string } = { en: 'English', de: 'Deutsch' };

/** What stands before the fraction of a number. */
export const decimalMarks: { readonly [L in Language]: string } = { en: '.', de: ',' };

/** What a person chose; `system`: the first language of the system that is ours. */
export type LanguageChoice = 'system' | Language;

const storageKey = 'epochscope.language';

/** The language of this page, from its first word to its end: choosing another one loads the page anew. */
export const language: Language = startLanguage();

/** What was chosen on this computer. */
export function languageChoice(): LanguageChoice {
  try {
    const stored = localStorage.getItem(storageKey);
    return languages.find((one) => one === stored) ?? 'system';
  } catch {
    return 'system'; // storage may be closed to this page
  }
}

/** Remembers the choice and loads the page anew, so that no word of the other language stays. */
export function chooseLanguage(choice: LanguageChoice): void {
  try {
    localStorage.setItem(storageKey, choice);
  } catch {
    return; // what cannot be remembered would be forgotten by loading anew
  }
  location.reload();
}

/** A catalogue in the language of this page. */
export function spoken<const T extends object>(english: T, german: Translated<T>): Translated<T> {
  return language === 'de' ? german : (english as Translated<T>); // a text is a text; the type only forgets which
}

function startLanguage(): Language {
  if (typeof document === 'undefined') return 'en';
  const choice = languageChoice();
  const started = choice === 'system' ? languageOf(navigator.languages) : choice;
  document.documentElement.lang = started;
  return started;
}

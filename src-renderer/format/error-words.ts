import { germanErrorWords } from '#shared/errors/german/catalogue.ts';
import type { ErrorWords } from '#shared/errors/words.ts';
import type { ConnectionView, ErrorView } from '#shared/views.ts';
import { language } from './language.ts';

/** The words of an error in the language of the page. The core speaks English; what it could not name keeps its words. */
export function errorWords({ code, title, next }: Pick<ErrorView, 'code' | 'title' | 'next'>): ErrorWords {
  return (language === 'de' ? germanErrorWords(code) : null) ?? { title, next };
}

/** What stands in the way of a resumption, in the language of the page. */
export function obstacleWords({ obstacle, obstacleCode }: Pick<ConnectionView, 'obstacle' | 'obstacleCode'>): string | null {
  return obstacle === null ? null : errorWords({ code: obstacleCode ?? '', title: obstacle, next: '' }).title;
}

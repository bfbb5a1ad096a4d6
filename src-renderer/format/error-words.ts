import { germanErrorWords } from '#shared/errors/german/catalogue.ts';
import { germanViolationDetails } from '#shared/errors/german/violation-details.ts';
import type { ErrorWords } from '#shared/errors/words.ts';
import type { ConnectionView, ErrorView } from '#shared/views.ts';
import { germanDetailSentences } from '#shared/words/details.de.ts';
import { germanFilterSentences } from '#shared/words/filter.de.ts';
import { wordedAll } from '#shared/words/said.ts';
import { germanTrustSentences } from '#shared/words/trust.de.ts';
import { language } from './language.ts';

/** The words of an error in the language of the page. The core speaks English; what it could not name keeps its words. */
export function errorWords({ code, title, next }: Pick<ErrorView, 'code' | 'title' | 'next'>): ErrorWords {
  return (language === 'de' ? germanErrorWords(code) : null) ?? { title, next };
}

/** What an error says besides its title, in the language of the page: names and numbers stay as they are. */
export function detailWords({ code, detail, detailSaid }: Pick<ErrorView, 'code' | 'detail' | 'detailSaid'>): string | null {
  if (language !== 'de' || detail === null) return detail;
  if (detailSaid !== undefined) return wordedAll(details, detailSaid) ?? detail;
  return Object.hasOwn(germanViolationDetails, code) ? germanViolationDetails[code as keyof typeof germanViolationDetails] : detail;
}

/** What can stand in a detail: of decisions about peers, of files, of filters, and of the program itself. */
const details = { ...germanTrustSentences, ...germanFilterSentences, ...germanDetailSentences };

/** What stands in the way of a resumption, in the language of the page. */
export function obstacleWords({ obstacle, obstacleCode }: Pick<ConnectionView, 'obstacle' | 'obstacleCode'>): string | null {
  return obstacle === null ? null : errorWords({ code: obstacleCode ?? '', title: obstacle, next: '' }).title;
}

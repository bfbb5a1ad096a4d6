import type { TranscriptRow } from '#shared/views.ts';
import { germanRowSentences, germanRowTitle } from '#shared/words/rows.de.ts';
import { type Said, worded } from '#shared/words/said.ts';
import { errorWords } from './error-words.ts';
import { language } from './language.ts';

/** The title of a row in the language of this page. Filters ask for the English one, which is what `title` holds. */
export function rowTitle({ title }: Pick<TranscriptRow, 'title'>): string {
  return language === 'de' ? germanRowTitle(title) : title;
}

/** What a row says, in the language of this page; rows of older files say it in English alone. */
export function rowSummary({ summary, said }: Pick<TranscriptRow, 'summary' | 'said'>): string {
  return language === 'de' ? (worded(germanRowSentences, withOwnTitle(said)) ?? summary) : summary;
}

/** A failure carries the title that the core's catalogue has for its code. */
function withOwnTitle(said: Said | undefined): Said | undefined {
  if (said?.[0] !== 'failure') return said;
  const [kind, title, code, ...rest] = said;
  return [kind, errorWords({ code: String(code), title: String(title), next: '' }).title, String(code), ...rest];
}

import { type SaidOf, say, sayNotice } from '#shared/words/said.ts';
import { trustNotices, trustSentences } from '#shared/words/trust.ts';
import type { TrustNotice } from './decision.ts';

/** One or more sentences: in English, and what they say for faces of other languages. */
export interface Sentence {
  readonly text: string;
  readonly said: readonly SaidOf<typeof trustSentences>[];
}

export function sentence(...said: SaidOf<typeof trustSentences>): Sentence {
  return { text: say(trustSentences, said), said: [said] };
}

/** One behind the other. */
export function sentences(...parts: readonly Sentence[]): Sentence {
  return { text: parts.map(({ text }) => text).join(' '), said: parts.flatMap(({ said }) => said) };
}

type NoticeSentence = SaidOf<typeof trustNotices>;

/** What a notice says. */
export function noticeWords(title: NoticeSentence, ...text: readonly NoticeSentence[]): Pick<TrustNotice, 'title' | 'text' | 'said'> {
  return sayNotice(trustNotices, title, text);
}

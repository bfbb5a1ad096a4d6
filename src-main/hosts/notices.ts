import type { NoticeView } from '#shared/views.ts';
import { noticeSentences } from '#shared/words/notices.ts';
import { type SaidOf, say, sayNotice } from '#shared/words/said.ts';
import type { Announcements } from './announcements.ts';
import type { Clock } from './clock.ts';
import { freshId } from './randomness.ts';
import { StoreError } from '#main/store/store-error.ts';

/** Notices kept at most; the oldest go first. */
const noticeLimit = 200;

/** What a notice says: in English, and by code for faces of other languages. */
export function noticeSays(title: NoticeSentence, ...text: readonly NoticeSentence[]): Pick<NoticeView, 'title' | 'text' | 'said'> {
  return sayNotice(noticeSentences, title, text);
}

/** A notice of something that failed, with what the store says of it. */
export function noticeOfFailure(title: NoticeSentence, error: unknown): Pick<NoticeView, 'title' | 'text' | 'said'> {
  if (!(error instanceof StoreError)) return noticeSays(title, ['unexpected']);
  const { message, said } = error;
  return { title: say(noticeSentences, title), text: message, said: { title, text: said.length === 0 ? [['plain', message]] : said } };
}

type NoticeSentence = SaidOf<typeof noticeSentences>;

/** A notice as it is made. */
export interface NewNotice extends Pick<NoticeView, 'level' | 'title' | 'text' | 'said' | 'connectionId'> {
  /** What it is about: one subject has one notice, and it goes when the matter is settled. `null` = told apart by its text. */
  readonly subject?: string | null;
}

interface Kept extends NoticeView {
  readonly subject: string | null;
}

/** What the user should see once, newest first, until dismissed. In memory: a decision's traces are in the store. */
export class Notices {
  readonly #clock: Clock;
  readonly #announcements: Pick<Announcements, 'list'>;
  #all: readonly Kept[] = [];

  constructor(clock: Clock, announcements: Pick<Announcements, 'list'>) {
    this.#clock = clock;
    this.#announcements = announcements;
  }

  list(): readonly NoticeView[] {
    return this.#all.map(({ subject: _, ...notice }) => notice);
  }

  add(notice: NewNotice): void {
    const subject = notice.subject ?? null;
    const same = this.#all.find((other) => (subject === null ? sameWords(other, notice) : other.subject === subject));
    // One cause, one notice: a repetition only moves up.
    const others = this.#all.filter((other) => other !== same);
    const { level, title, text, said, connectionId } = notice;
    this.#all = [{ id: same?.id ?? freshId(), at: this.#clock.now().wall, level, title, text, said, connectionId, subject }, ...others].slice(
      0,
      noticeLimit,
    );
    this.#announcements.list('noticesChanged');
  }

  /** @returns what it was about; `null`: nothing in particular, or there is no such notice */
  dismiss(id: string): string | null {
    const subject = this.#all.find((notice) => notice.id === id)?.subject ?? null;
    this.#keep((notice) => notice.id !== id);
    return subject;
  }

  /** The matter is settled: nobody needs to hear of it any more. */
  settle(subject: string): void {
    this.#keep((notice) => notice.subject !== subject);
  }

  #keep(wanted: (notice: Kept) => boolean): void {
    const left = this.#all.filter(wanted);
    if (left.length === this.#all.length) return;
    this.#all = left;
    this.#announcements.list('noticesChanged');
  }
}

function sameWords(kept: Kept, { title, text, connectionId }: NewNotice): boolean {
  return kept.subject === null && kept.title === title && kept.text === text && kept.connectionId === connectionId;
}

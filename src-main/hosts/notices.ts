import type { NoticeView } from '#shared/views.ts';
import type { Announcements } from './announcements.ts';
import type { Clock } from './clock.ts';
import { freshId } from './randomness.ts';

/** Notices kept at most; the oldest go first. */
const noticeLimit = 200;

/** What the user should see once, newest first, until dismissed. In memory: a decision's traces are in the store. */
export class Notices {
  readonly #clock: Clock;
  readonly #announcements: Pick<Announcements, 'list'>;
  #all: readonly NoticeView[] = [];

  constructor(clock: Clock, announcements: Pick<Announcements, 'list'>) {
    this.#clock = clock;
    this.#announcements = announcements;
  }

  list(): readonly NoticeView[] {
    return this.#all;
  }

  add(notice: Pick<NoticeView, 'level' | 'title' | 'text' | 'connectionId'>): void {
    const same = this.#all.find((other) => other.title === notice.title && other.text === notice.text && other.connectionId === notice.connectionId);
    // One cause, one notice: a repetition only moves up.
    const others = this.#all.filter((other) => other !== same);
    const { level, title, text, connectionId } = notice;
    this.#all = [{ id: same?.id ?? freshId(), at: this.#clock.now().wall, level, title, text, connectionId }, ...others].slice(0, noticeLimit);
    this.#announcements.list('noticesChanged');
  }

  dismiss(id: string): void {
    this.#all = this.#all.filter((notice) => notice.id !== id);
    this.#announcements.list('noticesChanged');
  }
}

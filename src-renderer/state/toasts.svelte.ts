import { createContext } from 'svelte';
import type { NoticeView } from '#shared/views.ts';
import { noticeWords } from '../format/core-words.ts';
import type { Route } from './route.svelte.ts';

export interface Toast {
  readonly id: string;
  readonly level: NoticeView['level'];
  readonly title: string;
  readonly text: string;
  /** What it tells of is under way: it stays until something else takes its place. */
  readonly busy?: boolean;
  /** Where what it tells of can be seen. */
  readonly to?: Route;
}

/** Whether it tells that somebody knocks, which a page of its own lists. */
export const isKnock = ({ said }: Pick<NoticeView, 'said'>): boolean => said.title[0] === 'knocking';

/** How long the others stay, ms. */
const infoStays = 8000;
const mostShown = 3;

/** Whether it stays until it is dismissed or replaced. */
export const stays = ({ level, busy }: Toast): boolean => level !== 'info' || busy === true;

/** Short messages over the page: local ones, and the core's notices that arrive while the page is open. */
export class ToastsState {
  items = $state.raw<readonly Toast[]>([]);
  #known: ReadonlySet<string> | null = null;

  show(toast: Toast): void {
    this.items = [...this.items.filter((shown) => shown.id !== toast.id), toast].slice(-mostShown);
    // One that took its place meanwhile has a time of its own.
    if (!stays(toast)) setTimeout(() => this.items.includes(toast) && this.dismiss(toast.id), infoStays);
  }

  dismiss(id: string): void {
    this.items = this.items.filter((toast) => toast.id !== id);
  }

  /** The list of notices is open, and tells what these tell. */
  dismissNotices(): void {
    this.items = this.items.filter(({ id }) => !this.#known?.has(id));
  }

  /**
   * Shows those notices that were not there before; the first call only remembers.
   *
   * @param knocksShown whether the page that lists who knocks is on screen: it says the same
   * @param shown the connection on screen, whose page says the same
   */
  follow(notices: readonly NoticeView[], knocksShown = false, shown: string | null = null): void {
    const known = this.#known;
    this.#known = new Set(notices.map((notice) => notice.id));
    if (known === null) return;
    const told = new Set(
      notices.filter((notice) => (knocksShown && isKnock(notice)) || (shown !== null && notice.connectionId === shown)).map(({ id }) => id),
    );
    for (const notice of notices)
      if (!known.has(notice.id) && !told.has(notice.id))
        this.show({ ...notice, ...noticeWords(notice), ...(isKnock(notice) ? { to: { page: 'knocks' } } : {}) });
    for (const { id } of this.items) if (told.has(id) || (known.has(id) && !this.#known.has(id))) this.dismiss(id);
  }
}

export const [getToasts, setToasts] = createContext<ToastsState>();

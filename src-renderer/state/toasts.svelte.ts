import { createContext } from 'svelte';
import type { NoticeView } from '#shared/views.ts';
import { noticeWords } from '../format/core-words.ts';

export interface Toast {
  readonly id: string;
  readonly level: NoticeView['level'];
  readonly title: string;
  readonly text: string;
  /** What it tells of is under way: it stays until something else takes its place. */
  readonly busy?: boolean;
}

/** How long an informing toast stays, ms. Warnings and dangers stay until they are dismissed. */
const infoStays = 8000;
const mostShown = 3;

/** Short messages over the page: local ones, and the core's notices that arrive while the page is open. */
export class ToastsState {
  items = $state.raw<readonly Toast[]>([]);
  #known: ReadonlySet<string> | null = null;

  show(toast: Toast): void {
    this.items = [...this.items.filter((shown) => shown.id !== toast.id), toast].slice(-mostShown);
    // One that took its place meanwhile has a time of its own.
    if (toast.level === 'info' && !toast.busy) setTimeout(() => this.items.includes(toast) && this.dismiss(toast.id), infoStays);
  }

  dismiss(id: string): void {
    this.items = this.items.filter((toast) => toast.id !== id);
  }

  /** Shows those notices that were not there before; the first call only remembers. */
  follow(notices: readonly NoticeView[]): void {
    const known = this.#known;
    this.#known = new Set(notices.map((notice) => notice.id));
    if (known === null) return;
    for (const notice of notices) if (!known.has(notice.id)) this.show({ ...notice, ...noticeWords(notice) });
    for (const toast of this.items) if (known.has(toast.id) && !this.#known.has(toast.id)) this.dismiss(toast.id);
  }
}

export const [getToasts, setToasts] = createContext<ToastsState>();

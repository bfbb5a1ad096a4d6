import type { PageParams, PageView, PlaceView } from '#shared/contract/lists.ts';
import type { Reply } from '#shared/contract.ts';
import type { ErrorView } from '#shared/views.ts';
import type { Phase } from './listing.svelte.ts';
import { formatCount } from '../format/bytes.ts';

/** Rows of one request, and at most. */
const pageRows = 100;
const greatestPage = 500;
/** Time in which changes are collected before the list is read again, ms. */
const pause = 250;

/** A long list, as far as it was looked at: pages follow one another as the user comes near the end. */
export class PagedState<T extends { readonly id: string }> {
  rows = $state.raw<readonly T[]>([]);
  total = $state.raw<PageView<T>['total'] | null>(null);
  phase = $state<Phase>('loading');
  error = $state.raw<ErrorView | null>(null);
  #next = $state.raw<PlaceView | null>(null);
  readonly hasMore = $derived(this.#next !== null);
  /** Counts the readings from the beginning: an answer to an older one is dropped. */
  #reading = 0;
  #extending = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  readonly #ask: (part: PageParams) => Promise<Reply<PageView<T>>>;

  constructor(ask: (part: PageParams) => Promise<Reply<PageView<T>>>) {
    this.#ask = ask;
  }

  /** Reads from the beginning, as much as is shown. What is shown stays until the answer comes. */
  async load(rows: number = pageRows): Promise<void> {
    clearTimeout(this.#waiting);
    const reading = ++this.#reading;
    const reply = await this.#ask({ limit: Math.min(greatestPage, Math.max(pageRows, rows)) });
    if (reading !== this.#reading) return;
    this.phase = reply.ok ? 'ready' : 'failed';
    this.error = reply.ok ? null : reply.error;
    if (reply.ok) this.#show(reply.value, reply.value.rows);
  }

  /** Reads the next page, if there is one and it is not on its way. */
  async more(): Promise<void> {
    if (this.#next === null || this.#extending) return;
    this.#extending = true;
    const reading = this.#reading;
    const reply = await this.#ask({ after: this.#next, limit: pageRows });
    this.#extending = false;
    if (reading !== this.#reading || !reply.ok) return;
    const known = new Set(this.rows.map(({ id }) => id));
    this.#show(reply.value, [...this.rows, ...reply.value.rows.filter(({ id }) => !known.has(id))]);
  }

  /** Shows rows that changed where they stand. @returns whether all of them are shown */
  merge(changed: readonly T[]): boolean {
    const byId = new Map(changed.map((row) => [row.id, row]));
    let met = 0;
    const merged = this.rows.map((row) => {
      const now = byId.get(row.id);
      if (now) met += 1;
      return now ?? row;
    });
    if (met > 0) this.rows = merged;
    return met === changed.length;
  }

  remove(ids: readonly string[]): void {
    const gone = new Set(ids);
    if (this.rows.some(({ id }) => gone.has(id))) this.rows = this.rows.filter(({ id }) => !gone.has(id));
  }

  /** Reads again what is shown, soon. */
  refresh(): void {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => void this.load(this.rows.length), pause);
  }

  dispose(): void {
    clearTimeout(this.#waiting);
    this.#reading += 1;
  }

  #show(page: PageView<T>, rows: readonly T[]): void {
    this.rows = rows;
    this.total = page.total;
    this.#next = page.next;
  }
}

/** `12`, `1,000+`. */
export function totalText(total: PageView<unknown>['total'], shown: number): string {
  return `${formatCount(Math.max(total.count, shown))}${total.more ? '+' : ''}`;
}

import type { AuditActionName, AuditEntryView, AuditSubjectKind } from '#shared/contract/audit.ts';
import type { Bridge } from '#shared/contract.ts';
import type { ErrorView } from '#shared/views.ts';

/** Entries fetched at once. */
const pageSize = 100;

export interface AuditChoices {
  readonly action: AuditActionName | '';
  readonly subject: AuditSubjectKind | '';
  readonly text: string;
  /** Days as the date field has them, local; empty for any. */
  readonly from: string;
  readonly to: string;
}

export const anyEntry: AuditChoices = { action: '', subject: '', text: '', from: '', to: '' };

/** The part of the audit log that is on the page, newest first. Follows the log while its newest entries are shown. */
export class AuditState {
  entries = $state.raw<readonly AuditEntryView[]>([]);
  choices = $state.raw<AuditChoices>(anyEntry);
  phase = $state<'loading' | 'ready'>('loading');
  error = $state.raw<ErrorView | null>(null);
  /** There are older ones that fit. */
  more = $state(false);
  readonly #bridge: Bridge;
  /** The latest request wins. */
  #asked = 0;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Loads, and again whenever entries are added. @returns what ends it */
  follow(): () => void {
    void this.load();
    return this.#bridge.subscribe('auditChanged', () => {
      if (this.entries.length <= pageSize) void this.load();
    });
  }

  choose(change: Partial<AuditChoices>): void {
    this.choices = { ...this.choices, ...change };
    void this.load();
  }

  load(): Promise<void> {
    return this.#fetch(null);
  }

  older(): Promise<void> {
    return this.#fetch(this.entries.at(-1)?.sequence ?? null);
  }

  async #fetch(before: number | null): Promise<void> {
    const asked = ++this.#asked;
    const { action, subject, text, from, to } = this.choices;
    const reply = await this.#bridge.request('audit', {
      before,
      limit: pageSize,
      actions: action === '' ? null : [action],
      subjectKind: subject === '' ? null : subject,
      from: from === '' ? null : new Date(`${from}T00:00`).getTime(),
      to: to === '' ? null : new Date(`${to}T23:59:59.999`).getTime(),
      text: text.trim() === '' ? null : text.trim(),
    });
    if (asked !== this.#asked) return;
    this.phase = 'ready';
    this.error = reply.ok ? null : reply.error;
    if (!reply.ok) return;
    this.entries = before === null ? reply.value : [...this.entries, ...reply.value];
    this.more = reply.value.length === pageSize;
  }
}

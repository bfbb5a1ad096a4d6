import { createContext } from 'svelte';
import type { CheckTarget } from '#shared/contract/trust-policies.ts';

export type DialogName = 'connect' | 'listen' | 'about' | 'shortcuts' | 'palette' | 'keyPolicy' | 'faults' | 'check' | 'help';

/** A question that must be answered before something final happens. */
export interface Confirmation {
  readonly title: string;
  readonly text?: string;
  /** What follows from it, where that is more than a sentence. */
  readonly points?: readonly string[];
  readonly confirm: string;
  readonly run: () => void;
}

/** The one dialog that may be open. */
export class DialogsState {
  open = $state<DialogName | null>(null);
  /** What it is about, where there are many: a connection’s id. */
  subject = $state<string | null>(null);
  /** Whose credential is checked. */
  target = $state.raw<CheckTarget | null>(null);
  confirmation = $state.raw<Confirmation | null>(null);

  show(name: DialogName, subject: string | null = null): void {
    this.subject = subject;
    this.open = name;
  }

  check(target: CheckTarget): void {
    this.target = target;
    this.open = 'check';
  }

  ask(confirmation: Confirmation): void {
    this.confirmation = confirmation;
  }

  close(): void {
    this.open = null;
    this.confirmation = null;
  }
}

export const [getDialogs, setDialogs] = createContext<DialogsState>();

import { createContext } from 'svelte';
import type { CredentialTarget } from '#shared/contract/trust-policies.ts';

/** Something that can be put beside something else of its kind. */
export type Subject =
  | { readonly kind: 'connection' | 'recording' | 'session' | 'key-package' | 'pin'; readonly id: string; readonly label: string }
  | { readonly kind: 'credential'; readonly id: string; readonly of: CredentialTarget; readonly label: string }
  | { readonly kind: 'file'; readonly id: string; readonly file: File; readonly label: string };

export type Side = 'left' | 'right';

/** What the page Compare shows; chosen there or in lists. */
export class ComparingState {
  left = $state.raw<Subject | null>(null);
  right = $state.raw<Subject | null>(null);

  has(subject: Subject): boolean {
    return [this.left, this.right].some((one) => one !== null && keyOf(one) === keyOf(subject));
  }

  /** Takes a thing into the comparison, or out of it. @returns whether two are chosen now */
  toggle(subject: Subject): boolean {
    if (this.left && keyOf(this.left) === keyOf(subject)) this.left = null;
    else if (this.right && keyOf(this.right) === keyOf(subject)) this.right = null;
    else if (this.left === null) this.left = subject;
    // What was compared before makes room for what someone begins to choose now.
    else if (this.right !== null) [this.left, this.right] = [subject, null];
    else this.right = subject;
    return this.left !== null && this.right !== null;
  }
}

export function keyOf(subject: Subject): string {
  return `${subject.kind} ${subject.id}`;
}

export const [getComparing, setComparing] = createContext<ComparingState>();

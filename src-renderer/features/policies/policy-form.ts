import type { TermId } from '../help/glossary.ts';
import type { PolicyStepKind, PolicyStepView } from '#shared/contract/trust-policies.ts';

/** A step as the dialog edits it. */
export interface StepDraft {
  kind: PolicyStepKind;
  /** Name or list, where the step has one; empty: none. */
  value: string;
  /** What the step has a switch for. */
  strict: boolean;
  /** What the dialog does not show stays as it was. */
  readonly anchors?: readonly string[] | null;
  readonly dialledName?: boolean;
}

export const stepKinds: readonly PolicyStepKind[] = [
  'pinned',
  'first-use',
  'confirm',
  'x509',
  'allow-list',
  'deny-list',
  'revocation',
  'expiry',
  'unchecked',
];

/** What a step is about, in the glossary. */
export const stepTerms: { readonly [K in PolicyStepKind]?: TermId } = {
  pinned: 'pin',
  'first-use': 'first-use',
  x509: 'certificate',
  revocation: 'revocation-list',
  expiry: 'certificate',
};

export function draftOf(step: PolicyStepView): StepDraft {
  switch (step.kind) {
    case 'x509':
      return { kind: step.kind, value: step.name ?? '', strict: false, anchors: step.anchors, dialledName: step.dialledName };
    case 'allow-list':
    case 'deny-list':
      return { kind: step.kind, value: step.list ?? '', strict: false };
    case 'revocation':
      return { kind: step.kind, value: '', strict: step.stale === 'deny' };
    default:
      return { kind: step.kind, value: '', strict: false };
  }
}

export function stepOf({ kind, value, strict, anchors = null, dialledName = false }: StepDraft): PolicyStepView {
  const text = value.trim();
  switch (kind) {
    case 'x509':
      return { kind, anchors, name: text === '' ? null : text, dialledName };
    case 'allow-list':
      return { kind, list: text === '' ? 'default' : text };
    case 'deny-list':
      return { kind, list: text === '' ? null : text };
    case 'revocation':
      return { kind, stale: strict ? 'deny' : 'warn' };
    default:
      return { kind };
  }
}

import type { FaultActionView, FaultRuleView } from '#shared/contract/laboratory.ts';

/** What the form of one fault holds: text, as fields have it. */
export interface FaultForm {
  readonly key: number;
  readonly kind: FaultActionView['kind'];
  readonly from: FaultRuleView['from'];
  /** Has no field: set on the command line, and kept. */
  readonly link: FaultRuleView['link'];
  readonly record: string;
  readonly times: string;
  readonly milliseconds: string;
  readonly after: string;
  readonly at: string;
  readonly bit: string;
}

let keys = 0;

export function newFault(): FaultForm {
  return { key: ++keys, kind: 'flip', from: 'dialler', link: null, record: '', times: '1', milliseconds: '1000', after: '1', at: '-1', bit: '0' };
}

export function formOf({ from, link, record, times, action }: FaultRuleView): FaultForm {
  const text = (value: number | null) => (value === null ? '' : String(value));
  const known = { ...newFault(), from, link, record: text(record), times: text(times), kind: action.kind };
  if (action.kind === 'delay') return { ...known, milliseconds: text(action.milliseconds) };
  if (action.kind === 'flip') return { ...known, at: text(action.at), bit: text(action.bit) };
  return action.kind === 'hold' || action.kind === 'replay' ? { ...known, after: text(action.after) } : known;
}

/** The rule of a form; what is no number is the nearest that makes sense. */
export function ruleOf(form: FaultForm): FaultRuleView {
  return { from: form.from, link: form.link, record: optional(form.record), times: optional(form.times), action: actionOf(form) };
}

function actionOf({ kind, milliseconds, after, at, bit }: FaultForm): FaultActionView {
  switch (kind) {
    case 'delay':
      return { kind, milliseconds: within(milliseconds, 1, 600_000) };
    case 'flip':
      return { kind, at: within(at, -100_000, 100_000), bit: within(bit, 0, 7) };
    case 'hold':
    case 'replay':
      return { kind, after: within(after, 1, 100_000) };
    default:
      return { kind };
  }
}

function optional(text: string): number | null {
  return text.trim() === '' ? null : within(text, 1, 100_000);
}

function within(text: string, least: number, most: number): number {
  const value = Math.trunc(Number(text));
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : least;
}

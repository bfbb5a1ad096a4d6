import type { FaultActionView, FaultRuleView } from './contract/laboratory.ts';

/** How a rule is written: what becomes of the record, then which records. */
export const faultGrammar =
  'drop | cut | delay=MS | flip=BYTE[.BIT] | hold=N | replay=N, then any of: dialler | listener, link=N, record=N, times=N. BYTE may be negative: from the end.';

const actions: { readonly [K in FaultActionView['kind']]: (value: string | null) => FaultActionView | null } = {
  drop: (value) => (value === null ? { kind: 'drop' } : null),
  cut: (value) => (value === null ? { kind: 'cut' } : null),
  delay: (value) => withNumber(value, (milliseconds) => ({ kind: 'delay', milliseconds })),
  hold: (value) => withNumber(value, (after) => ({ kind: 'hold', after })),
  replay: (value) => withNumber(value, (after) => ({ kind: 'replay', after })),
  flip: (value) => {
    const [, at, bit = '0'] = /^(-?\d{1,6})(?:\.([0-7]))?$/.exec(value ?? '') ?? [];
    return at === undefined ? null : { kind: 'flip', at: Number(at), bit: Number(bit) };
  },
};

/**
 * Reads one rule, as `flip=-1.0 dialler record=3 times=1`.
 *
 * @returns `null` for what is no rule
 */
export function parseFaultRule(text: string): FaultRuleView | null {
  const [first = '', ...others] = text.trim().split(/\s+/);
  const [kind = '', value = null] = first.split('=', 2);
  const action = isKind(kind) ? actions[kind](value) : null;
  if (action === null) return null;
  let rule: FaultRuleView = { from: 'both', link: null, record: null, times: null, action };
  for (const word of others) {
    const change = condition(word);
    if (change === null) return null;
    rule = { ...rule, ...change };
  }
  return rule;
}

/** The rule as {@link parseFaultRule} reads it. */
export function writtenFaultRule({ from, link, record, times, action }: FaultRuleView): string {
  const numbers = Object.entries({ link, record, times }).filter(([, value]) => value !== null);
  return [writtenAction(action), ...(from === 'both' ? [] : [from]), ...numbers.map(([name, value]) => `${name}=${value}`)].join(' ');
}

function writtenAction(action: FaultActionView): string {
  switch (action.kind) {
    case 'delay':
      return `delay=${action.milliseconds}`;
    case 'flip':
      return `flip=${action.at}.${action.bit}`;
    case 'hold':
    case 'replay':
      return `${action.kind}=${action.after}`;
    default:
      return action.kind;
  }
}

function condition(word: string): Partial<FaultRuleView> | null {
  if (word === 'dialler' || word === 'listener' || word === 'both') return { from: word };
  const [, name, digits] = /^(link|record|times)=(\d{1,6})$/.exec(word) ?? [];
  const value = Number(digits);
  return name === undefined || value < 1 || value > 100_000 ? null : { [name]: value };
}

function withNumber(value: string | null, make: (number: number) => FaultActionView): FaultActionView | null {
  const number = /^\d{1,6}$/.test(value ?? '') ? Number(value) : 0;
  return number === 0 ? null : make(number);
}

function isKind(text: string): text is FaultActionView['kind'] {
  return Object.hasOwn(actions, text);
}

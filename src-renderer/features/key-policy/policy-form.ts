import { type KeyLimitName, type KeyPolicy, isKeyLimit, keyLimitNames } from '#shared/key-policy.ts';
import { type Language, decimalMarks, language } from '../../format/language.ts';

/** The limits as people write them: bytes in a unit that they choose, age in seconds. */
export const byteUnits = ['KiB', 'MiB', 'GiB'] as const;
export type ByteUnit = (typeof byteUnits)[number];
const bytesOf: { readonly [U in ByteUnit]: number } = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

export type PolicyForm = { readonly [N in KeyLimitName]: string } & {
  readonly byteUnit: ByteUnit;
  readonly earlyData: boolean;
  readonly autoResume: boolean;
};

export function formOf(policy: KeyPolicy, spoken: Language = language): PolicyForm {
  // The largest unit that leaves no fraction.
  const byteUnit = byteUnits.findLast((unit) => policy.updateBytes % bytesOf[unit] === 0 && policy.updateBytes > 0) ?? 'KiB';
  const text = (name: KeyLimitName): string => String(policy[name] / unitOf(name, byteUnit)).replace('.', decimalMarks[spoken]);
  return {
    updateRecords: text('updateRecords'),
    updateBytes: text('updateBytes'),
    updateAge: text('updateAge'),
    recordsPerKey: text('recordsPerKey'),
    byteUnit,
    earlyData: policy.earlyData,
    autoResume: policy.autoResume,
  };
}

/** Which fields hold no possible limit. */
export function wrongFields(form: PolicyForm, spoken: Language = language): readonly KeyLimitName[] {
  return keyLimitNames.filter((name) => !isKeyLimit(name, limitOf(name, form, spoken)));
}

/** What the form says. Only of one without wrong fields. */
export function policyOf(form: PolicyForm, spoken: Language = language): KeyPolicy {
  return {
    updateRecords: limitOf('updateRecords', form, spoken),
    updateBytes: limitOf('updateBytes', form, spoken),
    updateAge: limitOf('updateAge', form, spoken),
    recordsPerKey: limitOf('recordsPerKey', form, spoken),
    earlyData: form.earlyData,
    autoResume: form.autoResume,
  };
}

/** NaN for what is no number; a fraction of a unit is allowed where it makes a whole number. */
function limitOf(name: KeyLimitName, form: PolicyForm, spoken: Language): number {
  const [, whole, mark = decimalMarks[spoken], part = '0'] = /^(\d+)(?:([.,])(\d+))?$/.exec(form[name].trim()) ?? [];
  if (whole === undefined || mark !== decimalMarks[spoken]) return Number.NaN;
  const limit = Number(`${whole}.${part}`) * unitOf(name, form.byteUnit);
  const near = Math.round(limit);
  return Math.abs(limit - near) < 1e-6 ? near : limit; // 1.001 * 1000 is not quite 1001
}

function unitOf(name: KeyLimitName, byteUnit: ByteUnit): number {
  return name === 'updateBytes' ? bytesOf[byteUnit] : name === 'updateAge' ? 1000 : 1;
}

import { type KeyLimitName, type KeyPolicy, isKeyLimit, keyLimitNames } from '#shared/key-policy.ts';

/** The limits as people write them: bytes in a unit that they choose, age in seconds. */
export const byteUnits = ['KiB', 'MiB', 'GiB'] as const;
export type ByteUnit = (typeof byteUnits)[number];
const bytesOf: { readonly [U in ByteUnit]: number } = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

export type PolicyForm = { readonly [N in KeyLimitName]: string } & {
  readonly byteUnit: ByteUnit;
  readonly earlyData: boolean;
  readonly autoResume: boolean;
};

export function formOf(policy: KeyPolicy): PolicyForm {
  // The largest unit that leaves no fraction.
  const byteUnit = byteUnits.findLast((unit) => policy.updateBytes % bytesOf[unit] === 0 && policy.updateBytes > 0) ?? 'KiB';
  const text = (name: KeyLimitName): string => String(policy[name] / unitOf(name, byteUnit));
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
export function wrongFields(form: PolicyForm): readonly KeyLimitName[] {
  return keyLimitNames.filter((name) => !isKeyLimit(name, limitOf(name, form)));
}

/** What the form says. Only of one without wrong fields. */
export function policyOf(form: PolicyForm): KeyPolicy {
  return {
    updateRecords: limitOf('updateRecords', form),
    updateBytes: limitOf('updateBytes', form),
    updateAge: limitOf('updateAge', form),
    recordsPerKey: limitOf('recordsPerKey', form),
    earlyData: form.earlyData,
    autoResume: form.autoResume,
  };
}

/** NaN for what is no number; a fraction of a unit is allowed where it makes a whole number. */
function limitOf(name: KeyLimitName, form: PolicyForm): number {
  const text = form[name].trim();
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * unitOf(name, form.byteUnit) : Number.NaN;
}

function unitOf(name: KeyLimitName, byteUnit: ByteUnit): number {
  return name === 'updateBytes' ? bytesOf[byteUnit] : name === 'updateAge' ? 1000 : 1;
}

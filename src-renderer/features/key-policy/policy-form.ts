import { type KeyLimitName, type KeyPolicy, isKeyLimit, keyLimitNames } from '#shared/key-policy.ts';

/** The limits as people write them: bytes in KiB, age in seconds. */
const units: { readonly [N in KeyLimitName]: number } = { updateRecords: 1, updateBytes: 1024, updateAge: 1000, recordsPerKey: 1 };

export type PolicyForm = { readonly [N in KeyLimitName]: string } & { readonly earlyData: boolean; readonly autoResume: boolean };

export function formOf(policy: KeyPolicy): PolicyForm {
  const text = (name: KeyLimitName): string => String(policy[name] / units[name]);
  return {
    updateRecords: text('updateRecords'),
    updateBytes: text('updateBytes'),
    updateAge: text('updateAge'),
    recordsPerKey: text('recordsPerKey'),
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
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * units[name] : Number.NaN;
}

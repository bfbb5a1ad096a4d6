import * as v from 'valibot';
import { defaultPolicy } from '#engine/index.ts';
import type { LivePolicy } from '#engine/mls-tls/connection-api.ts';
import { type KeyPolicy, isKeyLimit, keyLimitNames, standardKeyPolicy } from '#shared/key-policy.ts';
import type { Realm } from './realm.ts';

/** Name of the default in the settings. */
const setting = 'key-policy';

/** As it is stored; what an earlier or a damaged store has instead counts as none. */
export const storedKeyPolicy = v.pipe(
  v.object({
    updateRecords: v.number(),
    updateBytes: v.number(),
    updateAge: v.number(),
    recordsPerKey: v.number(),
    earlyData: v.boolean(),
    // not in what earlier versions wrote
    autoResume: v.optional(v.boolean(), standardKeyPolicy.autoResume),
  }),
  v.check((policy) => keyLimitNames.every((name) => isKeyLimit(name, policy[name]))),
);

/** The default of a realm's connections. */
export function keyPolicyOf({ store }: Pick<Realm, 'store'>): KeyPolicy {
  const stored = v.safeParse(storedKeyPolicy, store.settings.read(setting));
  return stored.success ? stored.output : standardKeyPolicy;
}

/** @param policy `null` goes back to the product's own */
export function keepKeyPolicy({ store }: Pick<Realm, 'store'>, policy: KeyPolicy | null): void {
  store.settings.write(setting, policy === null ? null : { ...policy });
}

/** What the engine goes by. */
export function livePolicy({ updateRecords, updateBytes, updateAge, recordsPerKey, earlyData }: KeyPolicy): LivePolicy {
  return {
    softRecordLimit: updateRecords,
    softByteLimit: updateBytes,
    softAgeLimit: updateAge,
    hardRecordLimit: recordsPerKey === 0 ? defaultPolicy.hardRecordLimit : BigInt(recordsPerKey),
    acceptEarlyData: earlyData,
  };
}

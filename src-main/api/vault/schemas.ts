import * as v from 'valibot';
import { nothing } from '../fields.ts';

/** Characters. Far above what opens or seals anything: how long a passphrase may be is not the schema's to say. */
const passphrase = v.pipe(v.string(), v.maxLength(1_048_000));
const kit = v.pipe(v.string(), v.maxLength(1_000));
const strength = v.picklist(['window', 'stop']);
const longestWait = 24 * 60;

/** Parameters of the requests about locking and the protection of keys. */
export const vaultSchemas = {
  vault: nothing,
  protect: v.strictObject({ passphrase: v.nullable(passphrase), keychain: v.boolean(), plain: v.boolean() }),
  unlock: v.variant('by', [
    v.strictObject({ by: v.literal('passphrase'), passphrase }),
    v.strictObject({ by: v.literal('recovery'), kit }),
    v.strictObject({ by: v.literal('keychain') }),
  ]),
  lock: v.strictObject({ strength }),
  changePassphrase: v.strictObject({ current: v.nullable(passphrase), next: passphrase }),
  useKeychain: nothing,
  removeProtection: v.strictObject({ kind: v.picklist(['plain', 'passphrase', 'keychain', 'recovery']) }),
  makeRecoveryKit: nothing,
  setAutoLock: v.strictObject({ minutes: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(longestWait))), strength }),
  stayAwake: nothing,
};

import type { KeyObject } from 'node:crypto';
import type { Damage } from '#main/store/repair/examine.ts';
import type { Repair } from '#main/store/repair/repair-profile.ts';
import type { Handlers } from '#shared/contract.ts';
import type { RepairRequests } from '#shared/contract/repair.ts';
import { refusal } from '../error-views.ts';
import type { LifeCycle, Running } from '../vault/life-cycle.ts';
import { damageView } from './views.ts';

/** A core that may be open for reading only. */
export interface Readable extends Running {
  readonly damage: Damage | null;
}

/** @param repair works on the closed files of the profile */
export function repairHandlers(life: LifeCycle<Readable>, repair: (dataKey: KeyObject) => Repair): Pick<Handlers, keyof RepairRequests> {
  return {
    damage: async () => life.open.damage && damageView(life.open.damage),
    repair: async ({ dryRun }) => {
      const { damage } = life.open;
      if (damage === null) throw refusal('NOTHING_TO_REPAIR');
      if (dryRun) return { damage: damageView(damage), done: false, kept: [] };
      const { kept } = await life.reopen(repair);
      const { identities, keyPackages, sessions } = damageView(damage);
      life.open.audit?.append({
        action: 'profile-repaired',
        subject: { kind: 'profile', id: null, fingerprint: null },
        detail: { lostKeys: identities.lostKeys, lostKeyPackages: keyPackages.lost, lostSessions: sessions.lost },
      });
      return { damage: damageView(damage), done: true, kept };
    },
  };
}

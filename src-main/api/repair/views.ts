import type { Damage } from '#main/store/repair/examine.ts';
import type { DamageView } from '#shared/contract/repair.ts';

export function damageView({
  reason,
  reasonSaid,
  unreadablePages,
  tables,
  lostKeys,
  lostAuthorities,
  lostKeyPackages,
  lostSessions,
  slots,
  identities,
  sessions,
}: Damage): DamageView {
  return {
    reason,
    ...(reasonSaid.length === 0 ? {} : { reasonSaid }),
    unreadablePages,
    tables: tables.map(({ table, rows, refused, incomplete }) => ({ table, rows, refused, incomplete })),
    identities: { kept: identities, lostKeys: lostKeys.length + lostAuthorities.length },
    keyPackages: { lost: lostKeyPackages.length },
    sessions: { kept: sessions - lostSessions.length, lost: lostSessions.length },
    keySlots: slots ?? 'sound',
  };
}

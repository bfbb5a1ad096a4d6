import type { DamageView, RepairView } from '#shared/contract/repair.ts';
import { ask, type Command } from '../command.ts';

export const repairCommands: readonly Command[] = [
  {
    name: 'repair',
    usage: '[--dry-run]',
    summary: 'Repair a damaged profile with everything that can still be read.',
    details: [
      'A damaged profile is open for reading only. Repair writes a sound database beside it, keeps the damaged one with a date in its',
      'name, and opens the profile again. Connections end. If you have a backup, restoring it may bring back more.',
    ],
    options: [{ name: 'dry-run', takes: null, help: 'Only say what would be kept and what is lost.' }],
    positionals: [0, 0],
    async run({ coreOrOwn, output }, given) {
      const access = await coreOrOwn();
      const damage = await ask(access, 'damage', {});
      if (damage === null) {
        output.show({ damage }, ['The profile is sound. There is nothing to repair.']);
        return 'ok';
      }
      const result = await ask(access, 'repair', { dryRun: given.has('dry-run') });
      output.show(result, repairLines(result));
      return 'ok';
    },
  },
];

function repairLines({ damage, done, kept }: RepairView): readonly string[] {
  return [
    ...damageLines(damage, done),
    ...(done ? [`The damaged files are kept as ${kept.join(' and ')}.`] : ['Nothing was changed. To repair: epochscope repair']),
  ];
}

const slotWords: { readonly [S in Exclude<DamageView['keySlots'], 'sound'>]: string } = {
  'header damaged': 'the beginning of their file is damaged; the keys in it are whole',
  missing: 'their file is not there',
  damaged: 'their file is damaged',
  'of another profile': 'their file belongs to another profile',
};

function damageLines({ reason, identities, keyPackages, sessions, tables, unreadablePages, keySlots }: DamageView, done: boolean): readonly string[] {
  const is = done ? 'were' : 'would be';
  const incomplete = tables.filter((table) => table.incomplete).map(({ table }) => table);
  return [
    `Damage: ${reason}`,
    ...(unreadablePages > 0 ? [`The disk does not give ${unreadablePages} pages of 4096 bytes.`] : []),
    `Identities: ${identities.kept} ${is} kept; private keys that do not open: ${identities.lostKeys}`,
    ...(keyPackages.lost > 0 ? [`KeyPackages given out that nobody can use any more: ${keyPackages.lost}`] : []),
    `Sessions: ${sessions.kept} ${is} kept; need a fresh handshake: ${sessions.lost}`,
    ...(keySlots === 'sound' ? [] : [`Key slots: ${slotWords[keySlots]}`]),
    ...(incomplete.length > 0 ? [`Rows are missing, nobody can say how many, in: ${incomplete.join(', ')}`] : []),
  ];
}

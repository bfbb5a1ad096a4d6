import { writeFile } from 'node:fs/promises';
import type { CoreAccess } from '#main/api/core-access.ts';
import type { KeyPackageDetailView, KeyPackageView } from '#shared/contract/key-packages.ts';
import { UsageError } from '../arguments.ts';
import { type Command, ask } from '../command.ts';
import { explainedLines } from '../explained-lines.ts';
import { listOptions, listParams, noteRest, showAll } from '../lists.ts';
import { choose, chooseIdentity, chooseSuites, oneOf } from '../select.ts';
import { keyPackageLines, keyPackageTable } from '../views.ts';

const origins = ['connection', 'given', 'peer'] as const;
const states = ['ready', 'used', 'joined', 'failed', 'thrown-away', 'offered', 'expired', 'withdrawn', 'lost', 'accepted'] as const;
const defaultDays = '7';
const longestDays = 30;

export const keyPackageCommands: readonly Command[] = [
  {
    name: 'key-package list',
    usage: '[options]',
    summary: 'Show KeyPackages, ours and those of peers, and what became of them.',
    details: ['Of each kind the latest 1000 that are over are remembered. Those that wait for the next connection are in memory only.'],
    options: [
      ...listOptions('a name, an address, a reference', ['changed']).filter(({ name }) => name !== 'order'),
      { name: 'origin', takes: 'ORIGIN', help: `Only those of a ${origins.join(', ')}.` },
      { name: 'state', takes: 'STATE', help: `Only those that are ${states.join(', ')}.` },
      { name: 'hide-expired', takes: null, help: 'Without those whose term is over.' },
    ],
    positionals: [0, 0],
    async run({ coreOrOwn, output }, given) {
      const [origin, state] = [given.value('origin'), given.value('state')];
      const { rows, total, next } = await ask(await coreOrOwn(), 'keyPackages', {
        ...listParams(given),
        ...(origin === null ? {} : { origin: oneOf('origin', origin, origins, 'given') }),
        ...(state === null ? {} : { state: oneOf('state', state, states, 'offered') }),
        ...(given.has('hide-expired') ? { hideExpired: true } : {}),
      });
      showAll(output, rows, keyPackageTable, 'There is no KeyPackage that fits.');
      noteRest(output, rows.length, total, next !== null);
      return 'ok';
    },
  },
  {
    name: 'key-package new',
    usage: '--suite SUITE [options]',
    summary: 'Make a KeyPackage to be given out. Its private parts are stored, sealed, until it is used, withdrawn or over.',
    options: [
      { name: 'suite', takes: 'SUITE', help: 'Cipher suite, by number or name.' },
      { name: 'identity', takes: 'IDENTITY', help: 'For which identity; needed when there are several.' },
      { name: 'days', takes: 'N', help: `How long it can be used: ${defaultDays} unless said otherwise, ${longestDays} at most.` },
    ],
    positionals: [0, 0],
    async run({ coreOrOwn, output }, given) {
      const access = await coreOrOwn();
      const days = Number(given.value('days') ?? defaultDays);
      if (!Number.isInteger(days) || days < 1 || days > longestDays) throw new UsageError(`--days is a whole number from 1 to ${longestDays}.`);
      const wanted = given.value('suite');
      if (wanted === null) throw new UsageError('Say for which cipher suite: --suite.');
      const [suite = 0] = await chooseSuites(access, [wanted]);
      const identityId = await chooseIdentity(access, given.value('identity'));
      const made = await ask(access, 'newKeyPackage', { identityId, suite, days });
      output.show(made, keyPackageLines(made));
      return 'ok';
    },
  },
  {
    name: 'key-package show',
    usage: 'KEY-PACKAGE',
    summary: 'Show one KeyPackage, its public bytes explained field by field.',
    options: [],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, { positionals: [given = ''] }) {
      const found = await detailOf(await coreOrOwn(), given);
      const { explain } = await import('#engine/index.ts');
      const bytes = found.message === null ? null : new Uint8Array(Buffer.from(found.message, 'base64'));
      const tree = bytes === null ? [] : explainedLines(explain(bytes, 'mls-message'), { bytes, notes: false, lengths: false });
      output.show(found, [...keyPackageLines(found), ...tree]);
      return 'ok';
    },
  },
  {
    name: 'key-package export',
    usage: 'KEY-PACKAGE [--out FILE]',
    summary: 'Write the public bytes of a KeyPackage to a file, or as base64.',
    options: [{ name: 'out', takes: 'FILE', help: 'Where to; as base64 on standard output unless given.' }],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, given) {
      const found = await detailOf(await coreOrOwn(), given.positionals[0] ?? '');
      if (found.message === null) throw new UsageError('The bytes of this KeyPackage were not kept.');
      const file = given.value('out');
      if (file === null) output.show({ id: found.id, message: found.message }, found.message);
      else {
        await writeFile(file, Buffer.from(found.message, 'base64')).catch(() => {
          throw new UsageError(`“${file}” cannot be written.`);
        });
        output.show({ id: found.id, file }, `Wrote ${file}.`);
      }
      return 'ok';
    },
  },
  {
    name: 'key-package withdraw',
    usage: 'KEY-PACKAGE',
    summary: 'Destroy the private parts of a KeyPackage that was given out. This cannot be undone.',
    options: [],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, { positionals: [given = ''] }) {
      const access = await coreOrOwn();
      const { id } = await chosen(access, given);
      const withdrawn = await ask(access, 'withdrawKeyPackage', { keyPackageId: id });
      output.show(withdrawn, `Withdrew ${id.slice(0, 8)}: its private parts are destroyed.`);
      return 'ok';
    },
  },
];

async function detailOf(access: CoreAccess, given: string): Promise<KeyPackageDetailView> {
  const { id } = await chosen(access, given);
  return ask(access, 'keyPackage', { keyPackageId: id });
}

async function chosen(access: CoreAccess, given: string): Promise<KeyPackageView> {
  const { rows } = given === '' ? { rows: [] } : await ask(access, 'keyPackages', { id: given, limit: 10 });
  return choose('KeyPackage', given, rows, () => []);
}

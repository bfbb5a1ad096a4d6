import { type Command, ask } from '../command.ts';
import { identityLines } from '../views.ts';

/** They work on what is stored, so that they need no running core. */
export const identityCommands: readonly Command[] = [
  {
    name: 'identity new',
    usage: 'NAME',
    summary: 'Make an identity: a name and its keys.',
    details: ['The name is visible on the wire.'],
    options: [],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, { positionals: [name = ''] }) {
      const identity = await ask(await coreOrOwn(), 'createIdentity', { name });
      output.show(identity, identityLines(identity));
      return 'ok';
    },
  },
  {
    name: 'identity list',
    usage: '',
    summary: 'Show the identities, their fingerprints and contact cards.',
    options: [],
    positionals: [0, 0],
    async run({ coreOrOwn, output }) {
      const identities = await ask(await coreOrOwn(), 'identities', {});
      for (const identity of identities) output.show(identity, identityLines(identity));
      if (identities.length === 0) output.note('There is no identity yet: epochscope identity new NAME');
      return 'ok';
    },
  },
];

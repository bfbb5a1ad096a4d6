import type { IdentityDetail, IdentityRequests } from '#shared/contract/identities.ts';
import type { IdentityView } from '#shared/views.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { type Arguments, type OptionSpec, UsageError } from '../arguments.ts';
import { type Command, ask, type Context } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { choose } from '../select.ts';
import { identityDetailLines, identityLines } from '../views.ts';

const yes: OptionSpec = { name: 'yes', takes: null, help: 'Do it, although it cannot be undone.' };

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
    usage: '[--retired]',
    summary: 'Show the identities, their fingerprints and contact cards.',
    options: [{ name: 'retired', takes: null, help: 'Show those that were retired instead.' }],
    positionals: [0, 0],
    async run({ coreOrOwn, output }, given) {
      const retired = given.has('retired');
      const identities = await ask(await coreOrOwn(), retired ? 'retiredIdentities' : 'identities', {});
      for (const identity of identities) output.show(identity, identityLines(identity));
      if (identities.length === 0) output.note(retired ? 'No identity was retired.' : 'There is no identity yet: epochscope identity new NAME');
      return 'ok';
    },
  },
  {
    name: 'identity show',
    usage: 'IDENTITY',
    summary: 'Show the keys and names of an identity, past ones too, and which of them its sessions use.',
    options: [],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, given) {
      const core = await coreOrOwn();
      const detail: IdentityDetail = await ask(core, 'identityDetail', { identityId: await identityOf(core, given) });
      output.show(detail, identityDetailLines(detail));
      return 'ok';
    },
  },
  {
    name: 'identity rename',
    usage: 'IDENTITY NAME',
    summary: 'Give an identity another name. Peers see it, at once where a connection is open.',
    options: [],
    positionals: [2, 2],
    run: (context, given) => change(context, given, 'renameIdentity', (identityId) => ({ identityId, name: given.positionals[1] ?? '' })),
  },
  {
    name: 'identity rotate',
    usage: 'IDENTITY [--scheme SCHEME]',
    summary: 'Put new keys in the place of old ones. Open connections update with them; peers see another key.',
    details: ['Peers that pinned the old key follow, unless their pin is fixed or the key was given for one connection: tell them the new card.'],
    options: [{ name: 'scheme', takes: 'SCHEME', help: 'Only the key of this signature scheme, for example Ed25519.' }],
    positionals: [1, 1],
    run: (context, given) => change(context, given, 'rotateIdentityKey', (identityId) => ({ identityId, scheme: given.value('scheme') })),
  },
  {
    name: 'identity retire',
    usage: 'IDENTITY [--even-the-last]',
    summary: 'Sign nothing new as this identity. Its sessions live on; “identity restore” takes it back.',
    options: [{ name: 'even-the-last', takes: null, help: 'Also when no other identity is left.' }],
    positionals: [1, 1],
    run: (context, given) => change(context, given, 'retireIdentity', (identityId) => ({ identityId, evenTheLast: given.has('even-the-last') })),
  },
  {
    name: 'identity restore',
    usage: 'IDENTITY',
    summary: 'Take a retired identity back.',
    options: [],
    positionals: [1, 1],
    run: (context, given) => change(context, given, 'restoreIdentity', (identityId) => ({ identityId })),
  },
  {
    name: 'identity destroy',
    usage: 'IDENTITY --yes',
    summary: 'Destroy the keys of a retired identity and its sessions.',
    options: [yes],
    positionals: [1, 1],
    async run(context, given) {
      if (!given.has('yes'))
        throw new UsageError('Keys and sessions are gone for good afterwards. Say so: epochscope identity destroy IDENTITY --yes');
      return change(context, given, 'destroyIdentity', (identityId, { name }) => ({ identityId, name }));
    },
  },
];

type Changes = 'renameIdentity' | 'rotateIdentityKey' | 'retireIdentity' | 'restoreIdentity' | 'destroyIdentity';

/** Asks for a change of the identity that is named, and shows it as it is then. */
async function change<M extends Changes>(
  { coreOrOwn, output }: Context,
  given: Arguments,
  request: M,
  params: (identityId: string, identity: IdentityView) => Parameters<IdentityRequests[M]>[0],
): Promise<ExitName> {
  const core = await coreOrOwn();
  const identity = await identityNamed(core, given.positionals[0] ?? '');
  const changed: IdentityView = await ask(core, request, params(identity.id, identity));
  output.show(changed, identityLines(changed));
  return 'ok';
}

async function identityOf(core: CoreAccess, { positionals }: Arguments): Promise<string> {
  return (await identityNamed(core, positionals[0] ?? '')).id;
}

/** By id, its beginning, or name; those in use come before retired ones. @throws {UsageError} */
async function identityNamed(core: CoreAccess, given: string): Promise<IdentityView> {
  const [used, retired] = [await ask(core, 'identities', {}), await ask(core, 'retiredIdentities', {})];
  const inUse = used.filter(({ id, name }) => name === given || id === given);
  return choose('identity', given, inUse.length > 0 ? inUse : [...used, ...retired], (identity) => [identity.name]);
}

import { ApiError } from '#main/api/core.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { faceError } from '#shared/face-errors.ts';
import type { ProtectionView, VaultView } from '#shared/contract/vault.ts';
import type { Arguments, OptionSpec } from '../arguments.ts';
import { type Command, type Context, ask } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { newPassphrase } from '../opening.ts';
import { oneOf } from '../select.ts';

const newPassphraseOptions: readonly OptionSpec[] = [
  { name: 'new-passphrase-fd', takes: 'N', help: 'Read the new passphrase from this open file descriptor.' },
  { name: 'new-passphrase-file', takes: 'FILE', help: 'Read the new passphrase from this file.' },
];

export const vaultCommands: readonly Command[] = [
  {
    name: 'unlock',
    usage: '[options]',
    summary: 'Unlock the profile of the running core: with its passphrase, a recovery kit, or the keychain.',
    details: ['Without --passphrase-fd or --passphrase-file it asks at the terminal. A wrong passphrase harms nothing.'],
    options: [
      { name: 'recovery-kit', takes: null, help: 'Ask for a recovery kit instead.' },
      { name: 'keychain', takes: null, help: 'Use the keychain of the system instead.' },
    ],
    positionals: [0, 0],
    run: unlock,
  },
  {
    name: 'lock',
    usage: '[--stop]',
    summary: 'Lock the profile of the running core: nothing is shown or taken until it is unlocked.',
    details: ['Connections go on. With --stop they end, to be resumed later, and the keys leave memory.'],
    options: [{ name: 'stop', takes: null, help: 'End connections, too, and take the keys out of memory.' }],
    positionals: [0, 0],
    async run({ core, output }, given) {
      const view = await ask(await core(), 'lock', { strength: given.has('stop') ? 'stop' : 'window' });
      output.show(view, vaultLines(view));
      return 'ok';
    },
  },
  {
    name: 'protection show',
    usage: '',
    summary: 'Show how the keys of the profile are protected on the disk.',
    options: [],
    positionals: [0, 0],
    async run({ coreOrOwn, output }) {
      const view = await ask(await coreOrOwn(), 'vault', {});
      output.show(view, vaultLines(view));
      return 'ok';
    },
  },
  {
    name: 'protection set',
    usage: '[options]',
    summary: 'Set or change the passphrase of the profile.',
    details: ['Keys that lay unprotected on the disk are protected from then on; what a disk keeps of them in places of its own is out of reach.'],
    options: newPassphraseOptions,
    positionals: [0, 0],
    run: setPassphrase,
  },
  {
    name: 'protection keychain',
    usage: '',
    summary: 'Let the keychain of the system open the profile, too. Only the desktop app has one.',
    options: [],
    positionals: [0, 0],
    run: async (context) => change(context, await context.coreOrOwn(), (core) => ask(core, 'useKeychain', {})),
  },
  {
    name: 'protection remove',
    usage: 'passphrase|keychain|recovery',
    summary: 'Take a protection away. The last one stays.',
    options: [],
    positionals: [1, 1],
    run: async (context, { positionals: [kind = ''] }) => {
      const removed = oneOf('protection', kind, ['passphrase', 'keychain', 'recovery'] as const, 'recovery');
      return change(context, await context.coreOrOwn(), (core) => ask(core, 'removeProtection', { kind: removed }));
    },
  },
  {
    name: 'recovery-kit',
    usage: '',
    summary: 'Make a recovery kit and print it: on paper it opens the profile when everything else is lost.',
    details: ['It is shown once. An earlier kit opens nothing any more.'],
    options: [],
    positionals: [0, 0],
    async run({ coreOrOwn, output }) {
      const { kit, mark, madeAt } = await ask(await coreOrOwn(), 'makeRecoveryKit', {});
      const groups = kit.split(' ');
      const rows = [groups.slice(0, 7), groups.slice(7)].map((row) => `  ${row.join(' ')}`);
      output.show({ kit, mark, madeAt }, [
        `Recovery kit of profile ${mark}, made ${new Date(madeAt).toISOString().slice(0, 10)}`,
        ...rows,
        'Whoever has it opens the profile: keep it on paper, away from this machine.',
      ]);
      return 'ok';
    },
  },
];

const protectionWords: { readonly [K in ProtectionView]: string } = {
  plain: 'nothing (laboratory)',
  passphrase: 'a passphrase',
  keychain: 'the keychain of the system',
  recovery: 'a recovery kit',
};

/** Lines about the lock and the protection, for every command that shows them. */
export function vaultLines({ state, running, protections, keychain, trouble, autoLock }: VaultView): readonly string[] {
  const states = { new: 'new: nothing protects its keys yet', locked: running ? 'locked; connections go on' : 'locked', open: 'open' };
  const basic =
    keychain.availability === 'basic_text' ? ['The keychain here is basic_text: its password is the same everywhere, so it protects nothing.'] : [];
  return [
    `The profile is ${states[state]}.`,
    ...(protections.length === 0 ? [] : [`Its key is protected by ${protections.map((kind) => protectionWords[kind]).join(', ')}.`]),
    ...basic,
    ...(trouble === null ? [] : [`${trouble.title}. ${trouble.next}`]),
    ...(autoLock.minutes === null ? [] : [`It locks by itself after ${autoLock.minutes} minutes (${autoLock.strength}).`]),
  ];
}

async function unlock(context: Context, given: Arguments): Promise<ExitName> {
  const core = await context.core();
  const before = await ask(core, 'vault', {});
  if (before.state === 'new') throw new ApiError(faceError('UNPROTECTED'));
  const view = before.state === 'open' ? before : await unlockWith(context, core, given);
  context.output.show(view, vaultLines(view));
  return 'ok';
}

async function unlockWith({ passphrase, secret }: Context, core: CoreAccess, given: Arguments): Promise<VaultView> {
  if (given.has('keychain')) return ask(core, 'unlock', { by: 'keychain' });
  if (given.has('recovery-kit')) return ask(core, 'unlock', { by: 'recovery', kit: required(await secret('Recovery kit: ')) });
  return ask(core, 'unlock', { by: 'passphrase', passphrase: required(passphrase() ?? (await secret('Passphrase: '))) });
}

/** The one command that may meet a profile in any state. */
async function setPassphrase(context: Context): Promise<ExitName> {
  const { passphrase, secret } = context;
  const core = await context.coreOrOwn('as it is');
  const before = await ask(core, 'vault', {});
  if (before.state === 'new') {
    const first = required(passphrase() ?? (await newPassphrase(secret)));
    return change(context, core, () => ask(core, 'protect', { passphrase: first, keychain: false, plain: false }));
  }
  const needed = before.protections.includes('passphrase') && before.openedBy !== 'recovery';
  const current = needed ? required(passphrase() ?? (await secret('Passphrase so far: '))) : null;
  if (before.state === 'locked') await ask(core, 'unlock', { by: 'passphrase', passphrase: required(current) });
  const next = required(passphrase('new-') ?? (await newPassphrase(secret)));
  return change(context, core, () => ask(core, 'changePassphrase', { current, next }));
}

async function change({ output }: Context, core: CoreAccess, act: (core: CoreAccess) => Promise<VaultView>): Promise<ExitName> {
  const view = await act(core);
  output.show(view, vaultLines(view));
  return 'ok';
}

function required(secret: string | null): string {
  if (secret === null) throw new ApiError(faceError('PASSPHRASE_UNREADABLE', 'nothing names it, and there is no terminal'));
  return secret;
}

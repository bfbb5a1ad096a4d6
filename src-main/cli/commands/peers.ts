import type { Output } from '../output.ts';
import { type Command, ask } from '../command.ts';
import { choose } from '../select.ts';
import { knockTable, pinTable, sessionTable, shortId } from '../views.ts';

export const peerCommands: readonly Command[] = [
  {
    name: 'pin add',
    usage: 'CARD [--fixed]',
    summary: 'Trust the key of a contact card.',
    options: [{ name: 'fixed', takes: null, help: 'Refuse every other key for good, successors included.' }],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, given) {
      const pin = await ask(await coreOrOwn(), 'addPin', { card: given.positionals[0] ?? '', fixed: given.has('fixed') });
      output.show(pin, pinTable([pin]));
      return 'ok';
    },
  },
  {
    name: 'pin list',
    usage: '',
    summary: 'Show the keys that are trusted.',
    options: [],
    positionals: [0, 0],
    async run({ coreOrOwn, output }) {
      showAll(output, await ask(await coreOrOwn(), 'pins', {}), pinTable, 'No key is pinned.');
      return 'ok';
    },
  },
  {
    name: 'pin remove',
    usage: 'PIN',
    summary: 'Stop trusting a key, and destroy the sessions with a peer that has no other pin.',
    options: [],
    positionals: [1, 1],
    async run({ coreOrOwn, output }, { positionals: [given = ''] }) {
      const access = await coreOrOwn();
      const pin = choose('pin', given, await ask(access, 'pins', {}), (one) => [one.name]);
      const { destroyed } = await ask(access, 'removePin', { pinId: pin.id });
      const sessions = destroyed === 0 ? '' : ` Destroyed ${destroyed} ${destroyed === 1 ? 'session' : 'sessions'} with it.`;
      output.show({ removed: pin.id, destroyed }, `Removed the pin of ${pin.name}.${sessions}`);
      return 'ok';
    },
  },
  {
    name: 'knock list',
    usage: '',
    summary: 'Show the strangers who tried to connect.',
    options: [],
    positionals: [0, 0],
    async run({ core, output }) {
      showAll(output, await ask(await core(), 'knocks', {}), knockTable, 'Nobody is knocking.');
      return 'ok';
    },
  },
  {
    name: 'knock accept',
    usage: 'KNOCK',
    summary: 'Trust a stranger’s key, so that its next attempt succeeds.',
    options: [],
    positionals: [1, 1],
    async run({ core, output }, { positionals: [given = ''] }) {
      const access = await core();
      const knock = choose('knock', given, await ask(access, 'knocks', {}), (one) => [one.name]);
      const pin = await ask(access, 'acceptKnock', { knockId: knock.id });
      output.show(pin, pinTable([pin]));
      return 'ok';
    },
  },
  {
    name: 'knock dismiss',
    usage: 'KNOCK',
    summary: 'Forget a stranger.',
    options: [],
    positionals: [1, 1],
    async run({ core, output }, { positionals: [given = ''] }) {
      const access = await core();
      const knock = choose('knock', given, await ask(access, 'knocks', {}), (one) => [one.name]);
      await ask(access, 'dismissKnock', { knockId: knock.id });
      output.show({ dismissed: knock.id }, `Dismissed ${knock.name}.`);
      return 'ok';
    },
  },
  {
    name: 'sessions',
    usage: '',
    summary: 'Show the stored sessions.',
    options: [],
    positionals: [0, 0],
    async run({ core, output }) {
      showAll(output, await ask(await core(), 'sessions', {}), sessionTable, 'No session is stored.');
      return 'ok';
    },
  },
  {
    name: 'forget',
    usage: 'SESSION|CONNECTION',
    summary: 'Destroy the secrets of a session. This cannot be undone.',
    options: [],
    positionals: [1, 1],
    async run({ core, output }, { positionals: [given = ''] }) {
      const access = await core();
      const session = choose('session', given, await ask(access, 'sessions', {}), (one) => [one.connectionId, shortId(one.connectionId)]);
      await ask(access, 'forgetSession', { sessionId: session.id });
      output.show({ forgotten: session.id }, `Forgot the session with ${session.peer.name}.`);
      return 'ok';
    },
  },
];

/** One object a line with `--json`, else a table, or a word where there is nothing to show. */
function showAll<T extends object>(output: Output, items: readonly T[], tableOf: (items: readonly T[]) => readonly string[], nothing: string): void {
  if (output.json) for (const item of items) output.show(item, '');
  else if (items.length === 0) output.note(nothing);
  else output.show({}, tableOf(items));
}

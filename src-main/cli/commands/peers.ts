import { type Command, ask } from '../command.ts';
import { listOptions, listParams, noteRest, showAll } from '../lists.ts';
import { choose, choosePin, oneOf } from '../select.ts';
import { knockTable, pinTable } from '../views.ts';

const pinOrders = ['created', 'name', 'seen'] as const;

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
    usage: '[options]',
    summary: 'Show the keys that are trusted.',
    options: listOptions('a name, a fingerprint or an address', pinOrders),
    positionals: [0, 0],
    async run({ coreOrOwn, output }, given) {
      const { rows, total, next } = await ask(await coreOrOwn(), 'pins', {
        ...listParams(given),
        order: oneOf('order', given.value('order'), pinOrders, 'created'),
      });
      showAll(output, rows, pinTable, 'No key is pinned that fits.');
      noteRest(output, rows.length, total, next !== null);
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
      const pin = await choosePin(access, given);
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
];

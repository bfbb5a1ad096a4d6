import type { CoreAccess } from '#main/api/core-access.ts';
import type { SessionParams, SessionView } from '#shared/contract/sessions.ts';
import { type Arguments, type OptionSpec, UsageError } from '../arguments.ts';
import { type Command, ask, type Context } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { listOptions, listParams, noteRest, showAll } from '../lists.ts';
import { chooseProfile, chooseSession, chooseSuites, oneOf } from '../select.ts';
import { sessionLines, sessionTable } from '../views.ts';

const orders = ['used', 'created', 'epoch', 'peer'] as const;
const standings = ['confirmed', 'unconfirmed', 'suspect', 'quarantined'] as const;
const pendings = ['any', 'none', 'update', 'request', 'response'] as const;
const credentials = ['pinned', 'first-use', 'certificate', 'listed', 'unchecked', 'changed', 'expired', 'revoked', 'unknown'] as const;
const dayMs = 86_400_000;

const filters: readonly OptionSpec[] = [
  { name: 'standing', takes: 'STANDING', help: `Only those that are ${standings.join(', ')}.` },
  { name: 'live', takes: null, help: 'Only those that a connection uses now.' },
  { name: 'pending', takes: 'WHAT', help: `Only those with this under way: ${pendings.join(', ')}.` },
  { name: 'protocol', takes: 'PROFILE', help: 'Only those of this protocol profile.' },
  { name: 'suite', takes: 'SUITE', help: 'Only those of this cipher suite.' },
  { name: 'credential', takes: 'STATE', help: `Only those whose peer’s credential was last found to be ${credentials.join(', ')}.` },
  { name: 'hide-expired', takes: null, help: 'Without those whose peer’s credential was found expired.' },
  { name: 'idle', takes: 'DAYS', help: 'Only those not used for so many days.' },
];

export const sessionCommands: readonly Command[] = [
  {
    name: 'sessions',
    usage: '[options]',
    summary: 'Show the stored sessions.',
    options: [...listOptions('a peer’s name or fingerprint, an address, an id', orders), ...filters],
    positionals: [0, 0],
    async run({ core, output }, given) {
      const access = await core();
      const { rows, total, next } = await ask(access, 'sessions', await paramsOf(access, given));
      showAll(output, rows, sessionTable, 'No session is stored that fits.');
      noteRest(output, rows.length, total, next !== null);
      return 'ok';
    },
  },
  {
    name: 'session show',
    usage: 'SESSION|CONNECTION',
    summary: 'Show everything about a session that is no secret.',
    options: [],
    positionals: [1, 1],
    async run({ core, output }, { positionals: [given = ''] }) {
      const access = await core();
      const { id } = await chooseSession(access, given);
      const session = await ask(access, 'session', { sessionId: id });
      output.show(session, sessionLines(session));
      return 'ok';
    },
  },
  {
    name: 'session forget',
    usage: 'SESSION|CONNECTION …',
    summary: 'Destroy the secrets of sessions. This cannot be undone.',
    options: [],
    positionals: [1, 500],
    run: forget,
  },
  {
    name: 'session suspect',
    usage: 'SESSION|CONNECTION',
    summary: 'Give a session up: destroy its secrets and keep the row. This cannot be undone.',
    details: ['Only a fresh handshake can replace it. Do this when its state may have been copied, or the peer’s was.'],
    options: [],
    positionals: [1, 1],
    async run({ core, output }, { positionals: [given = ''] }) {
      const access = await core();
      const { id } = await chooseSession(access, given);
      const session = await ask(access, 'suspectSession', { sessionId: id });
      output.show(session, `The session with ${session.peer.name} is suspect now: its secrets are destroyed, connect anew.`);
      return 'ok';
    },
  },
  {
    name: 'forget',
    usage: 'SESSION|CONNECTION',
    summary: 'The same as session forget, for one.',
    options: [],
    positionals: [1, 1],
    run: forget,
  },
];

/** Every one is found before the first is forgotten. */
async function forget({ core, output }: Context, { positionals }: Arguments): Promise<ExitName> {
  const access = await core();
  const sessions: SessionView[] = [];
  for (const given of positionals) sessions.push(await chooseSession(access, given));
  for (const session of sessions) {
    await ask(access, 'forgetSession', { sessionId: session.id });
    output.show({ forgotten: session.id }, `Forgot the session with ${session.peer.name}.`);
  }
  return 'ok';
}

async function paramsOf(access: CoreAccess, given: Arguments): Promise<SessionParams> {
  const suite = given.value('suite');
  const [chosen] = suite === null ? [] : await chooseSuites(access, [suite]);
  const profile = given.value('protocol');
  const choice = <C extends string>(name: string, choices: readonly [C, ...C[]]) => {
    const value = given.value(name);
    return value === null ? {} : { [name]: oneOf(name, value, choices, choices[0]) };
  };
  return {
    ...listParams(given),
    order: oneOf('order', given.value('order'), orders, 'used'),
    ...choice('standing', standings),
    ...choice('pending', pendings),
    ...choice('credential', credentials),
    ...(given.has('live') ? { live: true } : {}),
    ...(given.has('hide-expired') ? { hideExpired: true } : {}),
    ...(profile === null ? {} : { profile: chooseProfile(profile) }),
    ...(chosen === undefined ? {} : { suite: chosen }),
    ...idle(given.value('idle')),
  };
}

function idle(given: string | null): Pick<SessionParams, 'usedBefore'> {
  if (given === null) return {};
  if (!/^\d{1,5}$/.test(given)) throw new UsageError('--idle is a number of days.');
  return { usedBefore: Math.max(0, Date.now() - Number(given) * dayMs) };
}

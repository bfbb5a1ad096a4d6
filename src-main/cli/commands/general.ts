import { existsSync } from 'node:fs';
import type { TopicName, Topics } from '#shared/contract.ts';
import { suites } from '#engine/crypto/suites.ts';
import { defaultPolicy } from '#engine/index.ts';
import { suiteView } from '#main/api/views.ts';
import { ApiError } from '#main/api/core.ts';
import { profiles } from '#shared/profile-words.ts';
import { faceError } from '#shared/face-errors.ts';
import { UsageError } from '../arguments.ts';
import { type Command, type Context, ask } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { whenAborted } from '../process.ts';
import { runDaemon } from '../run-daemon.ts';
import { chooseConnection, chooseProfile, portOf, profileIds } from '../select.ts';
import { topicLines } from '../topic-lines.ts';
import { vaultLines } from './vault.ts';
import { connectionLines, connectionTable, listenerTable, profileLines, suiteTable } from '../views.ts';

export const generalCommands: readonly Command[] = [
  {
    name: 'daemon',
    usage: '[--ui-port PORT]',
    summary: 'Run the core without a window, and print a link to its user interface.',
    details: [
      'Without a passphrase a profile stays locked, and a new one without keys, until somebody says otherwise: on the page, or with',
      '“epochscope unlock” and “epochscope protection set”.',
    ],
    options: [
      { name: 'ui-port', takes: 'PORT', help: 'Port of the user interface. Default: a free one.' },
      { name: 'ask-passphrase', takes: null, help: 'Ask for the passphrase at the terminal before anything starts.' },
    ],
    positionals: [0, 0],
    run: (context, given) => runDaemon(context, portOf(given.value('ui-port') ?? '0', 0), given.has('ask-passphrase')),
  },
  {
    name: 'ui',
    usage: '',
    summary: 'Print a fresh link to the user interface, or bring the window to the front.',
    options: [],
    positionals: [0, 0],
    async run({ core, output }) {
      const url = await (await core()).showUi();
      output.show({ url }, url ?? 'The window is in front.');
      return 'ok';
    },
  },
  {
    name: 'status',
    usage: '[CONNECTION]',
    summary: 'Show listeners and connections, or everything about one connection.',
    options: [],
    positionals: [0, 1],
    run: (context, { positionals: [given] }) => status(context, given),
  },
  {
    name: 'watch',
    usage: '[CONNECTION]',
    summary: 'Print what happens, as it happens, until interrupted.',
    options: [],
    positionals: [0, 1],
    run: (context, { positionals: [given] }) => watch(context, given),
  },
  {
    name: 'demo',
    usage: '[--profile PROFILE]',
    summary: 'Start a pair of peers in the running core, over a real loopback socket.',
    options: [{ name: 'profile', takes: 'PROFILE', help: `The profile they speak: ${profileIds.join(', ')}. Default: draft-00.` }],
    positionals: [0, 0],
    async run({ core, output }, given) {
      const profile = chooseProfile(given.value('profile'));
      const pair = await ask(await core(), 'startDemo', { profile });
      output.show(pair, [`initiator  ${pair.initiatorId}`, `responder  ${pair.responderId}`]);
      return 'ok';
    },
  },
  {
    name: 'suites',
    usage: '',
    summary: 'Show the cipher suites: what --suite takes, and which withstand quantum computers.',
    details: [
      'Those that are on by default are offered and accepted when --suite is not given.',
      'Post-quantum confidentiality keeps recorded traffic closed to later quantum computers; authentication too means signatures.',
    ],
    options: [],
    positionals: [0, 0],
    async run({ output }) {
      const all = suites.map((suite) => suiteView(suite, defaultPolicy.suites));
      if (output.json) for (const suite of all) output.show(suite, '');
      else output.show({}, suiteTable(all));
      return 'ok';
    },
  },
  {
    name: 'profiles',
    usage: '',
    summary: 'Show the profiles: what --profile takes, and how each renews keys and resumes.',
    details: ['Whoever connects names a profile, and a listener accepts those it enabled; nothing is negotiated. A session keeps its profile.'],
    options: [],
    positionals: [0, 0],
    async run({ output }) {
      if (output.json) for (const profile of profiles) output.show(profile, '');
      else output.show({}, profileLines(profiles));
      return 'ok';
    },
  },
  {
    name: 'wipe',
    usage: '--yes',
    summary: 'Destroy the profile: overwrite its keys, then remove its files. This cannot be undone.',
    details: ['Identities, pins, sessions and recordings are gone for ever. The core of the profile must not be running.'],
    options: [{ name: 'yes', takes: null, help: 'Needed, so that nobody wipes a profile by mistake.' }],
    positionals: [0, 0],
    async run({ profileDirectory, output }, given) {
      if (!given.has('yes')) throw new UsageError(`This destroys the profile ${profileDirectory} for ever. To do it: epochscope wipe --yes`);
      if (!existsSync(profileDirectory)) throw new UsageError(`There is no profile at ${profileDirectory}.`);
      const { wipeProfile } = await import('#main/store/wipe-profile.ts');
      const removed = wipeProfile(profileDirectory, Date.now());
      output.show({ wiped: profileDirectory, removed }, `Destroyed the keys of ${profileDirectory} and removed ${removed.length} files.`);
      return 'ok';
    },
  },
  {
    name: 'version',
    usage: '',
    summary: 'Show the version.',
    options: [],
    positionals: [0, 0],
    async run({ output, version }) {
      output.show({ version }, `epochscope ${version}`);
      return 'ok';
    },
  },
];

async function status({ core, output }: Context, given: string | undefined): Promise<ExitName> {
  const access = await core();
  if (given !== undefined) {
    const connection = await chooseConnection(access, given);
    output.show(connection, connectionLines(connection));
    return 'ok';
  }
  const [app, vault] = [await ask(access, 'app', {}), await ask(access, 'vault', {})];
  const head = `epochscope ${app.version} (${app.host}), profile ${app.profileDirectory}`;
  if (vault.state !== 'open') {
    output.show({ app, vault }, [head, ...vaultLines(vault)]);
    return 'ok';
  }
  const [listeners, connections, knocks] = [
    await ask(access, 'listeners', {}),
    await ask(access, 'connections', {}),
    await ask(access, 'knocks', {}),
  ];
  const knocking = knocks.length === 0 ? [] : [`${knocks.length} knocking: epochscope knock list`];
  const nothing = listeners.length + connections.length === 0 ? ['Nothing listens and nothing is connected.'] : [];
  const lines = [
    head,
    ...app.warnings.map((warning) => `WARNING: ${warning}`),
    ...listenerTable(listeners),
    ...connectionTable(connections),
    ...nothing,
  ];
  output.show({ app, vault, listeners, connections, knocks }, [...lines, ...knocking]);
  return 'ok';
}

async function watch({ core, output, interrupted }: Context, given: string | undefined): Promise<ExitName> {
  const access = await core();
  const only = given === undefined ? null : (await chooseConnection(access, given)).id;
  const over = Promise.withResolvers<'interrupted' | 'gone'>();
  void whenAborted(interrupted).then(() => over.resolve('interrupted'));
  const hear = <T extends TopicName>(topic: T, value: Topics[T]): void => {
    if (output.json && only === null) output.show({ topic, value }, '');
    else for (const { object, line } of topicLines(topic, value, only)) output.show({ topic, value: object }, line);
  };
  await access.subscribe(hear, () => over.resolve('gone'));
  if ((await over.promise) === 'interrupted') return 'ok';
  throw new ApiError(faceError('CORE_GONE'));
}

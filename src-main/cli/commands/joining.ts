import { type Arguments, UsageError } from '../arguments.ts';
import type { OptionSpec } from '../arguments.ts';
import type { ConnectParams, ListenParams } from '#shared/contract.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { type Command, type Context, ask } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { joinProgram, joinStandardStreams } from '../join-streams.ts';
import { addressOf, chooseIdentity, chooseProfile, chooseProfiles, chooseSuites, defaultPort, oneOf, portOf, profileIds } from '../select.ts';
import { connectionLines, listenerTable } from '../views.ts';
import { established } from './connections.ts';
import { choosePolicy } from './policies.ts';

const commonOptions: readonly OptionSpec[] = [
  { name: 'identity', takes: 'NAME', help: 'The identity to use; needed when there is more than one.' },
  {
    name: 'suite',
    takes: 'SUITE',
    multiple: true,
    help: 'A cipher suite by number or name, first choice first; may be repeated. See: epochscope suites.',
  },
  { name: 'marker', takes: 'POLICY', help: 'Whether the peer must mark its keys for MLS-TLS: require (default) or allow-absent.' },
  { name: 'no-resume', takes: null, help: 'Do not resume by itself after a cut.' },
  { name: 'trust-first', takes: null, help: 'Trust a key that is seen for the first time, and pin it.' },
  { name: 'insecure-accept-any', takes: null, help: 'Accept every key. For laboratories; shown wherever such a connection appears.' },
  { name: 'policy', takes: 'POLICY', help: 'A stored policy that decides whom to believe. See: epochscope policy list.' },
  { name: 'pipe', takes: null, help: 'Join standard input and output to the connection.' },
];

/** What a joined stream is worth, also after a cut. */
const pipeDetails: readonly string[] = [
  'With --pipe the command ends with exit code 0 when both directions have ended in order: everything arrived.',
  'After a cut it ends with exit code 3 and does not resume by itself: standard output then holds a prefix of what the peer sent, without gaps,',
  'and of what was read from standard input it is unknown how much arrived. The bytes handed over and received are on standard error.',
  'The session is kept where its keys are: the next connection starts a new stream from the beginning, and repeating it is up to the caller.',
  'An interruption (Ctrl+C) cuts the connection, so that the peer does not take what it has for everything; the exit code is 130.',
];

export const joiningCommands: readonly Command[] = [
  {
    name: 'listen',
    usage: '[PORT] [options]',
    summary: `Listen for connections, on loopback unless --host says otherwise. Default port: ${defaultPort}.`,
    details: [
      'Strangers are refused and listed by “knock list” unless --trust-first is given.',
      'With --pipe the first connection is joined and then the command ends; with --exec every connection gets a program of its own.',
      ...pipeDetails,
    ],
    options: [
      ...commonOptions,
      {
        name: 'profile',
        takes: 'PROFILE',
        multiple: true,
        help: `A profile to accept: ${profileIds.join(', ')}; may be repeated. Default: draft-00 alone. See: epochscope profiles.`,
      },
      { name: 'host', takes: 'HOST', help: 'Address to listen on. Default: localhost.' },
      { name: 'pin', takes: 'CARD', multiple: true, help: 'Contact card to accept besides the stored pins; may be repeated.' },
      { name: 'accept-early-data', takes: null, help: 'Take data that comes in the first flight of a resumption. Not with --pipe or --exec.' },
      { name: 'exec', takes: 'CMD', help: 'Run this for every connection and join its standard streams.' },
    ],
    positionals: [0, 1],
    run: listen,
  },
  {
    name: 'connect',
    usage: 'HOST[:PORT] [options]',
    summary: `Connect to a listener. Default port: ${defaultPort}.`,
    details: ['The key of the peer is pinned at first use and must not change later, unless --pin names it.', ...pipeDetails],
    options: [
      ...commonOptions,
      {
        name: 'profile',
        takes: 'PROFILE',
        help: `The profile to speak: ${profileIds.join(', ')}. Default: draft-00; never negotiated. See: epochscope profiles.`,
      },
      { name: 'host', takes: 'HOST', help: 'The host, where it is not part of the argument.' },
      { name: 'pin', takes: 'CARD', help: 'Contact card that the peer must match.' },
      { name: 'label', takes: 'TEXT', help: 'A name for the connection.' },
    ],
    positionals: [0, 1],
    run: connect,
  },
];

async function listen(context: Context, given: Arguments): Promise<ExitName> {
  const command = given.value('exec');
  const joins = given.has('pipe') || command !== null;
  if (given.has('pipe') && command !== null) throw new UsageError('--pipe and --exec exclude each other.');
  const core = await (joins ? context.coreOrOwn() : context.core());
  const params = await listenParams(core, given, joins);
  if (command !== null) return joinProgram(context, core, params, command);
  if (joins) return joinStandardStreams(context, core, { kind: 'listen', params });
  const listener = await ask(core, 'listen', params);
  context.output.show(listener, listenerTable([listener]));
  return 'ok';
}

async function connect(context: Context, given: Arguments): Promise<ExitName> {
  const joins = given.has('pipe');
  const core = await (joins ? context.coreOrOwn() : context.core());
  const params = await connectParams(core, given, joins);
  if (joins) return joinStandardStreams(context, core, { kind: 'connect', params });
  const connection = established(await ask(core, 'connect', params));
  context.output.show(connection, connectionLines(connection));
  return 'ok';
}

async function listenParams(core: CoreAccess, given: Arguments, joins: boolean): Promise<ListenParams> {
  const port = given.positionals[0];
  return {
    ...(await commonParams(core, given, joins)),
    host: given.value('host') ?? 'localhost',
    port: port === undefined ? defaultPort : portOf(port, 0),
    profiles: chooseProfiles(given.values('profile')),
    trust: trustOf(given) ?? 'pin',
    pins: given.values('pin'),
    acceptEarlyData: given.has('accept-early-data'),
  };
}

async function connectParams(core: CoreAccess, given: Arguments, joins: boolean): Promise<ConnectParams> {
  const [address] = given.positionals;
  const host = given.value('host');
  if ((address === undefined) === (host === null)) throw new UsageError('Say where to connect to: HOST:PORT, or --host HOST.');
  return {
    ...(await commonParams(core, given, joins)),
    ...addressOf(address ?? host ?? ''),
    profile: chooseProfile(given.value('profile')),
    trust: trustOf(given) ?? (given.value('pin') === null ? 'first-use' : 'pin'),
    pin: given.value('pin'),
    label: given.value('label'),
  };
}

/** A joined stream belongs to one transport, so that it is never resumed by itself. */
async function commonParams(core: CoreAccess, given: Arguments, joins: boolean) {
  const policy = given.value('policy');
  return {
    identityId: await chooseIdentity(core, given.value('identity')),
    ...(policy === null ? {} : { policyId: (await choosePolicy(core, policy)).id }),
    suites: await chooseSuites(core, given.values('suite')),
    marker: oneOf('marker', given.value('marker'), ['require', 'allow-absent'], 'require'),
    autoResume: joins || given.has('no-resume') ? false : null,
  } as const;
}

function trustOf(given: Arguments): 'first-use' | 'accept-any' | null {
  const chosen = ['trust-first', 'insecure-accept-any'].filter((option) => given.has(option));
  if (chosen.length > 1 || (chosen.length === 1 && given.value('pin') !== null))
    throw new UsageError('--pin, --trust-first and --insecure-accept-any exclude each other.');
  if (given.has('insecure-accept-any')) return 'accept-any';
  return given.has('trust-first') ? 'first-use' : null;
}

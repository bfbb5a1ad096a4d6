import { earlyDataWords } from '#shared/early-data-words.ts';
import type { ConnectionView } from '#shared/views.ts';
import { ApiError } from '#main/api/core.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { type Command, type Context, ask } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { choose, chooseConnection, chooseResumable } from '../select.ts';
import { connectionLines } from '../views.ts';

export const connectionCommands: readonly Command[] = [
  {
    name: 'send',
    usage: 'CONNECTION TEXT',
    summary: 'Send text over a connection; “-” sends standard input.',
    details: ['MLS-TLS has no acknowledgement: success means that the text was handed to the network.'],
    options: [],
    positionals: [2, 2],
    async run({ core, output }, { positionals: [given = '', text = ''] }) {
      const access = await core();
      const { id } = await chooseConnection(access, given);
      await ask(access, 'send', { connectionId: id, text: text === '-' ? await standardInput() : text });
      output.show({ sent: id }, 'Handed to the network.');
      return 'ok';
    },
  },
  acting('update', 'Renew the keys of a connection.'),
  {
    name: 'key-update',
    usage: 'CONNECTION [--request-peer]',
    summary: 'Change the sending key of a connection by TLS KeyUpdate, within the epoch. Only in the profile editor-copy.',
    details: ['It gives no fresh secrets: for those, use update.'],
    options: [{ name: 'request-peer', takes: null, help: 'Ask the peer to change its sending key, too.' }],
    positionals: [1, 1],
    async run({ core, output }, given) {
      const access = await core();
      const { id } = await chooseConnection(access, given.positionals[0] ?? '');
      const connection = await ask(access, 'keyUpdate', { connectionId: id, requestPeer: given.has('request-peer') });
      output.show(connection, connectionLines(connection));
      return 'ok';
    },
  },
  acting('cut', 'Drop the transport of a connection, as a network failure would.'),
  {
    name: 'resume',
    usage: 'CONNECTION|SESSION [--early-data TEXT]',
    summary: 'Resume a connection that was cut, or the one a session belongs to.',
    details: [
      'Early data leaves with the first flight, before the peer has proven that it is there. Until the peer answers it has no',
      'forward secrecy; it may be lost, is taken at most once, and only by a listener with --accept-early-data. Whether it was',
      'taken is printed; it is never sent again by itself.',
    ],
    options: [{ name: 'early-data', takes: 'TEXT', help: 'Send this with the first flight; at most 16384 bytes.' }],
    positionals: [1, 1],
    run: (context, given) => resume(context, given),
  },
  {
    name: 'close',
    usage: 'CONNECTION|LISTENER',
    summary: 'Close a connection in order, or stop a listener.',
    options: [],
    positionals: [1, 1],
    run: (context, { positionals: [given = ''] }) => close(context, given),
  },
  {
    name: 'remove',
    usage: 'CONNECTION',
    summary: 'Take a connection that is not in use off the list, with its recording.',
    details: ['A session it has stays, and brings it back when it is resumed; see forget.'],
    options: [],
    positionals: [1, 1],
    run: (context, { positionals: [given = ''] }) => remove(context, given),
  },
];

async function resume({ core, output }: Context, given: Arguments): Promise<ExitName> {
  const access = await core();
  const id = await chooseResumable(access, given.positionals[0] ?? '');
  const text = given.value('early-data');
  if (text === null) {
    const connection = await ask(access, 'resume', { connectionId: id });
    output.show(connection, connectionLines(connection));
    return 'ok';
  }
  const { connection, earlyData } = await ask(access, 'resumeWith', { connectionId: id, text });
  output.show({ ...connection, earlyData }, [...connectionLines(connection), `Early data: ${earlyDataWords[earlyData]}`]);
  return 'ok';
}

async function remove({ core, output }: Context, given: string): Promise<ExitName> {
  const access = await core();
  const { id } = await chooseConnection(access, given);
  await ask(access, 'removeConnection', { connectionId: id });
  output.show({ removed: id }, 'Removed from the list, with its recording.');
  return 'ok';
}

function acting(name: 'update' | 'cut', summary: string): Command {
  return {
    name,
    usage: 'CONNECTION',
    summary,
    options: [],
    positionals: [1, 1],
    async run({ core, output }, { positionals: [given = ''] }) {
      const access = await core();
      const { id } = await chooseConnection(access, given);
      const connection = await ask(access, name, { connectionId: id });
      output.show(connection, connectionLines(connection));
      return 'ok';
    },
  };
}

async function close({ core, output }: Context, given: string): Promise<ExitName> {
  const access = await core();
  const [connections, listeners] = [await ask(access, 'connections', {}), await ask(access, 'listeners', {})];
  const candidates = [
    ...connections.map(({ id, label }) => ({ id, kind: 'connection' as const, names: [label] })),
    ...listeners.map(({ id, addresses }) => ({ id, kind: 'listener' as const, names: addresses })),
  ];
  const chosen = choose('connection or listener', given, candidates, (one) => one.names);
  if (chosen.kind === 'connection') {
    const connection = await ask(access, 'close', { connectionId: chosen.id });
    output.show(connection, connectionLines(connection));
  } else {
    await ask(access, 'stopListening', { listenerId: chosen.id });
    output.show({ stopped: chosen.id }, 'Stopped listening.');
  }
  return 'ok';
}

/** @throws {ApiError} the reason when the connection did not come about */
export function established(connection: ConnectionView): ConnectionView {
  const over = connection.state === 'failed' || connection.state === 'closed' || connection.state === 'dormant';
  if (over && connection.error !== null) throw new ApiError(connection.error);
  return connection;
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new UsageError('Standard input is not UTF-8 text. Use connect --pipe for other data.');
  }
}

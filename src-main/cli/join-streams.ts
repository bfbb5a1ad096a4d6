import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { ConnectParams, ListenParams } from '#shared/contract.ts';
import { ApiError, type Pipe, type PipeEnd } from '#main/api/core.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { writeAll } from '#main/api/local-frames.ts';
import type { Context } from './command.ts';
import { type ExitName, exitNameOf } from './exit-codes.ts';
import { whenAborted } from './process.ts';
import { shortId } from './views.ts';

type Wanted = { readonly kind: 'connect'; readonly params: ConnectParams } | { readonly kind: 'listen'; readonly params: ListenParams };

/** Joins standard input and output to one connection until both directions have ended. */
export async function joinStandardStreams(context: Context, core: CoreAccess, wanted: Wanted): Promise<ExitName> {
  const pipe = wanted.kind === 'connect' ? await core.openPipe(wanted.params) : await firstPipe(context, core, wanted.params);
  if (pipe === null) return 'interrupted';
  announce(context, pipe);
  const end = await join(pipe, process.stdin, process.stdout, context.interrupted, () => undefined);
  return context.interrupted.aborted ? 'interrupted' : report(context, end);
}

/** Runs a program for every connection until interrupted. */
export async function joinProgram(context: Context, core: CoreAccess, params: ListenParams, command: string): Promise<ExitName> {
  const running = new Set<Promise<void>>();
  const listening = await core.listenPipe(params, (pipe) => {
    const done = runFor(context, pipe, command).finally(() => running.delete(done));
    running.add(done);
  });
  context.output.note(`Listening on ${listening.listener.addresses.join(', ')}`);
  await whenAborted(context.interrupted);
  await listening.close();
  await Promise.all(running);
  return 'interrupted';
}

/** @returns the first connection; `null` when interrupted before one came. Later ones are turned away. */
async function firstPipe(context: Context, core: CoreAccess, params: ListenParams): Promise<Pipe | null> {
  const first = Promise.withResolvers<Pipe | null>();
  let taken = false;
  const listening = await core.listenPipe(params, (pipe) => {
    if (taken) pipe.stream.destroy();
    taken = true;
    first.resolve(pipe);
  });
  context.output.note(`Listening on ${listening.listener.addresses.join(', ')}`);
  void whenAborted(context.interrupted).then(() => first.resolve(null));
  return first.promise;
}

async function runFor(context: Context, pipe: Pipe, command: string): Promise<void> {
  announce(context, pipe);
  const environment = { ...process.env, EPOCHSCOPE_CONNECTION: pipe.connection.id, EPOCHSCOPE_PEER: pipe.connection.peer?.name ?? '' };
  const program = spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'inherit'], env: environment });
  program.on('error', () => pipe.stream.destroy());
  program.stdin.on('error', () => undefined); // a program need not read everything
  const end = await join(pipe, program.stdout, program.stdin, context.interrupted, () => program.stdin.end());
  if (end.kind === 'cut') program.kill(); // it must not take that for the end of its input
  report(context, end);
}

/**
 * Joins a pipe to two streams. An interruption is no end of stream: the connection is cut, so that the peer does not take what
 * it has for everything.
 *
 * @param atEnd called when the peer has ended its direction in order
 */
async function join(pipe: Pipe, from: Readable, to: Writable, interrupted: AbortSignal, atEnd: () => void): Promise<PipeEnd> {
  let known: PipeEnd | null = null;
  const ended = pipe.ended.then((end) => (known = end));
  pipe.stream.on('error', () => undefined); // told through `ended`
  void whenAborted(interrupted).then(() => pipe.stream.destroy());
  const incoming = copy(pipe.stream, to).then(
    () => known?.kind !== 'cut' && atEnd(),
    () => undefined, // cut, or the reader went away
  );
  copy(from, pipe.stream).then(
    () => pipe.stream.end(),
    () => pipe.stream.destroy(),
  );
  const end = await ended;
  await incoming;
  return end;
}

async function copy(from: Readable, to: Writable): Promise<void> {
  for await (const chunk of from.iterator({ destroyOnReturn: false })) await writeAll(to, chunk);
}

function announce({ output }: Context, { connection }: Pipe): void {
  const peer = connection.peer === null ? '' : ` with ${connection.peer.name} (${connection.peer.fingerprint.short})`;
  output.note(`Connection ${shortId(connection.id)}${peer}${connection.insecure ? '. WARNING: its key was accepted without any check' : ''}`);
}

function report(context: Context, end: PipeEnd): ExitName {
  if (end.kind === 'complete') return 'ok';
  const words = `The connection was cut. ${end.handedOver} bytes were handed over; whether the last of them arrived is unknown. ${end.received} bytes were received, in order, and more may be missing.`;
  context.output.note(words);
  if (end.error !== null) context.output.fail(new ApiError(end.error).view);
  return end.error !== null && exitNameOf(end.error) === 'untrusted' ? 'untrusted' : 'cut';
}

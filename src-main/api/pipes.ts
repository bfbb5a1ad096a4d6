import type { AttemptEnd } from '#main/hosts/data-sink.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { PipeStream } from '#main/hosts/pipe-stream.ts';
import type { ConnectParams, ListenParams } from '#shared/contract.ts';
import { ApiError, type Core, type Pipe, type PipeEnd } from './core.ts';
import type { CoreParts } from './core-parts.ts';
import { viewOfError } from './error-views.ts';
import { newConnection, openListener } from './opening.ts';
import { connectionView, listenerView } from './views.ts';

type OnPipe = (pipe: Pipe) => void;

/** Connections whose application data a program joins to streams of its own. */
export interface Pipes extends Pick<Core, 'openPipe' | 'listenPipe'> {
  /** Resumes a connection, for example after a restart, and joins its data to a stream as `openPipe` does. */
  resumePipe(connectionId: string, onLaterPipe?: OnPipe): Promise<Pipe>;
}

/** The pipes of one core. Every rejection is an {@link ApiError}. */
export function pipesOf(parts: CoreParts): Pipes {
  return {
    openPipe: (params, onLaterPipe) => inWords(() => openPipe(parts, params, onLaterPipe)),
    resumePipe: (connectionId, onLaterPipe) => inWords(() => resumePipe(parts, connectionId, onLaterPipe)),
    listenPipe: (params, onPipe) => inWords(() => listenPipe(parts, params, onPipe)),
  };
}

function openPipe(parts: CoreParts, params: ConnectParams, onLaterPipe: OnPipe | undefined): Promise<Pipe> {
  // Without anybody to take the data of later attempts, a cut ends the matter.
  const autoResume = onLaterPipe === undefined ? false : params.autoResume;
  const connection = newConnection(parts, { ...params, autoResume }, true);
  return firstPipe(connection, () => connection.connect(), onLaterPipe);
}

function resumePipe(parts: CoreParts, connectionId: string, onLaterPipe: OnPipe | undefined): Promise<Pipe> {
  const connection = parts.connections.require(connectionId);
  return firstPipe(connection, () => connection.resume(), onLaterPipe);
}

async function firstPipe(connection: LogicalConnection, begin: () => Promise<void>, onLaterPipe: OnPipe | undefined): Promise<Pipe> {
  const first = Promise.withResolvers<Pipe>();
  let later = false;
  connection.data.onPipe = (stream) => {
    const pipe = pipeOf(connection, stream);
    if (later) onLaterPipe?.(pipe);
    else first.resolve(pipe);
    later = true;
  };
  try {
    await begin();
  } catch (error) {
    // Automatic resumption may still bring one.
    later = true;
    throw error;
  }
  return first.promise;
}

async function listenPipe(parts: CoreParts, params: ListenParams, onPipe: OnPipe) {
  const listener = await openListener(parts, params, (connection, stream) => onPipe(pipeOf(connection, stream)));
  return {
    listener: listenerView(listener),
    close: async () => {
      await listener.close();
      parts.listeners.delete(listener.id);
      parts.realm.announcements.list('listenersChanged');
    },
  };
}

function pipeOf(connection: LogicalConnection, pipe: PipeStream): Pipe {
  return { connection: connectionView(connection), stream: pipe.stream, ended: pipe.over.then(pipeEnd) };
}

function pipeEnd(end: AttemptEnd): PipeEnd {
  if (end.kind === 'complete') return { kind: 'complete' };
  const { handedOver, received, cause } = end;
  return { kind: 'cut', handedOver, received, error: viewOfError(cause) };
}

async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(viewOfError(error));
  }
}

import type { ListenParams, Params, Reply, RequestName, Result } from '#shared/contract.ts';
import type { ListenerView } from '#shared/views.ts';
import type { Core, Pipe, TopicListener } from './core.ts';

/** A core in this process or another one, as the command line uses it. */
export interface CoreAccess {
  /** Never rejects: a core that went away is `CORE_GONE`. */
  request<M extends RequestName>(name: M, params: Params<M>): Promise<Reply<Result<M>>>;
  /** @param gone called once when no more topics will come */
  subscribe(listener: TopicListener, gone: () => void): Promise<void>;
  /** A fresh link to the user interface; `null` where a window was brought to the front. @throws {ApiError} */
  showUi(): Promise<string | null>;
  /** @throws {ApiError} */
  openPipe: Core['openPipe'];
  /** @throws {ApiError} */
  listenPipe(params: ListenParams, onPipe: (pipe: Pipe) => void): Promise<{ readonly listener: ListenerView; close(): Promise<void> }>;
  close(): Promise<void>;
}

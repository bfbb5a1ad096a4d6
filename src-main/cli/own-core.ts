import { performance } from 'node:perf_hooks';
import type { Params, Reply, RequestName, Result } from '#shared/contract.ts';
import type { Core } from '#main/api/core.ts';
import type { Opening } from '#main/store/key-vault.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { openRequestGate } from '#main/api/rpc.ts';
import { reportInternal } from './report-internal.ts';

export interface OwnCore {
  readonly profileDirectory: string;
  readonly version: string;
  /** Makes a new database beside key slots whose own is lost. */
  readonly rebuild: boolean;
}

/** Starts a core for one command. It ends with the command. @param opening opens its profile, if it is known how */
export async function startOwnCore(own: OwnCore, opening: Opening | null): Promise<CoreAccess> {
  // Loaded only when needed: it brings the database and the cryptography along.
  const { createCore } = await import('#main/hosts/core.ts');
  return accessTo(await createCore({ ...own, host: 'command line', autoResume: false, opening }));
}

/** A core of this process, asked as any other. Closing it closes the core. */
export function accessTo(core: Core): CoreAccess {
  const gate = openRequestGate({
    handlers: core.handlers,
    actor: { kind: 'command line', client: null },
    now: () => performance.now(),
    report: reportInternal,
  });
  return {
    // The gate answers each request with its own handler's result.
    request: <M extends RequestName>(name: M, params: Params<M>) => gate.request(name, params) as Promise<Reply<Result<M>>>,
    subscribe: async (listener) => void core.subscribe(listener),
    showUi: async () => null,
    openPipe: (params) => core.openPipe(params),
    listenPipe: (params, onPipe) => core.listenPipe(params, onPipe),
    close: () => core.close(),
  };
}

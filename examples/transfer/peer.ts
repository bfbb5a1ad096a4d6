// One side of the transfer: a process with a profile directory of its own. Started by run.ts, told everything in one argument;
// prints one JSON object a line.
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pipe } from '#main/api/core.ts';
import { createCore, type LiveCore } from '#main/hosts/core.ts';
import type { ConnectParams, ListenParams } from '#shared/contract.ts';
import { exchange } from './exchange.ts';
import { startUpdates } from './updates.ts';

export interface PeerOrders {
  readonly role: 'listen' | 'connect';
  readonly name: string;
  readonly directory: string;
  readonly host: string;
  /** To listen on or to dial; 0 takes a free one. */
  readonly port: number;
  readonly suites: readonly number[];
  readonly send: string;
  readonly receive: string;
  readonly size: number;
  /** Updates this side makes at least, over all its lives. */
  readonly updates: number;
}

/** What a peer tells its parent. */
export type PeerWord =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'stream'; readonly attempt: number; readonly connectionId: string; readonly bytesHeld: number }
  | { readonly kind: 'progress'; readonly bytes: number }
  | { readonly kind: 'cut' }
  | { readonly kind: 'finished'; readonly updates: number; readonly crossings: number; readonly attempts: number };

const orders = JSON.parse(process.argv[2] ?? '{}') as PeerOrders; // written by our own parent
const core = await createCore({
  host: 'daemon',
  profileDirectory: orders.directory,
  version: 'transfer',
  autoResume: true,
  opening: { kind: 'plain' }, // a laboratory: the folder is removed at the end
});
if ((await core.handlers.identities({})).length === 0) await core.handlers.createIdentity({ name: orders.name });
const finished = Promise.withResolvers<void>();
await begin(core);
await finished.promise;
await core.close();

async function begin(live: LiveCore): Promise<void> {
  const common = { identityId: null, host: orders.host, suites: orders.suites, trust: 'first-use', marker: 'require', autoResume: true } as const;
  if (orders.role === 'listen') {
    const params: ListenParams = { ...common, port: orders.port, profiles: ['draft-00'], pins: [] };
    const { listener } = await live.listenPipe(params, (pipe) => void carry(pipe));
    return say({ kind: 'listening', port: listener.port });
  }
  const params: ConnectParams = { ...common, port: orders.port, profile: 'draft-00', pin: null, label: null };
  const known = (await live.handlers.connections({})).find((connection) => connection.sessionId !== null);
  const later = (pipe: Pipe) => void carry(pipe);
  const opening = known === undefined ? live.openPipe(params, later) : live.resumePipe(known.id, later);
  // When the first try fails, automatic resumption goes on.
  opening.then(later, (error: unknown) => {
    if (known === undefined) finished.reject(error);
  });
}

async function carry(pipe: Pipe): Promise<void> {
  const { id, attempt } = pipe.connection;
  const updates = startUpdates({ core, connectionId: id, wanted: orders.updates, bytes: 2 * orders.size });
  let unsaid = 0;
  let saidAt = performance.now();
  say({ kind: 'stream', attempt, connectionId: id, bytesHeld: 0 });
  try {
    await exchange(pipe.stream, {
      ...orders,
      progress: (bytes) => {
        unsaid += bytes;
        if (performance.now() - saidAt >= 20) {
          saidAt = performance.now();
          say({ kind: 'progress', bytes: unsaid });
          unsaid = 0;
        }
        return updates.progress(bytes);
      },
      ready: () => updates.complete(),
    });
    const end = await pipe.ended;
    if (end.kind === 'cut') throw new Error('cut at the very end');
  } catch {
    // Automatic resumption brings the next stream.
    updates.stop();
    pipe.stream.destroy();
    say({ kind: 'cut' });
    return;
  }
  await delay(0);
  say({ kind: 'finished', ...(await updates.totals()), attempts: attempt });
  finished.resolve();
}

function say(word: PeerWord): void {
  process.stdout.write(`${JSON.stringify(word)}\n`);
}

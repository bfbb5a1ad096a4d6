import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { hashOf } from './exchange.ts';
import type { PeerOrders, PeerWord } from './peer.ts';

export interface TransferOptions {
  /** An empty folder for profiles and files. */
  readonly folder: string;
  /** Bytes each way. */
  readonly size: number;
  /** Updates each side makes at least. */
  readonly updates: number;
  readonly suites: readonly number[];
  /** Which process is killed, and after which share of all bytes. */
  readonly kill: { readonly who: 'listen' | 'connect'; readonly after: number } | null;
  /** Text that both files hold every 64 KiB, for captures to look for. */
  readonly needle: string;
  /** Puts something between the two, such as a recorder: listening port in, port to dial out. */
  readonly between?: (port: number) => Promise<number>;
}

export interface TransferReport {
  /** Both files arrived whole. */
  readonly equal: boolean;
  readonly seconds: number;
  readonly attempts: number;
  readonly updates: { readonly listen: number; readonly connect: number };
  readonly crossings: number;
  /** Milliseconds from the kill until data could flow again, process start included. */
  readonly resumeTime: number | null;
}

const peerFile = fileURLToPath(new URL('peer.ts', import.meta.url));

/**
 * Two processes move a file each way at once, update keys at random moments, and one of them is killed and started again.
 *
 * @throws when a process fails in a way that was not planned
 */
export async function runTransfer(options: TransferOptions): Promise<TransferReport> {
  const { folder, size, needle } = options;
  await mkdir(folder, { recursive: true });
  const files = { listen: join(folder, 'from-listener'), connect: join(folder, 'from-connector') };
  await Promise.all(Object.values(files).map((path) => makeFile(path, size, needle)));
  const started = performance.now();
  const listener = new Peer(orders('listen', options, files, 0));
  const listeningPort = await listener.listening;
  const dialled = (await options.between?.(listeningPort)) ?? listeningPort;
  const connector = new Peer(orders('connect', options, files, dialled));
  const peers = { listen: listener, connect: connector };
  const killer = killOne(peers, options, (who) => orders(who, options, files, who === 'listen' ? listeningPort : dialled));
  const [atListener, atConnector] = await Promise.all([listener.finished, connector.finished]);
  const seconds = (performance.now() - started) / 1000;
  await Promise.all([listener.exited, connector.exited]);
  const [sentUp, gotUp, sentDown, gotDown] = await Promise.all(
    [files.connect, `${files.connect}.received`, files.listen, `${files.listen}.received`].map((path) => hashOf(path, size)),
  );
  return {
    equal: sentUp === gotUp && sentDown === gotDown,
    seconds,
    attempts: atConnector.attempts,
    updates: { listen: atListener.updates, connect: atConnector.updates },
    crossings: Math.max(atListener.crossings, atConnector.crossings),
    resumeTime: killer.resumeTime(),
  };
}

function orders(
  role: 'listen' | 'connect',
  { folder, size, updates, suites }: TransferOptions,
  files: { readonly listen: string; readonly connect: string },
  port: number,
): PeerOrders {
  const other = role === 'listen' ? 'connect' : 'listen';
  return {
    role,
    port,
    size,
    updates,
    suites,
    host: '127.0.0.1',
    name: role === 'listen' ? 'transfer-listener' : 'transfer-connector',
    directory: join(folder, `profile-${role}`),
    send: files[role],
    receive: `${files[other]}.received`,
  };
}

/** Kills one process once enough bytes have moved, and starts it again with the same profile. */
function killOne(
  peers: { readonly listen: Peer; readonly connect: Peer },
  { kill, size }: TransferOptions,
  again: (who: 'listen' | 'connect') => PeerOrders,
) {
  let killedAt: number | null = null;
  let resumedAt: number | null = null;
  if (kill !== null) {
    const peer = peers[kill.who];
    peer.onProgress = (bytes) => {
      if (killedAt !== null || bytes < kill.after * 2 * size) return;
      killedAt = performance.now();
      peer.onStream = () => {
        resumedAt ??= performance.now();
      };
      peer.killAndRestart(again(kill.who));
    };
  }
  return { resumeTime: () => (killedAt === null || resumedAt === null ? null : resumedAt - killedAt) };
}

/** One side, over all the processes it needs. */
class Peer {
  readonly finished: Promise<Extract<PeerWord, { kind: 'finished' }>>;
  readonly exited: Promise<void>;
  readonly listening: Promise<number>;
  onProgress: (bytes: number) => void = () => undefined;
  onStream: () => void = () => undefined;
  readonly #finished = Promise.withResolvers<Extract<PeerWord, { kind: 'finished' }>>();
  readonly #exited = Promise.withResolvers<void>();
  readonly #listening = Promise.withResolvers<number>();
  #process: ChildProcess;
  #bytes = 0;

  constructor(first: PeerOrders) {
    this.finished = this.#finished.promise;
    this.exited = this.#exited.promise;
    this.listening = this.#listening.promise;
    // Whoever waits for one of them hears of a failure; the others fail for the same reason.
    for (const promise of [this.finished, this.exited, this.listening]) promise.catch(() => undefined);
    this.#process = this.#start(first);
  }

  killAndRestart(next: PeerOrders): void {
    const dead = this.#process;
    dead.once('exit', () => {
      this.#process = this.#start(next);
    });
    dead.removeAllListeners('close');
    dead.kill('SIGKILL');
  }

  #start(own: PeerOrders): ChildProcess {
    const child = spawn(process.execPath, ['--no-warnings', peerFile, JSON.stringify(own)], { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface({ input: child.stdout }).on('line', (line) => this.#hear(JSON.parse(line) as PeerWord)); // written by peer.ts
    child.once('close', (code) => {
      if (code === 0) return this.#exited.resolve();
      const error = new Error(`${own.name} ended with ${code}`);
      for (const waiting of [this.#finished, this.#exited, this.#listening]) waiting.reject(error);
    });
    return child;
  }

  #hear(word: PeerWord): void {
    switch (word.kind) {
      case 'listening':
        return this.#listening.resolve(word.port);
      case 'stream':
        return this.onStream();
      case 'progress':
        this.#bytes += word.bytes;
        return this.onProgress(this.#bytes);
      case 'finished':
        return this.#finished.resolve(word);
      case 'cut':
        return;
      default:
        word satisfies never;
    }
  }
}

/** Random bytes with the needle every 64 KiB. */
async function makeFile(path: string, size: number, needle: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let left = size; left > 0; ) {
      const block = randomBytes(Math.min(left, 64 * 1024));
      block.write(needle, 0, 'latin1');
      await file.write(block);
      left -= block.length;
    }
  } finally {
    await file.close();
  }
}

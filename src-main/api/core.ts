import type { Duplex } from 'node:stream';
import type { ConnectParams, Handlers, ListenParams, TopicName, Topics } from '#shared/contract.ts';
import type { ScryptCost } from '#main/crypto/scrypt.ts';
import type { KeySealer } from '#main/store/key-sealer.ts';
import type { Opening } from '#main/store/key-vault.ts';
import type { ConnectionView, ErrorView, ListenerView } from '#shared/views.ts';

/** Listens to every topic; the publisher batches and calls. */
export type TopicListener = <T extends TopicName>(topic: T, value: Topics[T]) => void;

/** How one attempt's byte stream ended. Streams, DECISIONS: what is delivered is a prefix, complete after close_notify. */
export type PipeEnd =
  /** close_notify in both directions: everything was delivered. */
  | { readonly kind: 'complete' }
  /** Cut: `handedOver` bytes went to the transport; delivery of the rest is unknown. */
  | { readonly kind: 'cut'; readonly handedOver: number; readonly received: number; readonly error: ErrorView | null };

/** Application data of one connection as a Node stream: back-pressure both ways, `end()` sends close_notify. */
export interface Pipe {
  readonly connection: ConnectionView;
  readonly stream: Duplex;
  readonly ended: Promise<PipeEnd>;
}

/** The running product without a face. Carriers serve `handlers` and `topics`; nothing else reaches in. */
export interface Core {
  readonly handlers: Handlers;
  subscribe(listener: TopicListener): () => void;
  /**
   * Connects and joins the connection's data to a stream. Rejects with an `ApiError` when the handshake fails.
   *
   * @param onLaterPipe takes the streams of later attempts; without it a cut is not resumed by itself
   */
  openPipe(params: ConnectParams, onLaterPipe?: (pipe: Pipe) => void): Promise<Pipe>;
  /** Listens; every accepted connection is handed over as a pipe once established. */
  listenPipe(params: ListenParams, onPipe: (pipe: Pipe) => void): Promise<{ readonly listener: ListenerView; close(): Promise<void> }>;
  /** Closes listeners and connections (close_notify where open, 2 s), the stores, and the profile lock. */
  close(): Promise<void>;
}

/** A refusal with words; handlers reject with it and carriers turn it into `{ ok: false }`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly view: ErrorView;

  /** @param cause what was thrown where nobody planned for it: for the log, never for a face */
  constructor(view: ErrorView, cause?: unknown) {
    super(view.title, { cause });
    this.view = view;
  }
}

/** Files that people choose in dialogs of the system. Each resolves with a path of this machine, or `null` when they chose none. */
export interface FileDialogs {
  open(): Promise<string | null>;
  /** @param name what the file may be called */
  save(name: string): Promise<string | null>;
}

/** What `createCore` in `hosts/core.ts` needs from a composition root. */
export interface CoreOptions {
  readonly host: 'desktop' | 'daemon' | 'command line';
  readonly profileDirectory: string;
  readonly version: string;
  /** Where there are dialogs of the system; only a window may ask for them. */
  readonly fileDialogs?: FileDialogs;
  /** Automatic resumption after a cut, unless a connection switches it off. */
  readonly autoResume: boolean;
  /** Makes a new database beside key slots whose own is lost, for a backup to be restored into. */
  readonly rebuild?: boolean;
  /** The keychain of the system, where this host has one. */
  readonly keychain?: KeySealer;
  /** Opens the profile, or protects a new one, without asking a face. The caller erases it. */
  readonly opening?: Opening | null;
  /** What a guess at a new passphrase costs; the standard's when absent. */
  readonly passphraseCost?: ScryptCost;
}

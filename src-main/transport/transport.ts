import type { Bytes } from '#engine/bytes.ts';
import { type Detail, explained } from '#shared/words/details.ts';
import type { Said } from '#shared/words/said.ts';

/** What a transport tells its one owner. Calls come after {@link Transport.start}, never inside another call of the transport. */
export interface TransportEvents {
  /** Bytes in order. Valid during the call only: the buffer is shared by every transport of the process. */
  received(bytes: Bytes): void;
  /** The peer ended its direction in order; ours still works. */
  ended(): void;
  /** What {@link Transport.write} could not hand over at once has left this process. */
  drained(): void;
  /** Final. `null` when we closed it or both directions ended in order. */
  closed(error: TransportError | null): void;
}

/** Called by a transport that still reads the bytes it was given; it calls the result when it has sent them. */
export type Lend = () => () => void;

/**
 * An ordered byte stream between two processes. Both directions close on their own, and each waits for the other side:
 * {@link pause} makes the sender wait, {@link write} says when we should.
 */
export interface Transport {
  /** `HOST:PORT` of the peer. */
  readonly remoteAddress: string;
  /** The peer's host alone, the key of per-address limits. */
  readonly remoteHost: string;
  /** `HOST:PORT` of our end; `null` where there is none. */
  readonly localAddress: string | null;
  /** What becomes of its records on their way on purpose, each rule as it is written; empty but in a laboratory or on this machine. */
  readonly faults: readonly string[];
  start(events: TransportEvents): void;
  /**
   * Takes the bytes before it returns, so that the caller may overwrite them at once, or borrows them with `lend`.
   *
   * @returns whether everything has left this process; `false` = wait for `drained` before giving more
   */
  write(bytes: Bytes, lend: Lend): boolean;
  /** Whether a `drained` is due. */
  readonly congested: boolean;
  /** Stops and restarts reading, so that the peer has to wait. */
  pause(): void;
  resume(): void;
  /** Ends both directions in order: sends what was written, waits a moment for the peer to do the same, then closes. */
  close(): void;
  /** Drops everything at once, without a word to the peer. */
  destroy(): void;
}

/** An open listening socket, or several on one port when a name has several addresses. */
export interface PortListener {
  readonly port: number;
  /** `HOST:PORT` of each address really bound. */
  readonly addresses: readonly string[];
  /** Accepts nothing more; transports that were handed over live on. */
  close(): Promise<void>;
}

/** Where a transport comes through: what is dialled, or a port of ours that somebody dials. */
export type Way = { readonly kind: 'to'; readonly host: string; readonly port: number } | { readonly kind: 'at'; readonly port: number };

/** Where transports come from. A laboratory brings one with faults in it; whoever has a real peer has the system's. */
export interface Network {
  /** @throws {TransportError} */
  dial(host: string, port: number, signal?: AbortSignal): Promise<Transport>;
  /**
   * @param onFailure called when accepting fails later; the listener is closed then
   * @throws {TransportError}
   */
  listen(host: string, port: number, onTransport: (transport: Transport) => void, onFailure: (error: TransportError) => void): Promise<PortListener>;
  /** What becomes of the records of the next transport that comes this way, as {@link Transport.faults}; `null`: nothing ever. */
  faultsAhead(way: Way): readonly string[] | null;
}

/** Why a transport could not be had or ended. The system's own codes, and `OTHER` for those without words of ours. */
export const transportErrorCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EADDRINUSE',
  'EADDRNOTAVAIL',
  'EACCES',
  'EAFNOSUPPORT',
  'EMFILE',
  'OTHER',
] as const;

export type TransportErrorCode = (typeof transportErrorCodes)[number];

/** The only error class that leaves the transports. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly code: TransportErrorCode;
  /** The message by code, where it is not the system’s. */
  readonly said: readonly Said[];

  constructor(code: TransportErrorCode, why: Detail) {
    const { text, said } = explained(why);
    super(text);
    this.code = code;
    this.said = said;
  }
}

/** Turns what node:net or node:dns raised into a {@link TransportError}; of several tried addresses the first counts. */
export function transportErrorFrom(cause: unknown): TransportError {
  if (cause instanceof TransportError) return cause;
  if (cause instanceof AggregateError && cause.errors.length > 0) return transportErrorFrom(cause.errors[0]);
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const known = transportErrorCodes.find((candidate) => candidate === (code === 'ENODATA' ? 'ENOTFOUND' : code === 'EPERM' ? 'EACCES' : code));
  return new TransportError(known ?? 'OTHER', cause instanceof Error ? cause.message : 'unknown transport error');
}

/** `HOST:PORT`, with an IPv6 address in brackets. */
export function formatAddress(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

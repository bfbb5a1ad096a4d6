import type { Bytes } from '#engine/bytes.ts';
import type { Cause } from './host-error.ts';

/** How the byte stream of one attempt ended. DECISIONS "Streams": what arrived is a prefix, complete after close_notify. */
export type AttemptEnd =
  /** close_notify both ways. */
  | { readonly kind: 'complete' }
  /** `handedOver` bytes went to the transport, `received` came; what became of the rest is unknown. */
  | { readonly kind: 'cut'; readonly handedOver: number; readonly received: number; readonly cause: Cause };

/** Who takes the application data of one attempt. */
export interface DataSink {
  /** The bytes are valid during the call. @returns whether it can take more at once */
  deliver(data: Bytes): boolean;
  /** What the loop delivered in one go is complete. */
  settled(): void;
  /** The peer will send nothing more. */
  peerClosed(): void;
  /** Everything written has been handed to the transport. */
  flushed(): void;
  ended(end: AttemptEnd): void;
}

/** What a sink may do with its attempt. */
export interface DataPort {
  /** The epoch under whose keys the next `write` goes; `null` while it has to wait for others. */
  readonly sendEpoch: bigint | null;
  /** The epoch of what is being delivered. */
  readonly receiveEpoch: bigint | null;
  /** Bytes must not change before `flushed`. @throws {EngineError} `api-misuse` */
  write(data: Bytes): void;
  /** The sink has room again. */
  takeMore(): void;
  /** close_notify for our direction. */
  close(): void;
  /** Drops the transport: the stream was abandoned, and must not look complete to the peer. */
  cut(): void;
}

import { alertDescriptions } from '../alert.ts';
import type { Bytes } from '../bytes.ts';
import { misbehaved } from '../errors.ts';
import { type Event, eventOf } from '../two-party/events.ts';
import { readHandshake } from '../two-party/messages.ts';
import type { ProfileName } from '../two-party/roles.ts';
import { openPhase, type State } from '../two-party/states.ts';
import type { Now } from './host-effects.ts';
import type { Incoming, RecordLayer } from './record-layer.ts';
import type { Timers } from './timers.ts';
import type { TraceSink } from './trace.ts';

/** Events that are handshake messages. */
export type MessageEvent = Extract<Event, { raw: Bytes }>;

/** One thing the peer did. `first`: it came in the first protected record of the connection. */
export type Input = { readonly first: boolean } & (
  | { readonly kind: 'message'; readonly event: MessageEvent }
  /** A view: copy what must outlive the next record. */
  | { readonly kind: 'data'; readonly content: Bytes }
  | { readonly kind: 'close-notify'; readonly authenticated: boolean }
  | { readonly kind: 'alert'; readonly value: number; readonly authenticated: boolean }
  /** A fragment, a skipped record, or a warning that changes nothing. */
  | { readonly kind: 'nothing' }
);

export interface InboundOptions {
  readonly records: RecordLayer;
  readonly timers: Timers;
  readonly trace: TraceSink;
  readonly fragmentTimeout: number;
}

/** Warnings in a row that are tolerated on an open connection. R-ALERT. */
const maxWarnings = 4;
/** A record whose end does not come. Milliseconds. */
export const recordStall = 30_000;

/** What the peer sends, one input at a time, with the timers of unfinished records and messages. R-REC, R-FRAG, R-TIME. */
export class Inbound {
  readonly #options: InboundOptions;
  #warnings = 0;

  constructor(options: InboundOptions) {
    this.#options = options;
  }

  /**
   * The next input, or `null` until more bytes arrive.
   *
   * @throws {EngineError} the violation that ends the connection
   */
  next(state: State, profile: ProfileName, now: Now): Input | null {
    const { records } = this.#options;
    const message = records.nextMessage(profile);
    // Every handshake message becomes an event with `raw`; eventOf keeps the fields.
    if (message !== null) {
      if (!records.messageInProgress) this.#options.timers.clear('fragment');
      return { kind: 'message', event: eventOf(readHandshake(message.message, profile)) as MessageEvent, first: false };
    }
    const heard = records.heard;
    const incoming = records.next(state.kind === 'request-sent');
    this.#watch(incoming, now);
    return incoming === null ? null : this.#sort(incoming, state, !heard && records.heard);
  }

  #sort(incoming: Incoming, state: State, first: boolean): Input {
    switch (incoming.kind) {
      case 'handshake':
      case 'skipped':
        return { kind: 'nothing', first };
      case 'data':
        if (incoming.content.length > 0) this.#warnings = 0;
        return { kind: 'data', content: incoming.content, first };
      case 'alert':
        return this.#alert(incoming, state, first);
      default:
        return incoming satisfies never;
    }
  }

  #alert({ value, authenticated }: { readonly value: number; readonly authenticated: boolean }, state: State, first: boolean): Input {
    const { trace, records } = this.#options;
    trace.fact({ kind: 'alert', direction: 'received', value, key: records.receiveUse, authenticated });
    const closes = value === alertDescriptions.close_notify;
    const warning = value === alertDescriptions.user_canceled && authenticated && openPhase(state)?.confirmed === true;
    // An error alert may come at any time: it is the end. After another one the rest of a message would be interleaved. R-FRAG.
    if ((closes || warning) && records.messageInProgress) throw misbehaved('HS_INTERLEAVED');
    if (closes) return { kind: 'close-notify', authenticated, first };
    if (!warning) return { kind: 'alert', value, authenticated, first };
    this.#warnings += 1;
    if (this.#warnings > maxWarnings) throw misbehaved('ALERT_FLOOD');
    return { kind: 'nothing', first };
  }

  #watch(incoming: Incoming | null, now: Now): void {
    const { records, timers, fragmentTimeout } = this.#options;
    if (incoming !== null || !records.recordInProgress) timers.clear('record-stall');
    else if (!timers.has('record-stall')) timers.set('record-stall', now.monotonic + recordStall);
    if (!records.messageInProgress) timers.clear('fragment');
    else if (incoming?.kind === 'handshake') timers.set('fragment', now.monotonic + fragmentTimeout);
  }
}

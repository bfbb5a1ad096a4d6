import { type Bytes, toHex } from '#engine/bytes.ts';
import type { MessageView } from '#shared/views.ts';
import type { Announcements } from './announcements.ts';
import type { Clock } from './clock.ts';
import type { AttemptEnd, DataPort, DataSink } from './data-sink.ts';
import { HostError } from './host-error.ts';
import { Waiters } from './waiters.ts';

/** Messages kept per connection, and bytes shown of each. In memory only: payload is never recorded. */
const messageLimit = 200;
const shownBytes = 4096;

/** What a connection without a pipe said and heard, for the message pane. */
export class MessageLog {
  readonly #connectionId: string;
  readonly #clock: Clock;
  readonly #announcements: Pick<Announcements, 'message'>;
  #messages: readonly MessageView[] = [];
  #nextSeq = 1;

  constructor(connectionId: string, clock: Clock, announcements: Pick<Announcements, 'message'>) {
    this.#connectionId = connectionId;
    this.#clock = clock;
    this.#announcements = announcements;
  }

  list(): readonly MessageView[] {
    return this.#messages;
  }

  /** @param epoch whose keys protect it; `early`: data of a first flight */
  add(direction: MessageView['direction'], attempt: number, data: Bytes, epoch: bigint | null | 'early'): void {
    const shown = data.subarray(0, shownBytes);
    const text = textOf(shown, data.length > shownBytes);
    const message: MessageView = {
      connectionId: this.#connectionId,
      seq: this.#nextSeq++,
      at: this.#clock.now().wall,
      attempt,
      direction,
      text,
      hex: text === null ? toHex(shown) : null,
      length: data.length,
      early: epoch === 'early',
      epoch: typeof epoch === 'bigint' ? String(epoch) : null,
    };
    this.#messages = [...this.#messages, message].slice(-messageLimit);
    this.#announcements.message(message);
  }
}

/** Takes an attempt's data for the message pane; when the peer is done, so are we. */
export class MessageSink implements DataSink {
  readonly #log: MessageLog;
  readonly #attempt: number;
  readonly #port: DataPort;
  readonly #sending = new Waiters();

  constructor(log: MessageLog, attempt: number, port: DataPort) {
    this.#log = log;
    this.#attempt = attempt;
    this.#port = port;
  }

  /** Resolves when the bytes were handed to the transport, which is all that can be known (DECISIONS "Streams"). */
  async send(data: Bytes): Promise<void> {
    const epoch = this.#port.sendEpoch;
    this.#port.write(data);
    this.#log.add('sent', this.#attempt, data, epoch);
    await this.#sending.wait();
  }

  deliver(data: Bytes): boolean {
    this.#log.add('received', this.#attempt, data, this.#port.receiveEpoch);
    return true;
  }

  peerClosed(): void {
    this.#port.close();
  }

  settled(): void {
    // Every delivery is a message of its own.
  }

  flushed(): void {
    this.#sending.resolve();
  }

  ended(end: AttemptEnd): void {
    this.#sending.reject(end.kind === 'cut' ? end.cause : new HostError('NOT_CONNECTED'));
  }
}

/** UTF-8 without control characters other than white space; a character cut at the end does not count against it. */
function textOf(bytes: Bytes, cut: boolean): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: cut });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    return /[\u0000-\u0008\u000e-\u001f\u007f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

import type { Attempt } from './attempt.ts';
import type { DataSink } from './data-sink.ts';
import { HostError } from './host-error.ts';
import { MessageLog, MessageSink } from './message-log.ts';
import { PipeStream } from './pipe-stream.ts';
import type { Realm } from './realm.ts';

/** Where the data of a connection's attempts goes: to its messages, or to a stream. */
export class ConnectionData {
  readonly messages: MessageLog;
  /** Takes the data of every attempt as a stream. */
  onPipe: ((pipe: PipeStream) => void) | null = null;
  #sink: MessageSink | null = null;

  constructor(connectionId: string, { clock, announcements }: Realm) {
    this.messages = new MessageLog(connectionId, clock, announcements);
  }

  /** For an attempt that is open now; `number` as it is shown. */
  sinkFor(attempt: Attempt, number: number): DataSink {
    if (this.onPipe !== null) {
      const pipe = new PipeStream(attempt);
      this.onPipe(pipe);
      return pipe;
    }
    this.#sink = new MessageSink(this.messages, number, attempt);
    return this.#sink;
  }

  /** Resolves when the bytes are handed to the transport. @throws {Cause} */
  async send(data: Uint8Array): Promise<void> {
    if (this.#sink === null) throw new HostError('IN_USE', { detail: ['piped'] });
    await this.#sink.send(data);
  }

  /** The open attempt is over. */
  stop(): void {
    this.#sink = null;
  }
}

import type { Bytes } from '#engine/bytes.ts';
import type { Direction, KeyUse, TraceFact } from '#engine/mls-tls/trace.ts';
import { joined } from '#main/capture/joined.ts';
import type { CapturedRecord, CapturedTransport } from '#main/capture/read-capture.ts';
import { contentTypes } from '#main/capture/record-headers.ts';
import type { TraceRow } from '#main/store/trace-store.ts';

/** A row as a recording has it, with its bytes. */
export interface ImportedRow {
  readonly row: TraceRow;
  readonly bytes: Bytes | null;
}

/** Our limit: a handshake message that claims to be longer is not put together. */
const mostMessage = 2 ** 20;
/** Our limit: messages of one capture. */
const mostMessages = 250_000;
const messageHeader = 4;

/** What captured records would have left in a recording: a row for each, and for each handshake message and alert in them. */
export class ImportedRows {
  readonly rows: ImportedRow[] = [];
  #seq = 0;
  #messages = 0;

  add(attempt: number, { records }: CapturedTransport): void {
    const messages = { sent: new Messages(), received: new Messages() };
    for (const record of records) {
      this.#add(attempt, record.at, { kind: 'record', record: eventOf(record) }, record.bytes);
      const { content, direction } = record;
      if (content?.type === contentTypes.alert) this.#add(attempt, record.at, { kind: 'fact', fact: alertOf(record, content.bytes) }, null);
      if (content?.type !== contentTypes.handshake) continue;
      for (const message of messages[direction].take(content.bytes)) {
        this.#messages += 1;
        if (this.#messages > mostMessages) return;
        const { key } = record;
        const epoch = key === 'epoch' ? record.epoch : null;
        const fact: TraceFact = { kind: 'handshake-message', direction, type: message[0] ?? 0, message, key, epoch };
        this.#add(attempt, record.at, { kind: 'fact', fact }, message);
      }
    }
  }

  #add(attempt: number, at: number, what: RowContent, bytes: Bytes | null): void {
    this.#seq += 1;
    this.rows.push({ row: { seq: this.#seq, attempt, at, ...what }, bytes });
  }
}

type WithoutPlace<R> = R extends TraceRow ? Omit<R, 'seq' | 'attempt' | 'at'> : never;
type RowContent = WithoutPlace<TraceRow>;

function eventOf({ direction, bytes, key, epoch, sequence, content }: CapturedRecord) {
  return {
    direction,
    outerType: bytes[0] ?? 0,
    innerType: key === 'plaintext' ? 0 : (content?.type ?? 0),
    length: bytes.length,
    contentLength: content?.bytes.length ?? 0,
    key,
    epoch,
    sequence,
  };
}

function alertOf({ direction, key }: { readonly direction: Direction; readonly key: KeyUse }, content: Bytes): TraceFact {
  return { kind: 'alert', direction, value: content[1] ?? 0, key, authenticated: key !== 'plaintext' };
}

/** Handshake messages of one direction from what records bring of them. */
class Messages {
  #parts: Bytes[] = [];
  #length = 0;
  #broken = false;

  take(content: Bytes): readonly Bytes[] {
    if (this.#broken || content.length === 0) return [];
    this.#parts.push(content);
    this.#length += content.length;
    const whole: Bytes[] = [];
    for (let wanted = this.#wanted; this.#length >= wanted; wanted = this.#wanted) {
      const [first = new Uint8Array(0)] = this.#parts;
      const bytes = this.#parts.length === 1 ? first : joined(this.#parts);
      whole.push(bytes.slice(0, wanted));
      this.#parts = [bytes.subarray(wanted)];
      this.#length -= wanted;
    }
    this.#broken = this.#length >= messageHeader && this.#wanted > mostMessage;
    return whole;
  }

  /** Bytes the next message has; more than any has until its header is there. */
  get #wanted(): number {
    const [first, ...others] = this.#parts;
    if (this.#length < messageHeader || first === undefined) return Number.POSITIVE_INFINITY;
    // Parts are not empty, but for a first one that was used up.
    const [, high = 0, middle = 0, low = 0] = first.length >= messageHeader ? first : joined([first, ...others.slice(0, messageHeader)]);
    return messageHeader + ((high << 16) | (middle << 8) | low);
  }
}

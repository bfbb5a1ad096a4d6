import { type AlertDescription, decodeAlert, encodeAlert } from '../alert.ts';
import type { Bytes } from '../bytes.ts';
import type { TrafficKeys } from '../crypto/aead.ts';
import { misbehaved } from '../errors.ts';
import { Deframer } from '../record/deframer.ts';
import { fragments } from '../record/fragmenter.ts';
import { ReceiveHalf, SendHalf } from '../record/half-connection.ts';
import { type HandshakeMessage, type Placement, Reassembler } from '../record/reassembler.ts';
import {
  type ContentType,
  checkPlaintextLength,
  contentType,
  maxCiphertext,
  plaintextHeader,
  plaintextRecord,
  protectedHeader,
  type RawRecord,
} from '../record/records.ts';
import type { OutputBuffer } from '../record/staging.ts';
import type { WriteQueue } from '../record/write-queue.ts';
import type { Erase } from '../secret.ts';
import type { KeyUse } from '../two-party/facts.ts';
import { handshakeTypes } from '../two-party/messages.ts';
import type { ProfileName } from '../two-party/roles.ts';
import type { KeyLimits } from './key-limits.ts';
import type { Direction, TraceSink } from './trace.ts';

/** What one protected or plaintext record brought. `content` is a view: copy what must outlive the next call. */
export type Incoming =
  | { readonly kind: 'handshake' }
  | { readonly kind: 'alert'; readonly value: number; readonly authenticated: boolean }
  | { readonly kind: 'data'; readonly content: Bytes }
  /** Early data of a peer whose own request we dropped. R-RES step 2. */
  | { readonly kind: 'skipped' };

export interface RecordLayerOptions {
  readonly output: OutputBuffer;
  /** 2^14 + 1 bytes shared by all connections. */
  readonly scratch: Bytes;
  readonly erase: Erase;
  readonly trace: TraceSink;
  readonly limits: KeyLimits;
  readonly padTo: number;
  readonly maxHandshakeMessage: number;
}

/** Sum of (length - 17) and number of protected records a waiting initiator skips. R-RES step 2. */
const maxSkippedBytes = 16384;
const maxSkippedRecords = 1024;

/** Messages after which a key can change. R-FRAG. */
const placements = new Map<number, Placement>([
  [handshakeTypes.client_hello, 'ends-record'],
  [handshakeTypes.server_hello, 'ends-record'],
  [handshakeTypes.resumption_request, 'ends-record'],
  [handshakeTypes.resumption_response, 'ends-record'],
  [handshakeTypes.resumption, 'ends-record'],
  [handshakeTypes.key_update, 'ends-record'],
  [handshakeTypes.epoch_key_update, 'alone'],
]);

/** One direction's key as the connection talks about it. */
interface Installed<H> {
  readonly half: H;
  readonly use: KeyUse;
  /** The epoch whose secrets made the key. */
  readonly epoch: bigint;
}

/** Both directions of one transport: records in, records out, keys exchanged at message boundaries. RFC 8446 §5. */
export class RecordLayer {
  readonly #options: RecordLayerOptions;
  readonly #deframer = new Deframer();
  readonly #reassembler: Reassembler;
  #send: Installed<SendHalf> | null = null;
  #receive: Installed<ReceiveHalf> | null = null;
  #heard = false;
  #skippedBytes = 0;
  #skippedRecords = 0;
  #updateEndsRecord = false;

  constructor(options: RecordLayerOptions) {
    this.#options = options;
    this.#reassembler = new Reassembler({ maxMessage: options.maxHandshakeMessage, placement: (type) => this.#placement(type) });
  }

  get sendEpoch(): bigint | null {
    return this.#send?.use === 'epoch' ? this.#send.epoch : null;
  }

  get receiveEpoch(): bigint | null {
    return this.#receive?.use === 'epoch' ? this.#receive.epoch : null;
  }

  get sendUse(): KeyUse {
    return this.#send?.use ?? 'plaintext';
  }

  get receiveUse(): KeyUse {
    return this.#receive?.use ?? 'plaintext';
  }

  /** The epoch whose secrets made the key in use, also an early one; `null` without a key. */
  madeBy(direction: Direction): bigint | null {
    return (direction === 'sent' ? this.#send : this.#receive)?.epoch ?? null;
  }

  /** Whether a protected record was opened on this connection. */
  get heard(): boolean {
    return this.#heard;
  }

  get buffered(): number {
    return this.#deframer.buffered;
  }

  /** A record or a handshake message has begun and is not complete. */
  get recordInProgress(): boolean {
    return !this.#deframer.aligned;
  }

  get messageInProgress(): boolean {
    return this.#reassembler.inProgress;
  }

  /** Whether application data may be sealed now. R-LIMIT. */
  get dataAllowed(): boolean {
    return this.#send?.half.dataAllowed ?? false;
  }

  push(bytes: Bytes): void {
    this.#deframer.push(bytes);
  }

  /** Copies what is borrowed from the last `push`, when reading stops before everything was taken. */
  retain(): void {
    this.#deframer.retain();
  }

  /**
   * Opens the next record. Handshake content is kept: take its messages with {@link nextMessage}.
   *
   * @param skipsProtected a waiting initiator skips protected records (R-RES step 2)
   * @returns `null` until more bytes arrive
   * @throws {EngineError} the violation that ends the connection
   */
  next(skipsProtected: boolean): Incoming | null {
    const record = this.#deframer.next((type, length) => this.#checkHeader(type, length, skipsProtected));
    if (record === null) return null;
    if (this.#receive === null || record.type === contentType.alert) return this.#plaintext(record);
    const { half, use, epoch } = this.#receive;
    const sequence = half.sequenceNumber;
    const { type, content } = half.open(record);
    this.#heard = true;
    this.#options.limits.count('received', record.header.length + record.body.length, type === contentType.applicationData && content.length > 0);
    this.#options.trace.record(
      'received',
      record.type,
      type,
      record.header.length + record.body.length,
      content.length,
      use,
      use === 'epoch' ? Number(epoch) : -1,
      sequence,
    );
    return this.#sort(type, content, true);
  }

  /** @param profile where a connection_update announces a key change, it must end its record. R-FRAG */
  nextMessage(profile: ProfileName): HandshakeMessage | null {
    this.#updateEndsRecord = profile !== 'draft-00';
    return this.#reassembler.next();
  }

  /** Seals one handshake message into as many records as it needs. */
  sealHandshake(message: Bytes): void {
    for (const fragment of fragments(message)) this.#seal(contentType.handshake, fragment);
  }

  sealAlert(description: AlertDescription): void {
    this.#seal(contentType.alert, encodeAlert(description));
  }

  /** An empty application_data record. R-HS step 3. */
  sealEmptyData(): void {
    this.#seal(contentType.applicationData, new Uint8Array(0));
  }

  /** Seals queued application data until the queue or the room ends. @returns bytes of content sealed */
  sealData(queue: WriteQueue): number {
    const { output, trace, limits } = this.#options;
    if (this.#send === null) return 0;
    const { half, use, epoch } = this.#send;
    const before = queue.length;
    while (queue.length > 0 && output.hasRoom && half.dataAllowed) {
      const waiting = queue.length;
      const sequence = half.sequenceNumber;
      const length = half.sealData(queue, output.buffer, output.length);
      output.append(length);
      limits.count('sent', length, true);
      trace.record(
        'sent',
        contentType.applicationData,
        contentType.applicationData,
        length,
        waiting - queue.length,
        use,
        use === 'epoch' ? Number(epoch) : -1,
        sequence,
      );
    }
    return before - queue.length;
  }

  installSend(keys: TrafficKeys, use: KeyUse, epoch: bigint, limit: bigint): void {
    this.#send?.half.erase();
    const { padTo, scratch, erase } = this.#options;
    this.#send = { half: new SendHalf({ keys, limit, padTo, scratch, erase }), use, epoch };
  }

  /** Of the key in use; of none, nothing. */
  limitSend(limit: bigint): void {
    if (this.#send !== null) this.#send.half.limit = limit;
  }

  uninstallSend(): void {
    this.#send?.half.erase();
    this.#send = null;
  }

  installReceive(keys: TrafficKeys, use: KeyUse, epoch: bigint): void {
    this.#receive?.half.erase();
    this.#receive = { half: new ReceiveHalf({ keys, erase: this.#options.erase }), use, epoch };
  }

  erase(): void {
    this.uninstallSend();
    this.#receive?.half.erase();
    this.#receive = null;
  }

  #placement(type: number): Placement {
    if (type === handshakeTypes.connection_update && this.#updateEndsRecord) return 'ends-record';
    return placements.get(type) ?? 'free';
  }

  #checkHeader(type: number, length: number, skipsProtected: boolean): void {
    if (this.#receive !== null) {
      // One plaintext alert may come before the first protected record. R-REC.
      if (type === contentType.alert && !this.#heard) checkPlaintextLength(type, length);
      else protectedHeader(type, length);
      return;
    }
    if (type !== contentType.applicationData || !skipsProtected) return plaintextHeader(type, length);
    if (length > maxCiphertext) throw misbehaved('REC_CIPHERTEXT_TOO_LONG');
  }

  #plaintext(record: RawRecord): Incoming {
    const length = record.header.length + record.body.length;
    if (record.type === contentType.applicationData) {
      this.#skippedBytes += Math.max(0, record.body.length - 17);
      this.#skippedRecords += 1;
      this.#options.trace.record('received', record.type, 0, length, 0, 'early', -1, -1);
      if (this.#skippedBytes > maxSkippedBytes || this.#skippedRecords > maxSkippedRecords) throw misbehaved('RS_SKIPPED_TOO_MUCH');
      return { kind: 'skipped' };
    }
    this.#options.trace.record('received', record.type, 0, length, record.body.length, 'plaintext', -1, -1);
    const type: ContentType = record.type === contentType.alert ? contentType.alert : contentType.handshake;
    const incoming = this.#sort(type, record.body, false);
    const forgedClose = incoming.kind === 'alert' && incoming.value === 0 && this.#receive !== null;
    if (forgedClose) throw misbehaved('REC_PLAINTEXT_AFTER_KEYS');
    return incoming;
  }

  #sort(type: ContentType, content: Bytes, authenticated: boolean): Incoming {
    if (type === contentType.handshake) {
      this.#reassembler.push(content);
      return { kind: 'handshake' };
    }
    if (type === contentType.alert) return { kind: 'alert', value: decodeAlert(content), authenticated };
    this.#reassembler.otherRecord();
    return { kind: 'data', content };
  }

  #seal(type: ContentType, content: Bytes): void {
    const { output, trace } = this.#options;
    if (this.#send === null) {
      if (type === contentType.applicationData) throw misbehaved('HS_UNEXPECTED_DATA');
      const record = plaintextRecord(type, content);
      output.put(record);
      trace.record('sent', type, 0, record.length, content.length, 'plaintext', -1, -1);
      return;
    }
    const { half, use, epoch } = this.#send;
    const sequence = half.sequenceNumber;
    const length = half.seal(type, content, output.buffer, output.length);
    output.append(length);
    this.#options.limits.count('sent', length, false);
    trace.record('sent', contentType.applicationData, type, length, content.length, use, use === 'epoch' ? Number(epoch) : -1, sequence);
  }
}

import { type Bytes, concat } from '#engine/bytes.ts';
import { frameEpochKeyUpdate, handshakeName } from '#engine/two-party/messages.ts';
import { clearRecord, type Lie, type Opener, readRecords, type Sealer, type WireRecord } from './scripted-records.ts';
import { type End, settle } from './world.ts';

/** What the victim said, as the other end of the wire understands it. */
export type Heard =
  | { readonly kind: 'message'; readonly name: string; readonly clear: boolean; readonly raw: Bytes; readonly body: Bytes }
  | { readonly kind: 'alert'; readonly clear: boolean; readonly level: number; readonly value: number }
  | { readonly kind: 'data'; readonly content: Bytes }
  /** A protected record that the key and number due here do not open. */
  | { readonly kind: 'unreadable' };

/** One transport to a victim: says anything byte by byte, and reads what comes back with the keys it was given. */
export class Line {
  readonly victim: End;
  send: Sealer | null = null;
  receive: Opener | null = null;
  /** Asked when the victim's epoch_key_update was read: the key its later records are under. */
  afterKeyUpdate: (epoch: bigint) => Opener | null = () => null;
  readonly heard: Heard[] = [];
  /** Every whole record the victim sent, with the type inside. */
  readonly records: (WireRecord & { readonly inner: number })[] = [];
  #chunks = 0;
  #stream: Bytes = new Uint8Array(0);
  #handshake: Bytes = new Uint8Array(0);

  constructor(victim: End) {
    this.victim = victim;
    victim.drive();
  }

  /** Bytes as they are, then everything that follows from them. */
  async tell(...bytes: readonly Bytes[]): Promise<void> {
    for (const chunk of bytes) this.victim.inject(chunk);
    await this.settle();
  }

  settle(): Promise<void> {
    return settle(this.victim.host);
  }

  /** The transport ends. */
  async end(how: 'fin' | 'reset'): Promise<void> {
    if (how === 'reset') this.victim.reset();
    else this.victim.fin();
    await this.settle();
  }

  /** A protected record, or a clear one before keys. */
  seal(lie: Lie): Bytes {
    return this.send === null ? clearRecord(lie.type ?? 23, lie.body ?? new Uint8Array(0)) : this.send.seal(lie);
  }

  /** A handshake message in one record, or in fragments of `size` bytes. */
  handshake(message: Bytes, size = message.length): Bytes {
    const fragments: Bytes[] = [];
    for (let at = 0; at < message.length; at += size) fragments.push(this.seal({ type: 22, body: message.slice(at, at + size) }));
    return concat(...fragments);
  }

  data(text: string): Bytes {
    return this.seal({ body: new TextEncoder().encode(text) });
  }

  alert(level: number, description: number): Bytes {
    return this.seal({ type: 21, body: Uint8Array.of(level, description) });
  }

  epochKeyUpdate(epoch: bigint): Bytes {
    return this.handshake(frameEpochKeyUpdate(epoch));
  }

  /** What the victim said since the last call. */
  take(): readonly Heard[] {
    const before = this.heard.length;
    this.#read();
    return this.heard.slice(before);
  }

  /** The one message of this name since the last call. */
  takeMessage(name: string): Extract<Heard, { kind: 'message' }> {
    const heard = this.take();
    const message = heard.find((item) => item.kind === 'message' && item.name === name);
    if (message?.kind !== 'message')
      throw new Error(`expected ${name}, heard ${JSON.stringify(heard.map(brief))}; ${JSON.stringify(this.victim.failure)}`);
    return message;
  }

  #read(): void {
    this.#stream = concat(this.#stream, ...this.victim.sent.slice(this.#chunks));
    this.#chunks = this.victim.sent.length;
    let used = 0;
    for (const record of readRecords(this.#stream)) {
      if (record.type === 23 && this.receive === null) break;
      used += record.header.length + record.body.length;
      this.#open(record);
    }
    this.#stream = this.#stream.slice(used);
  }

  #open(record: WireRecord): void {
    if (record.type !== 23) return this.#sort(record, record.type, record.body, true);
    const opened = this.receive?.open(record) ?? null;
    if (opened !== null) return this.#sort(record, opened.type, opened.content, false);
    this.records.push({ ...record, inner: -1 });
    this.heard.push({ kind: 'unreadable' });
  }

  #sort(record: WireRecord, inner: number, content: Bytes, clear: boolean): void {
    this.records.push({ ...record, inner });
    if (inner === 21) this.heard.push({ kind: 'alert', clear, level: content[0] ?? 0, value: content[1] ?? 0 });
    else if (inner === 23) this.heard.push({ kind: 'data', content });
    else this.#reassemble(content, clear);
  }

  #reassemble(content: Bytes, clear: boolean): void {
    this.#handshake = concat(this.#handshake, content);
    for (;;) {
      const [type = 0, high = 0, middle = 0, low = 0] = this.#handshake;
      const end = 4 + high * 65536 + middle * 256 + low;
      if (this.#handshake.length < Math.max(4, end)) return;
      const raw = this.#handshake.slice(0, end);
      this.#handshake = this.#handshake.slice(end);
      this.heard.push({ kind: 'message', name: handshakeName(type), clear, raw, body: raw.slice(4) });
      if (type === 0xe4) this.receive = this.afterKeyUpdate(new DataView(raw.buffer).getBigUint64(4)) ?? this.receive;
    }
  }
}

/** For messages of failed tests. */
export function brief(item: Heard): string {
  if (item.kind === 'message') return item.name;
  if (item.kind === 'alert') return `alert ${item.value}`;
  return item.kind === 'data' ? `data(${item.content.length})` : item.kind;
}

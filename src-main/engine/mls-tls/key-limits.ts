import type { Policy } from '../two-party/policy.ts';

/** How much one key, and one epoch, protected in one direction. Exact below 2^53. */
interface Usage {
  keyRecords: number;
  keyBytes: number;
  epochRecords: number;
  epochBytes: number;
  epoch: bigint | null;
  /** Application data was among it. */
  traffic: boolean;
}

/** Soft limits of R-LIMIT: when an update is due before a key's hard limit comes near. A limit of 0 is none. */
export type SoftLimits = Pick<Policy, 'softRecordLimit' | 'softByteLimit' | 'softAgeLimit'>;

/** The receiving side waits a little longer, so that the sender, who knows first, usually updates first. R-LIMIT. */
const receiveFactor = 1.25;

/** Counts what both directions protect and says when the keys should change. */
export class KeyLimits {
  #limits: SoftLimits;
  #jitter = 1;
  readonly #usage = { sent: fresh(), received: fresh() };
  /** When the present epoch's send key came into use, monotonic milliseconds. */
  #since = 0;
  /** The epoch for which an update was asked already. */
  #asked: bigint | null = null;

  constructor(limits: SoftLimits) {
    this.#limits = limits;
  }

  /** Other limits from now on: what was counted counts. An update that was asked for goes on. */
  set limits(limits: SoftLimits) {
    this.#limits = limits;
  }

  /** "R adds 0-25 % jitter to its soft limits": both sides should not update at once. @param factor 1 to 1.25 */
  set jitter(factor: number) {
    this.#jitter = factor;
  }

  /** When the present epoch has lasted long enough under traffic, monotonic milliseconds; `null` without either. */
  get ageDeadline(): number | null {
    const { softAgeLimit } = this.#limits;
    const traffic = this.#usage.sent.traffic || this.#usage.received.traffic;
    const asked = this.#asked !== null && this.#asked === this.#usage.sent.epoch;
    return softAgeLimit === 0 || !traffic || asked ? null : this.#since + softAgeLimit * this.#jitter;
  }

  /** One record of `bytes` on the wire. `traffic`: it carried application data. */
  count(direction: 'sent' | 'received', bytes: number, traffic: boolean): void {
    const usage = this.#usage[direction];
    usage.traffic ||= traffic;
    usage.keyRecords += 1;
    usage.keyBytes += bytes;
    usage.epochRecords += 1;
    usage.epochBytes += bytes;
  }

  /** A key came into use: of another epoch, or the next generation of the same. */
  installed(direction: 'sent' | 'received', epoch: bigint, now: number): void {
    const usage = this.#usage[direction];
    usage.keyRecords = 0;
    usage.keyBytes = 0;
    if (usage.epoch === epoch) return;
    usage.epochRecords = 0;
    usage.epochBytes = 0;
    usage.traffic = false;
    usage.epoch = epoch;
    if (direction === 'sent') this.#since = now;
  }

  /** Whether the keys of `epoch` have done enough; asked once per epoch, then `false`. */
  takeUpdateDue(epoch: bigint): boolean {
    if (this.#asked === epoch) return false;
    const { sent, received } = this.#usage;
    const due =
      this.#reached(sent.epochRecords, sent.epochBytes, this.#jitter) ||
      this.#reached(received.epochRecords, received.epochBytes, receiveFactor * this.#jitter);
    if (due) this.#asked = epoch;
    return due;
  }

  /** Profile editor-copy: whether the send key has done half of what an epoch may. */
  get keyUpdateDue(): boolean {
    const { keyRecords, keyBytes } = this.#usage.sent;
    return this.#reached(keyRecords, keyBytes, this.#jitter / 2);
  }

  /** The age limit asks too. @returns whether this is the first to ask in this epoch */
  takeAgeDue(epoch: bigint): boolean {
    if (this.#asked === epoch || this.ageDeadline === null) return false;
    this.#asked = epoch;
    return true;
  }

  #reached(records: number, bytes: number, factor: number): boolean {
    const { softRecordLimit, softByteLimit } = this.#limits;
    return (softRecordLimit > 0 && records >= softRecordLimit * factor) || (softByteLimit > 0 && bytes >= softByteLimit * factor);
  }
}

function fresh(): Usage {
  return { keyRecords: 0, keyBytes: 0, epochRecords: 0, epochBytes: 0, epoch: null, traffic: false };
}

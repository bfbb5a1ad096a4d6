import { type Bytes, concat } from '#engine/bytes.ts';
import { recordsOf } from './wire.ts';
import type { End } from './world.ts';

/** What the attacker does to the records of a transport between honest parties. */
export const recordAttacks = ['flip', 'drop', 'delay', 'duplicate', 'reorder', 'splice', 'reflect', 'replay', 'truncate', 'forge'] as const;
/** What the attacker does with whole flights, on transports of its own or in the place of an answer. */
export const flightAttacks = ['replayed request', 'injected response', 'replayed stream', 'held-back flight'] as const;

export type Attack = (typeof recordAttacks)[number] | (typeof flightAttacks)[number];

/** Records kept of each direction: enough to reach back over several epochs. */
const memory = 60;

/** A record taken off the wire, which comes back after some more steps. */
interface Held {
  readonly to: End;
  readonly record: Bytes;
  wait: number;
}

/**
 * Owns the network: sees every byte and changes what it likes, but knows no key. Counts what of its work a connection that
 * was still alive read (`reached`), and what of that ended the connection at once (`refused`).
 */
export class NetworkAttacker {
  readonly reached = new Map<Attack, number>();
  readonly refused = new Map<Attack, number>();
  readonly #random: () => number;
  readonly #marks = new WeakMap<Bytes, Attack>();
  /** What is missing in front of the next record for this end. */
  readonly #gaps = new Map<End, Attack>();
  readonly #captured = new Map<End, Bytes[]>();
  #held: Held[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Everything an end of a transport sends and is given passes here from now on. */
  watch(end: End): void {
    this.#captured.set(end, []);
    end.onReceive = (bytes, receive) => this.#observe(end, bytes, receive);
  }

  /** What `from` sent, cut into records so that each can be treated by itself. */
  take(from: End, bytes: Bytes): readonly Bytes[] {
    const records = recordsOf(bytes).map((record) => record.bytes);
    const captured = this.#captured.get(from) ?? [];
    captured.push(...records);
    if (captured.length > memory) captured.splice(10, captured.length - memory); // the first flight stays
    const gap = from.peer === null ? undefined : this.#gaps.get(from.peer);
    if (gap !== undefined && from.peer !== null && records[0] !== undefined) {
      this.#marks.set(records[0], gap);
      this.#gaps.delete(from.peer);
    }
    return records;
  }

  /** The beginning of what `end` sent, as far as it is remembered. */
  flight(end: End): Bytes {
    return concat(...(this.#captured.get(end) ?? []).slice(0, 10));
  }

  /** Marks bytes that are about to be given to an end, so that their fate is counted. */
  mark(bytes: Bytes, attack: Attack): Bytes {
    const copy = bytes.slice();
    this.#marks.set(copy, attack);
    return copy;
  }

  /** One step of time: what was held back long enough comes back. */
  tick(): void {
    for (const held of this.#held) held.wait -= 1;
    for (const { to, record } of this.#held.filter(({ wait }) => wait <= 0)) if (!to.transportClosed) to.inbox.push(record);
    this.#held = this.#held.filter(({ wait }) => wait > 0);
  }

  /** Nothing is changed, held or remembered against a transport any more. */
  leave(): void {
    this.#held = [];
    this.#gaps.clear();
  }

  /** One action against a transport between honest parties. */
  act(ends: readonly End[]): void {
    const to = this.#pick(ends.filter((end) => end.inbox.length > 0 && end.peer !== null));
    if (to?.peer == null) return;
    const at = this.#below(to.inbox.length);
    const record = to.inbox[at];
    const attack = this.#pick(recordAttacks);
    if (record !== undefined && attack !== undefined) this.#moves[attack](to, at, record);
  }

  readonly #moves: { readonly [A in (typeof recordAttacks)[number]]: (to: End, at: number, record: Bytes) => void } = {
    flip: (to, at, record) => {
      const changed = this.mark(record, 'flip');
      const place = this.#below(changed.length);
      changed[place] = (changed[place] ?? 0) ^ (1 << this.#below(8));
      to.inbox[at] = changed;
    },
    drop: (to, at) => this.#remove(to, at, 'drop'),
    delay: (to, at, record) => {
      this.#remove(to, at, 'delay');
      this.#held.push({ to, record: this.mark(record, 'delay'), wait: 1 + this.#below(6) });
    },
    duplicate: (to, at, record) => this.#insert(to, at + 1, record, 'duplicate'),
    reorder: (to, at, record) => {
      const later = to.inbox[at + 1];
      if (later !== undefined) to.inbox.splice(at, 2, this.mark(later, 'reorder'), record);
    },
    splice: (to, at) => {
      const foreign = [...this.#captured.keys()].filter((end) => end !== to && end !== to.peer);
      this.#insert(to, at, this.#recordOf(this.#pick(foreign)), 'splice');
    },
    reflect: (to, at) => this.#insert(to, at, this.#recordOf(to), 'reflect'),
    replay: (to, at, record) => this.#insert(to, at, this.#recordOf(to.peer ?? undefined) ?? record, 'replay'),
    truncate: (to, at, record) => {
      to.inbox[at] = this.mark(record.subarray(0, 1 + this.#below(record.length - 1)), 'truncate');
    },
    forge: (to, at) => this.#insert(to, at, this.#forged(), 'forge'),
  };

  #remove(to: End, at: number, attack: Attack): void {
    to.inbox.splice(at, 1);
    const next = to.inbox[at];
    if (next === undefined) this.#gaps.set(to, attack);
    else this.#marks.set(next, attack);
  }

  #insert(to: End, at: number, record: Bytes | undefined, attack: Attack): void {
    if (record !== undefined) to.inbox.splice(at, 0, this.mark(record, attack));
  }

  #recordOf(end: End | undefined): Bytes | undefined {
    return end === undefined ? undefined : this.#pick(this.#captured.get(end) ?? []);
  }

  /** An alert in clear, a handshake message in clear, or noise that looks protected. */
  #forged(): Bytes {
    const alert = Uint8Array.of(21, 3, 3, 0, 2, 2, this.#pick([0, 20, 80, 90, 115]) ?? 0);
    const epochKeyUpdate = Uint8Array.of(22, 3, 3, 0, 12, 0xe4, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, this.#below(8));
    const noise = Uint8Array.from({ length: 45 }, (_, at) => [23, 3, 3, 0, 40][at] ?? this.#below(256));
    return this.#pick([alert, epochKeyUpdate, noise]) ?? noise;
  }

  #observe(end: End, bytes: Bytes, receive: () => void): void {
    const attack = this.#marks.get(bytes);
    const alive = end.connection.status.state !== 'closed';
    receive();
    if (attack === undefined || !alive) return;
    this.reached.set(attack, (this.reached.get(attack) ?? 0) + 1);
    if (end.connection.status.state === 'closed') this.refused.set(attack, (this.refused.get(attack) ?? 0) + 1);
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<T>(values: readonly T[]): T | undefined {
    return values[this.#below(values.length)];
  }
}

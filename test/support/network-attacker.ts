import { type Bytes, concat } from '#engine/bytes.ts';
import { clearRecord } from './scripted-records.ts';
import type { End } from './world.ts';

/** What an active attacker does to one chunk of bytes on its way. */
const deeds = ['drop', 'delay', 'duplicate', 'reorder', 'flip', 'truncate', 'splice own', 'splice other', 'reflect', 'inject clear'] as const;
export type Deed = (typeof deeds)[number];

/** How many chunks of each connection it remembers. */
const memory = 64;

/**
 * Sits on every wire and holds no key. Chunks are what the sender wrote at once: whole records, so that most lies reach the
 * cryptography and not only the framing.
 */
export class NetworkAttacker {
  readonly counts = new Map<Deed, number>();
  readonly #random: () => number;
  readonly #probability: number;
  /** Everything that ever crossed, by direction. */
  readonly #seen = new Map<End, Bytes[]>();
  readonly #held = new Map<End, Bytes[]>();

  /** @param probability of a deed, per chunk */
  constructor(random: () => number, probability: number) {
    this.#random = random;
    this.#probability = probability;
  }

  /** @returns what arrives instead of `bytes`, in order */
  pass(from: End, bytes: Bytes): readonly Bytes[] {
    const seen = this.#seen.get(from) ?? [];
    this.#seen.set(from, [...seen.slice(-memory), bytes.slice()]);
    const held = this.#held.get(from) ?? [];
    this.#held.delete(from);
    // What was held back comes behind what was sent after it, or at last in its own place again.
    const before = this.#random() < 0.5 ? held : [];
    const behind = before.length === 0 ? held : [];
    if (behind.length > 0) this.#count('reorder');
    return [...before, ...(this.#random() < this.#probability ? this.#lie(from, bytes, seen) : [bytes]), ...behind];
  }

  /** Lets go of what it holds back. @returns what arrives now */
  release(from: End): readonly Bytes[] {
    const held = this.#held.get(from) ?? [];
    this.#held.delete(from);
    return held;
  }

  #lie(from: End, bytes: Bytes, seen: readonly Bytes[]): readonly Bytes[] {
    const deed = this.#pick(deeds);
    switch (deed) {
      case 'drop':
        this.#count(deed);
        return [];
      case 'delay':
      case 'reorder':
        this.#count('delay');
        this.#held.set(from, [bytes]);
        return [];
      case 'duplicate':
        this.#count(deed);
        return [bytes, bytes.slice()];
      case 'flip':
        this.#count(deed);
        return [this.#flipped(bytes)];
      case 'truncate':
        this.#count(deed);
        return [bytes.slice(0, Math.floor(this.#random() * bytes.length))];
      case 'splice own':
        return this.#spliced(deed, bytes, seen);
      case 'splice other':
        return this.#spliced(
          deed,
          bytes,
          [...this.#seen].filter(([end]) => end !== from && end !== from.peer).flatMap(([, chunks]) => chunks),
        );
      case 'reflect':
        return this.#spliced(deed, bytes, from.peer === null ? [] : (this.#seen.get(from.peer) ?? []));
      case 'inject clear':
        this.#count(deed);
        return [clearRecord(this.#pick([20, 21, 22, 23]), this.#noise(1 + Math.floor(this.#random() * 40))), bytes];
      default:
        return deed satisfies never;
    }
  }

  /** A chunk from elsewhere in front of this one, or in its place. */
  #spliced(deed: Deed, bytes: Bytes, chunks: readonly Bytes[]): readonly Bytes[] {
    if (chunks.length === 0) return [bytes];
    this.#count(deed);
    const foreign = this.#pick(chunks).slice();
    return this.#random() < 0.5 ? [foreign] : [concat(foreign, bytes)];
  }

  #flipped(bytes: Bytes): Bytes {
    const changed = bytes.slice();
    const at = Math.floor(this.#random() * changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(this.#random() * 8));
    return changed;
  }

  #noise(length: number): Bytes {
    return Uint8Array.from({ length }, () => Math.floor(this.#random() * 256));
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)] as T;
  }

  #count(deed: Deed): void {
    this.counts.set(deed, (this.counts.get(deed) ?? 0) + 1);
  }
}

export const everyDeed: readonly Deed[] = deeds;

import type { Bytes } from '#engine/bytes.ts';
import type { Direction } from '#engine/mls-tls/trace.ts';
import { type Block, BlockGroup, type BlockOwner, type WireMemory } from './wire-memory.ts';

/** Bytes in a row, of one direction, within a block. */
interface Run {
  readonly direction: Direction;
  readonly offset: number;
  readonly start: number;
  length: number;
}

interface FilledBlock {
  readonly block: Block;
  readonly runs: Run[];
  used: number;
  records: number;
}

type Both = { readonly [D in Direction]: number };

// Bytes: blocks grow, so that an idle connection holds little.
const firstBlock = 4 * 1024;
const largestBlock = 64 * 1024;
/** Bytes of a block per record that is noted while it is the newest. */
const bytesPerRecord = 64;

/** Two streams of bytes in one order; of each the newest are there. */
export class WireStore implements BlockOwner {
  readonly #memory: WireMemory;
  readonly #onLoss: (first: Both) => void;
  #group = new BlockGroup();
  #blocks: FilledBlock[] = [];
  readonly #length = { sent: 0, received: 0 };
  readonly #first = { sent: 0, received: 0 };

  /** @param onLoss told the first bytes that are left after some were dropped */
  constructor(memory: WireMemory, onLoss: (first: Both) => void) {
    this.#memory = memory;
    this.#onLoss = onLoss;
  }

  /** Bytes that passed so far. */
  get length(): Both {
    return this.#length;
  }

  /** The first byte of each stream that is there. */
  get first(): Both {
    return this.#first;
  }

  add(direction: Direction, bytes: Bytes): void {
    for (let done = 0; done < bytes.length; ) {
      const target = this.#room();
      const { buffer } = target.block;
      const part = bytes.subarray(done, done + buffer.length - target.used);
      buffer.set(part, target.used);
      const run = target.runs.at(-1);
      if (run?.direction === direction) run.length += part.length;
      else target.runs.push({ direction, offset: this.#length[direction], start: target.used, length: part.length });
      target.used += part.length;
      this.#length[direction] += part.length;
      done += part.length;
    }
  }

  /** Something is noted about the bytes: that takes memory, too. */
  countRecord(): void {
    this.#room().records += 1;
  }

  holds(direction: Direction, offset: number, length: number): boolean {
    return offset >= this.#first[direction] && offset + length <= this.#length[direction];
  }

  /** @returns `null` when not all of it is there */
  read(direction: Direction, offset: number, length: number): Bytes | null {
    if (!this.holds(direction, offset, length)) return null;
    const out = new Uint8Array(length);
    const end = offset + length;
    for (const { block, runs } of this.#blocks) {
      for (const run of runs) {
        if (run.direction !== direction || run.offset + run.length <= offset || run.offset >= end) continue;
        const from = Math.max(offset, run.offset);
        const to = Math.min(end, run.offset + run.length);
        out.set(block.buffer.subarray(run.start + from - run.offset, run.start + to - run.offset), from - offset);
      }
    }
    return out;
  }

  join(group: BlockGroup): void {
    this.#group = group;
    for (const { block } of this.#blocks) this.#memory.move(block, group);
  }

  discard(): void {
    for (const { block } of this.#blocks) this.#memory.free(block);
    this.#blocks = [];
    Object.assign(this.#first, this.#length);
  }

  lose(lost: Block): void {
    for (const { block, runs } of this.#blocks) {
      if (block !== lost) continue;
      for (const { direction, offset, length } of runs) this.#first[direction] = Math.max(this.#first[direction], offset + length);
    }
    this.#blocks = this.#blocks.filter(({ block }) => block !== lost);
    this.#onLoss(this.#first);
  }

  #room(): FilledBlock {
    const newest = this.#blocks.at(-1);
    if (newest !== undefined && newest.used < newest.block.buffer.length && newest.records < newest.block.buffer.length / bytesPerRecord)
      return newest;
    const size = newest === undefined ? firstBlock : Math.min(largestBlock, newest.block.buffer.length * 2);
    const made = { block: this.#memory.take(this, this.#group, size), runs: [], used: 0, records: 0 };
    this.#blocks.push(made);
    return made;
  }
}

import type { Bytes } from '#engine/bytes.ts';

/** Our limits, bytes with their index: what is kept of one connection, and of all together. */
export const captureLimits = { connection: 8 * 1024 * 1024, total: 64 * 1024 * 1024 } as const;

/** A block is counted with what is noted about the records in it. */
const indexShare = 2;

/** Someone whose oldest bytes can be taken away. */
export interface BlockOwner {
  /** Its oldest block goes. */
  lose(block: Block): void;
}

/** A stretch of memory, filled from the front. */
export interface Block {
  readonly buffer: Bytes;
  readonly owner: BlockOwner;
}

/** Blocks that are limited together: those of one connection. */
export class BlockGroup {
  readonly blocks = new Set<Block>();
  cost = 0;
}

/** Memory for captured bytes: when a limit is reached the oldest goes, first of the same connection, then of all. */
export class WireMemory {
  readonly #limits: { readonly connection: number; readonly total: number };
  /** The oldest first. */
  readonly #blocks = new Map<Block, BlockGroup>();
  #cost = 0;

  constructor(limits: { readonly connection: number; readonly total: number } = captureLimits) {
    this.#limits = limits;
  }

  /** Bytes in use, with their index. */
  get cost(): number {
    return this.#cost;
  }

  take(owner: BlockOwner, group: BlockGroup, size: number): Block {
    const cost = size * indexShare;
    let spare: Bytes | null = null;
    while (group.cost + cost > this.#limits.connection && group.blocks.size > 0) spare = this.#dropFirst(group.blocks.keys()) ?? spare;
    while (this.#cost + cost > this.#limits.total && this.#blocks.size > 0) spare = this.#dropFirst(this.#blocks.keys()) ?? spare;
    // Bulk data turns round in the same buffers: allocating would be the greater part of the work.
    const block = { buffer: spare?.length === size ? spare : new Uint8Array(size), owner };
    this.#blocks.set(block, group);
    group.blocks.add(block);
    group.cost += cost;
    this.#cost += cost;
    return block;
  }

  /** A block joins others, as it turned out whose it is. */
  move(block: Block, group: BlockGroup): void {
    const before = this.#blocks.get(block);
    if (before === undefined || before === group) return;
    const cost = block.buffer.length * indexShare;
    before.blocks.delete(block);
    before.cost -= cost;
    group.blocks.add(block);
    group.cost += cost;
    this.#blocks.set(block, group);
    while (group.cost > this.#limits.connection && group.blocks.size > 1) this.#dropFirst(group.blocks.keys());
  }

  free(block: Block): void {
    const group = this.#blocks.get(block);
    if (group === undefined) return;
    const cost = block.buffer.length * indexShare;
    this.#blocks.delete(block);
    group.blocks.delete(block);
    group.cost -= cost;
    this.#cost -= cost;
  }

  #dropFirst(blocks: Iterator<Block>): Bytes | null {
    const { value } = blocks.next();
    if (value === undefined) return null;
    this.free(value);
    value.owner.lose(value);
    return value.buffer;
  }
}

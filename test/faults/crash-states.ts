import type { DiskCall } from './disk-log.ts';

/** Smallest piece of a file that a disk writes as a whole, bytes. */
const sector = 512;

/**
 * What the power failure leaves of everything that was not synchronised.
 * `kept`: all of it, as after the death of the process alone. `dropped`: nothing. `chosen`: any calls, the others never
 * happened. `torn`: of every write any sectors, so that each sector holds any version since the last synchronisation.
 */
export type Loss = 'kept' | 'dropped' | 'chosen' | 'torn';

/** Draws a bit. */
export type Coin = () => boolean;

/** A file without its name. */
interface Body {
  readonly synced: Buffer;
  readonly pending: readonly Change[];
}
type Change = Extract<DiskCall, { kind: 'write' | 'truncate' }>;

/**
 * A disk between two calls. Names are durable when the folder is synchronised, contents when the file is: nothing else is
 * promised, and nothing else is relied on here.
 */
export class Disk {
  readonly #bodies = new Map<number, Body>();
  #names = new Map<string, number>();
  #durableNames = new Map<string, number>();
  /** Names as they were after each change since the folder was synchronised. */
  #namePasts: ReadonlyMap<string, number>[] = [];
  #next = 0;

  run(call: DiskCall): void {
    switch (call.kind) {
      case 'create':
        this.#bodies.set(this.#next, { synced: Buffer.of(), pending: [] });
        return this.#rename((names) => names.set(call.name, this.#next++));
      case 'unlink':
        return this.#rename((names) => names.delete(call.name));
      case 'rename':
        return this.#rename((names) => {
          names.set(call.to, names.get(call.name) ?? -1);
          names.delete(call.name);
        });
      case 'sync-folder':
        this.#durableNames = new Map(this.#names);
        this.#namePasts = [];
        return;
      case 'write':
      case 'truncate':
        return this.#change(call.name, ({ synced, pending }) => ({ synced, pending: [...pending, call] }));
      case 'sync':
        return this.#change(call.name, (body) => ({ synced: afterLoss(body, 'kept', () => true), pending: [] }));
      case 'said':
        return;
      default:
        call satisfies never;
    }
  }

  /** The files that are found when the power is back. */
  afterPowerLoss(loss: Loss, coin: Coin): ReadonlyMap<string, Buffer> {
    const found = new Map<string, Buffer>();
    for (const [name, id] of this.#survivingNames(loss, coin)) {
      const body = this.#bodies.get(id);
      if (body !== undefined) found.set(name, afterLoss(body, loss, coin));
    }
    return found;
  }

  #survivingNames(loss: Loss, coin: Coin): ReadonlyMap<string, number> {
    if (loss === 'kept') return this.#names;
    let names: ReadonlyMap<string, number> = this.#durableNames;
    // The changes of a folder become durable in their order, up to any of them.
    if (loss !== 'dropped') for (const past of this.#namePasts) if (coin()) names = past;
    return names;
  }

  #rename(change: (names: Map<string, number>) => unknown): void {
    const names = new Map(this.#names);
    change(names);
    this.#names = names;
    this.#namePasts.push(names);
  }

  #change(name: string, change: (body: Body) => Body): void {
    const id = this.#names.get(name);
    const body = id === undefined ? undefined : this.#bodies.get(id);
    if (id === undefined || body === undefined) throw new Error(`${name} was changed and never created`);
    this.#bodies.set(id, change(body));
  }
}

function afterLoss({ synced, pending }: Body, loss: Loss, coin: Coin): Buffer {
  if (loss === 'dropped') return synced;
  let content: Buffer = Buffer.from(synced);
  for (const change of pending) {
    if (loss === 'chosen' && !coin()) continue;
    if (change.kind === 'truncate') {
      if (loss !== 'torn' || coin()) content = resized(content, change.length);
    } else if (loss === 'torn') {
      for (const [offset, bytes] of sectorsOf(change)) if (coin()) content = written(content, offset, bytes);
    } else content = written(content, change.offset, change.bytes);
  }
  return content;
}

function* sectorsOf({ offset, bytes }: Extract<Change, { kind: 'write' }>): Generator<readonly [offset: number, bytes: Buffer]> {
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + sector - ((offset + at) % sector));
    yield [offset + at, bytes.subarray(at, end)];
    at = end;
  }
}

function resized(content: Buffer, length: number): Buffer {
  const result = Buffer.alloc(length);
  content.copy(result, 0, 0, Math.min(length, content.length));
  return result;
}

function written(content: Buffer, offset: number, bytes: Buffer): Buffer {
  const result = offset + bytes.length > content.length ? resized(content, offset + bytes.length) : content;
  bytes.copy(result, offset);
  return result;
}

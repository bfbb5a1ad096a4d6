import type { LiveCore } from '#main/hosts/core.ts';
import type { TranscriptRow } from '#shared/views.ts';

export interface UpdateOptions {
  readonly core: LiveCore;
  readonly connectionId: string;
  /** Updates to make over all lives of this process. */
  readonly wanted: number;
  /** Bytes both ways over which they are spread. */
  readonly bytes: number;
}

/** Key updates at random moments of a transfer. */
export interface Updates {
  /** Starts an update when one is due. The transfer waits for the one before it: updates belong between its bytes, not behind them. */
  progress(bytes: number): Promise<void>;
  /** Resolves when as many as wanted are done, on this connection and its earlier attempts. */
  complete(): Promise<void>;
  stop(): void;
  totals(): Promise<{ readonly updates: number; readonly crossings: number }>;
}

export function startUpdates({ core, connectionId, wanted, bytes }: UpdateOptions): Updates {
  // A fifth more than wanted: those under way when a process is killed do not count.
  const gap = () => (bytes / (1.2 * wanted)) * 2 * Math.random();
  let passed = 0;
  let next = gap();
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const update = async () => {
    try {
      await core.handlers.update({ connectionId });
    } catch {
      stopped = true; // cut: the next stream has its own
    }
  };
  const count = async () => (await core.handlers.epochs({ connectionId })).filter(({ by, how }) => by === 'us' && how === 'update').length;
  return {
    async progress(more) {
      passed += more;
      if (passed < next || stopped) return;
      next += gap();
      await running;
      running = update();
    },
    async complete() {
      await running;
      while (!stopped && (await count()) < wanted) await update();
      if (stopped) throw new Error('cut');
    },
    stop() {
      stopped = true;
    },
    totals: async () => ({ updates: await count(), crossings: await crossings(core, connectionId) }),
  };
}

/** Updates of either side that met one of the other's, as this side saw it. */
async function crossings(core: LiveCore, connectionId: string): Promise<number> {
  let before: number | null = null;
  let found = 0;
  for (;;) {
    const rows: readonly TranscriptRow[] = await core.handlers.transcript({ connectionId, before, limit: 1000 });
    // U5: ours goes on and the peer's is ignored; U6: ours is dropped for the peer's.
    found += rows.filter(({ lane, rules }) => lane === 'local' && (rules.includes('U5') || rules.includes('U6'))).length;
    const [oldest] = rows;
    if (oldest === undefined || rows.length < 1000) return found;
    before = oldest.seq;
  }
}

import type { Lane } from '../held-network.ts';
import type { HeldTransport, Item, RecordItem } from '../held-transport.ts';
import { type FaultAction, type FaultRule, flipped, type Kept, passed, RunningPlan } from './plan.ts';

/** What is known of the way from one end. */
interface Way {
  /** What the plan decided about the record that is next. */
  readonly decided: { readonly item: Item; readonly action: FaultAction | null } | null;
  /** Nothing leaves before, on the clock of the run. */
  readonly dueAt: number;
  readonly kept: readonly Kept<RecordItem>[];
}

const clear: Way = { decided: null, dueAt: 0, kept: [] };

/** Applies a fault plan to what a run lets through. Each record meets the plan once. */
export class Detours {
  readonly #plan = new RunningPlan();
  readonly #ways = new Map<HeldTransport, Way>();

  constructor(rules: readonly FaultRule[]) {
    this.#plan.set(rules);
  }

  /** When a delayed record may leave, milliseconds of the run's clock. */
  dueAt({ transport }: Lane): number {
    return this.#way(transport).dueAt;
  }

  /** Decides about the record that is next. @returns what will be done to it; `null`: nothing */
  meet({ transport, link, from }: Lane, item: Item, now: number): FaultAction['kind'] | null {
    const way = this.#way(transport);
    if (way.decided?.item === item) return null;
    const action = item.kind === 'record' ? this.#plan.decide({ from, link, record: item.number }) : null;
    const dueAt = action?.kind === 'delay' ? now + action.milliseconds : now;
    this.#ways.set(transport, { ...way, decided: { item, action }, dueAt });
    return action?.kind ?? null;
  }

  /** What leaves now for a record that met the plan. `stay`: nothing yet. */
  pass({ transport }: Lane, item: Item): { readonly outcome: 'pass' | 'stay' | 'cut'; readonly items: readonly Item[] } {
    const way = this.#way(transport);
    const action = way.decided?.action ?? null;
    if (action?.kind === 'delay') {
      this.#ways.set(transport, { ...way, decided: { item, action: null } });
      return { outcome: 'stay', items: [] };
    }
    if (action?.kind === 'cut') return { outcome: 'cut', items: [] };
    if (item.kind !== 'record') return { outcome: 'pass', items: [...way.kept.map(({ item: late }) => late), item] };
    const { kept, due } = passed(way.kept);
    const { now, later } = leaving(action, item);
    // What is held back is passed by later ones: it does not count itself.
    this.#ways.set(transport, { ...way, decided: null, kept: [...kept, ...later] });
    return { outcome: 'pass', items: [...now, ...due] };
  }

  #way(transport: HeldTransport): Way {
    return this.#ways.get(transport) ?? clear;
  }
}

function leaving(action: FaultAction | null, item: RecordItem): { readonly now: readonly RecordItem[]; readonly later: readonly Kept<RecordItem>[] } {
  switch (action?.kind) {
    case 'drop':
      return { now: [], later: [] };
    case 'flip':
      return { now: [{ ...item, bytes: flipped(item.bytes, action.at, action.bit) }], later: [] };
    case 'hold':
      return { now: [], later: [{ item, after: action.after }] };
    case 'replay':
      return { now: [item], later: [{ item, after: action.after }] };
    default:
      return { now: [item], later: [] };
  }
}

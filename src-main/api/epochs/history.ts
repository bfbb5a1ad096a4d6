import type { TraceFact } from '#engine/mls-tls/trace.ts';
import type { EpochTrace, FactRow } from '#main/store/trace-store.ts';
import type { EpochStoryView, HealedView, KeyLifeView, LineageView } from '#shared/contract/epochs.ts';

/** Facts that a history is told from. */
export const historyFacts = ['epoch', 'decision', 'key-installed', 'key-erased', 'failure'] as const satisfies readonly TraceFact['kind'][];

/** What the facts add to an epoch of the table. */
export type Story = Pick<EpochStoryView, 'keys' | 'automatic' | 'crossing' | 'resumption' | 'ends'>;

/** An epoch about which the recording says nothing more. */
export const untold: Story = { keys: { sent: null, received: null }, automatic: false, crossing: null, resumption: null, ends: [] };

/**
 * How each epoch came to be and ended. What the engine decides lies in front of the epoch that it leads to; where a transport ends, the
 * epoch in use waits for the next one.
 *
 * @param rows of {@link historyFacts}, in order
 */
export function storiesOf(rows: readonly FactRow[]): ReadonlyMap<bigint, Story> {
  const teller = new Teller();
  for (const row of rows) teller.take(row);
  return teller.stories;
}

/** Since when each side's keys owe nothing to what was before; the first epoch is made of fresh keys of both. RFC 9420 §16.6. */
export function healedSince(epochs: readonly Pick<EpochTrace, 'by' | 'how' | 'startedAt'>[]): HealedView {
  const last = (side: 'us' | 'peer') => epochs.findLast(({ by, how }) => by === side || how === 'handshake')?.startedAt ?? null;
  const [us, peer] = [last('us'), last('peer')];
  return { us, peer, both: us === null || peer === null ? null : Math.min(us, peer) };
}

interface Draft {
  sent: KeyLifeView | null;
  received: KeyLifeView | null;
  automatic: boolean;
  crossing: Story['crossing'];
  resumption: LineageView | null;
  readonly ends: Story['ends'][number][];
}

/** What was decided since the last epoch. */
interface Prelude {
  crossing: Story['crossing'];
  case: LineageView['case'];
  carriedOver: boolean;
  tie: LineageView['tie'];
}

class Teller {
  readonly #drafts = new Map<bigint, Draft>();
  #current: bigint | null = null;
  /** The current epoch was made by an update of ours. */
  #ours = false;
  #attempt = 0;
  /** A limit asked for an update that has not come into use yet. */
  #limit = false;
  #prelude: Prelude = nothingDecided();

  get stories(): ReadonlyMap<bigint, Story> {
    return new Map([...this.#drafts].map(([epoch, { sent, received, ...story }]) => [epoch, { keys: { sent, received }, ...story }]));
  }

  take({ fact, at, attempt }: FactRow): void {
    // decisions of a transport that came to nothing lead nowhere
    if (attempt !== this.#attempt) this.#prelude = nothingDecided();
    this.#attempt = attempt;
    switch (fact.kind) {
      case 'decision':
        return this.#decided(fact.what);
      case 'epoch':
        return this.#began(fact);
      case 'key-installed':
        return this.#installed(fact, at);
      case 'key-erased':
        return this.#erased(fact, at);
      case 'failure':
        return this.#ended(fact, at, attempt);
    }
  }

  #decided(what: Extract<TraceFact, { kind: 'decision' }>['what']): void {
    if (what === 'limit-reached') this.#limit = true;
    if (what === 'ignored-update') this.#crossed();
    if (what === 'dropped-own-update') this.#prelude.crossing = 'own-dropped';
    if (what === 'merged-pending') this.#prelude.carriedOver = true;
    if (what === 'tie-waited') this.#prelude.tie = 'waited';
    if (what === 'tie-yielded') this.#prelude.tie = 'yielded';
    const found = /^case-([a-e])$/.exec(what)?.[1];
    if (found !== undefined) this.#prelude.case = found as LineageView['case']; // the expression says so
  }

  /** Draft-00 ignores before the epoch begins; the editor's copy begins it with the update and awaits its receive key (ED-07). */
  #crossed(): void {
    const draft = this.#current === null ? undefined : this.#drafts.get(this.#current);
    const awaited = this.#ours && draft !== undefined && draft.sent !== null && draft.received === null;
    if (awaited) draft.crossing = 'peer-ignored';
    else this.#prelude.crossing = 'peer-ignored';
  }

  #began({ epoch, by, how }: Extract<TraceFact, { kind: 'epoch' }>): void {
    const draft = this.#draft(epoch);
    const { crossing, ...rest } = this.#prelude;
    draft.crossing = crossing;
    if (how === 'resumption') {
      const asked = rest.case === null ? 'us' : 'peer';
      draft.resumption = { asked, ...rest };
      // both commits of one resumption have the same lineage
      this.#prelude.crossing = null;
    } else {
      this.#prelude = nothingDecided();
    }
    if (by === 'us' && how === 'update') {
      draft.automatic = this.#limit;
      this.#limit = false;
    }
    this.#current = epoch;
    this.#ours = by === 'us' && how === 'update';
  }

  #installed({ direction, epoch, label }: Extract<TraceFact, { kind: 'key-installed' }>, at: number): void {
    if (label === 'c e traffic') return;
    const draft = this.#draft(epoch);
    // TLS KeyUpdate within the epoch: what a limit asked for is done
    if (direction === 'sent' && draft.sent !== null) this.#limit = false;
    draft[direction] = { from: draft[direction]?.from ?? at, until: null };
  }

  #erased({ direction, epoch, early }: Extract<TraceFact, { kind: 'key-erased' }>, at: number): void {
    if (early || epoch === null) return;
    const draft = this.#draft(epoch);
    const life = draft[direction];
    if (life !== null) draft[direction] = { ...life, until: at };
  }

  #ended({ failure }: Extract<TraceFact, { kind: 'failure' }>, at: number, attempt: number): void {
    const orderly = failure.kind === 'ended' && failure.reason === 'closed';
    const how = failure.kind === 'ended' ? failure.reason : failure.kind;
    if (this.#current !== null) this.#draft(this.#current).ends.push({ at, attempt, orderly, how });
    this.#limit = false;
  }

  #draft(epoch: bigint): Draft {
    const existing = this.#drafts.get(epoch);
    if (existing) return existing;
    const draft: Draft = { sent: null, received: null, automatic: false, crossing: null, resumption: null, ends: [] };
    this.#drafts.set(epoch, draft);
    return draft;
  }
}

function nothingDecided(): Prelude {
  return { crossing: null, case: null, carriedOver: false, tie: null };
}

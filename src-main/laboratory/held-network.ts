import { tcpNetwork } from '#main/transport/tcp.ts';
import type { Network, Transport, TransportError } from '#main/transport/transport.ts';
import type { Activity } from './activity.ts';
import { HeldTransport, type RecordItem } from './held-transport.ts';

/** Who is at an end of a transport: the two parties, and whoever sits between them. */
export type Party = 'alice' | 'bob' | 'attacker';

/** What was sent on one transport by one end and has not left for the other. */
export interface Lane {
  /** Which transport of the run, counted from 1. */
  readonly link: number;
  readonly sender: Party;
  readonly from: 'dialler' | 'listener';
  readonly transport: HeldTransport;
}

interface Link {
  readonly number: number;
  dialled: HeldTransport | null;
  accepted: HeldTransport | null;
}

/**
 * The loopback network of one laboratory run. Every transport is a real TCP connection; what a party writes to it is held back,
 * record by record, until the run lets it go. Only the parties of the run have it: no connection with a real peer can.
 */
export class HeldNetwork {
  readonly #activity: Activity;
  readonly #faults: readonly string[];
  #closed = false;
  readonly #links: Link[] = [];
  /** Dialled and not accepted yet, by port. */
  readonly #arriving = new Map<number, Link[]>();

  /** @param faults what the run does to records, each rule as it is written */
  constructor(activity: Activity, faults: readonly string[]) {
    this.#activity = activity;
    this.#faults = faults;
  }

  /** The network as one party sees it. */
  of(party: Party): Network {
    return {
      dial: (host, port, signal) => this.#activity.during(() => this.#dial(party, host, port, signal)),
      listen: async (host, port, onTransport, onFailure) => {
        const listener = await tcpNetwork.listen(host, port, (transport) => onTransport(this.#accept(party, listener.port, transport)), onFailure);
        return listener;
      },
      faultsAhead: () => this.#faults,
    };
  }

  /** Those with something to let go, the oldest transport first. */
  get lanes(): readonly Lane[] {
    return this.#links.flatMap(({ number, dialled, accepted }) =>
      [dialled, accepted].flatMap((transport) => {
        if (transport === null || transport.waiting === 0) return [];
        const from = transport === dialled ? 'dialler' : 'listener';
        return [{ link: number, sender: transport.party, from, transport } as const];
      }),
    );
  }

  /** Whether all that was let go has arrived. */
  get settled(): boolean {
    return this.#links.every(({ dialled, accepted }) => dialled?.settled !== false && accepted?.settled !== false);
  }

  /** How many transports there have been. */
  get count(): number {
    return this.#links.length;
  }

  /** Records of a party that wait, in the order they were written. */
  recordsOf(party: Party): readonly RecordItem[] {
    const items = this.#transports.filter((transport) => transport.party === party).flatMap((transport) => transport.items);
    return items.filter((item) => item.kind === 'record').sort((a, b) => a.written - b.written);
  }

  /** Drops every connection under both of its ends. */
  sever(): void {
    for (const transport of this.#transports) transport.sever();
  }

  /** Ends the newest transport of a party in order, without its knowing. */
  truncate(sender: Party): void {
    this.#transports.findLast(({ party, deaf }) => party === sender && !deaf)?.truncate();
  }

  /** Ends every transport at once. */
  close(): void {
    this.#closed = true;
    for (const transport of this.#transports) transport.abandon();
    this.#activity.change();
  }

  get #transports(): readonly HeldTransport[] {
    return this.#links.flatMap(({ dialled, accepted }) => [dialled, accepted].filter((transport) => transport !== null));
  }

  async #dial(party: Party, host: string, port: number, signal: AbortSignal | undefined): Promise<Transport> {
    const link: Link = { number: this.#links.length + 1, dialled: null, accepted: null };
    const arriving = this.#arriving.get(port) ?? [];
    this.#arriving.set(port, [...arriving, link]);
    try {
      const transport = await tcpNetwork.dial(host, port, signal);
      const held = new HeldTransport(party, transport, this.#activity, this.#faults);
      link.dialled = held;
      this.#links.push(link);
      pair(link);
      while (link.accepted === null && !this.#closed) await this.#activity.changed();
      return held;
    } catch (error) {
      this.#arriving.set(
        port,
        (this.#arriving.get(port) ?? []).filter((waiting) => waiting !== link),
      );
      throw error as TransportError; // what tcpNetwork.dial throws
    }
  }

  #accept(party: Party, port: number, transport: Transport): Transport {
    const held = new HeldTransport(party, transport, this.#activity, this.#faults);
    const [link, ...later] = this.#arriving.get(port) ?? [];
    this.#arriving.set(port, later);
    if (link !== undefined) {
      link.accepted = held;
      pair(link);
    }
    this.#activity.change();
    return held;
  }
}

/** Each end knows the other as soon as both exist. */
function pair({ dialled, accepted }: Link): void {
  if (dialled === null || accepted === null) return;
  dialled.peer = accepted;
  accepted.peer = dialled;
}

import type { LivePolicy } from '#engine/mls-tls/connection-api.ts';
import { type Network, type Transport, TransportError } from '#main/transport/transport.ts';
import type { Attempt } from './attempt.ts';
import { HostError } from './host-error.ts';

/** The transports of one logical connection: at most one is open, and at most one is being dialled. */
export class Attempts {
  readonly #all = new Set<Attempt>();
  readonly #numbers = new WeakMap<Attempt, number>();
  #current: Attempt | null = null;
  #dialling: AbortController | null = null;
  readonly #network: Network;

  constructor(network: Network) {
    this.#network = network;
  }

  /** The open one, else the one that tries longest. */
  get current(): Attempt | null {
    return this.#current;
  }

  get dialling(): boolean {
    return this.#dialling !== null;
  }

  /** Whether a transport is in use. */
  get any(): boolean {
    return this.#all.size > 0;
  }

  numberOf(attempt: Attempt): number {
    return this.#numbers.get(attempt) ?? 0;
  }

  add(attempt: Attempt, number: number): void {
    this.#numbers.set(attempt, number);
    this.#all.add(attempt);
    this.#current ??= attempt;
  }

  /** This one is open now. */
  promote(attempt: Attempt): void {
    this.#current = attempt;
  }

  /** @returns whether it was the current one */
  remove(attempt: Attempt): boolean {
    this.#all.delete(attempt);
    if (attempt !== this.#current) return false;
    const [other] = this.#all;
    this.#current = other ?? null;
    return true;
  }

  /** @throws {TransportError | HostError} */
  async dial(host: string, port: number): Promise<Transport> {
    const controller = new AbortController();
    this.#dialling = controller;
    try {
      return await this.#network.dial(host, port, controller.signal);
    } catch (error) {
      throw error instanceof TransportError ? error : new HostError('UNEXPECTED');
    } finally {
      this.#dialling = null;
    }
  }

  adjust(live: LivePolicy): void {
    for (const attempt of this.#all) attempt.adjust(live);
  }

  stopDialling(): void {
    this.#dialling?.abort();
  }

  /** Ends everything without a word. */
  cut(): void {
    this.stopDialling();
    for (const attempt of [...this.#all]) attempt.cut();
  }

  /** close_notify where data may flow, else giving up. */
  close(): void {
    this.stopDialling();
    for (const attempt of [...this.#all]) {
      if (attempt.isOpen) attempt.close();
      else attempt.abort();
    }
  }
}

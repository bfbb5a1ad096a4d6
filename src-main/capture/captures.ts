import { AttemptWire, type TransportEnds } from './attempt-wire.ts';
import { ConnectionCapture } from './connection-capture.ts';
import type { SecretWitness } from './secret-witness.ts';
import { WireMemory } from './wire-memory.ts';

/** What passed on the wire, of all connections of the program. In memory only. */
export class Captures {
  readonly #memory: WireMemory;
  readonly #connections = new Map<string, ConnectionCapture>();

  constructor(memory: WireMemory = new WireMemory()) {
    this.#memory = memory;
  }

  /** A transport whose connection is not known yet. */
  begin(ends: TransportEnds, openedAt: number, witness: SecretWitness | null): AttemptWire {
    return new AttemptWire(this.#memory, ends, openedAt, witness);
  }

  /** It is known now. @param number which transport of the connection, counted from 1 */
  attach(connectionId: string, number: number, wire: AttemptWire): void {
    const capture = this.#connections.get(connectionId) ?? new ConnectionCapture();
    this.#connections.set(connectionId, capture);
    capture.add(number, wire);
  }

  /** `null`: nothing of it passed while this program ran. */
  find(connectionId: string): ConnectionCapture | null {
    return this.#connections.get(connectionId) ?? null;
  }

  /** Forgets everything: the profile is closed. */
  close(): void {
    for (const id of [...this.#connections.keys()]) this.remove(id);
  }

  remove(connectionId: string): void {
    this.#connections.get(connectionId)?.discard();
    this.#connections.delete(connectionId);
  }
}

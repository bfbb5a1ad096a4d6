import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { ConnectParams, ListenParams, Topics } from '#shared/contract.ts';
import type { ConnectionView, ListenerView } from '#shared/views.ts';
import { createCore, type LiveCore, type Machine } from '#main/hosts/core.ts';
import { testProtection } from '../support/protection.ts';
import { connectParams, listenParams } from '../support/opening-params.ts';

/** A core on a profile directory of its own, with the latest state of every connection as its topics tell it. */
export class Station {
  readonly core: LiveCore;
  readonly name: string;
  readonly directory: string;
  readonly connections = new Map<string, ConnectionView>();
  readonly #waiting = new Set<() => void>();

  static async open(
    name: string,
    options: { readonly directory?: string; readonly autoResume?: boolean; readonly machine?: Machine } = {},
  ): Promise<Station> {
    const directory = options.directory ?? profileDirectory();
    const { autoResume = true, machine } = options;
    const core = await createCore({ ...testProtection, host: 'daemon', profileDirectory: directory, version: '0.0.0', autoResume }, machine);
    const station = new Station(core, name, directory);
    open.add(station);
    if ((await core.handlers.identities({})).length === 0) await core.handlers.createIdentity({ name });
    for (const connection of await core.handlers.connections({})) station.connections.set(connection.id, connection);
    return station;
  }

  constructor(core: LiveCore, name: string, directory: string) {
    this.core = core;
    this.name = name;
    this.directory = directory;
    core.subscribe((topic, value) => {
      if (topic === 'connectionsChanged')
        for (const connection of value as Topics['connectionsChanged']) this.connections.set(connection.id, connection);
      if (topic === 'connectionsRemoved') for (const id of value as Topics['connectionsRemoved']) this.connections.delete(id);
      for (const check of [...this.#waiting]) check();
    });
  }

  /** The contact card of the first identity's Ed25519 key. */
  async card(): Promise<string> {
    const [identity] = await this.core.handlers.identities({});
    return identity?.keys.find(({ scheme }) => scheme === 'Ed25519')?.contactCard ?? '';
  }

  async listen(options: Partial<ListenParams> = {}): Promise<ListenerView> {
    return this.core.handlers.listen({ ...listenParams, ...options });
  }

  async connect(port: number, options: Partial<ConnectParams> = {}): Promise<ConnectionView> {
    return this.core.handlers.connect({ ...connectParams, port, ...options });
  }

  /** The connection once it is as wanted. */
  until(id: string, wanted: (connection: ConnectionView) => boolean): Promise<ConnectionView> {
    return this.untilAny((connection) => connection.id === id && wanted(connection));
  }

  untilAny(wanted: (connection: ConnectionView) => boolean): Promise<ConnectionView> {
    return new Promise((resolve) => {
      const check = () => {
        for (const connection of this.connections.values()) {
          if (!wanted(connection)) continue;
          this.#waiting.delete(check);
          resolve(connection);
          return;
        }
      };
      this.#waiting.add(check);
      check();
    });
  }

  async close(): Promise<void> {
    open.delete(this);
    await this.core.close();
  }
}

const open = new Set<Station>();
const directories: string[] = [];

export function profileDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'epochscope-scenario-'));
  directories.push(directory);
  return directory;
}

afterEach(async () => {
  await Promise.all([...open].map((station) => station.close()));
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

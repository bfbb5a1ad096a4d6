import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { CoreAccess } from '#main/api/core-access.ts';
import { reachCore } from '#main/api/local-client.ts';
import type { Params, RequestName, Result } from '#shared/contract.ts';
import type { ConnectionView } from '#shared/views.ts';
import { type Running, startCommand } from '../support/run-program.ts';

/** A daemon in a process of its own on a profile of its own, asked over its local socket as the command line asks it. */
export class DaemonStation {
  readonly name: string;
  readonly #running: Running;
  readonly #access: CoreAccess;
  readonly #directory: string;
  readonly #connections = new Map<string, ConnectionView>();
  readonly #waiting = new Set<() => void>();

  /** @param ends whether every test ends it, or whoever opened it */
  static async open(name: string, environment: NodeJS.ProcessEnv = {}, ends: 'with the test' | 'by hand' = 'with the test'): Promise<DaemonStation> {
    const directory = mkdtempSync(join(tmpdir(), 'epochscope-daemon-'));
    const running = startCommand(['daemon'], { ...environment, EPOCHSCOPE_PROFILE_DIR: directory });
    await running.printed('http://');
    const access = await reachCore(directory);
    if (access === null) throw new Error('the daemon does not answer on its local socket');
    const station = new DaemonStation(name, running, access, directory);
    if (ends === 'with the test') open.add(station);
    await access.subscribe(
      (topic, value) => station.#take(topic, value),
      () => undefined,
    );
    await station.ask('createIdentity', { name });
    return station;
  }

  private constructor(name: string, running: Running, access: CoreAccess, directory: string) {
    this.name = name;
    this.#running = running;
    this.#access = access;
    this.#directory = directory;
  }

  /** Its process id. */
  get pid(): number {
    const { pid } = this.#running.child;
    if (pid === undefined) throw new Error('the daemon did not start');
    return pid;
  }

  get directory(): string {
    return this.#directory;
  }

  /** @throws what the core answers instead, with its code */
  async ask<M extends RequestName>(name: M, params: Params<M>): Promise<Result<M>> {
    const reply = await this.#access.request(name, params);
    if (!reply.ok) throw new Error(`${this.name}, ${name}: ${reply.error.code} ${reply.error.detail ?? reply.error.title}`);
    return reply.value;
  }

  async connection(id: string): Promise<ConnectionView> {
    const found = (await this.ask('connections', {})).find((connection) => connection.id === id);
    if (found === undefined) throw new Error(`${this.name} has no connection ${id}`);
    return found;
  }

  /** The connection once it is as wanted. */
  until(id: string, wanted: (connection: ConnectionView) => boolean): Promise<ConnectionView> {
    return this.untilAny((connection) => connection.id === id && wanted(connection));
  }

  async untilAny(wanted: (connection: ConnectionView) => boolean): Promise<ConnectionView> {
    for (const connection of await this.ask('connections', {})) this.#connections.set(connection.id, connection);
    return new Promise((resolve) => {
      const check = () => {
        const found = [...this.#connections.values()].find(wanted);
        if (found === undefined) return;
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Ends the daemon and leaves its profile where it is until the test is over. @returns everything it printed */
  async end(): Promise<string> {
    await this.#access.close();
    this.#running.child.kill('SIGTERM');
    const { out, error } = await this.#running.ended;
    return out + error;
  }

  async close(): Promise<void> {
    open.delete(this);
    await this.end();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #take(topic: string, value: unknown): void {
    if (topic !== 'connectionsChanged') return;
    // The carrier keeps to contract.ts.
    for (const connection of value as readonly ConnectionView[]) this.#connections.set(connection.id, connection);
    for (const check of [...this.#waiting]) check();
  }
}

const open = new Set<DaemonStation>();

afterEach(async () => {
  await Promise.all([...open].map((station) => station.close()));
});

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Party } from './party.ts';

export type Name = 'ida' | 'rob';

/** What there is between the two before it begins. */
export type Start = 'strangers' | 'partners' | 'connected';

/** A peer in this process, and the party that will die in another. */
export class Scene {
  readonly peer: Party;
  readonly port: number;
  readonly died: Promise<void>;
  readonly said: string[] = [];
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Set<() => void>();

  /** @param fatal number of the boundary, from 1, at which the victim dies; `null` = none */
  static async open(run: Run, victim: Name, fatal: number | null, start: Start): Promise<Scene> {
    const other = victim === 'ida' ? 'rob' : 'ida';
    const peer = await Party.open({ directory: run.at(other), name: other, sealing: run.sealing });
    const args = [run.at(victim), victim, String(peer.port), run.ledger, String(fatal ?? 0)];
    const child = spawn(process.execPath, [join(import.meta.dirname, 'mortal-party.ts'), ...args], {
      env: { ...process.env, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: run.compiled },
    });
    const lines = createInterface({ input: child.stdout });
    const port = await new Promise<number>((found, fail) => {
      lines.once('line', (line) => found(Number(/^port (\d+)/.exec(line)?.[1])));
      child.once('close', () => fail(new Error(`${victim} ended before it began`)));
      child.stderr.on('data', (text) => process.stderr.write(String(text)));
    });
    const scene = new Scene(peer, port, child);
    lines.on('line', (line) => scene.#hear(line));
    peer.restore(port);
    if (start === 'connected') {
      await scene.tell('resume');
      await peer.until(() => peer.open);
    }
    await scene.tell('arm');
    return scene;
  }

  private constructor(peer: Party, port: number, child: ChildProcessWithoutNullStreams) {
    this.peer = peer;
    this.port = port;
    this.#child = child;
    this.died = new Promise((resolve) => child.once('close', () => resolve()));
    child.stdin.on('error', () => undefined); // it may be dead by now
  }

  async tell(order: string): Promise<void> {
    await new Promise<void>((resolve) => this.#child.stdin.write(`${order}\n`, () => resolve()));
  }

  /** The line that begins so. */
  async heard(beginning: string): Promise<string> {
    return new Promise((resolve) => {
      const check = (): void => {
        const line = this.said.find((one) => one.startsWith(beginning));
        if (line === undefined) return;
        this.#waiting.delete(check);
        resolve(line.slice(beginning.length));
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Ends the victim if it still lives. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.died;
  }

  #hear(line: string): void {
    this.said.push(line);
    for (const check of [...this.#waiting]) check();
  }
}

/** Two profiles, and every key and nonce that was used on them. */
export class Run {
  readonly #folder: string;
  readonly #used = new Set<string>();
  readonly repeated: string[] = [];

  /** @param template folder with a profile for each, copied */
  constructor(template: string) {
    this.#folder = mkdtempSync(`${template} `);
    cpSync(template, this.#folder, { recursive: true });
    writeFileSync(this.ledger, '');
  }

  /** Where processes keep what they compiled: the next ones start faster. */
  get compiled(): string {
    return join(this.#folder, '..', 'compiled');
  }

  at(name: string): string {
    return join(this.#folder, name);
  }

  get ledger(): string {
    return this.at('ledger');
  }

  readonly sealing = (entry: string): void => {
    if (this.#used.has(entry)) this.repeated.push(entry);
    this.#used.add(entry);
  };

  /** The keys and nonces of a process that is dead. */
  takeLedger(): void {
    for (const entry of readFileSync(this.ledger, 'utf8').split('\n')) if (entry !== '') this.sealing(entry);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

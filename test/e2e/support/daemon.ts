import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { testPassphraseFile } from '../../support/protection.ts';

type Protection = 'passphrase' | 'asked';

export interface NewProfile {
  /** Of its keys; `asked` leaves the choice to the page. A passphrase where absent. */
  readonly protection?: Protection;
  /** Puts something into the folder first. */
  readonly fill?: (profileFolder: string) => unknown;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** One built core with its interface on loopback, in a profile folder of its own. */
export class Daemon {
  readonly profileFolder: string;
  readonly #protection: Protection;
  #child: Child;
  #url: string;

  private constructor(profileFolder: string, protection: Protection, child: Child, url: string) {
    this.profileFolder = profileFolder;
    this.#protection = protection;
    this.#child = child;
    this.#url = url;
  }

  static async start({ protection = 'passphrase', fill }: NewProfile = {}): Promise<Daemon> {
    const profileFolder = mkdtempSync(join(tmpdir(), 'epochscope-e2e-'));
    await fill?.(profileFolder);
    const { child, url } = await launch(profileFolder, 0, protection);
    return new Daemon(profileFolder, protection, child, url);
  }

  /** The link it printed; good for one browser. */
  get url(): string {
    return this.#url;
  }

  get origin(): string {
    return new URL(this.#url).origin;
  }

  /**
   * Ends the process without a word and starts it again on the same profile and port.
   *
   * @param between what happens while nothing runs
   */
  async crashAndRestart(between: () => unknown = () => undefined): Promise<void> {
    await this.crash();
    await between();
    const { child, url } = await launch(this.profileFolder, Number(new URL(this.#url).port), this.#protection);
    this.#child = child;
    this.#url = url;
  }

  /** Ends the process without a word to its peers. */
  crash(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    rmSync(this.profileFolder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    await gone;
  }
}

async function launch(profileFolder: string, port: number, protection: Protection): Promise<{ child: Child; url: string }> {
  const program = join(import.meta.dirname, '../../../out/main/daemon.js');
  if (!existsSync(program)) throw new Error('The browser tests need the built program: run "npm run build" first.');
  const args = [program, '--json', '--profile-dir', profileFolder, ...(port === 0 ? [] : ['--ui-port', String(port)])];
  const env = { ...process.env, ...(protection === 'passphrase' ? { EPOCHSCOPE_PASSPHRASE_FILE: testPassphraseFile } : {}) };
  const child: Child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line').then(([line]) => String(line)), once(child, 'exit').then(() => null)]);
  if (first === null) throw new Error(`The daemon ended before it printed its link:\n${complaints}`);
  const { url } = JSON.parse(first) as { url: string }; // src-main/cli/run-daemon.ts prints this
  return { child, url };
}

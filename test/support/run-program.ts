import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { testPassphraseFile } from './protection.ts';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Resolves with everything printed so far once the text appears on either stream; rejects when the program ends before. */
  printed(text: string | RegExp): Promise<string>;
}

/** Starts the command line from its source, as a process of its own. */
export function startCommand(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Running {
  return start([resolve(import.meta.dirname, '../../src-main/cli.ts'), ...args], environment);
}

export async function runCommand(args: readonly string[], environment: NodeJS.ProcessEnv = {}, input = ''): Promise<Ended> {
  const { child, ended } = startCommand(args, environment);
  child.stdin.end(input);
  return ended;
}

function start(args: readonly string[], environment: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_NO_WARNINGS: '1', EPOCHSCOPE_PASSPHRASE_FILE: testPassphraseFile, ...environment },
  });
  let out = '';
  let error = '';
  const waiting = new Set<() => void>();
  const heard = (): void => {
    for (const check of waiting) check();
  };
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
    heard();
  });
  child.stderr.on('data', (chunk) => {
    error += String(chunk);
    heard();
  });
  child.stdin.on('error', () => undefined); // a program that ended does not read
  const ended = new Promise<Ended>((done) => child.once('close', (code) => done({ code, out, error })));
  const printed = (text: string | RegExp): Promise<string> =>
    new Promise((done, fail) => {
      const check = (): void => {
        const all = out + error;
        if (typeof text === 'string' ? !all.includes(text) : !text.test(all)) return;
        waiting.delete(check);
        done(all);
      };
      waiting.add(check);
      void ended.then(({ code }) => fail(new Error(`ended with ${code} before it printed ${text}: ${out}${error}`)));
      check();
    });
  return { child, ended, printed };
}

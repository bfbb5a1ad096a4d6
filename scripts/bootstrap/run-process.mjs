import { spawn } from 'node:child_process';
import { dirname, delimiter } from 'node:path';
import { root } from './paths.mjs';

/** A program that we started did not end well. `command` repeats it. */
export class CommandFailed extends Error {
  constructor(command, ending) {
    super(`${command} ${ending}`);
    this.name = 'CommandFailed';
    this.command = command;
  }
}

/** Something is missing that only the user can supply. The message is the whole explanation. */
export class SetupProblem extends Error {
  constructor(message) {
    super(message);
    this.name = 'SetupProblem';
  }
}

/** Environment in which `node` means the pinned one, for programs that start further programs. */
export function environmentFor(node, extra = {}) {
  const { PATH: path = '', Path: pathOnWindows } = process.env;
  const rest = pathOnWindows ?? path;
  return { ...process.env, PATH: `${dirname(node)}${delimiter}${rest}`, NODE: node, npm_node_execpath: node, ...extra };
}

/**
 * Runs a program to its end; signals sent to us reach it.
 *
 * @param options.quiet what it prints goes to standard error, so that our own output stays clean
 * @param options.directory where it runs; the root of the checkout unless said otherwise
 * @returns its exit code, 128 + n after signal n
 */
export function exitCodeOf(program, args, { env = process.env, quiet = false, shell = false, directory = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: directory, env, shell, stdio: quiet ? ['ignore', 2, 2] : 'inherit' });
    const stopForwarding = forwardSignals(child);
    child.once('error', (error) => {
      stopForwarding();
      reject(new CommandFailed(program, `cannot be started: ${error.message}`));
    });
    child.once('exit', (code, signal) => {
      stopForwarding();
      resolve(code ?? 128 + (signalNumbers[signal] ?? 0));
    });
  });
}

/** @throws {CommandFailed} unless the program ends with 0 */
export async function run(program, args, options) {
  const code = await exitCodeOf(program, args, options);
  if (code !== 0) throw new CommandFailed([program, ...args].join(' '), `ended with ${code}`);
}

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

function forwardSignals(child) {
  const forward = (signal) => child.kill(signal);
  const signals = ['SIGTERM', 'SIGHUP', 'SIGINT'];
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
  };
}

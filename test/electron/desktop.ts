import { type Browser, type Page, chromium } from '@playwright/test';
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { requestChannels } from '#shared/contract.ts';
import { chromiumProgram } from '../support/chromium.ts';
import type { Command, Sender } from './stand-in/driver.ts';
import type { Entry } from './stand-in/record.ts';

const root = resolve(import.meta.dirname, '../..');

/** The built desktop app in a process of its own, with the stand-in in Electron's place. */
export interface Desktop {
  readonly page: Page;
  readonly profile: string;
  /** Details of every entry with this name, in order. */
  recorded(what: string): Promise<readonly unknown[]>;
  invokeAs(as: Sender, channel: string, params: unknown): Promise<unknown>;
  chooseMenu(label: string): Promise<void>;
  startAgain(words: readonly string[]): Promise<void>;
  /** @returns the exit code */
  quit(profile?: 'kept'): Promise<number | null>;
}

/** Starts it on a new profile whose keys the keychain protects. */
export async function startDesktop(environment: NodeJS.ProcessEnv = {}): Promise<Desktop> {
  const desktop = await startDesktopOn(mkdtempSync(join(tmpdir(), 'epochscope-desktop-')), environment);
  await desktop.invokeAs('our page', requestChannels.protect, { passphrase: null, keychain: true, plain: false });
  return desktop;
}

/** Starts it on a profile as it is; the profile goes with it unless it is kept. */
export async function startDesktopOn(profile: string, environment: NodeJS.ProcessEnv = {}): Promise<Desktop> {
  const child = fork(join(root, 'out/main/main.js'), ['--profile-dir', profile], {
    execArgv: ['--import', join(root, 'test/electron/stand-in/register.ts')],
    env: { ...process.env, CHROMIUM_PATH: chromiumProgram() ?? '', NODE_NO_WARNINGS: '1', ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ask = asker(child);
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  const { browser, page } = await reachPage(Number(await ask({ kind: 'port' })));
  return {
    page,
    profile,
    recorded: async (what) =>
      entriesOf(await ask({ kind: 'log' }))
        .filter((entry) => entry.what === what)
        .map((entry) => entry.detail),
    invokeAs: (as, channel, params) => ask({ kind: 'invoke', channel, params, as }),
    chooseMenu: async (label) => void (await ask({ kind: 'menu', label })),
    startAgain: async (words) => void (await ask({ kind: 'second-instance', words })),
    async quit(kept) {
      await browser.close();
      await ask({ kind: 'quit' }).catch(() => null); // it may end before it answers
      const code = await ended;
      if (kept === undefined) rmSync(profile, { recursive: true, force: true });
      return code;
    },
  };
}

/** @throws {Error} what the app threw, or that it ended before it answered */
function asker(child: ChildProcess): (command: Command) => Promise<unknown> {
  let last = 0;
  return (command) =>
    new Promise((done, fail) => {
      last += 1;
      const id = last;
      const gone = (code: number | null): void => fail(new Error(`the app ended with ${code}`));
      const heard = (message: { readonly id: number; readonly value?: unknown; readonly error?: string }): void => {
        if (message.id !== id) return;
        child.off('message', heard);
        child.off('exit', gone);
        if (message.error === undefined) done(message.value);
        else fail(new Error(message.error));
      };
      child.on('message', heard);
      child.on('exit', gone);
      child.send({ id, command });
    });
}

async function reachPage(port: number): Promise<{ readonly browser: Browser; readonly page: Page }> {
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const [context] = browser.contexts();
  const page = context?.pages()[0];
  if (page === undefined) throw new Error('the app opened no page');
  await page.waitForFunction(() => 'bridge' in globalThis);
  return { browser, page };
}

function entriesOf(log: unknown): readonly Entry[] {
  return Array.isArray(log) ? log : [];
}

import { type BrowserContext, type Page, type Route, chromium } from '@playwright/test';
import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invoke } from './ipc.ts';
import { note, notePassed, strict } from './record.ts';

// Chromium cannot load our scheme without Electron, so this origin carries it.
const carrier = 'https://ui.stand-in.test';

export const schemes = new Set<string>();
export const handlers = new Map<string, (request: Request) => Promise<Response>>();
export const windows: BrowserWindow[] = [];

/** Where our window seems to be while the driver sends from another site. */
export const pretended: { origin: string | null } = { origin: null };

type RequestFilter = (details: { url: string }, answer: (verdict: { cancel: boolean }) => void) => void;
let requestFilter: RequestFilter = (_details, answer) => answer({ cancel: false });

export function setRequestFilter(filter: RequestFilter): void {
  note('webRequest.onBeforeRequest');
  requestFilter = filter;
}

const toCarrier = (url: string): string => {
  const [scheme = '', rest = ''] = url.split('://', 2);
  return schemes.has(scheme) ? carrier + rest.slice(rest.indexOf('/')) : url;
};
const fromCarrier = (url: string): string => (url.startsWith(carrier) ? `${[...schemes][0]}://ui${url.slice(carrier.length)}` : url);

/** Tests reach the page itself through this port. */
export const debuggingPort = await freePort();
const profile = mkdtempSync(join(tmpdir(), 'epochscope-stand-in-'));
const executablePath = process.env['CHROMIUM_PATH'];
const context: BrowserContext = await chromium.launchPersistentContext(profile, {
  ...(executablePath ? { executablePath } : {}),
  args: [`--remote-debugging-port=${debuggingPort}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  viewport: { width: 1280, height: 832 },
});

export async function endBrowser(): Promise<void> {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}

interface Options {
  readonly width: number;
  readonly height: number;
  readonly webPreferences: { readonly preload: string; readonly [name: string]: unknown };
}

export class BrowserWindow extends EventEmitter {
  readonly webContents;
  readonly #options: Options;
  readonly #events = new EventEmitter();
  #page: Page | null = null;
  #destroyed = false;

  static getAllWindows(): readonly BrowserWindow[] {
    return windows.filter((window) => !window.#destroyed);
  }

  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.getAllWindows()[0] ?? null;
  }

  constructor(options: Options) {
    super();
    this.#options = options;
    note('BrowserWindow.webPreferences', options.webPreferences);
    const mainFrame = strict('frame', { origin: '' });
    Object.defineProperty(mainFrame, 'origin', { get: () => pretended.origin ?? originOf(this.#page?.url() ?? '') });
    this.webContents = strict('webContents', {
      id: windows.length + 1,
      mainFrame,
      on: (name: string, listener: () => void) => void this.#events.on(name, listener),
      once: (name: string, listener: () => void) => void this.#events.once(name, listener),
      send: (channel: string, value: unknown) => this.#send(channel, value),
      setWindowOpenHandler: (handler: (details: { url: string }) => { action: string }) => {
        this.#events.on('stand-in-open', (url: string) => note('window.open', [url, handler({ url }).action]));
      },
    });
    windows.push(this);
    BrowserWindow.created(this.webContents);
  }

  /** Set by the driver: tells the app of new contents. */
  static created: (contents: object) => void = () => undefined;

  async loadURL(url: string): Promise<void> {
    const page = context.pages().find((candidate) => candidate.url() === 'about:blank') ?? (await context.newPage());
    this.#page = page;
    page.on('close', () => {
      this.#destroyed = true;
      this.#events.emit('destroyed');
    });
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && note('console', message.text()));
    page.on('pageerror', (error) => note('pageerror', error.message));
    await page.route('**/*', (route) =>
      this.#answer(route, page).catch((error: unknown) => {
        if (!this.#destroyed) throw error; // the browser took the request with it
      }),
    );
    await page.exposeBinding('standInInvoke', (_source, channel: string, params: unknown) =>
      invoke(channel, { sender: this.webContents, senderFrame: this.webContents.mainFrame }, params),
    );
    await page.exposeBinding('standInOpen', (_source, target: string) => void this.#events.emit('stand-in-open', target));
    await page.addInitScript(preloadScript(readFileSync(this.#options.webPreferences.preload, 'utf8')));
    await page.goto(toCarrier(url));
    this.emit('ready-to-show');
  }

  show(): void {
    note('window.show');
  }

  focus(): void {
    note('window.focus');
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isMinimized(): boolean {
    return false;
  }

  isMaximized(): boolean {
    return false;
  }

  getNormalBounds(): object {
    return { x: 11, y: 22, width: this.#options.width, height: this.#options.height };
  }

  get options(): Options {
    return this.#options;
  }

  #send(channel: string, value: unknown): void {
    if (this.#destroyed) throw new Error('Object has been destroyed');
    const copy: unknown = structuredClone(value);
    notePassed(channel, copy);
    const dispatch = ([name, message]: readonly unknown[]): void => Reflect.get(globalThis, 'standInDispatch')?.(name, message);
    void this.#page?.evaluate(dispatch, [channel, copy] as const).catch(() => undefined); // the page is being replaced
  }

  async #answer(route: Route, page: Page): Promise<void> {
    const request = route.request();
    const url = fromCarrier(request.url());
    if (request.isNavigationRequest() && page.url() !== 'about:blank' && this.#prevented(url)) {
      note('navigation.prevented', url);
      return route.fulfill({ status: 204 }); // leaves the page as it is, as preventDefault does
    }
    let cancelled = false;
    requestFilter({ url }, ({ cancel }) => {
      cancelled = cancel;
    });
    const handler = handlers.get(url.split(':', 1)[0] ?? '');
    if (cancelled || handler === undefined) {
      note('request.blocked', url);
      return route.abort();
    }
    const response = await handler(new Request(url, { method: request.method() }));
    await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body: Buffer.from(await response.arrayBuffer()) });
  }

  #prevented(url: string): boolean {
    let prevented = false;
    const event = {
      url,
      preventDefault: () => {
        prevented = true;
      },
    };
    this.#events.emit('will-navigate', event);
    return prevented;
  }
}

function originOf(url: string): string {
  const { protocol, host } = new URL(fromCarrier(url));
  return `${protocol}//${host}`;
}

/** Runs a preload script as a sandboxed one is run: CommonJS, `electron` alone can be required, the page sees what is exposed. */
function preloadScript(source: string): string {
  return `(() => {
    if (window !== top) return; // nodeIntegrationInSubFrames is off
    const heard = new Map();
    const { standInInvoke, standInOpen } = globalThis;
    globalThis.standInDispatch = (channel, value) => (heard.get(channel) ?? []).forEach((listener) => listener({}, value));
    globalThis.open = (url) => (standInOpen(String(url)), null);
    const ipcRenderer = {
      invoke: async (channel, params) => standInInvoke(channel, structuredClone(params)),
      on: (channel, listener) => heard.set(channel, [...(heard.get(channel) ?? []), listener]),
      off: (channel, listener) => heard.set(channel, (heard.get(channel) ?? []).filter((one) => one !== listener)),
    };
    const contextBridge = { exposeInMainWorld: (name, api) => Object.defineProperty(globalThis, name, { value: Object.freeze(api) }) };
    const require = (name) => {
      if (name !== 'electron') throw new Error('a sandboxed preload script cannot require ' + name);
      return { contextBridge, ipcRenderer };
    };
    const module = { exports: {} };
    (function (require, module, exports) { ${source}\n })(require, module, module.exports);
  })();`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

import { type Rectangle, BrowserWindow, screen } from 'electron';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRecord } from '#shared/frames.ts';

export interface WindowOptions {
  /** The built preload script. */
  readonly preload: string;
  readonly url: string;
  /** Where size and place are remembered. */
  readonly stateFile: string;
  readonly devTools: boolean;
}

interface WindowState {
  readonly bounds: Rectangle;
  readonly maximized: boolean;
}

const usual = { width: 1280, height: 832 };
const smallest = { minWidth: 720, minHeight: 480 };

/** Opens a window on our page, where the last one was. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const state = readState(options.stateFile);
  const window = new BrowserWindow({
    ...usual,
    ...(state === null ? {} : state.bounds),
    ...smallest,
    show: false,
    title: 'Epochscope',
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: options.devTools,
    },
  });
  if (state?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => writeState(options.stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() }));
  window.loadURL(options.url).catch((error: unknown) => {
    // Closed before it was loaded: nobody is left to look at it.
    if (!window.isDestroyed()) throw error;
  });
  return window;
}

/** @returns `null` when nothing is remembered, or the place is on no screen any more */
function readState(path: string): WindowState | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isRecord(value) || !isRecord(value['bounds'])) return null;
    const { x, y, width, height } = value['bounds'];
    if (![x, y, width, height].every(Number.isSafeInteger)) return null;
    const bounds: Rectangle = { x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
    return isVisible(bounds) ? { bounds, maximized: value['maximized'] === true } : null;
  } catch {
    return null; // none yet, or damaged: not worth a message
  }
}

/** Enough of the title bar must be on a screen to take hold of it. */
function isVisible({ x, y, width }: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const overlap = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x);
    return overlap >= 100 && y >= workArea.y && y <= workArea.y + workArea.height - 40;
  });
}

function writeState(path: string, state: WindowState): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, JSON.stringify(state), { mode: 0o600 });
  } catch {
    // A window that opens where it did not close is no reason to complain.
  }
}

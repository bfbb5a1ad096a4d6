/**
 * A stand-in for the `electron` module on top of a real Chromium. It models what the product uses and nothing else, and
 * keeps a list of the calls that matter for security. What it cannot show: isolated worlds, the operating system's sandbox,
 * the privileges of a custom scheme, BoringSSL, native menus and trays.
 */
import { EventEmitter } from 'node:events';
import { serveDriver } from './driver.ts';
import { note, strict } from './record.ts';
import { endBrowser, handlers, schemes, setRequestFilter, windows } from './window.ts';
import { ipcHandlers } from './ipc.ts';

const appEvents = new EventEmitter();
const keychain = process.env['STAND_IN_KEYCHAIN'] ?? 'real';
const keychainKey = process.env['STAND_IN_KEYCHAIN_KEY'] ?? 'k1';
/** The file that people choose in every dialog; none: they choose nothing. */
const chosenFile = process.env['STAND_IN_FILE'] ?? '';
let quitting = false;

export const app = strict('app', {
  isPackaged: process.env['STAND_IN_PACKAGED'] === '1',
  setPath: (name: string, path: string) => note('app.setPath', [name, path]),
  enableSandbox: () => note('app.enableSandbox'),
  requestSingleInstanceLock: () => {
    note('app.requestSingleInstanceLock');
    return true;
  },
  setAsDefaultProtocolClient: (scheme: string) => note('app.setAsDefaultProtocolClient', scheme),
  on: (name: string, listener: (...values: unknown[]) => void) => void appEvents.on(name, listener),
  once: (name: string, listener: (...values: unknown[]) => void) => void appEvents.once(name, listener),
  whenReady: () => Promise.resolve(),
  /** `STAND_IN_LANGUAGES`: what the system asks for, separated by commas. */
  getPreferredSystemLanguages: () => (process.env['STAND_IN_LANGUAGES'] ?? 'en').split(','),
  quit,
  exit: (code: number) => void endBrowser().then(() => process.exit(code)),
});

function quit(): void {
  if (quitting) return;
  quitting = true;
  for (const window of windows) window.emit('close');
  let prevented = false;
  const event = {
    preventDefault: () => {
      prevented = true;
    },
  };
  appEvents.emit('will-quit', event);
  if (!prevented) app.exit(0);
}

export { BrowserWindow } from './window.ts';

export const screen = strict('screen', { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] });

export const Menu = strict('Menu', {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (template: unknown) => note('Menu.setApplicationMenu', labelsOf(template)),
});

export const menuItems = new Map<string, () => void>();

/** Labels with their accelerators, and keeps what each one does. */
function labelsOf(items: unknown): readonly string[] {
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: { label?: string; accelerator?: string; role?: string; click?: () => void; submenu?: unknown }) => {
    const label = item.label?.replace('&', '');
    if (label !== undefined && item.click !== undefined) menuItems.set(label, item.click);
    return [[label ?? item.role, item.accelerator].filter((part) => part !== undefined).join(' '), ...labelsOf(item.submenu)];
  });
}

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged: (list: readonly { scheme: string; privileges: object }[]) => {
    note('protocol.registerSchemesAsPrivileged', list);
    for (const { scheme } of list) schemes.add(scheme);
  },
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) => {
    if (!schemes.has(scheme)) throw new Error('a scheme must be registered before the app is ready');
    handlers.set(scheme, handler);
  },
});

export const shell = strict('shell', { openExternal: async (url: string) => note('shell.openExternal', url) });

export const dialog = strict('dialog', {
  showErrorBox: (title: string, text: string) => note('dialog.showErrorBox', [title, text]),
  showOpenDialog: async (options: { filters: readonly { name: string }[] }) => {
    note(
      'dialog.showOpenDialog',
      options.filters.map(({ name }) => name),
    );
    return chosenFile === '' ? { canceled: true, filePaths: [] } : { canceled: false, filePaths: [chosenFile] };
  },
  showSaveDialog: async (options: { defaultPath: string }) => {
    note('dialog.showSaveDialog', options.defaultPath);
    return { canceled: chosenFile === '', filePath: chosenFile };
  },
  showMessageBox: async (options: { message: string; buttons?: readonly string[] }) => {
    note('dialog.showMessageBox', options.message);
    note('dialog.buttons', options.buttons ?? []);
    return { response: Number(process.env['STAND_IN_ANSWER'] ?? 1) };
  },
});

/** `STAND_IN_KEYCHAIN` says what kind it is, `STAND_IN_KEYCHAIN_KEY` which key it holds: another one opens nothing of the first. */
export const safeStorage = strict('safeStorage', {
  isAsyncEncryptionAvailable: async () => keychain !== 'none',
  getSelectedStorageBackend: () => (keychain === 'real' ? 'gnome_libsecret' : 'basic_text'),
  encryptStringAsync: async (text: string) => {
    note('safeStorage.encryptStringAsync');
    return Buffer.from(`v11 ${keychainKey} ${text}`);
  },
  decryptStringAsync: async (blob: Buffer) => {
    note('safeStorage.decryptStringAsync');
    const [, key, text = ''] = blob.toString().split(' ');
    if (key !== keychainKey) throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.');
    return { shouldReEncrypt: false, result: text };
  },
});

type PermissionAnswer = (granted: boolean) => void;
const permissionsTried = ['camera', 'notifications', 'clipboard-read', 'hid', 'usb', 'serial', 'openExternal', 'clipboard-sanitized-write'];

const defaultSession = strict('session', {
  setPermissionRequestHandler: (handler: (contents: null, permission: string, answer: PermissionAnswer, details: object) => void) => {
    for (const requestingUrl of ['epochscope-app://ui/', 'https://evil.test/']) {
      for (const permission of permissionsTried) {
        handler(null, permission, (granted) => note('permission.request', [permission, requestingUrl, granted]), { requestingUrl });
      }
    }
  },
  setPermissionCheckHandler: (handler: (contents: null, permission: string, origin: string) => boolean) => {
    for (const origin of ['epochscope-app://ui/', 'https://evil.test/']) {
      for (const permission of permissionsTried) note('permission.check', [permission, origin, handler(null, permission, origin)]);
    }
  },
  setDevicePermissionHandler: (handler: () => boolean) => note('permission.device', handler()),
  webRequest: strict('webRequest', { onBeforeRequest: setRequestFilter }),
});

export const session = strict('session', { defaultSession });

export const ipcMain = strict('ipcMain', {
  handle: (channel: string, handler: (event: object, params: unknown) => unknown) => {
    if (ipcHandlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    ipcHandlers.set(channel, handler);
  },
  removeHandler: (channel: string) => void ipcHandlers.delete(channel),
});

serveDriver({ appEvents, menuItems, quit });

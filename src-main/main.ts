import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, session, shell } from 'electron';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { menuChannel } from '#shared/contract.ts';
import packageFile from '../package.json' with { type: 'json' };
import { viewOfError } from './api/error-views.ts';
import { serveIpc } from './api/ipc-carrier.ts';
import { claimLocalAddress } from './api/local-address.ts';
import { serveLocal } from './api/local-carrier.ts';
import { openStaticFiles } from './api/static-files.ts';
import { profileDirectoryOf } from './cli/profile-directory.ts';
import { reportInternal } from './cli/report-internal.ts';
import { createCore } from './hosts/core.ts';
import { confirmations } from './shell/confirmations.ts';
import { ContactLinks, linkScheme, offerContact } from './shell/contact-link.ts';
import { errorIn } from './shell/error-text.ts';
import { electronFileDialogs } from './shell/file-dialogs.ts';
import { type GuardOptions, guardContents, guardSession } from './shell/guards.ts';
import { electronKeySealer } from './shell/key-sealer.ts';
import { serveLanguage, ShellLanguage } from './shell/language.ts';
import { menuTemplate } from './shell/menu.ts';
import { appOrigin, registerAppScheme, serveAppScheme } from './shell/scheme.ts';
import { openWindow } from './shell/window.ts';

// The desktop app: the core, one window, and the local socket for the command line.

const { values: given } = parseArgs({ args: process.argv.slice(1), options: { 'profile-dir': { type: 'string' } }, strict: false });
const profileDirectory = profileDirectoryOf(typeof given['profile-dir'] === 'string' ? given['profile-dir'] : null, process.env);
const programFolder = dirname(import.meta.dirname);
const chromiumFolder = join(profileDirectory, 'desktop');
// The development server of the build tool; never in an installed app.
const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
const origins = [appOrigin, ...(developmentUrl === undefined ? [] : [new URL(developmentUrl).origin])];
const links = new ContactLinks();
const guards: GuardOptions = { origins, openExternal: (url) => void shell.openExternal(url) };

// Chromium's own files live in the profile, so that the single-instance lock is one per profile.
app.setPath('userData', chromiumFolder);
app.enableSandbox();
registerAppScheme(protocol);
if (app.requestSingleInstanceLock()) start();
else app.quit();

function start(): void {
  // From a checkout this would register Electron's bare program.
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  app.on('second-instance', (_event, words) => {
    focus();
    links.take(words);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    links.take([url]);
  });
  links.take(process.argv);
  app.on('web-contents-created', (_event, contents) => guardContents(contents, guards));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      const view = viewOfError(error);
      const { title, next } = errorIn(rememberedLanguage().current, view);
      if (view.code === 'UNEXPECTED') reportInternal('start', error);
      dialog.showErrorBox(title, next);
      app.exit(1);
    });
}

async function run(): Promise<void> {
  guardSession(session.defaultSession, guards);
  serveAppScheme(protocol, openStaticFiles(join(programFolder, 'renderer')));
  const language = rememberedLanguage();
  const core = await createCore({
    host: 'desktop',
    profileDirectory,
    version: packageFile.version,
    autoResume: true,
    keychain: electronKeySealer(safeStorage),
    fileDialogs: electronFileDialogs(dialog, () => language.texts.files),
  });
  const common = { core, now: () => performance.now(), report: reportInternal };
  const ipc = serveIpc({ ...common, ipcMain, origins, confirm: confirmations(core.handlers, dialog, () => language.texts) });
  const show = (): null => {
    focus();
    return null;
  };
  const local = await serveLocal({ ...common, path: claimLocalAddress(profileDirectory), showUi: show });
  const open = (): void => {
    const window = openWindow({
      preload: join(programFolder, 'preload', 'preload.cjs'),
      url: developmentUrl ?? `${appOrigin}/`,
      stateFile: join(chromiumFolder, 'window.json'),
      devTools: !app.isPackaged,
    });
    ipc.admit(window.webContents);
  };
  const run = (command: string): void => BrowserWindow.getFocusedWindow()?.webContents.send(menuChannel, command);
  const menu = { ...guards, platform: process.platform, development: !app.isPackaged, run };
  const setMenu = (): void => Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(menu, language.texts.menu)));
  setMenu();
  serveLanguage(ipcMain, language, ipc.isOurs, setMenu);
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open();
  });
  links.start((link) => void offerContact(core, dialog, link, language));
  endInOrder(async () => {
    ipc.close();
    await local.close();
    await core.close();
  });
  open();
}

/** As the last page had it; what the system asks for before there was one. */
function rememberedLanguage(): ShellLanguage {
  return new ShellLanguage(join(chromiumFolder, 'language.json'), app.getPreferredSystemLanguages());
}

function focus(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window?.isMinimized() === true) window.restore();
  window?.focus();
}

/** Connections get their goodbye, and the stores are closed, before the process ends. */
function endInOrder(close: () => Promise<void>): void {
  app.once('will-quit', (event) => {
    event.preventDefault();
    void close()
      .catch((error: unknown) => reportInternal('end', error))
      .finally(() => app.exit(0));
  });
}

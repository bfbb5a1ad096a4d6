import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '#shared/contract.ts';
import type { ShellTexts } from './texts.ts';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  /** Tools for developers are in the menu of a checkout, not in an installed app. */
  readonly development: boolean;
  readonly run: (command: MenuCommand) => void;
  readonly openExternal: (url: string) => void;
}

type Texts = ShellTexts['menu'];
type Items = MenuItemConstructorOptions[];

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** The application menu. Everything in it can be reached in the page as well. Electron has English words for its roles, and no others. */
export function menuTemplate(options: MenuOptions, texts: Texts): Items {
  const item = (label: string, accelerator: string, command: MenuCommand): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => options.run(command),
  });
  const mac = options.platform === 'darwin';
  return [
    ...(mac ? [{ label: 'Epochscope', submenu: appItems(texts) }] : []),
    {
      label: texts.file,
      submenu: [
        item(texts.connect, 'CmdOrCtrl+N', 'connect'),
        item(texts.listen, 'CmdOrCtrl+L', 'listen'),
        item(texts.demo, 'CmdOrCtrl+D', 'demo'),
        separator,
        item(texts.lock, 'CmdOrCtrl+Shift+L', 'lock'),
        mac ? { role: 'close', label: texts.closeWindow } : { role: 'quit', label: texts.quit },
      ],
    },
    { label: texts.edit, submenu: editItems(texts) },
    {
      label: texts.connection,
      submenu: [
        item(texts.update, 'CmdOrCtrl+U', 'update'),
        item(texts.cut, 'CmdOrCtrl+Shift+X', 'cut'),
        item(texts.resume, 'CmdOrCtrl+Shift+R', 'resume'),
        item(texts.close, 'CmdOrCtrl+Shift+C', 'close'),
        separator,
        item(texts.next, 'CmdOrCtrl+PageDown', 'next'),
        item(texts.previous, 'CmdOrCtrl+PageUp', 'previous'),
      ],
    },
    {
      label: texts.view,
      submenu: [
        item(texts.home, 'CmdOrCtrl+1', 'home'),
        item(texts.sessions, 'CmdOrCtrl+2', 'sessions'),
        item(texts.security, 'CmdOrCtrl+3', 'security'),
        separator,
        ...viewItems(texts, options.development),
      ],
    },
    { role: 'window', label: texts.window, submenu: windowItems(texts, mac) },
    { role: 'help', label: texts.help, submenu: helpItems(options, texts) },
  ];
}

function appItems(texts: Texts): Items {
  return [
    { role: 'about', label: texts.about },
    separator,
    { role: 'services', label: texts.services },
    separator,
    { role: 'hide', label: texts.hide },
    { role: 'hideOthers', label: texts.hideOthers },
    { role: 'unhide', label: texts.unhide },
    separator,
    { role: 'quit', label: texts.quit },
  ];
}

function editItems(texts: Texts): Items {
  return [
    { role: 'undo', label: texts.undo },
    { role: 'redo', label: texts.redo },
    separator,
    { role: 'cut', label: texts.cutText },
    { role: 'copy', label: texts.copy },
    { role: 'paste', label: texts.paste },
    { role: 'delete', label: texts.remove },
    separator,
    { role: 'selectAll', label: texts.selectAll },
  ];
}

function viewItems(texts: Texts, development: boolean): Items {
  return [
    { role: 'resetZoom', label: texts.resetZoom },
    { role: 'zoomIn', label: texts.zoomIn },
    { role: 'zoomOut', label: texts.zoomOut },
    separator,
    { role: 'togglefullscreen', label: texts.fullScreen },
    ...(development ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
  ];
}

function windowItems(texts: Texts, mac: boolean): Items {
  return [
    { role: 'minimize', label: texts.minimize },
    ...(mac
      ? [{ role: 'zoom', label: texts.zoom } as const, separator, { role: 'front', label: texts.front } as const]
      : [{ role: 'close', label: texts.closeWindow } as const]),
  ];
}

function helpItems(options: MenuOptions, texts: Texts): Items {
  const link = (label: string, url: string): MenuItemConstructorOptions => ({ label, click: () => options.openExternal(url) });
  return [
    { label: texts.shortcuts, accelerator: 'CmdOrCtrl+/', click: () => options.run('shortcuts') },
    separator,
    link(texts.twoParty, 'https://datatracker.ietf.org/doc/draft-kohbrok-mls-two-party-profile/'),
    link('MLS-TLS', 'https://datatracker.ietf.org/doc/draft-kohbrok-mls-tls/'),
    link('RFC 9420: Messaging Layer Security', 'https://www.rfc-editor.org/rfc/rfc9420'),
  ];
}

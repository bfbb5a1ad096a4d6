import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '#shared/contract.ts';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  /** Tools for developers are in the menu of a checkout, not in an installed app. */
  readonly development: boolean;
  readonly run: (command: MenuCommand) => void;
  readonly openExternal: (url: string) => void;
}

/** The application menu. Everything in it can be reached in the page as well. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const item = (label: string, accelerator: string, command: MenuCommand): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => options.run(command),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const mac = options.platform === 'darwin';
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('&Connect…', 'CmdOrCtrl+N', 'connect'),
        item('&Listen…', 'CmdOrCtrl+L', 'listen'),
        item('Start a &demo pair', 'CmdOrCtrl+D', 'demo'),
        separator,
        item('Loc&k now', 'CmdOrCtrl+Shift+L', 'lock'),
        { role: mac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Connection',
      submenu: [
        item('&Update keys', 'CmdOrCtrl+U', 'update'),
        item('Cu&t', 'CmdOrCtrl+Shift+X', 'cut'),
        item('&Resume', 'CmdOrCtrl+Shift+R', 'resume'),
        item('&Close', 'CmdOrCtrl+Shift+C', 'close'),
        separator,
        item('&Next', 'CmdOrCtrl+PageDown', 'next'),
        item('&Previous', 'CmdOrCtrl+PageUp', 'previous'),
      ],
    },
    {
      label: '&View',
      submenu: [
        item('&Start page', 'CmdOrCtrl+1', 'home'),
        item('Resumable s&essions', 'CmdOrCtrl+2', 'sessions'),
        item('Securit&y', 'CmdOrCtrl+3', 'security'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(options.development ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: helpItems(options) },
  ];
}

function helpItems(options: MenuOptions): MenuItemConstructorOptions[] {
  const link = (label: string, url: string): MenuItemConstructorOptions => ({ label, click: () => options.openExternal(url) });
  return [
    { label: '&Keyboard shortcuts', accelerator: 'CmdOrCtrl+/', click: () => options.run('shortcuts') },
    { type: 'separator' },
    link('Two-party profile of MLS', 'https://datatracker.ietf.org/doc/draft-kohbrok-mls-two-party-profile/'),
    link('MLS-TLS', 'https://datatracker.ietf.org/doc/draft-kohbrok-mls-tls/'),
    link('RFC 9420: Messaging Layer Security', 'https://www.rfc-editor.org/rfc/rfc9420'),
  ];
}

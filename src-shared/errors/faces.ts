import type { ErrorWords } from './words.ts';

/** Between a face and the core. */
export const faces = {
  NO_CORE: { title: 'No core of this profile runs', next: 'Start one with `epochscope daemon`, or start the desktop app.' },
  CORE_GONE: { title: 'The core does not answer', next: 'Start it again: `epochscope daemon`, or the desktop app.' },
  SESSION_REQUIRED: { title: 'This page needs a fresh link', next: 'Run `epochscope ui` and open the link it prints. Each link works once.' },
  UI_PORT_IN_USE: { title: 'The port for the user interface is in use', next: 'Choose another with --ui-port, or leave it out and take a free one.' },
  SOCKET_UNSAFE: {
    title: 'The folder of the local socket is not private',
    next: 'Make sure that it belongs to you and that nobody else may write to it.',
  },
  IMPORT_UNREADABLE: { title: 'This file cannot be read', next: 'Check its name, and that you may read it.' },
  IMPORT_NOT_FILE: { title: 'This is no ordinary file', next: 'Choose a file; a folder, a pipe or a device cannot be imported.' },
  IMPORT_TOO_BIG: { title: 'This file is too big', next: 'Cut out what you need; most files hold at most 1 MiB.' },
} as const satisfies Record<string, ErrorWords>;

import type { ErrorView } from './views.ts';

interface Words {
  readonly title: string;
  readonly next: string;
}

/** Refusals raised between a face and the core, before any handler runs. The core's own are in the error catalogue. */
const words = {
  IPC_BAD_ARGS: {
    title: 'The request is not well formed.',
    next: 'This is a fault of the program that asked. Check the field that the detail names.',
  },
  IPC_BAD_SENDER: { title: 'The request came from a page that is not part of Epochscope.', next: 'Close the window and open it again.' },
  IPC_NO_CHANNEL: { title: 'There is no such request.', next: 'The face and the core may be of different versions: restart both.' },
  IPC_TOO_BIG: { title: 'The request is too big.', next: 'Send less at a time: a request may hold 1 MiB.' },
  IPC_BUSY: { title: 'Too many requests at once.', next: 'Wait a moment and try again.' },
  INTERNAL: { title: 'Something went wrong inside Epochscope.', next: 'Please report it with what you did last; the log of the core says more.' },
  CORE_GONE: { title: 'The core does not answer.', next: 'Start it again: `epochscope daemon`, or the desktop app.' },
  SESSION_REQUIRED: { title: 'This page needs a fresh link.', next: 'Run `epochscope ui` and open the link it prints. Each link works once.' },
  UI_PORT_IN_USE: {
    title: 'The port for the user interface is in use.',
    next: 'Choose another with --ui-port, or leave it out and take a free one.',
  },
  SOCKET_UNSAFE: {
    title: 'The folder of the local socket is not private.',
    next: 'Make sure that the folder belongs to you and that nobody else may write to it.',
  },
  URL_REFUSED: { title: 'This address may not be opened.', next: 'Only links to the specifications leave the app.' },
} as const satisfies { readonly [code: string]: Words };

export type FaceErrorCode = keyof typeof words;

/** @param detail facts for engineers; never a secret */
export function faceError(code: FaceErrorCode, detail: string | null = null): ErrorView {
  return { code, ...words[code], rule: null, alert: null, detail };
}

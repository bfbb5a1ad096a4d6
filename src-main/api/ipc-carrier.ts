import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import { type Reply, type RequestName, requestChannels, topicChannels } from '#shared/contract.ts';
import { faceError } from '#shared/face-errors.ts';
import type { Core } from './core.ts';
import { type Confirm, type ReportInternal, type RequestGate, openRequestGate } from './rpc.ts';

export interface IpcCarrierOptions {
  readonly ipcMain: IpcMain;
  readonly core: Core;
  /** Origins our own pages have: our scheme, and the development server where one runs. */
  readonly origins: readonly string[];
  readonly now: () => number;
  readonly report: ReportInternal;
  readonly confirm: Confirm;
}

export interface IpcCarrier {
  /** Serves a window from now on until it is destroyed. */
  admit(contents: WebContents): void;
  /** Whether a message comes from the page of an admitted window. */
  isOurs(event: IpcMainInvokeEvent): boolean;
  close(): void;
}

/** Serves the core over Electron's channels, one per request. Only the top frame of an admitted window is answered. */
export function serveIpc(options: IpcCarrierOptions): IpcCarrier {
  const gates = new Map<WebContents, RequestGate>();
  // The keys of `requestChannels` are the request names.
  const names = Object.keys(requestChannels) as RequestName[];
  for (const name of names) {
    options.ipcMain.handle(requestChannels[name], (event, params: unknown): Promise<Reply<unknown>> | Reply<never> => {
      const gate = isOurs(event, options.origins) ? gates.get(event.sender) : undefined;
      return gate === undefined ? { ok: false, error: faceError('IPC_BAD_SENDER') } : gate.request(name, params);
    });
  }
  const stop = options.core.subscribe((topic, value) => {
    for (const contents of gates.keys()) contents.send(topicChannels[topic], value);
  });
  return {
    admit(contents) {
      const actor = { kind: 'window', client: String(contents.id) } as const;
      const { core, now, report, confirm } = options;
      gates.set(contents, openRequestGate({ handlers: core.handlers, actor, now, report, confirm }));
      contents.once('destroyed', () => gates.delete(contents));
    },
    isOurs: (event) => isOurs(event, options.origins) && gates.has(event.sender),
    close() {
      stop();
      for (const name of names) options.ipcMain.removeHandler(requestChannels[name]);
      gates.clear();
    },
  };
}

/** A frame inside our page, or our window after it went elsewhere, is not ours. */
function isOurs(event: IpcMainInvokeEvent, origins: readonly string[]): boolean {
  const frame = event.senderFrame; // null once it was destroyed
  return frame !== null && frame === event.sender.mainFrame && origins.includes(frame.origin);
}

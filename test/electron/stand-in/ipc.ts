import { notePassed } from './record.ts';

/** What `ipcMain.handle` registered. */
export const ipcHandlers = new Map<string, (event: object, params: unknown) => unknown>();

/** What `ipcRenderer.invoke` does in Electron. @throws {Error} when nobody handles the channel */
export async function invoke(channel: string, event: object, params: unknown): Promise<unknown> {
  const handler = ipcHandlers.get(channel);
  if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
  const reply: unknown = structuredClone(await handler(event, structuredClone(params)));
  notePassed(channel, reply);
  return reply;
}

import { contextBridge, ipcRenderer } from 'electron';
import { type Bridge, languageChannel, type MenuCommand, menuChannel, requestChannels, topicChannels } from '#shared/contract.ts';
import { faceError } from '#shared/face-errors.ts';

/** Everything the page gets: functions, one per kind of message. Neither `ipcRenderer` nor its events leave this file. */
const bridge: Bridge = {
  host: 'desktop',
  async request(name, params) {
    // The page is not typed: only names of the contract become channels.
    if (typeof name !== 'string' || !Object.hasOwn(requestChannels, name)) return { ok: false, error: faceError('IPC_NO_CHANNEL') };
    try {
      return await ipcRenderer.invoke(requestChannels[name], params);
    } catch {
      return { ok: false, error: faceError('IPC_BAD_ARGS', 'the arguments cannot be copied') };
    }
  },
  subscribe(topic, listener) {
    if (typeof topic !== 'string' || !Object.hasOwn(topicChannels, topic)) return () => undefined;
    const hear = (_event: unknown, value: Parameters<typeof listener>[0]): void => listener(value);
    ipcRenderer.on(topicChannels[topic], hear);
    return () => ipcRenderer.off(topicChannels[topic], hear);
  },
  // The core lives in the app's main process: without it there is no window.
  onPresence: () => () => undefined,
  tellLanguage(language) {
    void ipcRenderer.invoke(languageChannel, language);
  },
  onMenu(listener) {
    const hear = (_event: unknown, command: MenuCommand): void => listener(command);
    ipcRenderer.on(menuChannel, hear);
    return () => ipcRenderer.off(menuChannel, hear);
  },
};

contextBridge.exposeInMainWorld('bridge', bridge);

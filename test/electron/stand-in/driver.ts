import type { EventEmitter } from 'node:events';
import { invoke } from './ipc.ts';
import { log } from './record.ts';
import { BrowserWindow, debuggingPort, pretended, windows } from './window.ts';

export interface Driven {
  readonly appEvents: EventEmitter;
  readonly menuItems: ReadonlyMap<string, () => void>;
  readonly quit: () => void;
}

export type Sender = 'our page' | 'another site in our window' | 'sub-frame of our page' | 'destroyed frame' | 'other contents';

/** What the test may ask of the app from outside, over the channel of a forked process. */
export type Command =
  | { readonly kind: 'port' | 'log' | 'quit' }
  | { readonly kind: 'menu'; readonly label: string }
  | { readonly kind: 'second-instance'; readonly words: readonly string[] }
  | { readonly kind: 'options' }
  /** Sends on a channel as somebody who is not the page of our window. */
  | { readonly kind: 'invoke'; readonly channel: string; readonly params: unknown; readonly as: Sender };

export function serveDriver(driven: Driven): void {
  BrowserWindow.created = (contents) => driven.appEvents.emit('web-contents-created', {}, contents);
  process.on('message', (message: { readonly id: number; readonly command: Command }) => {
    answer(driven, message.command).then(
      (value) => process.send?.({ id: message.id, value: value ?? null }),
      (error: unknown) => process.send?.({ id: message.id, error: String(error) }),
    );
  });
}

async function answer(driven: Driven, command: Command): Promise<unknown> {
  switch (command.kind) {
    case 'port':
      return debuggingPort;
    case 'log':
      return log;
    case 'options':
      return windows.map((window) => window.options);
    case 'quit':
      return driven.quit();
    case 'menu':
      return driven.menuItems.get(command.label)?.();
    case 'second-instance':
      return driven.appEvents.emit('second-instance', {}, command.words);
    case 'invoke':
      return invokeAs(command);
    default:
      return command satisfies never;
  }
}

async function invokeAs({ channel, params, as }: Extract<Command, { kind: 'invoke' }>): Promise<unknown> {
  const contents = windows[0]?.webContents;
  const ours = contents?.mainFrame;
  if (as === 'another site in our window') pretended.origin = 'https://evil.test';
  const strange = { origin: ours?.origin };
  const events = {
    'our page': { sender: contents, senderFrame: ours },
    'another site in our window': { sender: contents, senderFrame: ours },
    'sub-frame of our page': { sender: contents, senderFrame: strange },
    'destroyed frame': { sender: contents, senderFrame: null },
    // Developer tools have such contents: of our making, never admitted.
    'other contents': { sender: { mainFrame: strange }, senderFrame: strange },
  };
  try {
    return await invoke(channel, events[as], params);
  } finally {
    pretended.origin = null;
  }
}

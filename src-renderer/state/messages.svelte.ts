import { createContext } from 'svelte';
import type { Bridge } from '#shared/contract.ts';
import type { ErrorView, MessageView } from '#shared/views.ts';
import type { Phase } from './listing.svelte.ts';

/** Messages held for the message pane. */
const mostHeld = 500;

/** Application data of one connection, oldest first. */
export class MessagesState {
  items = $state.raw<readonly MessageView[]>([]);
  phase = $state<Phase>('loading');
  error = $state.raw<ErrorView | null>(null);
  readonly stop: () => void;
  readonly #bridge: Bridge;
  readonly #connectionId: string;

  constructor(bridge: Bridge, connectionId: string) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
    this.stop = bridge.subscribe('messagesAppended', (messages) => {
      this.#merge(messages.filter((message) => message.connectionId === connectionId));
    });
  }

  async load(): Promise<void> {
    const reply = await this.#bridge.request('messages', { connectionId: this.#connectionId });
    this.phase = reply.ok ? 'ready' : 'failed';
    this.error = reply.ok ? null : reply.error;
    if (reply.ok) this.#merge(reply.value);
  }

  #merge(messages: readonly MessageView[]): void {
    if (messages.length === 0) return;
    const bySeq = new Map(this.items.map((message) => [message.seq, message]));
    for (const message of messages) bySeq.set(message.seq, message);
    this.items = [...bySeq.values()].sort((a, b) => a.seq - b.seq).slice(-mostHeld);
  }
}

export const [getMessages, setMessages] = createContext<MessagesState>();

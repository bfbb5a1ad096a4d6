import type { Reply, TopicName, Topics } from './contract.ts';

/**
 * Messages of the carriers that speak JSON: one WebSocket text message, or one line on the local socket, each.
 * Electron's own channels need none of this.
 */

/** Face to core. `id` is chosen by the face and comes back in the reply. */
export interface RequestFrame {
  readonly id: number;
  readonly request: string;
  readonly params: unknown;
}

/** Core to face: the answer to one request. */
export type ReplyFrame = { readonly id: number } & Reply<unknown>;

/** Core to face: something changed. */
export type TopicFrame = { readonly [T in TopicName]: { readonly topic: T; readonly value: Topics[T] } }[TopicName];

/** Subprotocol of the WebSocket. A page adds a second one, {@link pageProtocolPrefix} and its secret, to prove who it is. */
export const rpcProtocol = 'epochscope.rpc.v1';
export const pageProtocolPrefix = 'epochscope.page.';

/** The answer to `POST /session`. */
export interface SessionGrant {
  /** A secret that only pages of this origin can keep. The cookie alone is not enough: every port of this machine gets to see it. */
  readonly page: string;
}

/** Reads a {@link RequestFrame}; `null` when it is not one. */
export function requestFrameOf(value: unknown): RequestFrame | null {
  if (!isRecord(value) || !isFrameId(value['id']) || typeof value['request'] !== 'string') return null;
  return { id: value['id'], request: value['request'], params: value['params'] };
}

/** Whether a parsed JSON value is an object with string keys. */
export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isFrameId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

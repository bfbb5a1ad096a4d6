import type { Bytes } from '../bytes.ts';
import type { DenyCode, Failure, TimerName } from '../errors.ts';
import type { Signer } from '../mls/group.ts';
import type { HandshakeMessage } from './messages.ts';
import type { Session } from './session.ts';
import type { TaskResult } from './tasks.ts';

/** What can happen to a connection. `from` decides who is to blame when it may not. */
export type Event =
  // our own side asks
  | { readonly kind: 'start'; readonly from: 'us' }
  /** `signer`: who our leaf shows from then on; a copy that belongs to the connection. `null`: as before. */
  | { readonly kind: 'update-requested'; readonly from: 'us'; readonly signer: Signer | null }
  /** Profile editor-copy: TLS KeyUpdate of our send key; `requestPeer` asks for the peer's too. */
  | { readonly kind: 'key-update-requested'; readonly from: 'us'; readonly requestPeer: boolean }
  | { readonly kind: 'close-requested'; readonly from: 'us' }
  | { readonly kind: 'abort-requested'; readonly from: 'us' }
  // the peer's messages, one event kind each
  | Message<'client_hello', 'client-hello'>
  | Message<'server_hello', 'server-hello'>
  | Message<'connection_update', 'connection-update'>
  | Message<'epoch_key_update', 'epoch-key-update'>
  | Message<'resumption_request', 'resumption-request'>
  | Message<'resumption_response', 'resumption-response'>
  | Message<'resumption', 'resumption'>
  | Message<'resumption_status', 'resumption-status'>
  | Message<'key_update', 'key-update'>
  | Message<'unknown_message', 'unknown-message'>
  /** The first protected record of this connection decrypted. R-HS step 4. */
  | { readonly kind: 'peer-heard'; readonly from: 'peer' }
  /** Outside the open phase. `content` is a view: valid until the next record. */
  | { readonly kind: 'application-data'; readonly from: 'peer'; readonly content: Bytes }
  | { readonly kind: 'close-notify'; readonly from: 'peer'; readonly authenticated: boolean }
  /** The host's answers. */
  | { readonly kind: 'computed'; readonly from: 'host'; readonly result: TaskResult }
  | { readonly kind: 'computation-failed'; readonly from: 'host'; readonly failure: Failure }
  | { readonly kind: 'accepted'; readonly from: 'host' }
  | { readonly kind: 'refused'; readonly from: 'host'; readonly failure: RefusedFailure }
  | { readonly kind: 'located'; readonly from: 'host'; readonly session: Session | null }
  | { readonly kind: 'timer-expired'; readonly from: 'host'; readonly timer: TimerName };

export type RefusedFailure =
  | { readonly kind: 'credential-refused'; readonly code: DenyCode }
  | { readonly kind: 'credential-unchecked'; readonly reason: 'exception' | 'timeout' };

type Message<N extends HandshakeMessage['name'], K extends string> = { readonly kind: K; readonly from: 'peer' } & Omit<
  Extract<HandshakeMessage, { name: N }>,
  'name'
>;

export type EventKind = Event['kind'];
export type EventOf<K extends EventKind> = Extract<Event, { kind: K }>;

/** The event a received message becomes. */
export function eventOf(message: HandshakeMessage): Event {
  // The kinds are the names with hyphens; Message<> above pairs them, which TypeScript cannot compute.
  return { ...message, kind: message.name.replaceAll('_', '-'), from: 'peer' } as unknown as Event;
}

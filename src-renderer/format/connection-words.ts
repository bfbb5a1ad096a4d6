import type { SessionView } from '#shared/contract/sessions.ts';
import type { ConnectionState, ConnectionView, ListenerView, PeerView, TrustMode } from '#shared/views.ts';
import { visible } from './visible.ts';

export type StateTone = 'ok' | 'busy' | 'warn' | 'danger' | 'idle';

/** What each state is called, what it means, and how it is marked. */
export const stateWords: { readonly [S in ConnectionState]: { readonly word: string; readonly meaning: string; readonly tone: StateTone } } = {
  connecting: { word: 'Connecting', meaning: 'The transport or the handshake is in progress.', tone: 'busy' },
  unconfirmed: { word: 'Unconfirmed', meaning: 'Answered; no protected record from the peer has arrived yet.', tone: 'busy' },
  open: { word: 'Open', meaning: 'Both directions are protected and usable.', tone: 'ok' },
  'half-closed': { word: 'Half closed', meaning: 'One side has said that it sends no more.', tone: 'warn' },
  waiting: { word: 'Cut, will retry', meaning: 'The transport is gone; resumption is scheduled.', tone: 'warn' },
  resuming: { word: 'Resuming', meaning: 'A new transport is being joined to the stored session.', tone: 'busy' },
  dormant: { word: 'Cut', meaning: 'The transport is gone; the session can be resumed.', tone: 'warn' },
  closed: { word: 'Closed', meaning: 'Ended in good order.', tone: 'idle' },
  failed: { word: 'Failed', meaning: 'Ended by an error.', tone: 'danger' },
};

export const listenerWords: { readonly [S in ListenerView['state']]: { readonly word: string; readonly tone: StateTone } } = {
  listening: { word: 'Listening', tone: 'ok' },
  closed: { word: 'Stopped', tone: 'idle' },
  failed: { word: 'Failed', tone: 'danger' },
};

export const acceptedWords: { readonly [A in PeerView['accepted']]: string } = {
  pinned: 'Pinned key',
  'first use': 'Pinned on first use',
  certificate: 'Certificate checked',
  listed: 'On an allow-list',
  'any (insecure)': 'Not checked',
  'not yet': 'Not checked yet',
};

const trustWords: { readonly [T in TrustMode]: string } = {
  pin: 'Pinned keys only',
  'first-use': 'Trust on first use',
  'accept-any': 'Accepts anyone (insecure)',
};

/** Whom a connection or listener believes: the stored policy it names, else the short form. */
export function believesWords({ trust, policyName }: Pick<ConnectionView, 'trust' | 'policyName'>): string {
  return policyName ? `Policy “${visible(policyName, false, 60)}”` : trustWords[trust];
}

export const standingWords: { readonly [S in SessionView['standing']]: string } = {
  unconfirmed: 'Not confirmed by the peer',
  confirmed: 'Confirmed',
  suspect: 'Suspect: a bad update arrived, or you said so. Its secrets are destroyed; connect anew',
  quarantined: 'Quarantined: not used until you decide',
};

/** The peer's name, else what the user called the connection, else its address. */
export function connectionName(connection: ConnectionView): string {
  return connection.peer?.name || connection.label || connection.address;
}

/** Whether the connection has a transport that can be cut. */
export function hasTransport(state: ConnectionState): boolean {
  return state === 'connecting' || state === 'unconfirmed' || state === 'open' || state === 'half-closed' || state === 'resuming';
}

/** Whether the connection is over and only its record remains. */
export function isOver(state: ConnectionState): boolean {
  return state === 'closed' || state === 'failed';
}

/** Whether it was cut and waits: for a retry, or for somebody to resume it. */
export function isResting(state: ConnectionState): boolean {
  return state === 'dormant' || state === 'waiting';
}

/** Whether the success of an action still describes a connection in this state: a cut that was resumed does not. */
export function isNews(action: string, state: ConnectionState): boolean {
  if (action === 'cut') return isResting(state) || isOver(state);
  return action !== 'resume' || hasTransport(state);
}

/** Whether an action failed that something else has done since: a resumption, by the retry or by the peer. */
export function isRepaired(action: string, state: ConnectionState): boolean {
  return action === 'resume' && state === 'open';
}

import type { SessionView } from '#shared/contract/sessions.ts';
import type { ConnectionState, ConnectionView, ListenerView, PeerView, TrustMode } from '#shared/views.ts';
import { german } from './connection-words.de.ts';
import { policyName } from './core-words.ts';
import { spoken } from './language.ts';
import { visible } from './visible.ts';

export type StateTone = 'ok' | 'busy' | 'warn' | 'danger' | 'idle';

export const english = {
  states: {
    connecting: { word: 'Connecting', meaning: 'The transport or the handshake is in progress.' },
    unconfirmed: { word: 'Unconfirmed', meaning: 'Answered; no protected record from the peer has arrived yet.' },
    open: { word: 'Open', meaning: 'Both directions are protected and usable.' },
    'half-closed': { word: 'Half closed', meaning: 'One side has said that it sends no more.' },
    waiting: { word: 'Cut, will retry', meaning: 'The transport is gone; resumption is scheduled.' },
    resuming: { word: 'Resuming', meaning: 'A new transport is being joined to the stored session.' },
    dormant: { word: 'Cut', meaning: 'The transport is gone; the session can be resumed.' },
    closed: { word: 'Closed', meaning: 'Ended here or by the peer; nothing comes back by itself.' },
    failed: { word: 'Failed', meaning: 'Ended by an error.' },
  } satisfies { readonly [S in ConnectionState]: object },
  lastKnown: (state: string) => `Last known: ${state}`,
  listeners: { listening: 'Listening', closed: 'Stopped', failed: 'Failed' } satisfies { readonly [S in ListenerView['state']]: string },
  accepted: {
    pinned: 'Pinned key',
    'first use': 'Pinned on first use',
    certificate: 'Certificate checked',
    listed: 'On an allow-list',
    'any (insecure)': 'Not checked',
    'not yet': 'Not checked yet',
  } satisfies { readonly [A in PeerView['accepted']]: string },
  exchanged: 'Key exchanged by the program',
  trust: { pin: 'Pinned keys only', 'first-use': 'Trust on first use', 'accept-any': 'Accepts anyone (insecure)' } satisfies {
    readonly [T in TrustMode]: string;
  },
  policy: (name: string) => `Policy “${name}”`,
  standing: {
    unconfirmed: 'Not confirmed by the peer',
    confirmed: 'Confirmed',
    suspect: 'Suspect: a bad update arrived, or you said so. Its secrets are destroyed; connect anew',
    quarantined: 'Quarantined: not used until you decide',
  } satisfies { readonly [S in SessionView['standing']]: string },
} as const;

const texts = spoken(english, german);

const tones: { readonly [S in ConnectionState]: StateTone } = {
  connecting: 'busy',
  unconfirmed: 'busy',
  open: 'ok',
  'half-closed': 'warn',
  waiting: 'warn',
  resuming: 'busy',
  dormant: 'warn',
  closed: 'idle',
  failed: 'danger',
};
const listenerTones: { readonly [S in ListenerView['state']]: StateTone } = { listening: 'ok', closed: 'idle', failed: 'danger' };

/**
 * What a state is called, what it means, and how it is marked.
 *
 * @param present whether the core answers: else only what is over is sure to be as it was
 */
export function stateWords(state: ConnectionState, present = true): { readonly word: string; readonly meaning: string; readonly tone: StateTone } {
  const { word, meaning } = texts.states[state];
  return { word: asKnown(word, present || isOver(state)), meaning, tone: tones[state] };
}

/** @param present as for {@link stateWords} */
export function listenerWords(state: ListenerView['state'], present = true): { readonly word: string; readonly tone: StateTone } {
  return { word: asKnown(texts.listeners[state], present || state !== 'listening'), tone: listenerTones[state] };
}

function asKnown(word: string, sure: boolean): string {
  return sure ? word : texts.lastKnown(word);
}

/** Why the peer's key was accepted. The program gave the ends of a demo pair each other's: no key is pinned for that. */
export function whyAccepted({ peer, demoPeerId }: Pick<ConnectionView, 'peer' | 'demoPeerId'>): string {
  const accepted = peer?.accepted ?? 'not yet';
  return accepted === 'pinned' && demoPeerId !== null ? texts.exchanged : texts.accepted[accepted];
}

/** Whom a connection or listener believes: the stored policy it names, else the short form. */
export function believesWords({ trust, policyName: named }: Pick<ConnectionView, 'trust' | 'policyName'>): string {
  return named ? texts.policy(visible(policyName(named), false, 60)) : texts.trust[trust];
}

export const standingWords = texts.standing;

/** The peer's name, else what the user called the connection, else its address. */
export function connectionName(connection: Pick<ConnectionView, 'label' | 'peer' | 'address'>): string {
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

/** When an epoch ended, ms since 1970: with its connection, if that is over. `null` while it goes on. */
export function endOf(endedAt: number | null, { state, lastActivityAt }: Pick<ConnectionView, 'state' | 'lastActivityAt'>): number | null {
  return endedAt ?? (isOver(state) ? lastActivityAt : null);
}

/** Whether it was cut and waits: for a retry, or for somebody to resume it. */
export function isResting(state: ConnectionState): boolean {
  return state === 'dormant' || state === 'waiting';
}

/** Whether the success of an action still describes a connection in this state: a cut that was resumed does not, nor keys in use of a connection that was cut. */
export function isNews(action: string, state: ConnectionState): boolean {
  if (action === 'cut') return isResting(state) || isOver(state);
  return (action !== 'resume' && action !== 'update') || hasTransport(state);
}

/** Whether an action failed that something else has done since: a resumption, by the retry or by the peer. */
export function isRepaired(action: string, state: ConnectionState): boolean {
  return action === 'resume' && state === 'open';
}

import type { ConnectionView } from '#shared/views.ts';
import { hasTransport, isOver, isResting } from '../../format/connection-words.ts';
import { texts } from './texts.ts';
import { obstacleWords } from '../../format/error-words.ts';

/** Everything that can be done with a connection: buttons, menu, palette and keys all go by this. */
export interface ConnectionAction {
  readonly name: ConnectionActionName;
  readonly keys: string | null;
  /** Menus have a line between groups. */
  readonly group: 'keys' | 'trust' | 'looking' | 'ending';
  /** Whether it is offered at all in this state and profile. */
  readonly offered: (connection: ConnectionView) => boolean;
  /** Why it cannot be done now; `null` when it can. */
  readonly obstacle: (connection: ConnectionView) => string | null;
}

export type ConnectionActionName =
  | 'update'
  | 'keyUpdate'
  | 'resume'
  | 'cut'
  | 'close'
  | 'rotate'
  | 'check'
  | 'keyPolicy'
  | 'autoResume'
  | 'faults'
  | 'epochs'
  | 'remove';

/** In the order in which they are offered. */
export const connectionActions: readonly ConnectionAction[] = [
  {
    name: 'update',
    keys: 'U',
    group: 'keys',
    offered: (one) => !isOver(one.state) && !isResting(one.state),
    obstacle: ({ writable }) => unless(writable, texts.notWritable),
  },
  {
    name: 'keyUpdate',
    keys: 'T',
    group: 'keys',
    offered: (one) => one.profile === 'editor-copy' && !isOver(one.state),
    obstacle: ({ writable }) => unless(writable, texts.notWritable),
  },
  {
    name: 'resume',
    keys: 'R',
    group: 'keys',
    offered: (one) => isResting(one.state) || canComeBack(one),
    obstacle: (connection) => (hasTransport(connection.state) ? texts.alive : obstacleWords(connection)),
  },
  {
    name: 'rotate',
    keys: 'G',
    group: 'trust',
    offered: ({ state }) => hasTransport(state),
    obstacle: ({ state }) => unless(hasTransport(state), texts.noTransport),
  },
  { name: 'check', keys: 'V', group: 'trust', offered: () => true, obstacle: ({ peer }) => unless(peer !== null, texts.nobody) },
  { name: 'keyPolicy', keys: 'P', group: 'trust', offered: () => true, obstacle: () => null },
  { name: 'autoResume', keys: 'A', group: 'trust', offered: ({ state }) => !isOver(state), obstacle: () => null },
  { name: 'faults', keys: null, group: 'looking', offered: takesFaults, obstacle: () => null },
  { name: 'epochs', keys: 'E', group: 'looking', offered: () => true, obstacle: () => null },
  {
    name: 'cut',
    keys: 'X',
    group: 'ending',
    offered: ({ state }) => hasTransport(state),
    obstacle: ({ state }) => unless(hasTransport(state), texts.noTransport),
  },
  { name: 'close', keys: 'C', group: 'ending', offered: ({ state }) => !isOver(state), obstacle: ({ state }) => unless(!isOver(state), texts.over) },
  {
    name: 'remove',
    keys: null,
    group: 'ending',
    offered: ({ state }) => isOver(state),
    obstacle: ({ state }) => unless(isOver(state), texts.notOver),
  },
];

/** Those that make sense on a connection now, possible or not. */
export function offeredActions(connection: ConnectionView): readonly ConnectionAction[] {
  return connectionActions.filter(({ offered }) => offered(connection));
}

/** Why an action cannot be done on a connection now; `null` when it can. */
export function obstacleTo(name: ConnectionActionName, connection: ConnectionView): string | null {
  const action = connectionActions.find((one) => one.name === name);
  return action?.obstacle(connection) ?? null;
}

/** Ends of a demo pair, and what has its peer on this machine; the runs of the laboratory have their faults from their start. */
export function takesFaults({ demoPeerId, laboratory, faults = null }: ConnectionView): boolean {
  return faults !== null && (!laboratory || demoPeerId !== null);
}

/** Whether one that is over has a session that can be resumed from here. */
export function canComeBack({ state, sessionId, obstacle }: ConnectionView): boolean {
  return isOver(state) && sessionId !== null && obstacle === null;
}

function unless(possible: boolean, why: string): string | null {
  return possible ? null : why;
}

import type { ConnectionView } from '#shared/views.ts';
import { hasTransport, isOver, isResting } from '../../format/connection-words.ts';
import { texts } from './texts.ts';
import { obstacleWords } from '../../format/error-words.ts';

/** Everything that can be done with a connection: buttons, menu, palette and keys all go by this. */
export interface ConnectionAction {
  readonly name: ConnectionActionName;
  readonly keys: string | null;
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
    offered: (one) => !isOver(one.state) && !isResting(one.state),
    obstacle: ({ writable }) => unless(writable, texts.notWritable),
  },
  {
    name: 'keyUpdate',
    keys: 'T',
    offered: (one) => one.profile === 'editor-copy' && !isOver(one.state),
    obstacle: ({ writable }) => unless(writable, texts.notWritable),
  },
  {
    name: 'resume',
    keys: 'R',
    offered: ({ state }) => isResting(state),
    obstacle: (connection) => (isResting(connection.state) ? obstacleWords(connection) : texts.alive),
  },
  { name: 'cut', keys: 'X', offered: ({ state }) => hasTransport(state), obstacle: ({ state }) => unless(hasTransport(state), texts.noTransport) },
  { name: 'close', keys: 'C', offered: ({ state }) => !isOver(state), obstacle: ({ state }) => unless(!isOver(state), texts.over) },
  { name: 'rotate', keys: 'G', offered: ({ state }) => hasTransport(state), obstacle: ({ state }) => unless(hasTransport(state), texts.noTransport) },
  { name: 'check', keys: 'V', offered: () => true, obstacle: ({ peer }) => unless(peer !== null, texts.nobody) },
  { name: 'keyPolicy', keys: 'P', offered: () => true, obstacle: () => null },
  { name: 'autoResume', keys: 'A', offered: ({ state }) => !isOver(state), obstacle: () => null },
  { name: 'faults', keys: null, offered: takesFaults, obstacle: () => null },
  { name: 'epochs', keys: 'E', offered: () => true, obstacle: () => null },
  { name: 'remove', keys: null, offered: ({ state }) => isOver(state), obstacle: ({ state }) => unless(isOver(state), texts.notOver) },
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

function unless(possible: boolean, why: string): string | null {
  return possible ? null : why;
}

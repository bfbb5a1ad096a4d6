import { EngineError, type Failure, misbehaved } from '../errors.ts';
import type { RuleId, ViolationCode } from '../rules.ts';
import type { Context, Step } from './context.ts';
import type { Effect } from './effects.ts';
import type { Event, EventKind, EventOf } from './events.ts';
import { openPhase, type State, type StateKind, type StateOf } from './states.ts';

/** What one state does with one event. `to` lists every state it may lead to; {@link step} checks it. */
export interface Cell<S, E> {
  readonly rules: readonly RuleId[];
  readonly to: readonly StateKind[];
  run(state: S, event: E, context: Context): Step;
}

export type Row<S extends StateKind> = { readonly [E in EventKind]: Cell<StateOf<S>, EventOf<E>> };

/** Every state × every event, once. A missing cell does not compile. */
export type Table = { readonly [S in StateKind]: Row<S> };

/**
 * Pure: same state, event and context, same step.
 *
 * @throws {EngineError} the failure with which the connection ends; state and session are as before
 */
export function step(table: Table, state: State, event: Event, context: Context): Step {
  // TypeScript cannot correlate the two indexes; the table's own type already did.
  const cell = table[state.kind][event.kind] as Cell<State, Event>;
  const next = cell.run(state, event, context);
  if (!cell.to.includes(next.state.kind)) throw new EngineError({ kind: 'internal', where: `${state.kind} × ${event.kind} → ${next.state.kind}` });
  return next;
}

/** The rules a cell follows, for traces and diagrams. */
export function rulesOf(table: Table, state: StateKind, event: EventKind): readonly RuleId[] {
  return table[state][event].rules;
}

export function stay(state: State, ...effects: readonly Effect[]): Step {
  return { state, effects };
}

export function closeWith(failure: Failure, ...effects: readonly Effect[]): Step {
  return { state: { kind: 'closed', cause: failure }, effects: [...effects, { kind: 'close', failure }] };
}

/** The peer may not send this here. */
export function forbidden(rule: RuleId, code: ViolationCode): Cell<State, Event> {
  return {
    rules: [rule],
    to: [],
    run() {
      throw misbehaved(code);
    },
  };
}

/** The host answered with the result of another task: a bug of ours, not the peer's. */
export function wrongAnswer(): EngineError {
  return new EngineError({ kind: 'internal', where: 'answer of another task' });
}

/** Nothing happens; `rule` says why that is right. */
export function ignored(rule: RuleId): Cell<State, Event> {
  return { rules: [rule], to: everyState, run: (state) => stay(state) };
}

const everyState: readonly StateKind[] = [
  'idle',
  'verifying-key-package',
  'authenticating-initiator',
  'creating-group',
  'prepared',
  'hello-sent',
  'joining',
  'checking-group',
  'authenticating-responder',
  'open',
  'creating-update',
  'applying-update',
  'authenticating-update',
  'dormant',
  'creating-request',
  'request-sent',
  'applying-response',
  'authenticating-response',
  'awaiting-status',
  'locating-session',
  'applying-request',
  'authenticating-request',
  'creating-response',
  'awaiting-epoch',
  'applying-resumption',
  'authenticating-resumption',
  'awaiting-confirmation',
  'closed',
];

const abort: Cell<State, Event> = {
  rules: ['R-ALERT'],
  to: ['closed'],
  run: () => closeWith({ kind: 'ended', reason: 'aborted' }),
};

/** What every state does unless its row says otherwise. */
export const otherwise: { readonly [E in EventKind]: Cell<State, EventOf<E>> } = {
  'start': ignored('R-HS'),
  'update-requested': ignored('U1'),
  'key-update-requested': ignored('R-ED'),
  'close-requested': abort,
  'abort-requested': abort,
  'client-hello': forbidden('R-MSG', 'HS_UNEXPECTED'),
  'server-hello': forbidden('R-MSG', 'HS_UNEXPECTED'),
  'connection-update': forbidden('R-MSG', 'HS_UNEXPECTED'),
  'epoch-key-update': forbidden('R-MSG', 'HS_UNEXPECTED'),
  'resumption-request': forbidden('R-MSG', 'HS_UNEXPECTED'),
  'resumption-response': forbidden('R-MSG', 'HS_UNEXPECTED'),
  'resumption': forbidden('R-MSG', 'HS_UNEXPECTED'),
  'resumption-status': forbidden('R-MSG', 'HS_UNEXPECTED'),
  'key-update': forbidden('U11', 'HS_KEYUPDATE_NOT_ALLOWED'),
  'unknown-message': forbidden('R-MSG', 'HS_UNKNOWN_TYPE'),
  'peer-heard': ignored('R-HS'),
  'application-data': forbidden('R-MSG', 'HS_UNEXPECTED_DATA'),
  'close-notify': {
    rules: ['R-CLOSE'],
    to: ['closed'],
    run: (_state, { authenticated }) => closeWith({ kind: 'alert-received', alert: 0, authenticated }),
  },
  'computed': ignored('R-MLS'),
  'computation-failed': {
    rules: ['R-ALERT'],
    to: [],
    run(_state, event) {
      throw new EngineError(event.failure);
    },
  },
  'accepted': ignored('R-AS'),
  'refused': {
    rules: ['R-AS'],
    to: [],
    run(_state, event) {
      throw new EngineError(event.failure);
    },
  },
  'located': ignored('R-RES'),
  'timer-expired': {
    rules: ['R-TIME'],
    to: [],
    run(state, { timer }) {
      if (timer === 'authentication') throw new EngineError({ kind: 'credential-unchecked', reason: 'timeout' });
      throw new EngineError({ kind: 'timeout', timer, beforeOpen: openPhase(state) === null });
    },
  },
};

/** A closed connection ignores whatever was still on its way. */
export const closedRow: Row<'closed'> = Object.fromEntries(
  Object.keys(otherwise).map((event) => [event, ignored('R-CLOSE')]),
  // The keys are those of `otherwise`, which has every event.
) as unknown as Row<'closed'>;

import { EngineError, type TimerName } from '../errors.ts';
import { sessionOf } from './beginnings.ts';
import type { Context, Step } from './context.ts';
import type { Effect } from './effects.ts';
import type { Session } from './session.ts';
import type { Open } from './states.ts';
import { closeWith, otherwise, type Row, stay } from './table.ts';

/** Starts a wanted update if the profile's rules leave the way free, after the effects that led there. */
export type ContinueWanted = (state: Open, session: Session, before: readonly Effect[], context: Context) => Step;

/** What the open phase does in every profile: confirmation, closing, timers. */
export function openPhaseRow(continueWanted: ContinueWanted): Row<'open'> {
  return {
    ...otherwise,
    'peer-heard': { rules: ['R-HS'], to: ['open', 'creating-update'], run: (state, _event, context) => confirm(state, continueWanted, context) },
    'application-data': { rules: ['R-CLOSE'], to: ['open'], run: (state) => stay(state) },
    'close-requested': { rules: ['R-CLOSE'], to: ['open', 'closed'], run: requestClose },
    'abort-requested': {
      rules: ['R-CLOSE'],
      to: ['closed'],
      run: (state) => closeWith({ kind: 'ended', reason: 'closed' }, ...(state.closeSent ? [] : [{ kind: 'send-close-notify' } as const])),
    },
    'close-notify': { rules: ['R-CLOSE', 'R-TIME'], to: ['open', 'closed'], run: receiveClose },
    'timer-expired': {
      rules: ['R-TIME', 'U10', 'R-HS'],
      to: ['open', 'creating-update', 'closed'],
      run: (state, event, context) => expire(state, event.timer, continueWanted, context),
    },
  };
}

/** R-HS step 4: the first protected record makes the peer present. */
function confirm(state: Open, continueWanted: ContinueWanted, context: Context): Step {
  if (state.confirmed) return stay(state);
  const base = sessionOf(context);
  const session: Session = { ...base, standing: 'confirmed', generation: base.generation + 1n };
  const effects: Effect[] = [
    { kind: 'persist', session, keyPackageUsed: null },
    { kind: 'clear-timer', timer: 'unconfirmed' },
    { kind: 'notify', event: { kind: 'established', session } },
  ];
  return continueWanted({ ...state, confirmed: true, proven: true }, session, effects, context);
}

function requestClose(state: Open): Step {
  if (state.closeSent) return stay(state);
  if (state.closeReceived || !state.confirmed) return closeWith({ kind: 'ended', reason: 'closed' }, { kind: 'send-close-notify' });
  return stay(
    { ...state, closeSent: true, want: false },
    { kind: 'send-close-notify' },
    // "does not run while the connection is half closed by us". R-TIME.
    { kind: 'clear-timer', timer: 'epoch-key-update' },
    { kind: 'clear-timer', timer: 'update-yield' },
  );
}

function receiveClose(state: Open): Step {
  if (state.closeReceived) return stay(state);
  if (state.closeSent) return closeWith({ kind: 'ended', reason: 'closed' });
  return stay(
    { ...state, closeReceived: true, want: false },
    { kind: 'clear-timer', timer: 'epoch-key-update' },
    { kind: 'clear-timer', timer: 'closing-epoch-key-update' },
    { kind: 'clear-timer', timer: 'update-yield' },
    { kind: 'notify', event: { kind: 'peer-closed' } },
  );
}

function expire(state: Open, timer: TimerName, continueWanted: ContinueWanted, context: Context): Step {
  if (timer === 'update-yield') return continueWanted({ ...state, yielding: false }, sessionOf(context), [], context);
  if (timer === 'unconfirmed') {
    const { id } = sessionOf(context);
    return closeWith({ kind: 'timeout', timer: 'unconfirmed', beforeOpen: true }, { kind: 'forget', sessionId: id });
  }
  const waits = timer === 'epoch-key-update' || timer === 'closing-epoch-key-update' || timer === 'fragment';
  if (waits) throw new EngineError({ kind: 'timeout', timer, beforeOpen: false });
  return stay(state);
}

import { type Bytes, equal } from '../bytes.ts';
import type { Failure } from '../errors.ts';
import { freshPrologue, sessionOf } from './beginnings.ts';
import type { Context } from './context.ts';
import type { Effect } from './effects.ts';
import { frameClear } from './messages.ts';
import type { Pending, Session } from './session.ts';
import type { RequestSent } from './states.ts';

/** Why other connections of a session end when one takes over. */
export const superseded: Failure = { kind: 'ended', reason: 'superseded' };

/** Ends all of them, whatever they wait for. */
export const closeEverySibling: readonly Effect[] = (['live', 'attempts', 'waiting'] as const).map((which) => ({
  kind: 'close-siblings',
  which,
  failure: superseded,
}));

/**
 * R-RES step 2: P is durable and marked exposed before its bytes leave; the early key protects what follows.
 * Also the answer of case e, which reveals only our own request.
 */
export function sendRequest(
  pending: Pending,
  how: { readonly isAnswer: boolean; readonly earlyData: Bytes | null },
  context: Context,
): { readonly state: RequestSent; readonly effects: readonly Effect[] } {
  const base = sessionOf(context);
  const unchanged = base.pending?.exposed === true && equal(base.pending.hash, pending.hash);
  const session: Session = unchanged ? base : { ...base, pending, generation: base.generation + 1n };
  const raw = frameClear('resumption_request', {
    prologue: { ...freshPrologue(base.profile, context), flags: how.earlyData === null ? 0 : 1 },
    mls: pending.message,
  });
  const keys = context.keys.stagedEarly(pending.staged, raw);
  return {
    state: { kind: 'request-sent', pending, raw, isAnswer: how.isAnswer, sentEarly: how.earlyData !== null },
    effects: [
      ...(unchanged ? [] : [{ kind: 'persist', session, keyPackageUsed: null } as const]),
      { kind: 'send', name: 'resumption_request', message: raw, epoch: pending.epoch },
      { kind: 'install', direction: 'sent', keys, label: 'c e traffic', epoch: pending.epoch + 1n },
      ...(how.earlyData === null ? [] : [{ kind: 'send-early-data', data: how.earlyData } as const]),
    ],
  };
}

import type { Bytes } from '../bytes.ts';
import { misbehaved } from '../errors.ts';
import type { ProcessedCommit, Signer } from '../mls/group.ts';
import type { RuleId } from '../rules.ts';
import { sessionOf } from './beginnings.ts';
import { commitRows, judgeUpdate, pendingUpdate, startUpdate, withPeerCommit } from './commits.ts';
import type { Context, Step } from './context.ts';
import type { Effect } from './effects.ts';
import { decided, epochFact, useEpoch } from './keying.ts';
import { frame, frameEpochKeyUpdate } from './messages.ts';
import { openPhaseRow } from './open-phase.ts';
import { erasing, identityFacts, settleWish, withWish } from './rotation.ts';
import type { Pending, Session } from './session.ts';
import type { Open } from './states.ts';
import { otherwise, type Row, stay } from './table.ts';

/** How long an initiator that ignored an update lets the peer go first. U10. Milliseconds. */
const updateYield = 1000;

/** How the two readings of the two-party profile differ. */
export interface Reading {
  /** Rules of an adopted update, for the tables. */
  readonly adopting: readonly RuleId[];
  /**
   * Whether the sender of an update closes its old key with an epoch_key_update of its own (draft-00), or the receiver takes
   * the update itself as the announcement (draft-00-literal).
   */
  readonly closingMessage: boolean;
}

/** The rows of R-UPD, both roles alike. */
export function updateRows(reading: Reading): {
  readonly 'open': Row<'open'>;
  readonly 'creating-update': Row<'creating-update'>;
  readonly 'applying-update': Row<'applying-update'>;
  readonly 'authenticating-update': Row<'authenticating-update'>;
} {
  return {
    'open': {
      ...openPhaseRow(continueWanted),
      'update-requested': {
        rules: ['U1', 'U2', 'U10'],
        to: ['open', 'creating-update'],
        run: (state, { signer }, context) => wantUpdate(state, signer, context),
      },
      'connection-update': { rules: ['U3', 'U4', 'U5', 'U6', 'R-CLOSE'], to: ['open', 'applying-update', 'closed'], run: receiveUpdate },
      'epoch-key-update': {
        rules: ['U7', 'U8', 'U9', 'U10', 'R-PERSIST', 'R-CLOSE'],
        to: ['open', 'creating-update'],
        run: (state, event, context) => receiveEpochKeyUpdate(state, event.epoch, reading, context),
      },
    },
    'creating-update': creatingUpdate,
    ...commitRows(reading.adopting, reading.closingMessage ? [] : ['creating-update'], (state, message, commit, context) =>
      adopt(state, message, commit, reading, context),
    ),
  };
}

const creatingUpdate: Row<'creating-update'> = {
  ...otherwise,
  computed: {
    rules: ['U1', 'R-PERSIST'],
    to: ['open'],
    run(state, { result }, context) {
      const base = sessionOf(context);
      const pending = pendingUpdate(result, context);
      const session: Session = { ...base, pending, generation: base.generation + 1n };
      return stay(
        state.open,
        { kind: 'persist', session, keyPackageUsed: null },
        { kind: 'send', name: 'connection_update', message: frame('connection_update', pending.message), epoch: pending.epoch },
        { kind: 'set-timer', timer: 'epoch-key-update', after: context.policy.epochKeyUpdateTimeout },
      );
    },
  },
};

/** U1, U2, U10: start now, or remember the wish until the way is free. */
function wantUpdate(before: Open, signer: Signer | null, context: Context): Step {
  if (before.closeSent || before.closeReceived) return stay(before, ...erasing(signer));
  const { state, effects } = withWish(before, signer);
  // A dropped update is never retried before the peer's closing message: `want` with `closing` waits. U10.
  const waits = !state.confirmed || state.yielding || (state.want && state.closing !== null) || sessionOf(context).pending !== null;
  if (waits) return stay({ ...state, want: true }, ...effects);
  return startUpdate({ ...state, want: false }, effects, context);
}

/** U10 after U7 or U8, whose effects come first. The commit is made at the epoch they made current. */
function continueWanted(state: Open, session: Session, before: readonly Effect[], context: Context): Step {
  const free = state.want && session.pending === null && state.closing === null && !state.yielding && !state.closeSent && !state.closeReceived;
  return free ? startUpdate({ ...state, want: false }, before, { ...context, session }) : stay(state, ...before);
}

function receiveUpdate(state: Open, event: { readonly mls: Bytes }, context: Context): Step {
  // "Any data received after a closure alert has been received MUST be ignored" RFC 8446 §6.1
  if (state.closeSent || state.closeReceived) return stay(state);
  if (state.closing !== null) throw misbehaved('UPDATE_BEFORE_CLOSING');
  // "[the initiator] ignores the message": not even validated beyond framing. U5.
  const ignores = sessionOf(context).pending !== null && state.role === 'initiator';
  if (ignores) return stay({ ...state, ignoredUpdate: true }, decided('U5', 'ignored-update'));
  return judgeUpdate(state, event.mls, context);
}

/** U3, and U6 when an own commit was outstanding: apply, persist, confirm under the old key, switch the send key. */
function adopt(state: Open, message: Bytes, commit: ProcessedCommit, reading: Reading, context: Context): Step {
  const base = sessionOf(context);
  const dropped = base.pending;
  const after = withPeerCommit(base, message, commit, context);
  const { session, installSend, installReceive, receiveKeys } = useEpoch(context, after, commit.next, state.role);
  const epoch = session.group.epoch;
  const closing = reading.closingMessage ? { epoch, keys: receiveKeys, secret: null } : null;
  const effects: Effect[] = [
    { kind: 'persist', session, keyPackageUsed: null },
    { kind: 'send', name: 'epoch_key_update', message: frameEpochKeyUpdate(epoch), epoch },
    installSend,
    ...(reading.closingMessage
      ? [{ kind: 'set-timer', timer: 'closing-epoch-key-update', after: context.policy.epochKeyUpdateTimeout } as const]
      : [installReceive]),
    ...(dropped === null ? [] : [decided('U6', 'dropped-own-update'), { kind: 'erase-group', group: dropped.staged, keep: session.group } as const]),
    { kind: 'erase-group', group: base.group, keep: session.group },
    { kind: 'erase-secret', secret: base.earlyBase },
    { kind: 'clear-timer', timer: 'epoch-key-update' },
    { kind: 'clear-timer', timer: 'update-yield' },
    epochFact(context, session, 'peer', 'update'),
    ...identityFacts(base.group, session.group),
    { kind: 'notify', event: { kind: 'epoch', session, by: 'peer' } },
  ];
  const next: Open = { ...state, closing, want: state.want || dropped !== null, proven: false, ignoredUpdate: false, yielding: false };
  return continueWanted(next, session, effects, context);
}

function receiveEpochKeyUpdate(state: Open, epoch: bigint, reading: Reading, context: Context): Step {
  if (state.closeReceived) return stay(state);
  const session = sessionOf(context);
  if (state.closing !== null) {
    if (epoch !== state.closing.epoch) throw misbehaved('EKU_WRONG_EPOCH');
    return finishReceiving(state, state.closing, session, context);
  }
  if (session.pending === null) throw misbehaved('EKU_UNSOLICITED');
  if (epoch !== session.pending.epoch + 1n) throw misbehaved('EKU_WRONG_EPOCH');
  return merge(state, session.pending, session, reading, context);
}

/** U8. */
function finishReceiving(state: Open, closing: NonNullable<Open['closing']>, session: Session, context: Context): Step {
  const label = state.role === 'initiator' ? 's ap traffic' : 'c ap traffic';
  const effects: Effect[] = [
    { kind: 'install', direction: 'received', keys: closing.keys, label, epoch: closing.epoch },
    { kind: 'clear-timer', timer: 'closing-epoch-key-update' },
  ];
  return continueWanted({ ...state, closing: null, proven: true }, session, effects, context);
}

/** U7: the peer confirmed our commit. After our close_notify nothing is sent (R-CLOSE). */
function merge(state: Open, pending: Pending, base: Session, reading: Reading, context: Context): Step {
  const { session, installSend, installReceive, sendKeys } = useEpoch(context, { ...base, pending: null }, pending.staged, state.role);
  const epoch = session.group.epoch;
  const yielding = state.ignoredUpdate;
  const settled = settleWish(state, session.group);
  const announcement: Effect[] = reading.closingMessage
    ? [{ kind: 'send', name: 'epoch_key_update', message: frameEpochKeyUpdate(epoch), epoch }]
    : [];
  const effects: Effect[] = [
    { kind: 'persist', session, keyPackageUsed: null },
    installReceive,
    ...(state.closeSent ? [{ kind: 'erase-keys', keys: sendKeys } as const] : [...announcement, installSend]),
    { kind: 'erase-group', group: base.group, keep: session.group },
    { kind: 'erase-secret', secret: base.earlyBase },
    { kind: 'clear-timer', timer: 'epoch-key-update' },
    ...(yielding ? [{ kind: 'set-timer', timer: 'update-yield', after: updateYield } as const] : []),
    epochFact(context, session, 'us', 'update'),
    ...identityFacts(base.group, session.group),
    ...settled.effects,
    { kind: 'notify', event: { kind: 'epoch', session, by: 'us' } },
  ];
  return continueWanted({ ...settled.state, proven: true, ignoredUpdate: false, yielding }, session, effects, context);
}

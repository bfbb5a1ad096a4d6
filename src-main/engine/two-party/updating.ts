import { alertFor, EngineError, type Failure, misbehaved } from '../errors.ts';
import type { Group, ProcessedCommit } from '../mls/group.ts';
import { ask, peerFoundingRole, sessionOf } from './beginnings.ts';
import type { Context, Step } from './context.ts';
import type { Effect } from './effects.ts';
import { refuseReflectionIn } from './identity.ts';
import { commitHeader, decided, epochFact, isForGroup, kdfHash, useEpoch } from './keying.ts';
import { frame, frameEpochKeyUpdate } from './messages.ts';
import type { Pending, Session } from './session.ts';
import type { Open } from './states.ts';
import { closeWith, otherwise, type Row, stay, wrongAnswer } from './table.ts';

/** How long an initiator that ignored an update lets the peer go first. U10. Milliseconds. */
const updateYield = 1000;

const open: Row<'open'> = {
  ...otherwise,
  'update-requested': { rules: ['U1', 'U2', 'U10'], to: ['open', 'creating-update'], run: (state, _event, context) => wantUpdate(state, context) },
  'connection-update': { rules: ['U3', 'U4', 'U5', 'U6', 'R-CLOSE'], to: ['open', 'applying-update', 'closed'], run: receiveUpdate },
  'epoch-key-update': { rules: ['U7', 'U8', 'U9', 'U10', 'R-PERSIST', 'R-CLOSE'], to: ['open', 'creating-update'], run: receiveEpochKeyUpdate },
  'peer-heard': { rules: ['R-HS'], to: ['open', 'creating-update'], run: confirm },
  'application-data': { rules: ['R-CLOSE'], to: ['open'], run: (state) => stay(state) },
  'close-requested': { rules: ['R-CLOSE'], to: ['open', 'closed'], run: requestClose },
  'abort-requested': {
    rules: ['R-CLOSE'],
    to: ['closed'],
    run: (state) => closeWith({ kind: 'ended', reason: 'closed' }, ...(state.closeSent ? [] : [{ kind: 'send-close-notify' } as const])),
  },
  'close-notify': { rules: ['R-CLOSE', 'R-TIME'], to: ['open', 'closed'], run: receiveClose },
  'timer-expired': { rules: ['R-TIME', 'U10', 'R-HS'], to: ['open', 'creating-update', 'closed'], run: expire },
};

const creatingUpdate: Row<'creating-update'> = {
  ...otherwise,
  'computed': {
    rules: ['U1', 'R-PERSIST'],
    to: ['open'],
    run(state, { result }, context) {
      if (result.kind !== 'create-commit') throw wrongAnswer();
      const { message, epoch, next } = result.value;
      const base = sessionOf(context);
      const hash = kdfHash(context, base.group.suite, message);
      const pending: Pending = { kind: 'update', message, hash, epoch, form: updateForm(base, context), staged: next, exposed: false };
      const session: Session = { ...base, pending, generation: base.generation + 1n };
      return stay(
        state.open,
        { kind: 'persist', session, keyPackageUsed: null },
        { kind: 'send', name: 'connection_update', message: frame('connection_update', message), epoch },
        { kind: 'set-timer', timer: 'epoch-key-update', after: context.policy.epochKeyUpdateTimeout },
      );
    },
  },
};

const applyingUpdate: Row<'applying-update'> = {
  ...otherwise,
  'computed': {
    rules: ['U3', 'U6', 'R-AS', 'R-MLS'],
    to: ['open', 'authenticating-update', 'closed'],
    run({ open, message }, { result }, context) {
      if (result.kind !== 'process-commit') throw wrongAnswer();
      const commit = result.value;
      if (!commit.identityChanged) return adopt(open, message, commit, context);
      const session = sessionOf(context);
      refuseReflectionIn(commit.next);
      const question = { ...ask('update', commit.next.peer, session.group.suite, peerFoundingRole(session), session), previous: session.peer };
      return { state: { kind: 'authenticating-update', open, message, commit }, effects: [{ kind: 'authenticate', question }] };
    },
  },
  'computation-failed': {
    rules: ['R-ALERT', 'R-MLS'],
    to: ['closed'],
    run: (_state, { failure }, context) => suspectAndClose(failure, context),
  },
};

const authenticatingUpdate: Row<'authenticating-update'> = {
  ...otherwise,
  accepted: {
    rules: ['U3', 'U6', 'R-AS'],
    to: ['open'],
    run({ open, message, commit }, _event, context) {
      const { state, effects } = adopt(open, message, commit, context);
      const persisted = effects.find((effect) => effect.kind === 'persist');
      if (persisted === undefined) throw new EngineError({ kind: 'internal', where: 'adopt without persist' });
      return { state, effects: [...effects, { kind: 'notify', event: { kind: 'identity-changed', session: persisted.session } }] };
    },
  },
};

/** The rows of R-UPD for profile draft-00: updates confirmed and closed by epoch_key_update, both roles alike. */
export const updateRows = {
  'open': open,
  'creating-update': creatingUpdate,
  'applying-update': applyingUpdate,
  'authenticating-update': authenticatingUpdate,
};

/** U1, U2, U10: start now, or remember the wish until the way is free. */
function wantUpdate(state: Open, context: Context): Step {
  if (state.closeSent || state.closeReceived) return stay(state);
  // A dropped update is never retried before the peer's closing message: `want` with `closing` waits. U10.
  const waits = !state.confirmed || state.yielding || (state.want && state.closing !== null) || sessionOf(context).pending !== null;
  if (waits) return stay({ ...state, want: true });
  return startUpdate({ ...state, want: false }, [], context);
}

function startUpdate(state: Open, before: readonly Effect[], context: Context): Step {
  const session = sessionOf(context);
  const task = { kind: 'create-commit', group: session.group, form: updateForm(session, context), signer: null } as const;
  return { state: { kind: 'creating-update', open: state }, effects: [...before, { kind: 'compute', task }] };
}

/** U10 after U7 or U8, whose effects come first. The commit is made at the epoch they made current. */
function continueWanted(state: Open, session: Session, before: readonly Effect[], context: Context): Step {
  const free = state.want && session.pending === null && state.closing === null && !state.yielding && !state.closeSent && !state.closeReceived;
  return free ? startUpdate({ ...state, want: false }, before, { ...context, session }) : stay(state, ...before);
}

/** R-MLS: PrivateMessage, except in an unmarked session whose peer can do no other. */
function updateForm(session: Session, context: Context): 'private' | 'public' {
  return !session.group.marked && (session.peerSendsPublic || context.policy.publicUpdates) ? 'public' : 'private';
}

function receiveUpdate(state: Open, event: { readonly mls: Uint8Array }, context: Context): Step {
  // "Any data received after a closure alert has been received MUST be ignored" RFC 8446 §6.1
  if (state.closeSent || state.closeReceived) return stay(state);
  if (state.closing !== null) throw misbehaved('UPDATE_BEFORE_CLOSING');
  const session = sessionOf(context);
  // "[the initiator] ignores the message": not even validated beyond framing. U5.
  if (session.pending !== null && state.role === 'initiator') return stay({ ...state, ignoredUpdate: true }, decided('U5', 'ignored-update'));
  const failure = headerFailure(session.group, event.mls, context);
  if (failure !== null) return suspectAndClose(failure, context);
  const task = { kind: 'process-commit', group: session.group, message: event.mls, privateOnly: false } as const;
  return { state: { kind: 'applying-update', open: state, message: event.mls }, effects: [{ kind: 'compute', task }] };
}

/** R-UPD: wire format, content type, group and epoch decide before any key is used. Unparsable bytes throw. */
function headerFailure(group: Group, message: Uint8Array, context: Context): Failure | null {
  const header = commitHeader(context, message);
  if (header === null) return { kind: 'peer-misbehaved', code: 'HS_WRONG_WIREFORMAT' };
  if (header.contentType !== 'commit') return { kind: 'peer-misbehaved', code: 'HS_WRONG_CONTENT' };
  if (!isForGroup(header, group)) return { kind: 'peer-misbehaved', code: 'CM_WRONG_GROUP' };
  return header.epoch === group.epoch ? null : { kind: 'peer-misbehaved', code: 'CM_EPOCH' };
}

/** "the persisted session survives except after decrypt_error/illegal_parameter on an in-band commit". R-ALERT. */
function suspectAndClose(failure: Failure, context: Context): Step {
  const alert = alertFor(failure);
  if (alert !== 'decrypt_error' && alert !== 'illegal_parameter') throw new EngineError(failure);
  const base = sessionOf(context);
  const session: Session = { ...base, standing: 'suspect', generation: base.generation + 1n };
  return closeWith(failure, { kind: 'persist', session, keyPackageUsed: null });
}

/** U3, and U6 when an own commit was outstanding: apply, persist, confirm under the old key, switch the send key. */
function adopt(state: Open, message: Uint8Array, commit: ProcessedCommit, context: Context): Step {
  const base = sessionOf(context);
  const dropped = base.pending;
  const after: Session = {
    ...base,
    lastApplied: { hash: kdfHash(context, base.group.suite, message), epoch: base.group.epoch },
    pending: null,
    peerSendsPublic: base.peerSendsPublic || commit.form === 'public',
    peer: { credential: commit.next.peer.credential, signatureKey: commit.next.peer.signatureKey },
  };
  const { session, installSend, receiveKeys } = useEpoch(context, after, commit.next, state.role);
  const epoch = session.group.epoch;
  return stay(
    { ...state, closing: { epoch, keys: receiveKeys }, want: state.want || dropped !== null, proven: false, ignoredUpdate: false, yielding: false },
    { kind: 'persist', session, keyPackageUsed: null },
    { kind: 'send', name: 'epoch_key_update', message: frameEpochKeyUpdate(epoch), epoch },
    installSend,
    ...(dropped === null ? [] : [decided('U6', 'dropped-own-update'), { kind: 'erase-group', group: dropped.staged, keep: session.group } as const]),
    { kind: 'erase-group', group: base.group, keep: session.group },
    { kind: 'erase-secret', secret: base.earlyBase },
    { kind: 'clear-timer', timer: 'epoch-key-update' },
    { kind: 'clear-timer', timer: 'update-yield' },
    { kind: 'set-timer', timer: 'closing-epoch-key-update', after: context.policy.epochKeyUpdateTimeout },
    epochFact(session, 'peer', 'update'),
    { kind: 'notify', event: { kind: 'epoch', session, by: 'peer' } },
  );
}

function receiveEpochKeyUpdate(state: Open, { epoch }: { readonly epoch: bigint }, context: Context): Step {
  if (state.closeReceived) return stay(state);
  const session = sessionOf(context);
  if (state.closing !== null) {
    if (epoch !== state.closing.epoch) throw misbehaved('EKU_WRONG_EPOCH');
    return finishReceiving(state, state.closing, session, context);
  }
  if (session.pending === null) throw misbehaved('EKU_UNSOLICITED');
  if (epoch !== session.pending.epoch + 1n) throw misbehaved('EKU_WRONG_EPOCH');
  return merge(state, session.pending, session, context);
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
function merge(state: Open, pending: Pending, base: Session, context: Context): Step {
  const { session, installSend, installReceive, sendKeys } = useEpoch(context, { ...base, pending: null }, pending.staged, state.role);
  const epoch = session.group.epoch;
  const yielding = state.ignoredUpdate;
  const closingMessage: Effect[] = state.closeSent
    ? [{ kind: 'erase-keys', keys: sendKeys }]
    : [{ kind: 'send', name: 'epoch_key_update', message: frameEpochKeyUpdate(epoch), epoch }, installSend];
  const effects: Effect[] = [
    { kind: 'persist', session, keyPackageUsed: null },
    installReceive,
    ...closingMessage,
    { kind: 'erase-group', group: base.group, keep: session.group },
    { kind: 'erase-secret', secret: base.earlyBase },
    { kind: 'clear-timer', timer: 'epoch-key-update' },
    ...(yielding ? [{ kind: 'set-timer', timer: 'update-yield', after: updateYield } as const] : []),
    epochFact(session, 'us', 'update'),
    { kind: 'notify', event: { kind: 'epoch', session, by: 'us' } },
  ];
  return continueWanted({ ...state, proven: true, ignoredUpdate: false, yielding }, session, effects, context);
}

/** R-HS step 4: the first protected record makes the peer present. */
function confirm(state: Open, _event: unknown, context: Context): Step {
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

function expire(state: Open, { timer }: { readonly timer: string }, context: Context): Step {
  if (timer === 'update-yield') return continueWanted({ ...state, yielding: false }, sessionOf(context), [], context);
  if (timer === 'unconfirmed') {
    const { id } = sessionOf(context);
    return closeWith({ kind: 'timeout', timer: 'unconfirmed', beforeOpen: true }, { kind: 'forget', sessionId: id });
  }
  if (timer === 'epoch-key-update' || timer === 'closing-epoch-key-update' || timer === 'fragment')
    throw new EngineError({ kind: 'timeout', timer, beforeOpen: false });
  return stay(state);
}

import type { Bytes } from '../bytes.ts';
import { misbehaved } from '../errors.ts';
import type { ProcessedCommit } from '../mls/group.ts';
import type { ViolationCode } from '../rules.ts';
import { sessionOf } from './beginnings.ts';
import { commitRows, judgeUpdate, pendingUpdate, startUpdate, withPeerCommit } from './commits.ts';
import type { Context, Step, TrafficSecrets } from './context.ts';
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import { decided, epochFact, trafficLabel, useEpoch } from './keying.ts';
import { frame, frameKeyUpdate, frameShortEpochKeyUpdate } from './messages.ts';
import { openPhaseRow } from './open-phase.ts';
import { erasing, identityFacts, settleWish, withWish } from './rotation.ts';
import type { Pending, Session } from './session.ts';
import type { Open } from './states.ts';
import { type Cell, otherwise, type Row, stay } from './table.ts';

/** The last epoch an EpochKeyUpdate of this profile can name. */
const lastEpoch = 0xffff_ffffn;

/**
 * The open phase of the editor's copy. Its numbered states are values of three fields. Initiator: 1 = none, 2 = `stored` and
 * `closing`, 3 = `closing`. Responder: 1 = no `pending`, 2 = `pending`.
 */
const open: Row<'open'> = {
  ...openPhaseRow(continueWanted),
  'update-requested': {
    rules: ['R-ED'],
    to: ['open', 'creating-update'],
    run(before, { signer }, context) {
      if (before.closeSent || before.closeReceived) return stay(before, ...erasing(signer));
      const { state, effects } = withWish(before, signer);
      return continueWanted({ ...state, want: true }, sessionOf(context), effects, context);
    },
  },
  'key-update-requested': {
    rules: ['R-ED'],
    to: ['open'],
    run: (state, { requestPeer }, context) => (state.closeSent || !state.confirmed ? stay(state) : advanceSend(state, requestPeer, context)),
  },
  'connection-update': { rules: ['R-ED', 'R-CLOSE'], to: ['open', 'applying-update', 'closed'], run: receiveUpdate },
  'epoch-key-update': { rules: ['R-ED', 'R-PERSIST', 'R-CLOSE'], to: ['open', 'creating-update'], run: receiveEpochKeyUpdate },
  'key-update': { rules: ['R-ED'], to: ['open'], run: receiveKeyUpdate },
  'client-hello': droppedWhileWaiting('HS_UNEXPECTED'),
  'server-hello': droppedWhileWaiting('HS_UNEXPECTED'),
  'resumption-request': droppedWhileWaiting('HS_UNEXPECTED'),
  'resumption-response': droppedWhileWaiting('HS_UNEXPECTED'),
  'resumption-status': droppedWhileWaiting('HS_UNEXPECTED'),
  'unknown-message': droppedWhileWaiting('HS_UNKNOWN_TYPE'),
};

/** "any other handshake message is dropped" while the initiator waits for its confirmation; elsewhere it is a violation. */
function droppedWhileWaiting(code: ViolationCode): Cell<Open, Event> {
  return {
    rules: ['R-ED', 'R-MSG'],
    to: ['open'],
    run(state, _event, context) {
      if (sessionOf(context).stored === null) throw misbehaved(code);
      return stay(state, decided('R-ED', 'ignored-message'));
    },
  };
}

const creatingUpdate: Row<'creating-update'> = {
  ...otherwise,
  computed: {
    rules: ['R-ED', 'R-PERSIST'],
    to: ['open'],
    run(state, { result }, context) {
      const pending = pendingUpdate(result, context);
      return state.open.role === 'initiator' ? switchWithUpdate(state.open, pending, context) : offerUpdate(state.open, pending, context);
    },
  },
};

/** The rows of R-ED's update states. */
export const editorUpdateRows = {
  open,
  'creating-update': creatingUpdate,
  ...commitRows(['R-ED'], ['creating-update'], adopt),
};

/** Starts a wanted update in state 1 of either role, after the effects that led there. */
export function continueWanted(state: Open, session: Session, before: readonly Effect[], context: Context): Step {
  const idle = session.pending === null && session.stored === null && state.closing === null;
  const open = state.confirmed && !state.closeSent && !state.closeReceived;
  const free = state.want && idle && open && session.group.epoch < lastEpoch;
  return free ? startUpdate({ ...state, want: false }, before, { ...context, session }) : stay(state, ...before);
}

/** Whether an update could still be named on the wire. R-ED. */
export function epochsExhausted(session: Session): boolean {
  return session.group.epoch >= lastEpoch;
}

/** Initiator, 1 → 2: apply, send the commit under the old key, and use the new one from then on. */
function switchWithUpdate(state: Open, { message, hash, epoch: created, staged }: Pending, context: Context): Step {
  const base = sessionOf(context);
  const stored = { message, hash, epoch: created };
  const { session, installSend, receiveKeys, secrets } = useEpoch(context, { ...base, stored }, staged, 'initiator');
  const epoch = session.group.epoch;
  const settled = settleWish(state, session.group);
  return stay(
    {
      ...settled.state,
      closing: { epoch, keys: receiveKeys, secret: secrets?.receive ?? null },
      secrets: joined(secrets?.send, state.secrets?.receive),
    },
    { kind: 'persist', session, keyPackageUsed: null },
    { kind: 'send', name: 'connection_update', message: frame('connection_update', message), epoch: created },
    installSend,
    { kind: 'set-timer', timer: 'epoch-key-update', after: context.policy.epochKeyUpdateTimeout },
    ...erasingEpoch(base, session, state.secrets?.send),
    epochFact(context, session, 'us', 'update'),
    ...identityFacts(base.group, session.group),
    ...settled.effects,
    { kind: 'notify', event: { kind: 'epoch', session, by: 'us' } },
  );
}

/** Responder, 1 → 2: the commit leaves and is not applied. */
function offerUpdate(state: Open, pending: Pending, context: Context): Step {
  const base = sessionOf(context);
  const session: Session = { ...base, pending, generation: base.generation + 1n };
  return stay(state, { kind: 'persist', session, keyPackageUsed: null }, ...sendUpdate(pending, context));
}

/** The commit P leaves; its answer is awaited. */
export function sendUpdate(pending: Pending, context: Context): readonly Effect[] {
  return [
    { kind: 'send', name: 'connection_update', message: frame('connection_update', pending.message), epoch: pending.epoch },
    { kind: 'set-timer', timer: 'epoch-key-update', after: context.policy.epochKeyUpdateTimeout },
  ];
}

function receiveUpdate(state: Open, event: { readonly mls: Bytes }, context: Context): Step {
  if (state.closeSent || state.closeReceived) return stay(state);
  // This gives the initiator's update priority: state 2 drops, state 3 cannot happen with a correct peer.
  if (sessionOf(context).stored !== null) return stay(state, decided('R-ED', 'ignored-update'));
  if (state.closing !== null) throw misbehaved('UPDATE_WHILE_CONFIRMING');
  return judgeUpdate(state, event.mls, context);
}

/** The peer's commit: apply, confirm under the old key, switch. The initiator's receive key waits for the peer's own confirmation. */
function adopt(state: Open, message: Bytes, commit: ProcessedCommit, context: Context): Step {
  const base = sessionOf(context);
  const dropped = base.pending;
  const after: Session = { ...withPeerCommit(base, message, commit, context), acceptedRandoms: [] };
  const { session, installSend, installReceive, receiveKeys, secrets } = useEpoch(context, after, commit.next, state.role);
  const epoch = session.group.epoch;
  const waits = state.role === 'initiator';
  const effects: Effect[] = [
    { kind: 'persist', session, keyPackageUsed: null },
    { kind: 'send', name: 'epoch_key_update', message: frameShortEpochKeyUpdate(epoch), epoch },
    installSend,
    ...(waits ? [{ kind: 'set-timer', timer: 'closing-epoch-key-update', after: context.policy.epochKeyUpdateTimeout } as const] : [installReceive]),
    ...(dropped === null
      ? []
      : [decided('R-ED', 'dropped-own-update'), { kind: 'erase-group', group: dropped.staged, keep: session.group } as const]),
    { kind: 'clear-timer', timer: 'epoch-key-update' },
    ...erasingEpoch(base, session, state.secrets?.send, waits ? null : state.secrets?.receive),
    epochFact(context, session, 'peer', 'update'),
    ...identityFacts(base.group, session.group),
    { kind: 'notify', event: { kind: 'epoch', session, by: 'peer' } },
  ];
  const next: Open = {
    ...state,
    closing: waits ? { epoch, keys: receiveKeys, secret: secrets?.receive ?? null } : null,
    secrets: joined(secrets?.send, waits ? state.secrets?.receive : secrets?.receive),
    want: state.want || dropped !== null,
    proven: false,
  };
  return continueWanted(next, session, effects, context);
}

function receiveEpochKeyUpdate(state: Open, { epoch }: { readonly epoch: bigint }, context: Context): Step {
  if (state.closeReceived) return stay(state);
  const session = sessionOf(context);
  if (state.role === 'initiator') return confirmInitiator(state, epoch, session, context);
  if (session.pending === null) throw misbehaved('EKU_UNSOLICITED');
  if (epoch !== session.pending.epoch + 1n) throw misbehaved('EKU_WRONG_EPOCH');
  return merge(state, session.pending, session, context);
}

/** Initiator, 2 → 1 or 3 → 1: the receive key follows. */
function confirmInitiator(state: Open, epoch: bigint, base: Session, context: Context): Step {
  const { closing } = state;
  if (closing === null) throw misbehaved('EKU_UNSOLICITED');
  if (epoch !== closing.epoch) {
    if (base.stored !== null) return stay(state, decided('R-ED', 'ignored-message'));
    throw misbehaved('EKU_WRONG_EPOCH');
  }
  const session: Session = base.stored === null ? base : { ...base, stored: null, generation: base.generation + 1n };
  const effects: Effect[] = [
    ...(base.stored === null ? [] : [{ kind: 'persist', session, keyPackageUsed: null } as const]),
    { kind: 'install', direction: 'received', keys: closing.keys, label: 's ap traffic', epoch },
    ...(state.secrets === null ? [] : [{ kind: 'erase-secret', secret: state.secrets.receive } as const]),
    { kind: 'clear-timer', timer: 'epoch-key-update' },
    { kind: 'clear-timer', timer: 'closing-epoch-key-update' },
  ];
  const next: Open = { ...state, closing: null, proven: true, secrets: joined(state.secrets?.send, closing.secret) };
  return continueWanted(next, session, effects, context);
}

/** Responder, 2 → 1: apply the own commit, confirm the confirmation, switch both directions. After close_notify nothing is sent. */
function merge(state: Open, pending: Pending, base: Session, context: Context): Step {
  const after: Session = { ...base, pending: null, acceptedRandoms: [] };
  const { session, installSend, installReceive, sendKeys, secrets } = useEpoch(context, after, pending.staged, 'responder');
  const epoch = session.group.epoch;
  const sent: Effect[] = state.closeSent
    ? [{ kind: 'erase-keys', keys: sendKeys }]
    : [{ kind: 'send', name: 'epoch_key_update', message: frameShortEpochKeyUpdate(epoch), epoch }, installSend];
  const settled = settleWish(state, session.group);
  const effects: Effect[] = [
    { kind: 'persist', session, keyPackageUsed: null },
    ...sent,
    installReceive,
    { kind: 'clear-timer', timer: 'epoch-key-update' },
    ...erasingEpoch(base, session, state.secrets?.send, state.secrets?.receive),
    epochFact(context, session, 'us', 'update'),
    ...identityFacts(base.group, session.group),
    ...settled.effects,
    { kind: 'notify', event: { kind: 'epoch', session, by: 'us' } },
  ];
  return continueWanted({ ...settled.state, proven: true, secrets }, session, effects, context);
}

/** RFC 8446 §4.6.3: the receive key moves on; a request is answered without another. */
function receiveKeyUpdate(state: Open, { body }: { readonly body: Bytes }, context: Context): Step {
  const [request] = body;
  if (body.length !== 1 || request === undefined || request > 1) throw misbehaved('KEY_UPDATE_VALUE');
  if (state.closeReceived || state.secrets === null) return stay(state);
  const { suite, epoch } = sessionOf(context).group;
  const next = context.editorKeys.next(suite, state.secrets.receive);
  const label = trafficLabel(state.role, 'received');
  const install: Effect = { kind: 'install', direction: 'received', keys: next.keys, label, epoch: state.closing === null ? epoch : epoch - 1n };
  const moved: Open = { ...state, secrets: { ...state.secrets, receive: next.secret } };
  if (request === 0 || state.closeSent) return stay(moved, install);
  const answer = advanceSend(moved, false, context);
  return { state: answer.state, effects: [install, ...answer.effects] };
}

/** key_update is the last record under the present send key. RFC 8446 §4.6.3. */
function advanceSend(state: Open, requestPeer: boolean, context: Context): Step {
  if (state.secrets === null) return stay(state);
  const { suite, epoch } = sessionOf(context).group;
  const next = context.editorKeys.next(suite, state.secrets.send);
  return stay(
    { ...state, secrets: { ...state.secrets, send: next.secret } },
    { kind: 'send', name: 'key_update', message: frameKeyUpdate(requestPeer), epoch: null },
    { kind: 'install', direction: 'sent', keys: next.keys, label: trafficLabel(state.role, 'sent'), epoch },
  );
}

/** What a replaced epoch leaves behind. R-DEL. */
function erasingEpoch(base: Session, session: Session, ...secrets: readonly (Bytes | null | undefined)[]): readonly Effect[] {
  return [
    { kind: 'erase-group', group: base.group, keep: session.group },
    { kind: 'erase-secret', secret: base.earlyBase },
    ...secrets.flatMap((secret) => (secret ? [{ kind: 'erase-secret', secret } as const] : [])),
  ];
}

function joined(send: Bytes | null | undefined, receive: Bytes | null | undefined): TrafficSecrets | null {
  return send && receive ? { send, receive } : null;
}

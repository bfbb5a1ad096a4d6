import { type Bytes, concat, equal } from '../bytes.ts';
import { EngineError, type Failure, misbehaved, misuse } from '../errors.ts';
import { choose } from './answering.ts';
import { ask, opened, peerFoundingRole, sessionOf } from './beginnings.ts';
import { checkResumption, requestFrom } from './clear-message.ts';
import type { Context, Step } from './context.ts';
import type { Effect } from './effects.ts';
import { refuseReflectionIn } from './identity.ts';
import { decided, epochFact, isForGroup, kdfHash, stagedFact, useEpoch } from './keying.ts';
import { frameEpochKeyUpdate } from './messages.ts';
import { closeEverySibling, sendRequest, superseded } from './request.ts';
import { identityFacts } from './rotation.ts';
import { profileIds } from './roles.ts';
import type { Pending, Session } from './session.ts';
import type { RequestSent, StateOf } from './states.ts';
import { otherwise, type Row, wrongAnswer } from './table.ts';

const dormant: Row<'dormant'> = {
  ...otherwise,
  start: {
    rules: ['R-RES', 'R-MLS', 'R-PERSIST'],
    to: ['creating-request', 'request-sent'],
    run: (state, _event, context) => startResumption(state.earlyData, context),
  },
};

const creatingRequest: Row<'creating-request'> = {
  ...otherwise,
  computed: {
    rules: ['R-RES', 'R-PERSIST', 'R-EARLY'],
    to: ['request-sent'],
    run({ earlyData }, { result }, context) {
      if (result.kind !== 'create-commit') throw wrongAnswer();
      const { message, epoch, next } = result.value;
      const session = sessionOf(context);
      const hash = kdfHash(context, session.group.suite, message);
      const pending: Pending = { kind: 'request', message, hash, epoch, form: 'private', staged: next, exposed: true };
      return sendRequest(pending, { isAnswer: false, earlyData }, context);
    },
  },
};

const requestSent: Row<'request-sent'> = {
  ...otherwise,
  'resumption-response': {
    rules: ['R-RES', 'R-ALERT'],
    to: ['applying-response'],
    run(state, event, context) {
      const header = checkResumption(event, 0, context);
      if (event.prologue.profile !== profileIds[sessionOf(context).profile]) throw misbehaved('PROLOGUE_PROFILE_MISMATCH');
      if (!isForGroup(header, state.pending.staged) || header.epoch !== state.pending.epoch + 1n) throw misbehaved('RS_RESPONSE');
      const task = { kind: 'process-commit', group: state.pending.staged, message: event.mls, privateOnly: true } as const;
      return {
        state: { kind: 'applying-response', sent: state, response: { mls: event.mls, raw: event.raw } },
        effects: [
          { kind: 'clear-timer', timer: 'resume' },
          { kind: 'compute', task },
        ],
      };
    },
  },
  'resumption-request': {
    rules: ['R-TIE', 'R-RES:a', 'R-RES:b', 'R-RES:c', 'R-RES:d'],
    to: ['request-sent', 'applying-request', 'authenticating-request', 'closed'],
    run: meetRequest,
  },
};

const applyingResponse: Row<'applying-response'> = {
  ...otherwise,
  'computed': {
    rules: ['R-RES', 'R-AS'],
    to: ['authenticating-response'],
    run({ sent, response }, { result }, context) {
      if (result.kind !== 'process-commit') throw wrongAnswer();
      const session = sessionOf(context);
      const commit = result.value;
      if (commit.identityChanged) refuseReflectionIn(commit.next);
      const question = ask('resumption', commit.next.peer, session.group.suite, peerFoundingRole(session), session);
      const previous = commit.identityChanged ? session.peer : null;
      return {
        state: { kind: 'authenticating-response', sent, response, commit },
        effects: [{ kind: 'authenticate', question: { ...question, previous } }],
      };
    },
  },
  'computation-failed': {
    rules: ['R-RES', 'R-ALERT'],
    to: [],
    run(_state, { failure }) {
      throw new EngineError(responseFailure(failure));
    },
  },
};

const authenticatingResponse: Row<'authenticating-response'> = {
  ...otherwise,
  accepted: { rules: ['R-RES', 'R-PERSIST', 'R-KEY', 'R-EARLY'], to: ['awaiting-status'], run: acceptResponse },
};

const awaitingStatus: Row<'awaiting-status'> = {
  ...otherwise,
  'resumption-status': {
    rules: ['R-RES', 'R-EARLY'],
    to: ['open'],
    run({ flightHash, sentEarly }, event, context) {
      // 1 for data we never sent is as wrong as 2.
      if (event.earlyData > (sentEarly ? 1 : 0)) throw misbehaved('RS_STATUS_VALUE');
      if (!equal(event.flightHash, flightHash)) throw misbehaved('RS_FLIGHT_HASH');
      const session = sessionOf(context);
      return {
        state: { ...opened('initiator', true), proven: true },
        effects: [
          { kind: 'clear-timer', timer: 'resume' },
          {
            kind: 'notify',
            event: { kind: 'resumed', session, earlyData: sentEarly ? (event.earlyData === 1 ? 'accepted' : 'not-accepted') : 'none' },
          },
        ],
      };
    },
  },
};

/** The rows of a connection that resumes, profiles draft-00 and draft-00-literal. */
export const resumingRows = {
  'dormant': dormant,
  'creating-request': creatingRequest,
  'request-sent': requestSent,
  'applying-response': applyingResponse,
  'authenticating-response': authenticatingResponse,
  'awaiting-status': awaitingStatus,
};

/** R-RES step 1. */
function startResumption(earlyData: Bytes | null, context: Context): Step {
  const session = sessionOf(context);
  // The endpoint refused these when it was asked; the session may have changed since.
  if (session.standing === 'suspect') throw misuse('API_SESSION_SUSPECT');
  if (session.pending?.form === 'public') throw misuse('API_NO_PUBLIC_RESUMPTION');
  const timer: Effect = { kind: 'set-timer', timer: 'resume', after: context.policy.resumeTimeout };
  if (session.pending !== null) {
    const { state, effects } = sendRequest({ ...session.pending, exposed: true }, { isAnswer: false, earlyData }, context);
    return { state, effects: [...closeEverySibling, timer, ...effects] };
  }
  const task = { kind: 'create-commit', group: session.group, form: 'private', signer: null } as const;
  return { state: { kind: 'creating-request', earlyData }, effects: [...closeEverySibling, timer, { kind: 'compute', task }] };
}

/** R-TIE on one transport: the founding initiator waits on, the founding responder yields to an acceptable request. */
function meetRequest(state: RequestSent, event: Parameters<typeof requestFrom>[1], context: Context): Step {
  const header = checkResumption(event, 1, context);
  const session = sessionOf(context);
  if (session.foundingRole === 'founding-initiator') return { state, effects: [decided('R-TIE', 'tie-waited')] };
  if (event.prologue.profile !== profileIds[session.profile]) throw misbehaved('PROLOGUE_PROFILE_MISMATCH');
  return choose({ ...requestFrom('resumption_request', event, header, true), lostEarly: state.sentEarly }, session, context);
}

function responseFailure(failure: Failure): Failure {
  if (failure.kind !== 'peer-misbehaved') return failure;
  if (failure.code === 'CM_SENDER') return { kind: 'peer-misbehaved', code: 'RS_RESPONSE' };
  return failure.code === 'CM_UNVERIFIABLE' ? { kind: 'peer-misbehaved', code: 'RS_RESPONSE_PARENT' } : failure;
}

/** R-RES step 3: merge P, apply r, become current at P.f + 2; the early key's last record announces it. */
function acceptResponse(state: StateOf<'authenticating-response'>, _event: unknown, context: Context): Step {
  const base = sessionOf(context);
  const { sent, response, commit } = state;
  if (base.pending === null || !equal(base.pending.hash, sent.pending.hash)) throw misbehaved('RS_RESPONSE');
  const after: Session = {
    ...base,
    pending: null,
    lastApplied: { hash: kdfHash(context, base.group.suite, response.mls), epoch: sent.pending.epoch + 1n },
    peer: { credential: commit.next.peer.credential, signatureKey: commit.next.peer.signatureKey },
    standing: 'confirmed',
  };
  const { session, installSend, installReceive } = useEpoch(context, after, commit.next, 'initiator');
  const epoch = session.group.epoch;
  return {
    state: { kind: 'awaiting-status', sentEarly: sent.sentEarly, flightHash: kdfHash(context, base.group.suite, concat(sent.raw, response.raw)) },
    effects: [
      { kind: 'close-siblings', which: 'waiting', failure: superseded },
      { kind: 'persist', session, keyPackageUsed: null },
      stagedFact(context, sent.pending.staged, 'us'),
      installReceive,
      { kind: 'send', name: 'epoch_key_update', message: frameEpochKeyUpdate(epoch), epoch },
      installSend,
      { kind: 'erase-group', group: sent.pending.staged, keep: session.group },
      { kind: 'erase-group', group: base.group, keep: session.group },
      { kind: 'erase-secret', secret: base.earlyBase },
      { kind: 'set-timer', timer: 'resume', after: context.policy.resumeTimeout },
      epochFact(context, session, 'peer', 'resumption'),
      ...identityFacts(base.group, session.group),
      ...(commit.identityChanged ? [{ kind: 'notify', event: { kind: 'identity-changed', session } } as const] : []),
    ],
  };
}

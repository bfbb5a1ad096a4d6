import { concat, equal } from '../bytes.ts';
import { EngineError, misbehaved } from '../errors.ts';
import type { CreatedCommit, Group, ProcessedCommit } from '../mls/group.ts';
import { ask, freshPrologue, opened, peerFoundingRole, sessionOf } from './beginnings.ts';
import type { Context, Step } from './context.ts';
import type { Effect } from './effects.ts';
import { refuseReflectionIn, sameCredential } from './identity.ts';
import { decided, epochFact, kdfHash, stagedFact, useEpoch } from './keying.ts';
import { frameClear, frameResumptionStatus } from './messages.ts';
import { sendRequest, superseded } from './request.ts';
import { identityFacts } from './rotation.ts';
import { profileIds } from './roles.ts';
import type { Pending, Session } from './session.ts';
import { type AwaitingConfirmation, type Case, isWaiting, openPhase, type Request, type StateOf } from './states.ts';
import { closeWith, otherwise, type Row, wrongAnswer } from './table.ts';

/** Unconfirmed attempts, and case e answers, that may run at once. R-RES (iii), e. */
const maxParallel = 4;
/** Bytes of early data a request may bring. R-EARLY. */
export const maxEarlyData = 16384;

const locatingSession: Row<'locating-session'> = {
  ...otherwise,
  located: {
    rules: ['R-RES:a', 'R-RES:b', 'R-RES:c', 'R-RES:d', 'R-RES:e', 'R-TIE', 'R-ALERT'],
    to: ['applying-request', 'authenticating-request', 'closed'],
    run({ request }, event, context) {
      // What is durable now: another connection may have moved the session on while this one waited for its turn.
      const session = context.session ?? event.session;
      if (session === null || session.standing === 'suspect') throw misbehaved('RS_REFUSED');
      if (request.name === 'resumption') throw misbehaved('HS_WRONG_RESUMPTION');
      if (request.profile !== profileIds[session.profile]) throw misbehaved('PROLOGUE_PROFILE_MISMATCH');
      // "FI: on RR while waiting: drop, keep waiting (close the extra transport with user_canceled)". R-TIE.
      const weWait = session.foundingRole === 'founding-initiator' && context.siblings.some((sibling) => isWaiting(sibling.state));
      if (weWait) throw new EngineError({ kind: 'ended', reason: 'tie-lost' });
      return choose(request, session, context);
    },
  },
};

const applyingRequest: Row<'applying-request'> = {
  ...otherwise,
  'computed': {
    rules: ['R-RES:a', 'R-RES:c', 'R-RES:e', 'R-AS'],
    to: ['authenticating-request', 'request-sent'],
    run({ request, choice }, { result }, context) {
      if (result.kind !== 'process-commit') throw wrongAnswer();
      const commit = result.value;
      return choice === 'e' ? answerWithRequest(commit, context) : authenticate(request, choice, commit, context);
    },
  },
  'computation-failed': {
    rules: ['R-RES:d', 'R-ALERT'],
    to: [],
    // "unknown group, undecryptable commit and case d give the same alert": nothing tells them apart.
    run() {
      throw misbehaved('RS_REFUSED');
    },
  },
};

const authenticatingRequest: Row<'authenticating-request'> = {
  ...otherwise,
  accepted: {
    rules: ['R-RES:a', 'R-RES:b', 'R-RES:c'],
    to: ['creating-response', 'awaiting-confirmation'],
    run({ request, choice, commit }, _event, context) {
      const { session, erased } = applied(request, commit, context);
      if (session.pending !== null)
        return respond(request, choice, session, { ...session.pending, kind: 'response', exposed: true }, erased, context);
      const task = { kind: 'create-commit', group: session.group, form: 'private', signer: null } as const;
      return { state: { kind: 'creating-response', request, choice, session, erased }, effects: [{ kind: 'compute', task }] };
    },
  },
};

const creatingResponse: Row<'creating-response'> = {
  ...otherwise,
  computed: {
    rules: ['R-RES:a', 'R-RES:b', 'R-RES:c', 'R-PERSIST', 'R-EARLY'],
    to: ['awaiting-confirmation'],
    run({ request, choice, session, erased }, { result }, context) {
      if (result.kind !== 'create-commit') throw wrongAnswer();
      return respond(request, choice, session, pendingResponse(result.value, session, context), erased, context);
    },
  },
};

const awaitingConfirmation: Row<'awaiting-confirmation'> = {
  ...otherwise,
  'epoch-key-update': { rules: ['R-RES', 'R-PERSIST', 'R-KEY'], to: ['open'], run: confirmResponse },
  'application-data': {
    rules: ['R-EARLY'],
    to: ['awaiting-confirmation'],
    run(state, { content }, context) {
      const received = state.received + content.length;
      if (!state.earlyData || received > Math.min(maxEarlyData, context.policy.maxEarlyData)) throw misbehaved('RS_EARLY_DATA');
      const delivers = state.accepts && content.length > 0;
      const next = { ...state, received, delivered: state.delivered || delivers };
      return { state: next, effects: delivers ? [{ kind: 'deliver-early', data: content }] : [] };
    },
  },
};

/** The rows of a connection that answers a resumption, profiles draft-00 and draft-00-literal. */
export const answeringRows = {
  'locating-session': locatingSession,
  'applying-request': applyingRequest,
  'authenticating-request': authenticatingRequest,
  'creating-response': creatingResponse,
  'awaiting-confirmation': awaitingConfirmation,
};

/** The responder's table of R-RES: which case this request is, and the first step of it. */
export function choose(request: Request, session: Session, context: Context): Step {
  const choice = caseOf(request, session, context);
  if (choice === null) return closeWith({ kind: 'peer-misbehaved', code: 'RS_REFUSED' }, decided('R-RES:d', 'case-d'));
  const effects: Effect[] = [
    // An attempt of ours that yields waits for nothing any more.
    { kind: 'clear-timer', timer: 'resume' },
    ...(request.yielded ? [decided('R-TIE', 'tie-yielded')] : []),
  ];
  if (choice === 'b') {
    const { state, effects: asked } = authenticate(request, 'b', null, { ...context, session });
    return { state, effects: [...effects, decided('R-RES:b', 'case-b'), ...asked] };
  }
  const group = choice === 'c' && session.pending !== null ? session.pending.staged : session.group;
  const task = { kind: 'process-commit', group, message: request.mls, privateOnly: true } as const;
  const rule = `R-RES:${choice}` as const;
  return { state: { kind: 'applying-request', request, choice }, effects: [...effects, decided(rule, `case-${choice}`), { kind: 'compute', task }] };
}

/** K2: the founding initiator decides every epoch. `null` is case d. */
function caseOf({ epoch, mls }: Request, session: Session, context: Context): Case | null {
  const { pending, lastApplied } = session;
  const current = session.group.epoch;
  if (epoch === current) {
    const keeps = pending?.exposed === true && session.foundingRole === 'founding-initiator';
    return keeps ? 'e' : 'a';
  }
  if (epoch === current + 1n) return pending !== null && pending.epoch === current ? 'c' : null;
  if (epoch !== current - 1n || lastApplied === null || lastApplied.epoch !== epoch) return null;
  if (!equal(lastApplied.hash, kdfHash(context, session.group.suite, mls))) return null;
  // A CU that left as PublicMessage cannot be the response. R-RES b.
  if (pending !== null && pending.form === 'public') return null;
  if (context.siblings.some(({ state, proven }) => openPhase(state) !== null && proven)) return null;
  return 'b';
}

/**
 * Room for one more: the oldest gives way. Whoever replays a request needs no key for it, so held places must not keep the peer out;
 * a peer whose attempt is pushed out asks again. R-RES (iii), e.
 */
function makeRoom(which: 'oldest-attempt' | 'oldest-answer', { siblings }: Context): readonly Effect[] {
  const held = siblings.filter(({ state }) =>
    which === 'oldest-attempt' ? state.kind === 'awaiting-confirmation' : state.kind === 'request-sent' && state.isAnswer,
  );
  return held.length < maxParallel ? [] : [{ kind: 'close-siblings', which, failure: superseded }];
}

function authenticate(request: Request, choice: Case, commit: ProcessedCommit | null, context: Context): Step {
  const session = sessionOf(context);
  if (commit?.identityChanged) refuseReflectionIn(commit.next);
  const question = ask('resumption', (commit?.next ?? session.group).peer, session.group.suite, peerFoundingRole(session), session);
  const previous = commit?.identityChanged ? session.peer : null;
  return {
    state: { kind: 'authenticating-request', request, choice, commit },
    effects: [{ kind: 'authenticate', question: { ...question, previous } }],
  };
}

/** Case e: the request was valid, it is not applied; our own goes back. R-RES e. */
function answerWithRequest(commit: ProcessedCommit, context: Context): Step {
  const session = sessionOf(context);
  if (session.pending === null) throw new EngineError({ kind: 'internal', where: 'case e without pending' });
  const { state, effects } = sendRequest(session.pending, { isAnswer: true, earlyData: null }, context);
  return {
    state,
    effects: [
      ...makeRoom('oldest-answer', context),
      { kind: 'erase-group', group: commit.next, keep: session.group },
      { kind: 'set-timer', timer: 'resume', after: context.policy.resumeTimeout },
      ...effects,
    ],
  };
}

/** The session after cases a and c; in case b it stays as it is. Nothing is durable yet. */
function applied(request: Request, commit: ProcessedCommit | null, context: Context): { session: Session; erased: readonly Group[] } {
  const base = sessionOf(context);
  if (commit === null) return { session: base, erased: [] };
  const { group, earlyBase } = context.keys.skip(commit.next);
  const lastApplied = { hash: kdfHash(context, base.group.suite, request.mls), epoch: request.epoch };
  const peer = { credential: group.peer.credential, signatureKey: group.peer.signatureKey };
  const erased = [base.group, ...(base.pending === null ? [] : [base.pending.staged])];
  return { session: { ...base, group, earlyBase, lastApplied, pending: null, peer }, erased };
}

function pendingResponse({ message, epoch, next }: CreatedCommit, session: Session, context: Context): Pending {
  return { kind: 'response', message, hash: kdfHash(context, session.group.suite, message), epoch, form: 'private', staged: next, exposed: true };
}

/** One persist at most, then the response at once; it leaves in plaintext, and no protected record before the confirmation. */
function respond(request: Request, choice: Case, from: Session, pending: Pending, erased: readonly Group[], context: Context): Step {
  const base = sessionOf(context);
  // A repeated request draws the response that is durable already: whoever replays it costs us no write.
  const unchanged = choice === 'b' && base.pending?.kind === 'response' && base.pending.exposed;
  const session: Session = unchanged ? base : { ...from, pending, generation: base.generation + 1n };
  const { suite, epoch } = session.group;
  const raw = frameClear('resumption_response', { prologue: freshPrologue(session.profile, context), mls: pending.message });
  const keys = context.keys.early(suite, session.earlyBase, request.raw);
  const identityChanged = !equal(from.peer.signatureKey, base.peer.signatureKey) || !sameCredential(from.peer.credential, base.peer.credential);
  const state: AwaitingConfirmation = {
    kind: 'awaiting-confirmation',
    flightHash: kdfHash(context, suite, concat(request.raw, raw)),
    earlyData: request.earlyData,
    accepts: context.policy.acceptEarlyData && choice !== 'b',
    received: 0,
    delivered: false,
    lostEarly: request.lostEarly,
  };
  return {
    state,
    effects: [
      { kind: 'close-siblings', which: 'live', failure: superseded },
      { kind: 'close-siblings', which: 'waiting', failure: superseded },
      ...(choice === 'b' ? makeRoom('oldest-attempt', context) : [{ kind: 'close-siblings', which: 'attempts', failure: superseded } as const]),
      ...(unchanged ? [] : [{ kind: 'persist', session, keyPackageUsed: null } as const]),
      { kind: 'uninstall-send' },
      { kind: 'send', name: 'resumption_response', message: raw, epoch: pending.epoch },
      { kind: 'install', direction: 'received', keys, label: 'c e traffic', epoch },
      ...erased.map((group) => ({ kind: 'erase-group', group, keep: session.group }) as const),
      ...(choice === 'b' ? [] : [{ kind: 'erase-secret', secret: base.earlyBase } as const]),
      { kind: 'set-timer', timer: 'resume', after: context.policy.resumeTimeout },
      ...(choice === 'c' && base.pending !== null ? [decided('R-RES:c', 'merged-pending'), stagedFact(context, base.pending.staged, 'us')] : []),
      ...(choice === 'b' ? [] : [epochFact(context, session, 'peer', 'resumption')]),
      ...identityFacts(base.group, session.group),
      ...(identityChanged ? [{ kind: 'notify', event: { kind: 'identity-changed', session } } as const] : []),
    ],
  };
}

/** The first valid EKU(L+1) under an early key wins: merge r, both directions on the new epoch, status as record 0. */
function confirmResponse(state: StateOf<'awaiting-confirmation'>, { epoch }: { readonly epoch: bigint }, context: Context): Step {
  const base = sessionOf(context);
  if (base.pending === null) throw new EngineError({ kind: 'internal', where: 'confirmation without response' });
  if (epoch !== base.pending.epoch + 1n) throw misbehaved('EKU_WRONG_EPOCH');
  const after: Session = { ...base, pending: null, standing: 'confirmed' };
  const { session, installSend, installReceive } = useEpoch(context, after, base.pending.staged, 'responder');
  const message = frameResumptionStatus({ earlyData: state.delivered ? 1 : 0, flightHash: state.flightHash });
  return {
    state: { ...opened('responder', true), proven: true },
    effects: [
      { kind: 'close-siblings', which: 'attempts', failure: superseded },
      // One live connection per session: nobody else may go on from the commit that is merged here.
      { kind: 'close-siblings', which: 'waiting', failure: superseded },
      { kind: 'persist', session, keyPackageUsed: null },
      installReceive,
      installSend,
      { kind: 'send', name: 'resumption_status', message, epoch: null },
      { kind: 'erase-group', group: base.group, keep: session.group },
      { kind: 'erase-secret', secret: base.earlyBase },
      { kind: 'clear-timer', timer: 'resume' },
      epochFact(context, session, 'us', 'resumption'),
      ...identityFacts(base.group, session.group),
      { kind: 'notify', event: { kind: 'resumed', session, earlyData: state.lostEarly ? 'not-accepted' : 'none' } },
    ],
  };
}

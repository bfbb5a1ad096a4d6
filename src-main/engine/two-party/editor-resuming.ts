import { type Bytes, equal } from '../bytes.ts';
import { misbehaved } from '../errors.ts';
import type { Group, ProcessedCommit } from '../mls/group.ts';
import { ask, freshPrologue, opened, peerFoundingRole, sessionOf } from './beginnings.ts';
import type { Context, Step } from './context.ts';
import { continueWanted, sendUpdate } from './editor-updating.ts';
import type { Effect } from './effects.ts';
import { refuseReflectionIn } from './identity.ts';
import { epochFact, kdfHash, trafficLabel } from './keying.ts';
import { frameClear, frameShortEpochKeyUpdate } from './messages.ts';
import { closeEverySibling, superseded } from './request.ts';
import { identityFacts } from './rotation.ts';
import type { Role } from './roles.ts';
import type { Session } from './session.ts';
import type { EditorCase, Request, StateOf } from './states.ts';
import { otherwise, type Row, wrongAnswer } from './table.ts';

/** Randoms kept per epoch: the resumptions one epoch may see. R-ED-RES. */
const maxRandoms = 64;

const dormant: Row<'dormant'> = {
  ...otherwise,
  start: { rules: ['R-ED-RES', 'R-PERSIST'], to: ['creating-request', 'awaiting-epoch'], run: (_state, _event, context) => startResumption(context) },
};

const creatingRequest: Row<'creating-request'> = {
  ...otherwise,
  computed: {
    rules: ['R-ED-RES', 'R-PERSIST', 'R-KEY'],
    to: ['awaiting-epoch'],
    run(_state, { result }, context) {
      if (result.kind !== 'create-commit') throw wrongAnswer();
      const { message, epoch, next } = result.value;
      const base = sessionOf(context);
      const { group, earlyBase } = context.keys.skip(next);
      const stored = { message, hash: kdfHash(context, base.group.suite, message), epoch };
      const session: Session = { ...base, group, earlyBase, stored, generation: base.generation + 1n };
      const { state, effects } = sendResumption(session, stored.message, false, context);
      return {
        state,
        effects: [
          { kind: 'persist', session, keyPackageUsed: null },
          ...effects,
          { kind: 'erase-group', group: base.group, keep: group },
          { kind: 'erase-secret', secret: base.earlyBase },
          epochFact(context, session, 'us', 'resumption'),
        ],
      };
    },
  },
};

const awaitingEpoch: Row<'awaiting-epoch'> = {
  ...otherwise,
  'epoch-key-update': { rules: ['R-ED-RES', 'R-PERSIST'], to: ['open', 'creating-update'], run: confirmResumption },
};

const locatingSession: Row<'locating-session'> = {
  ...otherwise,
  located: {
    rules: ['R-ED-RES', 'R-ALERT'],
    to: ['applying-resumption', 'authenticating-resumption'],
    run: ({ request }, _event, context) => chooseResumption(request, sessionOf(context), context),
  },
};

const applyingResumption: Row<'applying-resumption'> = {
  ...otherwise,
  'computed': {
    rules: ['R-ED-RES', 'R-AS'],
    to: ['authenticating-resumption'],
    run({ request, choice }, { result }, context) {
      if (result.kind !== 'process-commit') throw wrongAnswer();
      return authenticate(request, choice, result.value, context);
    },
  },
  'computation-failed': {
    rules: ['R-ED-RES', 'R-ALERT'],
    to: [],
    run() {
      throw misbehaved('RS_REFUSED');
    },
  },
};

const authenticatingResumption: Row<'authenticating-resumption'> = {
  ...otherwise,
  accepted: { rules: ['R-ED-RES', 'R-PERSIST', 'R-KEY'], to: ['open', 'creating-update'], run: acceptResumption },
};

/** The rows of R-ED-RES. Only the founding initiator resumes. */
export const editorResumingRows = {
  'dormant': dormant,
  'creating-request': creatingRequest,
  'awaiting-epoch': awaitingEpoch,
  'locating-session': locatingSession,
  'applying-resumption': applyingResumption,
  'authenticating-resumption': authenticatingResumption,
};

function startResumption(context: Context): Step {
  const session = sessionOf(context);
  const before: Effect[] = [...closeEverySibling, { kind: 'set-timer', timer: 'resume', after: context.policy.resumeTimeout }];
  if (session.stored !== null) {
    const { state, effects } = sendResumption(session, session.stored.message, true, context);
    return { state, effects: [...before, ...effects] };
  }
  const task = { kind: 'create-commit', group: session.group, form: 'private', signer: null } as const;
  return { state: { kind: 'creating-request', earlyData: null }, effects: [...before, { kind: 'compute', task }] };
}

/** The commit leaves in clear; both directions are bound to this very message from then on. R-ED-KEY. */
function sendResumption(
  session: Session,
  commit: Bytes,
  repeated: boolean,
  context: Context,
): { readonly state: StateOf<'awaiting-epoch'>; readonly effects: readonly Effect[] } {
  const { suite, epoch } = session.group;
  const raw = frameClear('resumption', { prologue: freshPrologue('editor-copy', context), mls: commit });
  const { send, receive, secrets } = context.editorKeys.resumed(suite, session.earlyBase, raw, 'initiator');
  return {
    state: { kind: 'awaiting-epoch', secrets, repeated },
    effects: [{ kind: 'send', name: 'resumption', message: raw, epoch: epoch - 1n }, ...installs('initiator', send, receive, epoch)],
  };
}

/** EKU(e') under the resumed keys: the stored commit has served. A repeated one may have met an old epoch: renew it at once. */
function confirmResumption(state: StateOf<'awaiting-epoch'>, { epoch }: { readonly epoch: bigint }, context: Context): Step {
  const base = sessionOf(context);
  if (epoch !== base.group.epoch) throw misbehaved('EKU_WRONG_EPOCH');
  const session: Session = { ...base, stored: null, standing: 'confirmed', generation: base.generation + 1n };
  const effects: Effect[] = [
    { kind: 'persist', session, keyPackageUsed: null },
    { kind: 'clear-timer', timer: 'resume' },
    { kind: 'notify', event: { kind: 'resumed', session, earlyData: 'none' } },
  ];
  return continueWanted({ ...opened('initiator', true), proven: true, secrets: state.secrets, want: state.repeated }, session, effects, context);
}

/** The three-way test: the epoch the commit creates is ours, the next, or the one after. */
function chooseResumption(request: Request, session: Session, context: Context): Step {
  if (session.standing === 'suspect') throw misbehaved('RS_REFUSED');
  if (request.name !== 'resumption') throw misbehaved('HS_WRONG_RESUMPTION');
  if (request.profile !== 2) throw misbehaved('PROLOGUE_PROFILE_MISMATCH');
  if (session.foundingRole === 'founding-initiator') throw misbehaved('HS_UNEXPECTED');
  const choice = caseOf(request, session, context);
  if (choice === null) throw misbehaved('RS_REFUSED');
  if (choice === 'equal') return authenticate(request, choice, null, context);
  const group = choice === 'second' && session.pending !== null ? session.pending.staged : session.group;
  const task = { kind: 'process-commit', group, message: request.mls, privateOnly: true } as const;
  return { state: { kind: 'applying-resumption', request, choice }, effects: [{ kind: 'compute', task }] };
}

function caseOf({ epoch, mls, random }: Request, session: Session, context: Context): EditorCase | null {
  const { pending, lastApplied } = session;
  const current = session.group.epoch;
  if (epoch === current) return 'next';
  if (epoch === current + 1n) return pending !== null && pending.epoch === current ? 'second' : null;
  if (epoch !== current - 1n || lastApplied === null || lastApplied.epoch !== epoch) return null;
  if (!equal(lastApplied.hash, kdfHash(context, session.group.suite, mls))) return null;
  const fresh = session.acceptedRandoms.length < maxRandoms && !session.acceptedRandoms.some((seen) => equal(seen, random));
  return fresh ? 'equal' : null;
}

function authenticate(request: Request, choice: EditorCase, commit: ProcessedCommit | null, context: Context): Step {
  const session = sessionOf(context);
  if (commit?.identityChanged) refuseReflectionIn(commit.next);
  const question = ask('resumption', (commit?.next ?? session.group).peer, session.group.suite, peerFoundingRole(session), session);
  const previous = commit?.identityChanged ? session.peer : null;
  return {
    state: { kind: 'authenticating-resumption', request, choice, commit },
    effects: [{ kind: 'authenticate', question: { ...question, previous } }],
  };
}

/** One persist, then the confirmation as first protected record; a commit of ours that was kept leaves right behind it. */
function acceptResumption({ request, choice, commit }: StateOf<'authenticating-resumption'>, _event: unknown, context: Context): Step {
  const base = sessionOf(context);
  const { session, erased } = resumedSession(request, commit, base, context);
  const { suite, epoch } = session.group;
  const { send, receive, secrets } = context.editorKeys.resumed(suite, session.earlyBase, request.raw, 'responder');
  const effects: Effect[] = [
    { kind: 'close-siblings', which: 'live', failure: superseded },
    { kind: 'persist', session, keyPackageUsed: null },
    ...installs('responder', send, receive, epoch),
    { kind: 'send', name: 'epoch_key_update', message: frameShortEpochKeyUpdate(epoch), epoch },
    ...(session.pending === null ? [] : sendUpdate(session.pending, context)),
    ...erased.map((group) => ({ kind: 'erase-group', group, keep: session.group }) as const),
    ...(commit === null ? [] : [{ kind: 'erase-secret', secret: base.earlyBase } as const, epochFact(context, session, 'peer', 'resumption')]),
    ...identityFacts(base.group, session.group),
    ...(commit?.identityChanged ? [{ kind: 'notify', event: { kind: 'identity-changed', session } } as const] : []),
    { kind: 'notify', event: { kind: 'resumed', session, earlyData: 'none' } },
  ];
  const want = choice === 'equal' && session.pending === null;
  return continueWanted({ ...opened('responder', true), secrets, want }, session, effects, context);
}

/** "equal" keeps P; "next" forgets it (the founding initiator never applies it); "second" merged it. */
function resumedSession(
  request: Request,
  commit: ProcessedCommit | null,
  base: Session,
  context: Context,
): { readonly session: Session; readonly erased: readonly Group[] } {
  const generation = base.generation + 1n;
  if (commit === null)
    return { session: { ...base, acceptedRandoms: [...base.acceptedRandoms, request.random], standing: 'confirmed', generation }, erased: [] };
  const { group, earlyBase } = context.keys.skip(commit.next);
  const lastApplied = { hash: kdfHash(context, base.group.suite, request.mls), epoch: request.epoch };
  const peer = { credential: group.peer.credential, signatureKey: group.peer.signatureKey };
  const session: Session = {
    ...base,
    group,
    earlyBase,
    lastApplied,
    pending: null,
    peer,
    acceptedRandoms: [request.random],
    standing: 'confirmed',
    generation,
  };
  return { session, erased: [base.group, ...(base.pending === null ? [] : [base.pending.staged])] };
}

function installs(
  role: Role,
  send: Extract<Effect, { kind: 'install' }>['keys'],
  receive: Extract<Effect, { kind: 'install' }>['keys'],
  epoch: bigint,
): readonly Effect[] {
  return [
    { kind: 'install', direction: 'sent', keys: send, label: trafficLabel(role, 'sent'), epoch },
    { kind: 'install', direction: 'received', keys: receive, label: trafficLabel(role, 'received'), epoch },
  ];
}

import type { Bytes } from '../bytes.ts';
import { alertFor, EngineError, type Failure } from '../errors.ts';
import type { CommitForm, Group, ProcessedCommit } from '../mls/group.ts';
import type { RuleId } from '../rules.ts';
import { ask, peerFoundingRole, sessionOf } from './beginnings.ts';
import type { Context, Step } from './context.ts';
import type { Effect } from './effects.ts';
import { refuseReflectionIn } from './identity.ts';
import { commitHeader, isForGroup, kdfHash } from './keying.ts';
import { closeEverySibling } from './request.ts';
import { settleWish } from './rotation.ts';
import type { Pending, Session } from './session.ts';
import type { Open, StateKind } from './states.ts';
import { closeWith, otherwise, type Row, wrongAnswer } from './table.ts';
import type { TaskResult } from './tasks.ts';

/** U1: asks for a commit at the session's present epoch, after the effects that made it so; a wish for another identity goes with it. */
export function startUpdate(state: Open, before: readonly Effect[], context: Context): Step {
  const session = sessionOf(context);
  const { state: open, effects: settled } = settleWish(state, session.group);
  const task = { kind: 'create-commit', group: session.group, form: updateForm(session, context), signer: open.signer } as const;
  return { state: { kind: 'creating-update', open }, effects: [...before, ...settled, { kind: 'compute', task }] };
}

/** R-MLS: PrivateMessage, except in an unmarked session whose peer can do no other. */
function updateForm(session: Session, context: Context): CommitForm {
  return !session.group.marked && (session.peerSendsPublic || context.policy.publicUpdates) ? 'public' : 'private';
}

/** The own commit that came back from its task, as P; nothing of it is durable yet. */
export function pendingUpdate(result: TaskResult, context: Context): Pending {
  if (result.kind !== 'create-commit') throw wrongAnswer();
  const { message, epoch, next } = result.value;
  const session = sessionOf(context);
  const hash = kdfHash(context, session.group.suite, message);
  return { kind: 'update', message, hash, epoch, form: updateForm(session, context), staged: next, exposed: false };
}

/** A received update that is due: what its cleartext says decides first, then the MLS task. R-UPD. */
export function judgeUpdate(open: Open, message: Bytes, context: Context): Step {
  const { group } = sessionOf(context);
  const failure = headerFailure(group, message, context);
  if (failure !== null) return suspectAndClose(failure, context);
  const task = { kind: 'process-commit', group, message, privateOnly: false } as const;
  return { state: { kind: 'applying-update', open, message }, effects: [{ kind: 'compute', task }] };
}

/** What a profile does with a commit that everybody agreed to. */
export type Adopt = (state: Open, message: Bytes, commit: ProcessedCommit, context: Context) => Step;

/** The two rows between a received update and its adoption, the same in every profile. `onwards`: where adopting may lead besides open. */
export function commitRows(
  rules: readonly RuleId[],
  onwards: readonly StateKind[],
  adopt: Adopt,
): { readonly 'applying-update': Row<'applying-update'>; readonly 'authenticating-update': Row<'authenticating-update'> } {
  return {
    'applying-update': {
      ...otherwise,
      'computed': {
        rules: [...rules, 'R-AS', 'R-MLS'],
        to: ['open', 'authenticating-update', 'closed', ...onwards],
        run: ({ open, message }, { result }, context) => judgeIdentity(open, message, result, adopt, context),
      },
      'computation-failed': {
        rules: ['R-ALERT', 'R-MLS'],
        to: ['closed'],
        run: (_state, { failure }, context) => suspectAndClose(failure, context),
      },
    },
    'authenticating-update': {
      ...otherwise,
      accepted: {
        rules: [...rules, 'R-AS'],
        to: ['open', ...onwards],
        run: ({ open, message, commit }, _event, context) => adoptIdentity(open, message, commit, adopt, context),
      },
    },
  };
}

/** The processed commit: adopted at once, or after the authentication service agreed to the new identity. R-AS. */
function judgeIdentity(open: Open, message: Bytes, result: TaskResult, adopt: Adopt, context: Context): Step {
  if (result.kind !== 'process-commit') throw wrongAnswer();
  const commit = result.value;
  if (!commit.identityChanged) return adopt(open, message, commit, context);
  const session = sessionOf(context);
  refuseReflectionIn(commit.next);
  const question = { ...ask('update', commit.next.peer, session.group.suite, peerFoundingRole(session), session), previous: session.peer };
  return { state: { kind: 'authenticating-update', open, message, commit }, effects: [{ kind: 'authenticate', question }] };
}

/** Adoption after the authentication service agreed: the application hears of the new identity. */
function adoptIdentity(open: Open, message: Bytes, commit: ProcessedCommit, adopt: Adopt, context: Context): Step {
  const { state, effects } = adopt(open, message, commit, context);
  const persisted = effects.find((effect): effect is Extract<Effect, { kind: 'persist' }> => effect.kind === 'persist');
  if (persisted === undefined) throw new EngineError({ kind: 'internal', where: 'adopt without persist' });
  return { state, effects: [...effects, { kind: 'notify', event: { kind: 'identity-changed', session: persisted.session } }] };
}

/** The session after the peer's commit, but for the group and its keys. */
export function withPeerCommit(base: Session, message: Bytes, commit: ProcessedCommit, context: Context): Session {
  return {
    ...base,
    lastApplied: { hash: kdfHash(context, base.group.suite, message), epoch: base.group.epoch },
    pending: null,
    peerSendsPublic: base.peerSendsPublic || commit.form === 'public',
    peer: { credential: commit.next.peer.credential, signatureKey: commit.next.peer.signatureKey },
  };
}

/** R-UPD: wire format, content type, group and epoch decide before any key is used. Unparsable bytes throw. */
function headerFailure(group: Group, message: Uint8Array, context: Context): Failure | null {
  const header = commitHeader(context, message);
  if (header === null) return { kind: 'peer-misbehaved', code: 'HS_WRONG_WIREFORMAT' };
  if (header.contentType !== 'commit') return { kind: 'peer-misbehaved', code: 'HS_WRONG_CONTENT' };
  if (!isForGroup(header, group)) return { kind: 'peer-misbehaved', code: 'CM_WRONG_GROUP' };
  return header.epoch === group.epoch ? null : { kind: 'peer-misbehaved', code: 'CM_EPOCH' };
}

/**
 * "the persisted session survives except after decrypt_error/illegal_parameter on an in-band commit" (R-ALERT): what
 * stays is the fact. Its secrets go as soon as that is durable (R-DEL), and with them whoever else works on the session.
 */
export function suspectAndClose(failure: Failure, context: Context): Step {
  const alert = alertFor(failure);
  if (alert !== 'decrypt_error' && alert !== 'illegal_parameter') throw new EngineError(failure);
  const base = sessionOf(context);
  const session: Session = { ...base, standing: 'suspect', generation: base.generation + 1n };
  return closeWith(failure, { kind: 'persist', session, keyPackageUsed: null }, ...closeEverySibling, ...eraseSession(session));
}

function eraseSession({ group, pending, earlyBase }: Session): readonly Effect[] {
  return [
    { kind: 'erase-group', group, keep: null },
    ...(pending === null ? [] : [{ kind: 'erase-group', group: pending.staged, keep: null } as const]),
    { kind: 'erase-secret', secret: earlyBase },
  ];
}

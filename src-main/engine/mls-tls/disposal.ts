import type { TrafficKeys } from '../crypto/aead.ts';
import type { Group, Mls } from '../mls/group.ts';
import type { Erase } from '../secret.ts';
import type { Effect } from '../two-party/effects.ts';
import type { Event } from '../two-party/events.ts';
import type { Session } from '../two-party/session.ts';
import { openPhase, type State } from '../two-party/states.ts';
import type { Task, TaskResult } from '../two-party/tasks.ts';

/** Effects that were queued, and the host's among them, which bring no key into use. */
type Discarded = Effect | { readonly kind: 'host' };

/** What overwrites the secrets of work that is given up. */
export interface Eraser {
  readonly mls: Pick<Mls, 'erase' | 'eraseKeyPackage'>;
  readonly erase: Erase;
}

export function eraseKeys({ key, iv }: TrafficKeys, erase: Erase): void {
  key.erase();
  erase(iv);
}

/** Overwrites the secrets of a session that this process is done with: the store has it, or nobody. R-DEL. What is public stays readable. */
export function eraseSession(
  { group, pending, earlyBase }: Session,
  { mls, erase }: { readonly mls: Pick<Mls, 'erase'>; readonly erase: Erase },
): void {
  mls.erase(group, null);
  if (pending !== null) mls.erase(pending.staged, null);
  erase(earlyBase);
}

/**
 * Overwrites what only a connection in `state` knows; the session stays. R-DEL.
 *
 * @param task the last computation asked for: its group lives on, and what was made of it shares memory with it
 */
export function discardState(state: State, task: Task | null, { mls, erase }: Eraser): void {
  if ('keyPackage' in state && 'secret' in state.keyPackage) mls.eraseKeyPackage(state.keyPackage);
  if ('group' in state) mls.erase(state.group, null);
  // A commit of the peer that was not adopted.
  if ('commit' in state && state.commit !== null) mls.erase(state.commit.next, groupOf(task));
  // One that was, in a session that did not become durable; the first of the replaced groups is the present one.
  if (state.kind === 'creating-response') {
    // In case c the request was applied to our own merged commit, which stays pending: they share the keys of our leaf.
    const [present, merged] = state.erased;
    if (present !== undefined) {
      mls.erase(state.session.group, state.choice === 'c' && merged !== undefined ? merged : present);
      erase(state.session.earlyBase);
    }
  }
  const closing = openPhase(state)?.closing ?? null;
  if (closing !== null) {
    eraseKeys(closing.keys, erase);
    if (closing.secret !== null) erase(closing.secret);
  }
  const signer = openPhase(state)?.signer ?? null;
  if (signer !== null) erase(signer.privateKey);
  const secrets = openPhase(state)?.secrets ?? (state.kind === 'awaiting-epoch' ? state.secrets : null);
  if (secrets !== null) {
    erase(secrets.send);
    erase(secrets.receive);
  }
}

/** Overwrites the result of a computation that nobody waits for any more. */
export function discardResult(result: TaskResult, task: Task | null, { mls }: Eraser): void {
  switch (result.kind) {
    case 'verify-key-package':
      return;
    case 'create-group':
      return mls.erase(result.value.group, null);
    case 'join':
      return mls.erase(result.value, null);
    case 'create-commit':
    case 'process-commit':
      return mls.erase(result.value.next, groupOf(task));
    default:
      return result satisfies never;
  }
}

/** The same for answers the connection never took. */
export function discardAnswers(answers: readonly Event[], task: Task | null, eraser: Eraser): void {
  for (const answer of answers) if (answer.kind === 'computed') discardResult(answer.result, task, eraser);
}

/** Overwrites what effects that will not happen were about to bring into use. */
export function discardEffects(effects: readonly Discarded[], eraser: Eraser): void {
  for (const effect of effects) {
    if (effect.kind === 'install') eraseKeys(effect.keys, eraser.erase);
    else if (effect.kind === 'persist') eraseSession(effect.session, eraser);
  }
}

function groupOf(task: Task | null): Group | null {
  return task !== null && 'group' in task ? task.group : null;
}

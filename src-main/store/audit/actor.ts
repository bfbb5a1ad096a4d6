import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Who or what asked for an operation. The carrier that took a request says so; nothing a face sends can change it.
 * `program` is the core itself: what peers, timers and stored rules make it do.
 */
export interface AuditActor {
  readonly kind: 'window' | 'browser' | 'command line' | 'program';
  /** Tells apart the windows or browsers of one core; `null` where the carrier knows no such thing. */
  readonly client: string | null;
}

export const theProgram: AuditActor = { kind: 'program', client: null };

const context = new AsyncLocalStorage<AuditActor>();

/** Runs `work`, and whatever follows from it, in the name of an actor. docs/decisions: the actor of an entry. */
export function actAs<T>(actor: AuditActor, work: () => T): T {
  return context.run(actor, work);
}

/** In whose name this runs. */
export function currentActor(): AuditActor {
  return context.getStore() ?? theProgram;
}

import { type Failure, misbehaved } from '../errors.ts';
import type { Sibling } from '../two-party/context.ts';
import type { SiblingKind } from '../two-party/effects.ts';
import type { Session } from '../two-party/session.ts';
import { openPhase, type State } from '../two-party/states.ts';

/** What the registry needs of a connection. */
export interface Member {
  readonly state: State;
  /** R-RES (i). */
  readonly proven: boolean;
  /** Whether work of this connection rests on the session's present value, or a new value of it is not durable yet. */
  readonly holdsSession: boolean;
  /** Ends it because another connection of the session took over; none of its remaining input is processed. */
  supersede(failure: Failure): void;
  /** The session is free again. */
  wake(): void;
}

interface Entry {
  session: Session;
  readonly members: Set<Member>;
}

/** The sessions this process uses, each with its connections: one durable value, one writer at a time. */
export class SessionRegistry {
  readonly #entries = new Map<string, Entry>();
  readonly #erase: (session: Session) => void;

  /** @param erase overwrites a value that nobody uses any more */
  constructor(erase: (session: Session) => void) {
    this.#erase = erase;
  }

  session(id: string): Session | null {
    return this.#entries.get(id)?.session ?? null;
  }

  /** @param session as stored, and ours from here on: what this process holds already wins, and the stored value is overwritten */
  join(session: Session, member: Member): void {
    const entry = this.#entries.get(session.id) ?? { session, members: new Set() };
    if (!sharesMemory(entry.session, session)) this.#erase(session);
    entry.members.add(member);
    this.#entries.set(session.id, entry);
  }

  /** A session that begins here. @throws {EngineError} WE_GROUP_ID_TAKEN when some connection uses one of this id */
  found(session: Session, member: Member): void {
    if (this.#entries.has(session.id)) throw misbehaved('WE_GROUP_ID_TAKEN');
    this.join(session, member);
  }

  /** Overwrites a value that was read from the store and is not needed; one that connections use stays. */
  dispose(session: Session): void {
    const held = this.session(session.id);
    if (held === null || !sharesMemory(held, session)) this.#erase(session);
  }

  /** The last one out overwrites the value: the store has it. R-DEL. */
  leave(id: string, member: Member): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || !entry.members.delete(member)) return;
    if (entry.members.size > 0) {
      for (const other of entry.members) other.wake();
      return;
    }
    this.#entries.delete(id);
    this.#erase(entry.session);
  }

  /** The session is durable as `session`. */
  update(session: Session): void {
    const entry = this.#entries.get(session.id);
    if (entry !== undefined) entry.session = session;
  }

  /**
   * A step that was taken was not made durable, so secrets it consumed are gone from memory while the store still has them:
   * nobody may go on from the value in memory.
   */
  invalidate(id: string, failure: Failure, except: Member): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    for (const member of entry.members) if (member !== except) member.supersede(failure);
    this.#erase(entry.session);
  }

  /** Whether another connection is at work on the session. */
  isHeldByOther(id: string, member: Member): boolean {
    const entry = this.#entries.get(id);
    return entry !== undefined && [...entry.members].some((other) => other !== member && other.holdsSession);
  }

  release(id: string, member: Member): void {
    for (const other of this.#entries.get(id)?.members ?? []) if (other !== member) other.wake();
  }

  siblings(id: string, member: Member): readonly Sibling[] {
    return [...(this.#entries.get(id)?.members ?? [])].filter((other) => other !== member);
  }

  close(id: string, which: SiblingKind, failure: Failure, except: Member): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    // In the order in which they joined.
    const members = [...entry.members].filter((member) => member !== except && isOf(which, member.state));
    for (const member of isOne(which) ? members.slice(0, 1) : members) member.supersede(failure);
  }
}

/** Values of one process grow out of each other; one that the store decoded has memory of its own. */
function sharesMemory(a: Session, b: Session): boolean {
  return a === b || a.group.state === b.group.state || a.earlyBase.buffer === b.earlyBase.buffer;
}

function isOne(which: SiblingKind): boolean {
  return which === 'oldest-attempt' || which === 'oldest-answer';
}

function isOf(which: SiblingKind, state: State): boolean {
  switch (which) {
    case 'live':
      return openPhase(state) !== null || state.kind === 'awaiting-status';
    case 'attempts':
    case 'oldest-attempt':
      return state.kind === 'awaiting-confirmation';
    case 'waiting':
      return state.kind === 'request-sent';
    case 'oldest-answer':
      return state.kind === 'request-sent' && state.isAnswer;
    default:
      return which satisfies never;
  }
}

import type { Failure } from '../errors.ts';
import { WriteQueue } from '../record/write-queue.ts';
import type { Context } from '../two-party/context.ts';
import type { Effect } from '../two-party/effects.ts';
import type { Event } from '../two-party/events.ts';
import type { Policy } from '../two-party/policy.ts';
import type { ProfileName, Role } from '../two-party/roles.ts';
import type { Session } from '../two-party/session.ts';
import { busyStates, openPhase, sessionHoldingStates, type State } from '../two-party/states.ts';
import type { Task } from '../two-party/tasks.ts';
import type { Connection, ConnectionStatus } from './connection-api.ts';
import type { Behaviour, Setup } from './connection-setup.ts';
import type { Eraser } from './disposal.ts';
import { EffectPerformer } from './effect-performer.ts';
import { HostDialogue } from './host-dialogue.ts';
import type { HostEffect, Now } from './host-effects.ts';
import { Inbound, type Input } from './inbound.ts';
import { KeyLimits } from './key-limits.ts';
import { RecordLayer } from './record-layer.ts';
import type { Member } from './session-registry.ts';
import { Timers } from './timers.ts';

export type Queued = Effect | { readonly kind: 'host'; readonly effect: HostEffect };

/** What one connection is at this moment, and what follows from it. Nothing happens here. */
export abstract class ConnectionCore implements Member {
  /** What the host holds of it. */
  readonly owner: Connection;
  readonly id: number;
  readonly setup: Setup;
  readonly records: RecordLayer;
  readonly writes = new WriteQueue();
  readonly dialogue = new HostDialogue();
  readonly performer: EffectPerformer;
  readonly inbound: Inbound;
  readonly timers: Timers;
  readonly limits: KeyLimits;
  /** Parts of it change while the connection lives. */
  policy: Policy;
  /** Effects of the last step, in order. Nothing else happens before they are done. */
  queue: Queued[] = [];
  calls: Event[] = [];
  /** Came in the first protected record, and waits until the peer's presence is durable. */
  held: Input | null = null;
  /** The last computation asked for. */
  task: Task | null = null;
  state: State;
  sessionId: string | null = null;
  awaitedPersist: Session | null = null;
  finArrived = false;
  heardEpoch: bigint | null = null;
  /** It held the session since the last release: others may wait for it. */
  holding = false;
  blocked = false;
  /** The last `receive` lent us bytes that are not copied. */
  borrowed = false;
  paused = false;
  finished = false;
  role: Role;

  constructor(setup: Setup, owner: Connection) {
    this.owner = owner;
    const { shared, policy, trace } = setup;
    this.id = shared.nextId();
    this.setup = setup;
    this.policy = policy;
    this.state = setup.state;
    this.timers = new Timers(trace);
    this.limits = new KeyLimits(policy);
    this.role = setup.state.kind === 'idle' ? 'responder' : 'initiator';
    const { output, crypto } = shared.options;
    const { padTo, maxHandshakeMessage } = policy;
    this.records = new RecordLayer({
      output,
      scratch: shared.scratch,
      erase: crypto.erase,
      trace,
      limits: this.limits,
      padTo,
      maxHandshakeMessage,
    });
    this.inbound = new Inbound({ records: this.records, timers: this.timers, trace, fragmentTimeout: policy.fragmentTimeout });
    this.performer = new EffectPerformer({
      records: this.records,
      timers: this.timers,
      writes: this.writes,
      trace,
      limits: this.limits,
      mls: shared.options.mls,
      hardRecordLimit: () => this.policy.hardRecordLimit,
      session: () => this.session,
      erase: crypto.erase,
      found: (session) => this.found(session),
      closeSiblings: (which, failure) => this.sessionId !== null && shared.registry.close(this.sessionId, which, failure, this),
    });
  }

  /** R-RES (i). */
  get proven(): boolean {
    const session = this.session;
    return openPhase(this.state)?.proven === true || (session !== null && this.heardEpoch === session.group.epoch);
  }

  get holdsSession(): boolean {
    return sessionHoldingStates.has(this.state.kind) || this.awaitedPersist !== null || this.queue.some((effect) => effect.kind === 'persist');
  }

  get status(): ConnectionStatus {
    const state = this.state;
    const open = openPhase(state);
    const session = this.session;
    const outstanding = session?.pending?.kind === 'update' || (session !== null && session.stored !== null);
    return {
      state: state.kind,
      role: this.role,
      sessionId: this.sessionId,
      writable: this.writable,
      holdsBack: open?.confirmed === true && !open.closeSent && this.holdsBack,
      open: open?.confirmed === true,
      wantsInput: this.reads,
      queuedBytes: this.writes.length,
      sendEpoch: this.records.sendEpoch,
      receiveEpoch: this.records.receiveEpoch,
      updating: open !== null && (open.want || outstanding || state.kind === 'creating-update'),
      failure: state.kind === 'closed' ? state.cause : null,
    };
  }

  get session(): Session | null {
    return this.sessionId === null ? null : this.setup.shared.registry.session(this.sessionId);
  }

  get writable(): boolean {
    const open = openPhase(this.state);
    return open?.confirmed === true && !open.closeSent && !this.holdsBack;
  }

  /** Whether it takes what the peer sends. */
  get reads(): boolean {
    return this.state.kind !== 'closed' && !busyStates.has(this.state.kind) && !this.blocked;
  }

  get eraser(): Eraser {
    const { mls, crypto } = this.setup.shared.options;
    return { mls, erase: crypto.erase };
  }

  /** Another connection of the session is at work: whoever comes second waits. */
  isBlocked(): boolean {
    this.blocked = this.sessionId !== null && this.setup.shared.registry.isHeldByOther(this.sessionId, this);
    return this.blocked;
  }

  /** The profile: the session's, or the one the handshake names; before either all profiles do the same. */
  get profile(): ProfileName {
    const state = this.state;
    if (this.session !== null) return this.session.profile;
    if ('hello' in state) return state.hello.profile;
    return 'profile' in state ? state.profile : 'draft-00';
  }

  get behaviour(): Behaviour {
    return this.setup.shared.profiles[this.profile];
  }

  /** R-LIMIT: 0-25 % on the responder's side, so that both do not update at once. */
  jitter(): number {
    const [high = 0, low = 0] = this.setup.shared.options.randomness.bytes(2);
    return 1 + (high * 256 + low) / 65535 / 4;
  }

  /** Between an own update and its answer neither data nor an alert may leave. R-LIT. */
  get holdsBack(): boolean {
    const open = openPhase(this.state);
    return open !== null && this.behaviour.holdsData && this.session !== null && this.session.pending !== null;
  }

  context(now: Now): Context {
    const { shared, signer, isReplayed } = this.setup;
    const { crypto, randomness, mls } = shared.options;
    const siblings = this.sessionId === null ? [] : shared.registry.siblings(this.sessionId, this);
    return {
      now,
      policy: this.policy,
      crypto,
      randomness,
      mls,
      keys: this.behaviour.keys,
      editorKeys: shared.editorKeys,
      session: this.session,
      siblings,
      signer,
      isReplayed,
    };
  }

  join(session: Session): void {
    this.sessionId = session.id;
    this.setup.shared.registry.join(session, this);
  }

  found(session: Session): void {
    this.setup.shared.registry.found(session, this);
    this.sessionId = session.id;
  }

  abstract supersede(failure: Failure): void;

  abstract wake(): void;
}

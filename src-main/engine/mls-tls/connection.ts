import { type AlertDescription, alertDescriptions } from '../alert.ts';
import type { Bytes } from '../bytes.ts';
import { alertFor, EngineError, type Failure, misbehaved, misuse, type TimerName } from '../errors.ts';
import type { Group, Signer } from '../mls/group.ts';
import { hardRecordLimit } from '../record/half-connection.ts';
import { WriteQueue } from '../record/write-queue.ts';
import { suiteOf } from '../two-party/keying.ts';
import type { Context, KeySchedule } from '../two-party/context.ts';
import type { Effect } from '../two-party/effects.ts';
import { type Event, type EventOf, eventOf } from '../two-party/events.ts';
import { readHandshake } from '../two-party/messages.ts';
import type { Policy } from '../two-party/policy.ts';
import type { Role } from '../two-party/roles.ts';
import type { Session } from '../two-party/session.ts';
import { busyStates, openPhase, sessionHoldingStates, type State } from '../two-party/states.ts';
import { rulesOf, step, type Table } from '../two-party/table.ts';
import type { TaskResult } from '../two-party/tasks.ts';
import type { Connection, ConnectionStatus, EndpointOptions } from './connection-api.ts';
import type { HostEffect, Now, Verdict } from './host-effects.ts';
import { type Incoming, RecordLayer } from './record-layer.ts';
import type { Member, SessionRegistry } from './session-registry.ts';
import { Timers } from './timers.ts';
import type { TraceSink } from './trace.ts';

/** What an endpoint gives every connection. */
export interface Shared {
  readonly options: EndpointOptions;
  readonly registry: SessionRegistry;
  readonly keys: KeySchedule;
  readonly scratch: Bytes;
  /** Lists the connection for `takeReady`. */
  ready(connection: Connection): void;
  nextId(): number;
}

export interface Setup {
  readonly shared: Shared;
  readonly table: Table;
  readonly state: State;
  readonly policy: Policy;
  readonly trace: TraceSink;
  readonly session: Session | null;
  readonly signer: (suite: number) => Signer | null;
  readonly isReplayed: (reference: Bytes) => boolean;
}

/** Alerts in a row that are not fatal, R-ALERT. */
const maxWarnings = 4;
/** A record whose end does not come. Milliseconds. */
const recordStall = 30_000;
/** Timers that end a connection in whatever it is doing; the others wait until a computation is done. */
const urgentTimers: ReadonlySet<TimerName> = new Set<TimerName>(['hello', 'resume', 'authentication', 'fragment', 'record-stall']);

type Queued = Effect | { readonly kind: 'incoming'; readonly incoming: Incoming } | { readonly kind: 'host'; readonly effect: HostEffect };

/** One transport's connection: turns bytes and calls into events, and effects into records and host effects. */
export class MlsTlsConnection implements Connection, Member {
  readonly id: number;
  readonly #setup: Setup;
  readonly #records: RecordLayer;
  readonly #writes = new WriteQueue();
  readonly #timers = new Timers();
  /** Effects of the last step, in order. Nothing else happens before they are done. */
  #queue: Queued[] = [];
  #answers: Event[] = [];
  #calls: Event[] = [];
  #state: State;
  #sessionId: string | null = null;
  #awaitedPersist: Session | null = null;
  /** The id of the question the host is working on. */
  #question = 0;
  #finArrived = false;
  #heardEpoch: bigint | null = null;
  #warnings = 0;
  #held = false;
  #blocked = false;
  /** The last `receive` lent us bytes that are not copied. */
  #borrowed = false;
  #finished = false;
  #role: Role;

  constructor(setup: Setup) {
    const { shared, policy, trace } = setup;
    this.id = shared.nextId();
    this.#setup = setup;
    this.#state = setup.state;
    this.#role = setup.state.kind === 'idle' ? 'responder' : 'initiator';
    const { output, crypto } = shared.options;
    const { padTo, maxHandshakeMessage } = policy;
    this.#records = new RecordLayer({ output, scratch: shared.scratch, erase: crypto.erase, trace, padTo, maxHandshakeMessage });
    if (setup.session !== null) this.#join(setup.session);
  }

  get state(): State {
    return this.#state;
  }

  get proven(): boolean {
    const session = this.#session;
    return openPhase(this.#state)?.proven === true || (session !== null && this.#heardEpoch === session.group.epoch);
  }

  get holdsSession(): boolean {
    return sessionHoldingStates.has(this.#state.kind) || this.#awaitedPersist !== null || this.#queue.some((effect) => effect.kind === 'persist');
  }

  get status(): ConnectionStatus {
    const state = this.#state;
    const open = openPhase(state);
    const pending = this.#session?.pending ?? null;
    return {
      state: state.kind,
      role: this.#role,
      sessionId: this.#sessionId,
      writable: this.#writable,
      open: open?.confirmed === true,
      wantsInput: state.kind !== 'closed' && !busyStates.has(state.kind) && !this.#blocked,
      queuedBytes: this.#writes.length,
      sendEpoch: this.#records.sendEpoch,
      receiveEpoch: this.#records.receiveEpoch,
      updating: open !== null && (open.want || pending?.kind === 'update' || state.kind === 'creating-update'),
      failure: state.kind === 'closed' ? state.cause : null,
    };
  }

  get deadline(): number | null {
    return this.#timers.next;
  }

  receive(bytes: Bytes, now: Now): void {
    if (this.#state.kind === 'closed') return;
    this.#records.push(bytes);
    this.#borrowed = true;
    void now;
  }

  transportEnded(how: 'fin' | 'reset', now: Now): void {
    if (this.#state.kind === 'closed') return;
    if (how === 'fin') this.#finArrived = true;
    else this.#end({ kind: 'truncated' }, 'now');
    void now;
  }

  write(data: Bytes): void {
    const open = openPhase(this.#state);
    if (this.#state.kind === 'closed' || open?.closeSent === true || this.#calls.some((event) => event.kind === 'close-requested')) throw misuse('API_CLOSED');
    this.#writes.push(data);
  }

  update(): void {
    const open = openPhase(this.#state);
    if (open === null) throw misuse(this.#state.kind === 'closed' ? 'API_CLOSED' : 'API_NOT_OPEN');
    if (open.closeSent || open.closeReceived) throw misuse('API_CLOSED');
    this.#calls.push({ kind: 'update-requested', from: 'us' });
  }

  close(): void {
    if (this.#state.kind !== 'closed') this.#calls.push({ kind: 'close-requested', from: 'us' });
  }

  cut(): void {
    if (this.#state.kind !== 'closed') this.#end({ kind: 'ended', reason: 'cut' }, 'now');
  }

  abort(now: Now): void {
    if (this.#state.kind === 'closed') return;
    this.#writes.clear();
    this.#calls = [];
    if (busyStates.has(this.#state.kind) || this.#queue.length > 0) this.#fail({ kind: 'ended', reason: 'aborted' });
    else this.#step({ kind: 'abort-requested', from: 'us' }, now);
  }

  /** Begins a connection of ours: client_hello or resumption_request. */
  start(): void {
    this.#calls.push({ kind: 'start', from: 'us' });
  }

  /** Starts a timer from outside a transition: an accepted transport must speak soon. */
  startTimer(timer: TimerName, after: number, now: Now): void {
    this.#setTimer(timer, after, now);
  }

  tick(now: Now): void {
    for (const timer of this.#timers.takeDue(now.monotonic)) {
      if (this.#state.kind === 'closed') return;
      this.#setup.trace.fact({ kind: 'timer', timer, action: 'expired' });
      if (timer === 'record-stall') this.#fail({ kind: 'timeout', timer, beforeOpen: openPhase(this.#state) === null, silent: true });
      else if (urgentTimers.has(timer)) this.#step({ kind: 'timer-expired', from: 'host', timer }, now);
      else this.#calls.push({ kind: 'timer-expired', from: 'host', timer });
    }
  }

  poll(now: Now): HostEffect | null {
    for (;;) {
      if (this.#awaitedPersist !== null) return this.#idle();
      if (this.#queue.length > 0) {
        const effect = this.#advance(now);
        if (effect !== null) return effect;
        continue;
      }
      this.#announceRelease();
      if (this.#state.kind === 'closed' || !this.#takeInput(now)) {
        if (this.#writable && this.#writes.length > 0) this.#sealData();
        if (this.#queue.length > 0) continue;
        return this.#idle();
      }
    }
  }

  persisted(): void {
    const session = this.#awaitedPersist;
    if (session === null) return;
    this.#awaitedPersist = null;
    this.#setup.shared.registry.update(session);
    const pending = session.pending?.kind ?? 'none';
    this.#setup.trace.fact({ kind: 'persisted', epoch: session.group.epoch, pending, standing: session.standing });
  }

  persistFailed(): void {
    this.#fail({ kind: 'storage' });
  }

  computed(id: number, outcome: { readonly ok: true; readonly result: TaskResult } | { readonly ok: false; readonly error: unknown }): void {
    if (id !== this.#question || this.#state.kind === 'closed') return;
    this.#question = 0;
    if (outcome.ok) this.#answers.push({ kind: 'computed', from: 'host', result: outcome.result });
    else this.#answers.push({ kind: 'computation-failed', from: 'host', failure: failureOf(outcome.error) });
  }

  decided(id: number, verdict: Verdict | 'exception'): void {
    if (id !== this.#question || this.#state.kind === 'closed') return;
    this.#question = 0;
    this.#clearTimer('authentication');
    this.#setup.trace.fact({
      kind: 'credential-checked',
      purpose: this.#state.kind,
      outcome: verdict === 'exception' ? 'unavailable' : verdict.ok ? 'accepted' : 'refused',
      code: verdict !== 'exception' && !verdict.ok ? (verdict.code ?? 'bad_certificate') : null,
    });
    this.#answers.push(answerOf(verdict));
  }

  located(id: number, session: Session | null): void {
    if (id !== this.#question || this.#state.kind === 'closed') return;
    this.#question = 0;
    if (session !== null) this.#join(session);
    this.#answers.push({ kind: 'located', from: 'host', session: this.#session });
  }

  supersede(failure: Failure): void {
    if (this.#state.kind === 'closed') return;
    this.#end(failure, 'flush');
    this.#setup.shared.ready(this);
  }

  wake(): void {
    if (!this.#blocked) return;
    this.#blocked = false;
    this.#setup.shared.ready(this);
  }

  // -- input ------------------------------------------------------------------------------------------------------

  get #session(): Session | null {
    return this.#sessionId === null ? null : this.#setup.shared.registry.session(this.#sessionId);
  }

  get #writable(): boolean {
    const open = openPhase(this.#state);
    return open !== null && open.confirmed && !open.closeSent;
  }

  /** Another connection of the session is at work: whoever comes second waits. */
  #isBlocked(): boolean {
    this.#blocked = this.#sessionId !== null && this.#setup.shared.registry.isHeldByOther(this.#sessionId, this);
    return this.#blocked;
  }

  /** One input, in order: the host's answers, what the peer sent, our own calls. @returns whether there was one */
  #takeInput(now: Now): boolean {
    if (this.#isBlocked()) return false;
    const answer = this.#answers.shift();
    if (answer !== undefined) {
      this.#step(answer, now);
      return true;
    }
    if (busyStates.has(this.#state.kind)) return false;
    return this.#takeRecord(now) || this.#takeEnd() || this.#takeCall(now);
  }

  #takeRecord(now: Now): boolean {
    try {
      const message = this.#records.nextMessage();
      if (message !== null) {
        const decoded = readHandshake(message.message);
        this.#traceMessage('received', message.message, message.type);
        this.#step(eventOf(decoded), now);
        return true;
      }
      const before = this.#records.heard;
      const incoming = this.#records.next(this.#state.kind === 'request-sent');
      this.#watchInput(incoming, now);
      if (incoming === null) return false;
      if (this.#records.heard) this.#heardEpoch = this.#records.receiveEpoch;
      if (!before && this.#records.heard) this.#hearPeer(incoming, now);
      else this.#handle(incoming, now);
      return true;
    } catch (error) {
      this.#fail(failureOf(error));
      return true;
    }
  }

  /** The first protected record makes the peer present; its content waits until that is durable. R-HS step 4. */
  #hearPeer(incoming: Incoming, now: Now): void {
    const kept: Incoming = incoming.kind === 'data' ? { kind: 'data', content: incoming.content.slice() } : incoming;
    this.#step({ kind: 'peer-heard', from: 'peer' }, now);
    this.#queue.push({ kind: 'incoming', incoming: kept });
  }

  #handle(incoming: Incoming, now: Now): void {
    switch (incoming.kind) {
      case 'handshake':
      case 'skipped':
        return;
      case 'alert':
        return this.#receiveAlert(incoming.value, incoming.authenticated, now);
      case 'data':
        return this.#receiveData(incoming.content, now);
      default:
        return incoming satisfies never;
    }
  }

  #receiveData(content: Bytes, now: Now): void {
    if (content.length > 0) this.#warnings = 0;
    const open = openPhase(this.#state);
    if (open === null) return this.#step({ kind: 'application-data', from: 'peer', length: content.length }, now);
    // "Any data received after a closure alert has been received MUST be ignored" RFC 8446 §6.1
    if (open.closeReceived || content.length === 0) return;
    this.#queue.push({ kind: 'host', effect: { kind: 'deliver', data: content, early: false } });
  }

  #receiveAlert(value: number, authenticated: boolean, now: Now): void {
    this.#setup.trace.fact({ kind: 'alert', direction: 'received', value, key: this.#records.receiveUse, authenticated });
    if (value === alertDescriptions.close_notify) return this.#step({ kind: 'close-notify', from: 'peer' }, now);
    if (value === alertDescriptions.user_canceled && openPhase(this.#state)?.confirmed === true && authenticated) {
      this.#warnings += 1;
      if (this.#warnings > maxWarnings) throw misbehaved('ALERT_FLOOD');
      return;
    }
    this.#fail({ kind: 'alert-received', alert: value, authenticated });
  }

  #takeEnd(): boolean {
    if (!this.#finArrived) return false;
    this.#finArrived = false;
    if (openPhase(this.#state)?.closeReceived === true) return false;
    this.#end({ kind: 'truncated' }, 'now');
    return true;
  }

  #takeCall(now: Now): boolean {
    const call = this.#calls[0];
    if (call === undefined) return false;
    // close_notify comes after what was written before it.
    if (call.kind === 'close-requested' && this.#writable && this.#writes.length > 0) return false;
    this.#calls.shift();
    this.#step(call, now);
    return true;
  }

  /** Timers of unfinished input. R-TIME. */
  #watchInput(incoming: Incoming | null, now: Now): void {
    if (incoming !== null || !this.#records.recordInProgress) this.#timers.clear('record-stall');
    else if (!this.#timers.has('record-stall')) this.#timers.set('record-stall', now.monotonic + recordStall);
    if (!this.#records.messageInProgress) this.#clearTimer('fragment');
    else if (incoming?.kind === 'handshake') this.#setTimer('fragment', this.#setup.policy.fragmentTimeout, now);
  }

  // -- transitions ------------------------------------------------------------------------------------------------

  #step(event: Event, now: Now): void {
    const before = this.#state;
    try {
      const { state, effects } = step(this.#setup.table, before, event, this.#context(now));
      this.#state = state;
      this.#role = roleIn(state, this.#role);
      this.#queue.push(...effects);
      this.#traceStep(before, event);
    } catch (error) {
      this.#fail(failureOf(error));
    }
  }

  #context(now: Now): Context {
    const { shared, policy, signer, isReplayed } = this.#setup;
    const { crypto, randomness, mls } = shared.options;
    const siblings = this.#sessionId === null ? [] : shared.registry.siblings(this.#sessionId, this);
    return { now, policy, crypto, randomness, mls, keys: shared.keys, session: this.#session, siblings, signer, isReplayed };
  }

  #join(session: Session): void {
    this.#sessionId = session.id;
    this.#setup.shared.registry.join(session, this);
  }

  // -- effects ----------------------------------------------------------------------------------------------------

  /** Executes the first queued effect. @returns what the host must do for it, or `null` when it is done */
  #advance(now: Now): HostEffect | null {
    const effect = this.#queue[0] as Queued;
    if (isForHost(effect)) {
      // Sealed bytes leave before anything else reaches the host, which may seal on other connections meanwhile.
      const bytes = this.#flush();
      if (bytes !== null) return bytes;
    }
    this.#queue.shift();
    try {
      return this.#execute(effect, now);
    } catch (error) {
      this.#fail(failureOf(error));
      return null;
    }
  }

  #execute(effect: Queued, now: Now): HostEffect | null {
    switch (effect.kind) {
      case 'host':
        return effect.effect;
      case 'incoming':
        this.#handle(effect.incoming, now);
        return null;
      case 'persist':
        this.#awaitedPersist = effect.session;
        return { kind: 'persist', session: effect.session, keyPackageUsed: effect.keyPackageUsed };
      case 'compute':
        this.#question = this.#setup.shared.nextId();
        return { kind: 'compute', id: this.#question, task: effect.task };
      case 'authenticate':
        this.#question = this.#setup.shared.nextId();
        this.#setTimer('authentication', this.#setup.policy.authenticationTimeout, now);
        return { kind: 'authenticate', id: this.#question, question: effect.question };
      case 'locate-session':
        this.#question = this.#setup.shared.nextId();
        return { kind: 'locate-session', id: this.#question, sessionId: effect.sessionId };
      case 'forget':
      case 'notify':
        return effect;
      case 'close':
        this.#fail(effect.failure);
        return null;
      default:
        this.#perform(effect, now);
        return null;
    }
  }

  /** Effects that stay inside the engine. */
  #perform(effect: Exclude<Effect, { kind: 'persist' | 'compute' | 'authenticate' | 'locate-session' | 'forget' | 'notify' | 'close' }>, now: Now): void {
    switch (effect.kind) {
      case 'send':
        this.#traceMessage('sent', effect.message, effect.message[0] ?? 0);
        return this.#records.sealHandshake(effect.message);
      case 'send-confirmation':
        return this.#writes.length === 0 ? this.#records.sealEmptyData() : undefined;
      case 'send-close-notify':
        return this.#sendAlert('close_notify');
      case 'install':
        return this.#install(effect);
      case 'uninstall-send':
        return this.#records.uninstallSend();
      case 'set-timer':
        return this.#setTimer(effect.timer, effect.after, now);
      case 'clear-timer':
        return this.#clearTimer(effect.timer);
      case 'join-session':
        return this.#join(effect.session);
      case 'close-siblings':
        return this.#sessionId === null ? undefined : this.#setup.shared.registry.close(this.#sessionId, effect.which, effect.failure, this);
      case 'erase-group':
        return this.#setup.shared.options.mls.erase(effect.group, effect.keep);
      case 'erase-key-package':
        return this.#setup.shared.options.mls.eraseKeyPackage(effect.keyPackage);
      case 'erase-keys':
        return effect.keys.key.erase();
      case 'trace':
        return this.#setup.trace.fact(effect.fact);
      default:
        return effect satisfies never;
    }
  }

  #install({ direction, keys, label, epoch }: Extract<Effect, { kind: 'install' }>): void {
    const use = label === 'c e traffic' ? 'early' : 'epoch';
    if (direction === 'sent') this.#records.installSend(keys, use, epoch, this.#recordLimit());
    else this.#records.installReceive(keys, use, epoch);
    this.#setup.trace.fact({ kind: 'key-installed', direction, label, epoch });
  }

  #recordLimit(): bigint {
    const suite = this.#session?.group.suite;
    const specified = suite === undefined ? this.#setup.policy.hardRecordLimit : hardRecordLimit[suiteOf(suite).aead];
    return specified < this.#setup.policy.hardRecordLimit ? specified : this.#setup.policy.hardRecordLimit;
  }

  #sendAlert(description: AlertDescription): void {
    this.#setup.trace.fact({ kind: 'alert', direction: 'sent', value: alertDescriptions[description], key: this.#records.sendUse, authenticated: this.#records.sendUse !== 'plaintext' });
    this.#records.sealAlert(description);
  }

  #sealData(): void {
    try {
      const sealed = this.#records.sealData(this.#writes);
      // "at the limit close": data waits for new keys, but without an update on its way there will be none. R-LIMIT.
      if (sealed === 0 && !this.#records.dataAllowed && !this.status.updating) this.#fail({ kind: 'ended', reason: 'key-limit' });
    } catch (error) {
      this.#fail(failureOf(error));
    }
  }

  /** Nothing more to do until the next input: bytes the caller lent must be ours by then. */
  #idle(): HostEffect | null {
    if (this.#borrowed && this.#records.buffered > 0) this.#records.retain();
    const bytes = this.#flush();
    if (bytes === null) this.#borrowed = false;
    return bytes;
  }

  #flush(): HostEffect | null {
    const { output } = this.#setup.shared.options;
    return output.length === 0 ? null : { kind: 'transmit', bytes: output.take() };
  }

  // -- end --------------------------------------------------------------------------------------------------------

  /** Ends with an alert, if the failure has one; what was queued and depends on a step that failed never happens. */
  #fail(failure: Failure): void {
    if (this.#finished) return;
    this.#dropQueue();
    const alert = alertFor(failure);
    this.#setup.trace.fact({ kind: 'failure', failure, alert });
    if (alert !== null) {
      try {
        this.#sendAlert(alert);
      } catch {
        // No key can protect the alert any more (R-LIMIT): the transport just ends.
      }
    }
    this.#finish(failure, 'flush');
  }

  /** Ends without a word. */
  #end(failure: Failure, how: 'flush' | 'now'): void {
    if (this.#finished) return;
    this.#dropQueue();
    this.#setup.trace.fact({ kind: 'failure', failure, alert: null });
    this.#finish(failure, how);
  }

  #dropQueue(): void {
    const interrupted = this.#awaitedPersist !== null || this.#queue.some((effect) => effect.kind === 'persist');
    this.#awaitedPersist = null;
    this.#queue = [];
    const id = this.#sessionId;
    if (interrupted && id !== null) this.#setup.shared.registry.invalidate(id, { kind: 'ended', reason: 'superseded' }, this);
  }

  #finish(failure: Failure, how: 'flush' | 'now'): void {
    const last = this.#session;
    this.#finished = true;
    this.#discard(this.#state);
    this.#state = { kind: 'closed', cause: failure };
    this.#timers.clearAll();
    this.#answers = [];
    this.#calls = [];
    this.#writes.clear();
    this.#records.erase();
    if (this.#sessionId !== null) this.#setup.shared.registry.leave(this.#sessionId, this);
    this.#queue = [
      { kind: 'host', effect: { kind: 'close-transport', how } },
      { kind: 'host', effect: { kind: 'notify', event: { kind: 'closed', failure, session: last } } },
    ];
  }

  /** Overwrites what only this connection knows. R-DEL. */
  #discard(state: State): void {
    const { mls } = this.#setup.shared.options;
    if ('keyPackage' in state && 'secret' in state.keyPackage) mls.eraseKeyPackage(state.keyPackage);
    const group: Group | null = 'group' in state ? state.group : null;
    if (group !== null) mls.erase(group, null);
    const closing = openPhase(state)?.closing ?? null;
    if (closing !== null) closing.keys.key.erase();
  }

  #announceRelease(): void {
    const holds = this.holdsSession;
    if (this.#held && !holds && this.#sessionId !== null) this.#setup.shared.registry.release(this.#sessionId, this);
    this.#held = holds;
  }

  // -- timers and trace -------------------------------------------------------------------------------------------

  #setTimer(timer: TimerName, after: number, now: Now): void {
    if (!this.#timers.has(timer)) this.#setup.trace.fact({ kind: 'timer', timer, action: 'set' });
    this.#timers.set(timer, now.monotonic + after);
  }

  #clearTimer(timer: TimerName): void {
    if (this.#timers.clear(timer)) this.#setup.trace.fact({ kind: 'timer', timer, action: 'cleared' });
  }

  #traceMessage(direction: 'sent' | 'received', message: Bytes, type: number): void {
    const key = direction === 'sent' ? this.#records.sendUse : this.#records.receiveUse;
    const epoch = direction === 'sent' ? this.#records.sendEpoch : this.#records.receiveEpoch;
    this.#setup.trace.fact({ kind: 'handshake-message', direction, type, message, key, epoch });
  }

  #traceStep(before: State, event: Event): void {
    const rules = rulesOf(this.#setup.table, before.kind, event.kind);
    this.#setup.trace.fact({ kind: 'transition', from: before.kind, event: event.kind, to: this.#state.kind, rules });
  }
}

/** A connection keeps its role, except where two resumptions meet. R-TIE, R-RES e. */
function roleIn(state: State, before: Role): Role {
  const open = openPhase(state);
  if (open !== null) return open.role;
  if (state.kind === 'request-sent') return 'initiator';
  return state.kind === 'applying-request' || state.kind === 'authenticating-request' ? 'responder' : before;
}

function isForHost(effect: Queued): boolean {
  return ['host', 'persist', 'compute', 'authenticate', 'locate-session', 'forget', 'notify'].includes(effect.kind);
}

function answerOf(verdict: Verdict | 'exception'): EventOf<'accepted' | 'refused'> {
  if (verdict === 'exception') return { kind: 'refused', from: 'host', failure: { kind: 'credential-unchecked', reason: 'exception' } };
  if (verdict.ok) return { kind: 'accepted', from: 'host' };
  return { kind: 'refused', from: 'host', failure: { kind: 'credential-refused', code: verdict.code ?? 'bad_certificate' } };
}

/** Anything but an EngineError is a bug of ours; its message may hold anything, so it is not kept. */
function failureOf(error: unknown): Failure {
  return error instanceof EngineError ? error.failure : { kind: 'internal', where: error instanceof Error ? error.name : 'unknown' };
}


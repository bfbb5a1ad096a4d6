import type { AlertDescription } from '../alert.ts';
import type { Bytes } from '../bytes.ts';
import { alertFor, EngineError, type Failure, misuse, type TimerName } from '../errors.ts';
import type { Signer } from '../mls/group.ts';
import { WriteQueue } from '../record/write-queue.ts';
import type { Context } from '../two-party/context.ts';
import type { Effect } from '../two-party/effects.ts';
import type { Event } from '../two-party/events.ts';
import type { Policy } from '../two-party/policy.ts';
import type { ProfileName, Role } from '../two-party/roles.ts';
import type { Session } from '../two-party/session.ts';
import { busyStates, openPhase, sessionHoldingStates, type State } from '../two-party/states.ts';
import { epochsExhausted } from '../two-party/editor-updating.ts';
import { checkSuccessor } from '../two-party/rotation.ts';
import { rulesOf, step } from '../two-party/table.ts';
import type { Task } from '../two-party/tasks.ts';
import type { Connection, ConnectionStatus, LivePolicy } from './connection-api.ts';
import type { Behaviour, Setup } from './connection-setup.ts';
import { discardAnswers, discardEffects, discardResult, discardState, type Eraser } from './disposal.ts';
import { EffectPerformer } from './effect-performer.ts';
import { computationEvent, failureOf, HostDialogue, verdictEvent } from './host-dialogue.ts';
import type { HostEffect, Now, Verdict } from './host-effects.ts';
import { Inbound, type Input, recordStall } from './inbound.ts';
import { RecordLayer } from './record-layer.ts';
import { KeyLimits } from './key-limits.ts';
import type { Member } from './session-registry.ts';
import { peerTimers, Timers, urgentTimers } from './timers.ts';

/** How soon an epoch that is too old is looked at again while its update is not possible. Milliseconds. */
const ageRetry = 1000;

type Queued = Effect | { readonly kind: 'host'; readonly effect: HostEffect };

/** One transport's connection: turns bytes and calls into events, and effects into records and host effects. */
export class MlsTlsConnection implements Connection, Member {
  readonly id: number;
  readonly #setup: Setup;
  readonly #records: RecordLayer;
  readonly #writes = new WriteQueue();
  readonly #dialogue = new HostDialogue();
  readonly #performer: EffectPerformer;
  readonly #inbound: Inbound;
  readonly #timers: Timers;
  readonly #limits: KeyLimits;
  /** Parts of it change while the connection lives. */
  #policy: Policy;
  /** Effects of the last step, in order. Nothing else happens before they are done. */
  #queue: Queued[] = [];
  #calls: Event[] = [];
  /** Came in the first protected record, and waits until the peer's presence is durable. */
  #held: Input | null = null;
  /** The last computation asked for. */
  #task: Task | null = null;
  #state: State;
  #sessionId: string | null = null;
  #awaitedPersist: Session | null = null;
  #finArrived = false;
  #heardEpoch: bigint | null = null;
  /** It held the session since the last release: others may wait for it. */
  #holding = false;
  #blocked = false;
  /** The last `receive` lent us bytes that are not copied. */
  #borrowed = false;
  #paused = false;
  #finished = false;
  #role: Role;

  constructor(setup: Setup) {
    const { shared, policy, trace } = setup;
    this.id = shared.nextId();
    this.#setup = setup;
    this.#policy = policy;
    this.#state = setup.state;
    this.#timers = new Timers(trace);
    this.#limits = new KeyLimits(policy);
    this.#role = setup.state.kind === 'idle' ? 'responder' : 'initiator';
    const { output, crypto } = shared.options;
    const { padTo, maxHandshakeMessage } = policy;
    this.#records = new RecordLayer({
      output,
      scratch: shared.scratch,
      erase: crypto.erase,
      trace,
      limits: this.#limits,
      padTo,
      maxHandshakeMessage,
    });
    this.#inbound = new Inbound({ records: this.#records, timers: this.#timers, trace, fragmentTimeout: policy.fragmentTimeout });
    this.#performer = new EffectPerformer({
      records: this.#records,
      timers: this.#timers,
      writes: this.#writes,
      trace,
      limits: this.#limits,
      mls: shared.options.mls,
      hardRecordLimit: () => this.#policy.hardRecordLimit,
      session: () => this.#session,
      erase: crypto.erase,
      found: (session) => this.#found(session),
      closeSiblings: (which, failure) => this.#sessionId !== null && shared.registry.close(this.#sessionId, which, failure, this),
    });
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
    const session = this.#session;
    const outstanding = session?.pending?.kind === 'update' || (session !== null && session.stored !== null);
    return {
      state: state.kind,
      role: this.#role,
      sessionId: this.#sessionId,
      writable: this.#writable,
      holdsBack: open?.confirmed === true && !open.closeSent && this.#holdsBack,
      open: open?.confirmed === true,
      wantsInput: this.#reads,
      queuedBytes: this.#writes.length,
      sendEpoch: this.#records.sendEpoch,
      receiveEpoch: this.#records.receiveEpoch,
      updating: open !== null && (open.want || outstanding || state.kind === 'creating-update'),
      failure: state.kind === 'closed' ? state.cause : null,
    };
  }

  get deadline(): number | null {
    return this.#timers.next;
  }

  receive(bytes: Bytes): void {
    if (this.#state.kind === 'closed') return;
    // A Buffer's own `slice` is a view; inside the engine slices are copies.
    this.#records.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
    this.#borrowed = true;
  }

  transportEnded(how: 'fin' | 'reset'): void {
    if (this.#state.kind === 'closed') return;
    if (how === 'fin') this.#finArrived = true;
    else this.#end({ kind: 'truncated' }, 'now');
  }

  write(data: Bytes): void {
    this.#refuseWhenClosed();
    if (this.#holdsBack && this.#writes.length + data.length > this.#setup.policy.maxHeldBack) throw misuse('API_HELD_BACK');
    if (openPhase(this.#state)?.closeSent === true || this.#calls.some((event) => event.kind === 'close-requested')) throw misuse('API_CLOSED');
    this.#writes.push(data);
  }

  pauseReading(paused: boolean, now: Now): void {
    if (this.#paused && !paused) for (const timer of peerTimers) if (this.#timers.has(timer)) this.#restart(timer, now);
    this.#paused = paused;
  }

  update(_now: Now, signer: Signer | null = null): void {
    this.#refuseWhenClosed();
    const open = openPhase(this.#state);
    if (open === null) throw misuse('API_NOT_OPEN');
    if (open.closeSent || open.closeReceived) throw misuse('API_CLOSED');
    if (this.#session !== null && this.#profile === 'editor-copy' && epochsExhausted(this.#session)) throw misuse('API_EPOCHS_EXHAUSTED');
    if (signer !== null && this.#session !== null) checkSuccessor(signer, this.#session.group);
    this.#calls.push({ kind: 'update-requested', from: 'us', signer: signer && { ...signer, privateKey: signer.privateKey.slice() } });
  }

  keyUpdate(requestPeer: boolean): void {
    this.#refuseWhenClosed();
    const open = openPhase(this.#state);
    if (open === null) throw misuse('API_NOT_OPEN');
    if (this.#profile !== 'editor-copy') throw misuse('API_NO_KEY_UPDATE');
    if (open.closeSent) throw misuse('API_CLOSED');
    this.#calls.push({ kind: 'key-update-requested', from: 'us', requestPeer });
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
    this.#dropCalls();
    const open = openPhase(this.#state);
    if (!busyStates.has(this.#state.kind) && this.#queue.length === 0) this.#step({ kind: 'abort-requested', from: 'us' }, now);
    else if (open === null) this.#fail({ kind: 'ended', reason: 'aborted' });
    else this.#fail({ kind: 'ended', reason: 'closed' }, open.closeSent ? null : 'close_notify');
  }

  /** Begins a connection of ours: client_hello or resumption_request. */
  start(): void {
    this.#calls.push({ kind: 'start', from: 'us' });
  }

  /** Starts a timer from outside a transition: an accepted transport must speak soon. */
  startTimer(timer: TimerName, after: number, now: Now): void {
    this.#timers.set(timer, now.monotonic + after);
  }

  tick(now: Now): void {
    for (const timer of this.#timers.takeDue(now.monotonic)) {
      if (this.#state.kind === 'closed') return;
      // Nobody read, so the peer is not late.
      if ((this.#paused || !this.#reads) && peerTimers.has(timer)) {
        this.#restart(timer, now);
        continue;
      }
      if (timer === 'age-limit') {
        this.#renewsKeys(true);
        continue;
      }
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
        if (this.#queue.length > 0 || this.#renewsKeys()) continue;
        this.#watchAge(now);
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

  computed(id: number, outcome: Parameters<Connection['computed']>[1]): void {
    if (this.#dialogue.answer(id, computationEvent(outcome)) || !outcome.ok) return;
    if (this.#dialogue.takeAbandoned(id)) discardResult(outcome.result, this.#task, this.#eraser);
  }

  decided(id: number, verdict: Verdict | 'exception'): void {
    const event = verdictEvent(verdict);
    if (!this.#dialogue.answer(id, event)) return;
    this.#timers.clear('authentication');
    const code = event.kind === 'refused' && event.failure.kind === 'credential-refused' ? event.failure.code : null;
    const unavailable = event.kind === 'refused' && event.failure.kind === 'credential-unchecked';
    const outcome = unavailable ? 'unavailable' : event.kind;
    this.#setup.trace.fact({ kind: 'credential-checked', purpose: this.#state.kind, outcome, code });
  }

  located(id: number, session: Session | null): void {
    const known = session === null ? null : (this.#setup.shared.registry.session(session.id) ?? session);
    const answered = this.#dialogue.answer(id, { kind: 'located', from: 'host', session: known });
    // A new group whose id is taken does not make this connection one of that session's.
    if (answered && known !== null && this.#state.kind === 'locating-session') this.#join(known);
  }

  adjust(live: LivePolicy): void {
    this.#policy = { ...this.#policy, ...live };
    this.#limits.limits = this.#policy;
    // set anew by the next poll
    if (this.#timers.has('age-limit')) this.#timers.clear('age-limit');
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
    return open?.confirmed === true && !open.closeSent && !this.#holdsBack;
  }

  /** Whether it takes what the peer sends. */
  get #reads(): boolean {
    return this.#state.kind !== 'closed' && !busyStates.has(this.#state.kind) && !this.#blocked;
  }

  get #eraser(): Eraser {
    const { mls, crypto } = this.#setup.shared.options;
    return { mls, erase: crypto.erase };
  }

  /** Another connection of the session is at work: whoever comes second waits. */
  #isBlocked(): boolean {
    this.#blocked = this.#sessionId !== null && this.#setup.shared.registry.isHeldByOther(this.#sessionId, this);
    return this.#blocked;
  }

  /** One input, in order: the host's answers, what the peer sent, our own calls. @returns whether there was one */
  #takeInput(now: Now): boolean {
    if (this.#isBlocked()) return false;
    const answer = this.#dialogue.take();
    if (answer !== undefined) {
      this.#step(answer, now);
      return true;
    }
    if (busyStates.has(this.#state.kind)) return false;
    return this.#takeRecord(now) || this.#takeEnd() || this.#takeCall(now);
  }

  #takeRecord(now: Now): boolean {
    if (this.#held !== null) {
      const input = this.#held;
      this.#held = null;
      this.#handle(input, now);
      return true;
    }
    try {
      const input = this.#inbound.next(this.#state, this.#profile, now);
      if (input === null) return false;
      if (this.#records.heard) this.#heardEpoch = this.#records.receiveEpoch;
      if (input.first) this.#hearPeer(input, now);
      else this.#handle(input, now);
      return true;
    } catch (error) {
      this.#fail(failureOf(error));
      return true;
    }
  }

  /** The first protected record makes the peer present; its content waits until that is durable. R-HS step 4. */
  #hearPeer(input: Input, now: Now): void {
    this.#held = input.kind === 'data' ? { ...input, content: input.content.slice() } : input;
    this.#step({ kind: 'peer-heard', from: 'peer' }, now);
  }

  #handle(input: Input, now: Now): void {
    switch (input.kind) {
      case 'nothing':
        return;
      case 'message':
        this.#performer.traceMessage('received', input.event.raw);
        return this.#step(input.event, now);
      case 'data':
        return this.#receiveData(input.content, now);
      case 'close-notify':
        return this.#step({ kind: 'close-notify', from: 'peer', authenticated: input.authenticated }, now);
      case 'alert':
        return this.#fail({ kind: 'alert-received', alert: input.value, authenticated: input.authenticated });
      default:
        return input satisfies never;
    }
  }

  #receiveData(content: Bytes, now: Now): void {
    const open = openPhase(this.#state);
    if (open === null) return this.#step({ kind: 'application-data', from: 'peer', content }, now);
    // "Any data received after a closure alert has been received MUST be ignored" RFC 8446 §6.1
    if (open.closeReceived || content.length === 0) return;
    this.#queue.push({ kind: 'host', effect: { kind: 'deliver', data: content, early: false } });
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
    if (call.kind === 'close-requested' && (this.#holdsBack || (this.#writable && this.#writes.length > 0))) return false;
    this.#calls.shift();
    const outdated = call.kind === 'timer-expired' && !this.#timers.takeExpired(call.timer);
    if (!outdated) this.#step(call, now);
    return true;
  }

  // -- transitions ------------------------------------------------------------------------------------------------

  #step(event: Event, now: Now): void {
    const before = this.#state;
    try {
      const { state, effects } = step(this.#behaviour.table, before, event, this.#context(now));
      if (state.kind === 'closed') discardState(before, this.#task, this.#eraser);
      this.#state = state;
      this.#role = roleIn(state, this.#role);
      if (state.kind === 'open' && before.kind !== 'open' && this.#role === 'responder') this.#limits.jitter = this.#jitter();
      this.#queue.push(...effects);
      this.#holding ||= this.holdsSession;
      this.#traceStep(before, event);
    } catch (error) {
      this.#fail(failureOf(error));
    }
  }

  /** The profile: the session's, or the one the handshake names; before either all profiles do the same. */
  get #profile(): ProfileName {
    const state = this.#state;
    if (this.#session !== null) return this.#session.profile;
    if ('hello' in state) return state.hello.profile;
    return 'profile' in state ? state.profile : 'draft-00';
  }

  get #behaviour(): Behaviour {
    return this.#setup.shared.profiles[this.#profile];
  }

  /** R-LIMIT: 0-25 % on the responder's side, so that both do not update at once. */
  #jitter(): number {
    const [high = 0, low = 0] = this.#setup.shared.options.randomness.bytes(2);
    return 1 + (high * 256 + low) / 65535 / 4;
  }

  /** R-LIMIT: asks for an update, or in the editor's copy a KeyUpdate, when the keys have done enough. @returns whether it did */
  #renewsKeys(aged = false): boolean {
    const { kind } = this.#state;
    const open = openPhase(this.#state);
    const session = this.#session;
    if (kind !== 'open' || open === null || session === null || !open.confirmed || open.closeSent || open.closeReceived) return false;
    const free = session.pending === null && session.stored === null && open.closing === null && !open.want;
    const { epoch } = session.group;
    if (free && (aged ? this.#limits.takeAgeDue(epoch) : this.#limits.takeUpdateDue(epoch))) {
      this.#setup.trace.fact({ kind: 'decision', rule: 'R-LIMIT', what: 'limit-reached' });
      this.#calls.push({ kind: 'update-requested', from: 'us', signer: null });
      return true;
    }
    if (this.#profile !== 'editor-copy' || !this.#limits.keyUpdateDue) return false;
    this.#setup.trace.fact({ kind: 'decision', rule: 'R-LIMIT', what: 'limit-reached' });
    this.#calls.push({ kind: 'key-update-requested', from: 'us', requestPeer: false });
    return true;
  }

  /** The clock of an epoch runs from its first application data on. R-LIMIT. */
  #watchAge(now: Now): void {
    const deadline = this.#state.kind === 'open' ? this.#limits.ageDeadline : null;
    if (deadline !== null && !this.#timers.has('age-limit')) this.#timers.set('age-limit', Math.max(deadline, now.monotonic + ageRetry));
  }

  /** Between an own update and its answer neither data nor an alert may leave. R-LIT. */
  get #holdsBack(): boolean {
    const open = openPhase(this.#state);
    return open !== null && this.#behaviour.holdsData && this.#session !== null && this.#session.pending !== null;
  }

  #context(now: Now): Context {
    const { shared, signer, isReplayed } = this.#setup;
    const { crypto, randomness, mls } = shared.options;
    const siblings = this.#sessionId === null ? [] : shared.registry.siblings(this.#sessionId, this);
    return {
      now,
      policy: this.#policy,
      crypto,
      randomness,
      mls,
      keys: this.#behaviour.keys,
      editorKeys: shared.editorKeys,
      session: this.#session,
      siblings,
      signer,
      isReplayed,
    };
  }

  #join(session: Session): void {
    this.#sessionId = session.id;
    this.#setup.shared.registry.join(session, this);
  }

  #found(session: Session): void {
    this.#setup.shared.registry.found(session, this);
    this.#sessionId = session.id;
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
      case 'persist':
        this.#awaitedPersist = effect.session;
        this.#holding = true;
        return { kind: 'persist', session: effect.session, keyPackageUsed: effect.keyPackageUsed };
      case 'compute':
        this.#task = effect.task;
        return { kind: 'compute', id: this.#ask(), task: effect.task };
      case 'authenticate':
        this.#timers.set('authentication', now.monotonic + this.#setup.policy.authenticationTimeout);
        return { kind: 'authenticate', id: this.#ask(), question: effect.question };
      case 'locate-session':
        return { kind: 'locate-session', id: this.#ask(), sessionId: effect.sessionId };
      case 'forget':
      case 'notify':
        return effect;
      case 'deliver-early':
        return { kind: 'deliver', data: effect.data, early: true };
      case 'close':
        this.#fail(effect.failure);
        return null;
      default:
        this.#performer.perform(effect, now);
        return null;
    }
  }

  #ask(): number {
    const id = this.#setup.shared.nextId();
    this.#dialogue.ask(id);
    return id;
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

  #restart(timer: TimerName, now: Now): void {
    const { fragmentTimeout, epochKeyUpdateTimeout } = this.#setup.policy;
    const waits: Partial<Record<TimerName, number>> = { 'record-stall': recordStall, 'fragment': fragmentTimeout };
    this.#timers.set(timer, now.monotonic + (waits[timer] ?? epochKeyUpdateTimeout));
  }

  // -- end --------------------------------------------------------------------------------------------------------

  /** The first failure is final: every later call is answered with it. @throws {EngineError} */
  #refuseWhenClosed(): void {
    if (this.#state.kind !== 'closed') return;
    const { cause } = this.#state;
    throw cause.kind === 'ended' ? misuse('API_CLOSED') : new EngineError(cause);
  }

  /** Ends with an alert, if the failure has one; what was queued and depends on a step that failed never happens. */
  #fail(failure: Failure, alert: AlertDescription | null = alertFor(failure)): void {
    if (this.#finished) return;
    this.#dropQueue();
    this.#setup.trace.fact({ kind: 'failure', failure, alert });
    // After close_notify our direction is over: "no more data" is said once. RFC 8446 §6.1
    const silent = alert === null || this.#holdsBack || openPhase(this.#state)?.closeSent === true;
    const lastWords = silent ? null : this.#sealAlert(alert);
    this.#finish(failure, 'flush');
    if (lastWords !== null) this.#queue.unshift({ kind: 'host', effect: { kind: 'transmit', bytes: lastWords } });
  }

  /** A copy: outside `poll` the shared buffer may not hold bytes of one connection when another is polled. */
  #sealAlert(alert: AlertDescription): Bytes | null {
    try {
      this.#performer.sendAlert(alert);
    } catch {
      // No key can protect the alert any more (R-LIMIT): the transport just ends.
    }
    const { output } = this.#setup.shared.options;
    return output.length === 0 ? null : output.take().slice();
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
    discardEffects(this.#queue, this.#eraser.erase);
    this.#queue = [];
    const id = this.#sessionId;
    if (interrupted && id !== null) this.#setup.shared.registry.invalidate(id, { kind: 'ended', reason: 'superseded' }, this);
  }

  #finish(failure: Failure, how: 'flush' | 'now'): void {
    const last = this.#session;
    this.#finished = true;
    discardState(this.#state, this.#task, this.#eraser);
    this.#state = { kind: 'closed', cause: failure };
    this.#timers.clearAll();
    discardAnswers(this.#dialogue.close(), this.#task, this.#eraser);
    this.#dropCalls();
    this.#held = null;
    this.#writes.clear();
    this.#performer.eraseKeys();
    if (this.#sessionId !== null) this.#setup.shared.registry.leave(this.#sessionId, this);
    this.#queue = [
      { kind: 'host', effect: { kind: 'close-transport', how } },
      { kind: 'host', effect: { kind: 'notify', event: { kind: 'closed', failure, session: last } } },
    ];
  }

  #dropCalls(): void {
    for (const call of this.#calls) if (call.kind === 'update-requested' && call.signer !== null) this.#eraser.erase(call.signer.privateKey);
    this.#calls = [];
  }

  #announceRelease(): void {
    if (!this.#holding || this.holdsSession) return;
    this.#holding = false;
    if (this.#sessionId !== null) this.#setup.shared.registry.release(this.#sessionId, this);
  }

  // -- trace --------------------------------------------------------------------------------------------------------

  #traceStep(before: State, event: Event): void {
    const rules = rulesOf(this.#behaviour.table, before.kind, event.kind);
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

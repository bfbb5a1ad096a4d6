import { type Bytes, copyOf } from '../bytes.ts';
import { misuse, type TimerName } from '../errors.ts';
import type { Signer } from '../mls/group.ts';
import { epochsExhausted } from '../two-party/editor-updating.ts';
import { checkSuccessor } from '../two-party/rotation.ts';
import type { Session } from '../two-party/session.ts';
import { busyStates, openPhase, type State } from '../two-party/states.ts';
import type { Connection, ConnectionStatus, LivePolicy } from './connection-api.ts';
import { ConnectionInput } from './connection-input.ts';
import type { Setup } from './connection-setup.ts';
import { discardResult, eraseSession } from './disposal.ts';
import { computationEvent, verdictEvent } from './host-dialogue.ts';
import type { HostEffect, Now, Verdict } from './host-effects.ts';
import { peerTimers, urgentTimers } from './timers.ts';

/**
 * One transport's connection: turns bytes and calls into events, and effects into records and host effects. Here is what its host calls;
 * what comes of it is in layers, each of which knows the one before: what it is, how it ends, its effects, its inputs.
 */
export class MlsTlsConnection implements Connection {
  readonly #core: ConnectionInput;

  constructor(setup: Setup) {
    this.#core = new ConnectionInput(setup, this);
    if (setup.session !== null) this.#core.join(setup.session);
  }

  get id(): number {
    return this.#core.id;
  }

  get state(): State {
    return this.#core.state;
  }

  get status(): ConnectionStatus {
    return this.#core.status;
  }

  poll(now: Now): HostEffect | null {
    return this.#core.poll(now);
  }

  get deadline(): number | null {
    return this.#core.timers.next;
  }

  receive(bytes: Bytes): void {
    if (this.#core.state.kind === 'closed') return;
    // A Buffer's own `slice` is a view; inside the engine slices are copies.
    this.#core.records.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
    this.#core.borrowed = true;
  }

  transportEnded(how: 'fin' | 'reset'): void {
    if (this.#core.state.kind === 'closed') return;
    if (how === 'fin') this.#core.finArrived = true;
    else this.#core.end({ kind: 'truncated' }, 'now');
  }

  write(data: Bytes): void {
    this.#core.refuseWhenClosed();
    if (this.#core.holdsBack && this.#core.writes.length + data.length > this.#core.setup.policy.maxHeldBack) throw misuse('API_HELD_BACK');
    if (openPhase(this.#core.state)?.closeSent === true || this.#core.calls.some((event) => event.kind === 'close-requested'))
      throw misuse('API_CLOSED');
    this.#core.writes.push(data);
  }

  pauseReading(paused: boolean, now: Now): void {
    if (this.#core.paused && !paused) for (const timer of peerTimers) if (this.#core.timers.has(timer)) this.#core.restart(timer, now);
    this.#core.paused = paused;
  }

  update(_now: Now, signer: Signer | null = null): void {
    this.#core.refuseWhenClosed();
    const open = openPhase(this.#core.state);
    if (open === null) throw misuse('API_NOT_OPEN');
    if (open.closeSent || open.closeReceived) throw misuse('API_CLOSED');
    if (this.#core.session !== null && this.#core.profile === 'editor-copy' && epochsExhausted(this.#core.session))
      throw misuse('API_EPOCHS_EXHAUSTED');
    if (signer !== null && this.#core.session !== null) checkSuccessor(signer, this.#core.session.group);
    this.#core.calls.push({ kind: 'update-requested', from: 'us', signer: signer && { ...signer, privateKey: copyOf(signer.privateKey) } });
  }

  keyUpdate(requestPeer: boolean): void {
    this.#core.refuseWhenClosed();
    const open = openPhase(this.#core.state);
    if (open === null) throw misuse('API_NOT_OPEN');
    if (this.#core.profile !== 'editor-copy') throw misuse('API_NO_KEY_UPDATE');
    if (open.closeSent) throw misuse('API_CLOSED');
    this.#core.calls.push({ kind: 'key-update-requested', from: 'us', requestPeer });
  }

  close(): void {
    if (this.#core.state.kind !== 'closed') this.#core.calls.push({ kind: 'close-requested', from: 'us' });
  }

  cut(): void {
    if (this.#core.state.kind !== 'closed') this.#core.end({ kind: 'ended', reason: 'cut' }, 'now');
  }

  abort(now: Now): void {
    if (this.#core.state.kind === 'closed') return;
    this.#core.writes.clear();
    this.#core.dropCalls();
    const open = openPhase(this.#core.state);
    if (!busyStates.has(this.#core.state.kind) && this.#core.queue.length === 0) this.#core.step({ kind: 'abort-requested', from: 'us' }, now);
    else if (open === null) this.#core.fail({ kind: 'ended', reason: 'aborted' });
    else this.#core.fail({ kind: 'ended', reason: 'closed' }, open.closeSent ? null : 'close_notify');
  }

  /** Begins a connection of ours: client_hello or resumption_request. */
  start(): void {
    this.#core.calls.push({ kind: 'start', from: 'us' });
  }

  /** Starts a timer from outside a transition: an accepted transport must speak soon. */
  startTimer(timer: TimerName, after: number, now: Now): void {
    this.#core.timers.set(timer, now.monotonic + after);
  }

  tick(now: Now): void {
    for (const timer of this.#core.timers.takeDue(now.monotonic)) {
      if (this.#core.state.kind === 'closed') return;
      // Nobody read, so the peer is not late.
      if ((this.#core.paused || !this.#core.reads) && peerTimers.has(timer)) {
        this.#core.restart(timer, now);
        continue;
      }
      if (timer === 'age-limit') {
        this.#core.renewsKeys(true);
        continue;
      }
      if (timer === 'record-stall') this.#core.fail({ kind: 'timeout', timer, beforeOpen: openPhase(this.#core.state) === null, silent: true });
      else if (urgentTimers.has(timer)) this.#core.step({ kind: 'timer-expired', from: 'host', timer }, now);
      else this.#core.calls.push({ kind: 'timer-expired', from: 'host', timer });
    }
  }

  persisted(): void {
    const session = this.#core.awaitedPersist;
    if (session === null) return;
    this.#core.awaitedPersist = null;
    this.#core.setup.shared.registry.update(session);
    const pending = session.pending?.kind ?? 'none';
    this.#core.setup.trace.fact({ kind: 'persisted', epoch: session.group.epoch, pending, standing: session.standing });
  }

  persistFailed(): void {
    const session = this.#core.awaitedPersist;
    this.#core.fail({ kind: 'storage' });
    if (session !== null) eraseSession(session, this.#core.eraser);
  }

  computed(id: number, outcome: Parameters<Connection['computed']>[1]): void {
    if (this.#core.dialogue.answer(id, computationEvent(outcome)) || !outcome.ok) return;
    if (this.#core.dialogue.takeAbandoned(id)) discardResult(outcome.result, this.#core.task, this.#core.eraser);
  }

  decided(id: number, verdict: Verdict | 'exception'): void {
    const event = verdictEvent(verdict);
    if (!this.#core.dialogue.answer(id, event)) return;
    this.#core.timers.clear('authentication');
    const code = event.kind === 'refused' && event.failure.kind === 'credential-refused' ? event.failure.code : null;
    const unavailable = event.kind === 'refused' && event.failure.kind === 'credential-unchecked';
    const outcome = unavailable ? 'unavailable' : event.kind;
    this.#core.setup.trace.fact({ kind: 'credential-checked', purpose: this.#core.state.kind, outcome, code });
  }

  located(id: number, session: Session | null): void {
    const known = session === null ? null : (this.#core.setup.shared.registry.session(session.id) ?? session);
    const answered = this.#core.dialogue.answer(id, { kind: 'located', from: 'host', session: known });
    // A new group whose id is taken does not make this connection one of that session's.
    const joins = answered && this.#core.state.kind === 'locating-session';
    if (joins && known !== null) this.#core.join(known);
    if (session !== null && !(joins && known === session)) this.#core.setup.shared.registry.dispose(session);
  }

  adjust(live: LivePolicy): void {
    this.#core.policy = { ...this.#core.policy, ...live };
    this.#core.limits.limits = this.#core.policy;
    this.#core.performer.limitsChanged();
    // set anew by the next poll
    if (this.#core.timers.has('age-limit')) this.#core.timers.clear('age-limit');
  }
}

import type { Bytes } from '../bytes.ts';
import type { Event } from '../two-party/events.ts';
import type { Role } from '../two-party/roles.ts';
import { busyStates, openPhase, type State } from '../two-party/states.ts';
import { rulesOf, step } from '../two-party/table.ts';
import { ConnectionEffects } from './connection-effects.ts';
import { discardState } from './disposal.ts';
import { failureOf } from './host-dialogue.ts';
import type { HostEffect, Now } from './host-effects.ts';
import type { Input } from './inbound.ts';

/** How soon an epoch that is too old is looked at again while its update is not possible. Milliseconds. */
const ageRetry = 1000;

/** One input after the other becomes an event, and each event one step of the state machine. */
export class ConnectionInput extends ConnectionEffects {
  poll(now: Now): HostEffect | null {
    for (;;) {
      if (this.awaitedPersist !== null) return this.idle();
      if (this.queue.length > 0) {
        const effect = this.advance(now);
        if (effect !== null) return effect;
        continue;
      }
      this.announceRelease();
      if (this.state.kind === 'closed' || !this.takeInput(now)) {
        if (this.writable && this.writes.length > 0) this.sealData();
        if (this.queue.length > 0 || this.renewsKeys()) continue;
        this.watchAge(now);
        return this.idle();
      }
    }
  }

  /** One input, in order: the host's answers, what the peer sent, our own calls. @returns whether there was one */
  takeInput(now: Now): boolean {
    if (this.isBlocked()) return false;
    const answer = this.dialogue.take();
    if (answer !== undefined) {
      this.step(answer, now);
      return true;
    }
    if (busyStates.has(this.state.kind)) return false;
    return this.takeRecord(now) || this.takeEnd() || this.takeCall(now);
  }

  takeRecord(now: Now): boolean {
    if (this.held !== null) {
      const input = this.held;
      this.held = null;
      this.handle(input, now);
      return true;
    }
    try {
      const input = this.inbound.next(this.state, this.profile, now);
      if (input === null) return false;
      if (this.records.heard) this.heardEpoch = this.records.receiveEpoch;
      if (input.first) this.hearPeer(input, now);
      else this.handle(input, now);
      return true;
    } catch (error) {
      this.fail(failureOf(error));
      return true;
    }
  }

  /** The first protected record makes the peer present; its content waits until that is durable. R-HS step 4. */
  hearPeer(input: Input, now: Now): void {
    this.held = input.kind === 'data' ? { ...input, content: input.content.slice() } : input;
    this.step({ kind: 'peer-heard', from: 'peer' }, now);
  }

  handle(input: Input, now: Now): void {
    switch (input.kind) {
      case 'nothing':
        return;
      case 'message':
        this.performer.traceMessage('received', input.event.raw);
        return this.step(input.event, now);
      case 'data':
        return this.receiveData(input.content, now);
      case 'close-notify':
        return this.step({ kind: 'close-notify', from: 'peer', authenticated: input.authenticated }, now);
      case 'alert':
        return this.fail({ kind: 'alert-received', alert: input.value, authenticated: input.authenticated });
      default:
        return input satisfies never;
    }
  }

  receiveData(content: Bytes, now: Now): void {
    const open = openPhase(this.state);
    if (open === null) return this.step({ kind: 'application-data', from: 'peer', content }, now);
    // "Any data received after a closure alert has been received MUST be ignored" RFC 8446 §6.1
    if (open.closeReceived || content.length === 0) return;
    this.queue.push({ kind: 'host', effect: { kind: 'deliver', data: content, early: false } });
  }

  takeEnd(): boolean {
    if (!this.finArrived) return false;
    this.finArrived = false;
    if (openPhase(this.state)?.closeReceived === true) return false;
    this.end({ kind: 'truncated' }, 'now');
    return true;
  }

  takeCall(now: Now): boolean {
    const call = this.calls[0];
    if (call === undefined) return false;
    // close_notify comes after what was written before it.
    if (call.kind === 'close-requested' && (this.holdsBack || (this.writable && this.writes.length > 0))) return false;
    this.calls.shift();
    const outdated = call.kind === 'timer-expired' && !this.timers.takeExpired(call.timer);
    if (!outdated) this.step(call, now);
    return true;
  }

  step(event: Event, now: Now): void {
    const before = this.state;
    try {
      const { state, effects } = step(this.behaviour.table, before, event, this.context(now));
      if (state.kind === 'closed') discardState(before, this.task, this.eraser);
      this.state = state;
      this.role = roleIn(state, this.role);
      if (state.kind === 'open' && before.kind !== 'open' && this.role === 'responder') this.limits.jitter = this.jitter();
      this.queue.push(...effects);
      this.holding ||= this.holdsSession;
      this.traceStep(before, event);
    } catch (error) {
      this.fail(failureOf(error));
    }
  }

  /** R-LIMIT: asks for an update, or in the editor's copy a KeyUpdate, when the keys have done enough. @returns whether it did */
  renewsKeys(aged = false): boolean {
    const { kind } = this.state;
    const open = openPhase(this.state);
    const session = this.session;
    if (kind !== 'open' || open === null || session === null || !open.confirmed || open.closeSent || open.closeReceived) return false;
    const free = session.pending === null && session.stored === null && open.closing === null && !open.want;
    const { epoch } = session.group;
    if (free && (aged ? this.limits.takeAgeDue(epoch) : this.limits.takeUpdateDue(epoch))) {
      this.setup.trace.fact({ kind: 'decision', rule: 'R-LIMIT', what: 'limit-reached' });
      this.calls.push({ kind: 'update-requested', from: 'us', signer: null });
      return true;
    }
    if (this.profile !== 'editor-copy' || !this.limits.keyUpdateDue) return false;
    this.setup.trace.fact({ kind: 'decision', rule: 'R-LIMIT', what: 'limit-reached' });
    this.calls.push({ kind: 'key-update-requested', from: 'us', requestPeer: false });
    return true;
  }

  /** The clock of an epoch runs from its first application data on. R-LIMIT. */
  watchAge(now: Now): void {
    const deadline = this.state.kind === 'open' ? this.limits.ageDeadline : null;
    if (deadline !== null && !this.timers.has('age-limit')) this.timers.set('age-limit', Math.max(deadline, now.monotonic + ageRetry));
  }

  traceStep(before: State, event: Event): void {
    const rules = rulesOf(this.behaviour.table, before.kind, event.kind);
    this.setup.trace.fact({ kind: 'transition', from: before.kind, event: event.kind, to: this.state.kind, rules });
  }
}

/** A connection keeps its role, except where two resumptions meet. R-TIE, R-RES e. */
function roleIn(state: State, before: Role): Role {
  const open = openPhase(state);
  if (open !== null) return open.role;
  if (state.kind === 'request-sent') return 'initiator';
  return state.kind === 'applying-request' || state.kind === 'authenticating-request' ? 'responder' : before;
}

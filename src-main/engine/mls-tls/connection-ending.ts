import type { AlertDescription } from '../alert.ts';
import type { Bytes } from '../bytes.ts';
import { alertFor, EngineError, type Failure, misuse } from '../errors.ts';
import { openPhase } from '../two-party/states.ts';
import { ConnectionCore } from './connection-core.ts';
import { discardAnswers, discardEffects, discardState } from './disposal.ts';

/** How a connection ends: with its last word or without, once, and with nothing left behind. */
export abstract class ConnectionEnding extends ConnectionCore {
  /** The first failure is final: every later call is answered with it. @throws {EngineError} */
  refuseWhenClosed(): void {
    if (this.state.kind !== 'closed') return;
    const { cause } = this.state;
    throw cause.kind === 'ended' ? misuse('API_CLOSED') : new EngineError(cause);
  }

  /** Ends with an alert, if the failure has one; what was queued and depends on a step that failed never happens. */
  fail(failure: Failure, alert: AlertDescription | null = alertFor(failure)): void {
    if (this.finished) return;
    this.dropQueue();
    this.setup.trace.fact({ kind: 'failure', failure, alert });
    // After close_notify our direction is over: "no more data" is said once. RFC 8446 §6.1
    const silent = alert === null || this.holdsBack || openPhase(this.state)?.closeSent === true;
    const lastWords = silent ? null : this.sealAlert(alert);
    this.finish(failure, 'flush');
    if (lastWords !== null) this.queue.unshift({ kind: 'host', effect: { kind: 'transmit', bytes: lastWords } });
  }

  /** A copy: outside `poll` the shared buffer may not hold bytes of one connection when another is polled. */
  sealAlert(alert: AlertDescription): Bytes | null {
    try {
      this.performer.sendAlert(alert);
    } catch {
      // No key can protect the alert any more (R-LIMIT): the transport just ends.
    }
    const { output } = this.setup.shared.options;
    return output.length === 0 ? null : output.take().slice();
  }

  /** Ends without a word. */
  end(failure: Failure, how: 'flush' | 'now'): void {
    if (this.finished) return;
    this.dropQueue();
    this.setup.trace.fact({ kind: 'failure', failure, alert: null });
    this.finish(failure, how);
  }

  dropQueue(): void {
    const interrupted = this.awaitedPersist !== null || this.queue.some((effect) => effect.kind === 'persist');
    this.awaitedPersist = null;
    discardEffects(this.queue, this.eraser);
    this.queue = [];
    const id = this.sessionId;
    if (interrupted && id !== null) this.setup.shared.registry.invalidate(id, { kind: 'ended', reason: 'superseded' }, this);
  }

  finish(failure: Failure, how: 'flush' | 'now'): void {
    const last = this.session;
    this.finished = true;
    discardState(this.state, this.task, this.eraser);
    this.state = { kind: 'closed', cause: failure };
    this.timers.clearAll();
    discardAnswers(this.dialogue.close(), this.task, this.eraser);
    this.dropCalls();
    this.held = null;
    this.writes.clear();
    this.performer.eraseKeys();
    if (this.sessionId !== null) this.setup.shared.registry.leave(this.sessionId, this);
    this.queue = [
      { kind: 'host', effect: { kind: 'close-transport', how } },
      { kind: 'host', effect: { kind: 'notify', event: { kind: 'closed', failure, session: last } } },
    ];
  }

  dropCalls(): void {
    for (const call of this.calls) if (call.kind === 'update-requested' && call.signer !== null) this.eraser.erase(call.signer.privateKey);
    this.calls = [];
  }

  announceRelease(): void {
    if (!this.holding || this.holdsSession) return;
    this.holding = false;
    if (this.sessionId !== null) this.setup.shared.registry.release(this.sessionId, this);
  }

  supersede(failure: Failure): void {
    if (this.state.kind === 'closed') return;
    this.end(failure, 'flush');
    this.setup.shared.ready(this.owner);
  }

  wake(): void {
    if (!this.blocked) return;
    this.blocked = false;
    this.setup.shared.ready(this.owner);
  }
}

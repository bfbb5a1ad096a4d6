import type { TimerName } from '../errors.ts';
import type { Queued } from './connection-core.ts';
import { ConnectionEnding } from './connection-ending.ts';
import { failureOf } from './host-dialogue.ts';
import type { HostEffect, Now } from './host-effects.ts';
import { recordStall } from './inbound.ts';

/** What a step asks for, in order: to be done by the host, or here. */
export abstract class ConnectionEffects extends ConnectionEnding {
  /** Executes the first queued effect. @returns what the host must do for it, or `null` when it is done */
  advance(now: Now): HostEffect | null {
    const effect = this.queue[0] as Queued;
    if (isForHost(effect)) {
      // Sealed bytes leave before anything else reaches the host, which may seal on other connections meanwhile.
      const bytes = this.flush();
      if (bytes !== null) return bytes;
    }
    this.queue.shift();
    try {
      return this.execute(effect, now);
    } catch (error) {
      this.fail(failureOf(error));
      return null;
    }
  }

  execute(effect: Queued, now: Now): HostEffect | null {
    switch (effect.kind) {
      case 'host':
        return effect.effect;
      case 'persist':
        this.awaitedPersist = effect.session;
        this.holding = true;
        return { kind: 'persist', session: effect.session, keyPackageUsed: effect.keyPackageUsed };
      case 'compute':
        this.task = effect.task;
        return { kind: 'compute', id: this.ask(), task: effect.task };
      case 'authenticate':
        this.timers.set('authentication', now.monotonic + this.setup.policy.authenticationTimeout);
        return { kind: 'authenticate', id: this.ask(), question: effect.question };
      case 'locate-session':
        return { kind: 'locate-session', id: this.ask(), sessionId: effect.sessionId };
      case 'forget':
      case 'notify':
        return effect;
      case 'deliver-early':
        return { kind: 'deliver', data: effect.data, early: true };
      case 'close':
        this.fail(effect.failure);
        return null;
      default:
        this.performer.perform(effect, now);
        return null;
    }
  }

  ask(): number {
    const id = this.setup.shared.nextId();
    this.dialogue.ask(id);
    return id;
  }

  sealData(): void {
    try {
      const sealed = this.records.sealData(this.writes);
      // "at the limit close": data waits for new keys, but without an update on its way there will be none. R-LIMIT.
      if (sealed === 0 && !this.records.dataAllowed && !this.status.updating) this.fail({ kind: 'ended', reason: 'key-limit' });
    } catch (error) {
      this.fail(failureOf(error));
    }
  }

  /** Nothing more to do until the next input: bytes the caller lent must be ours by then. */
  idle(): HostEffect | null {
    if (this.borrowed && this.records.buffered > 0) this.records.retain();
    const bytes = this.flush();
    if (bytes === null) this.borrowed = false;
    return bytes;
  }

  flush(): HostEffect | null {
    const { output } = this.setup.shared.options;
    return output.length === 0 ? null : { kind: 'transmit', bytes: output.take() };
  }

  restart(timer: TimerName, now: Now): void {
    const { fragmentTimeout, epochKeyUpdateTimeout } = this.setup.policy;
    const waits: Partial<Record<TimerName, number>> = { 'record-stall': recordStall, 'fragment': fragmentTimeout };
    this.timers.set(timer, now.monotonic + (waits[timer] ?? epochKeyUpdateTimeout));
  }
}

function isForHost(effect: Queued): boolean {
  return ['host', 'persist', 'compute', 'authenticate', 'locate-session', 'forget', 'notify'].includes(effect.kind);
}

import { type AlertDescription, alertDescriptions } from '../alert.ts';
import type { Bytes } from '../bytes.ts';
import type { Failure } from '../errors.ts';
import type { Mls } from '../mls/group.ts';
import { hardRecordLimit } from '../record/half-connection.ts';
import { WriteQueue } from '../record/write-queue.ts';
import type { Erase } from '../secret.ts';
import type { Effect, SiblingKind } from '../two-party/effects.ts';
import { suiteOf } from '../two-party/keying.ts';
import type { Session } from '../two-party/session.ts';
import { eraseKeys } from './disposal.ts';
import type { Now } from './host-effects.ts';
import type { KeyLimits } from './key-limits.ts';
import type { RecordLayer } from './record-layer.ts';
import type { Timers } from './timers.ts';
import type { Direction, TraceSink } from './trace.ts';

/** Effects that never reach the host. */
export type InnerEffect = Exclude<
  Effect,
  { kind: 'persist' | 'compute' | 'authenticate' | 'locate-session' | 'forget' | 'notify' | 'deliver-early' | 'close' }
>;

export interface PerformerOptions {
  readonly records: RecordLayer;
  readonly timers: Timers;
  readonly writes: WriteQueue;
  readonly trace: TraceSink;
  readonly limits: KeyLimits;
  readonly mls: Pick<Mls, 'erase' | 'eraseKeyPackage'>;
  readonly erase: Erase;
  /** Of the policy at this moment. */
  readonly hardRecordLimit: () => bigint;
  readonly session: () => Session | null;
  readonly found: (session: Session) => void;
  readonly closeSiblings: (which: SiblingKind, failure: Failure) => void;
}

/** Carries out what a transition wants done inside the engine: records, keys, timers, erasures, siblings, trace. */
export class EffectPerformer {
  readonly #options: PerformerOptions;

  constructor(options: PerformerOptions) {
    this.#options = options;
  }

  perform(effect: InnerEffect, now: Now): void {
    const { records, timers, writes, mls, erase, trace } = this.#options;
    switch (effect.kind) {
      case 'send':
        this.traceMessage('sent', effect.message);
        return records.sealHandshake(effect.message);
      case 'send-confirmation':
        // Queued data leaves in the same turn and confirms as well. R-HS step 3.
        return writes.length === 0 ? records.sealEmptyData() : undefined;
      case 'send-early-data':
        return this.#sendEarly(effect.data);
      case 'send-close-notify':
        return this.sendAlert('close_notify');
      case 'install':
        return this.#install(effect, now);
      case 'uninstall-send':
        this.#traceErased('sent');
        return records.uninstallSend();
      case 'set-timer':
        return timers.set(effect.timer, now.monotonic + effect.after);
      case 'clear-timer':
        return timers.clear(effect.timer);
      case 'join-session':
        return this.#options.found(effect.session);
      case 'close-siblings':
        return this.#options.closeSiblings(effect.which, effect.failure);
      case 'erase-group':
        return mls.erase(effect.group, effect.keep);
      case 'erase-key-package':
        return mls.eraseKeyPackage(effect.keyPackage);
      case 'erase-secret':
        return erase(effect.secret);
      case 'erase-keys':
        return eraseKeys(effect.keys, erase);
      case 'trace':
        return trace.fact(effect.fact);
      default:
        return effect satisfies never;
    }
  }

  sendAlert(description: AlertDescription): void {
    const { records, trace } = this.#options;
    const key = records.sendUse;
    trace.fact({ kind: 'alert', direction: 'sent', value: alertDescriptions[description], key, authenticated: key !== 'plaintext' });
    records.sealAlert(description);
  }

  /** The connection is over: no key outlives it. R-DEL. */
  eraseKeys(): void {
    this.#traceErased('sent');
    this.#traceErased('received');
    this.#options.records.erase();
  }

  /** @param message whole, header included */
  traceMessage(direction: Direction, message: Bytes): void {
    const { records, trace } = this.#options;
    const [key, epoch] = direction === 'sent' ? [records.sendUse, records.sendEpoch] : [records.receiveUse, records.receiveEpoch];
    trace.fact({ kind: 'handshake-message', direction, type: message[0] ?? 0, message, key, epoch });
  }

  /** Apart from what the application queued for later: that must not leave before the connection is open. */
  #sendEarly(data: Bytes): void {
    const early = new WriteQueue();
    early.push(data);
    this.#options.records.sealData(early);
  }

  #install({ direction, keys, label, epoch }: Extract<Effect, { kind: 'install' }>, now: Now): void {
    const { records, trace, limits } = this.#options;
    const use = label === 'c e traffic' ? 'early' : 'epoch';
    this.#traceErased(direction);
    if (direction === 'sent') records.installSend(keys, use, epoch, this.#recordLimit());
    else records.installReceive(keys, use, epoch);
    trace.fact({ kind: 'key-installed', direction, label, epoch });
    if (use === 'epoch') limits.installed(direction, epoch, now.monotonic);
  }

  /** The policy is another one: the key in use goes by it, too. R-LIMIT. */
  limitsChanged(): void {
    this.#options.records.limitSend(this.#recordLimit());
  }

  /** A key that is about to be overwritten. */
  #traceErased(direction: Direction): void {
    const { records, trace } = this.#options;
    const use = direction === 'sent' ? records.sendUse : records.receiveUse;
    if (use !== 'plaintext') trace.fact({ kind: 'key-erased', direction, epoch: records.madeBy(direction), early: use === 'early' });
  }

  /** R-LIMIT: the algorithm's own limit, or a lower one that the policy sets. */
  #recordLimit(): bigint {
    const suite = this.#options.session()?.group.suite;
    const chosen = this.#options.hardRecordLimit();
    if (suite === undefined) return chosen;
    const specified = hardRecordLimit[suiteOf(suite).aead];
    if (specified < chosen) return specified;
    return chosen;
  }
}

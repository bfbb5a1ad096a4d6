import type { KeyObject } from 'node:crypto';
import type { Clock } from '#main/hosts/clock.ts';
import type { KeyVault, Opening } from '#main/store/key-vault.ts';
import { actAs, theProgram } from '#main/store/audit/actor.ts';
import type { AuditTable } from '#main/store/audit/entry.ts';
import type { SettingTable } from '#main/store/store.ts';
import { StoreError } from '#main/store/store-error.ts';
import type { AutoLockView, LockStrength, ProtectionView, VaultView } from '#shared/contract/vault.ts';
import type { ErrorView } from '#shared/views.ts';
import { refusal, viewOfError } from '../error-views.ts';
import { autoLockEntry, lockedEntry, protectionEntry, unlockedEntry } from './audit-entries.ts';
import { IdleTimer } from './auto-lock.ts';

/** What an unlocked profile runs: a core, and the settings that the lock itself needs. */
export interface Running {
  readonly settings: SettingTable;
  /** `null` while the profile can only be read. */
  readonly audit: Pick<AuditTable, 'append'> | null;
  close(): Promise<void>;
}

export interface LifeCycleOptions<R extends Running> {
  readonly vault: KeyVault;
  readonly clock: Clock;
  /** Opens what the key seals. @throws {StoreError} */
  readonly open: (dataKey: KeyObject) => R;
  /** Told after every change of what {@link LifeCycle.view} says. */
  readonly changed: () => void;
}

type State<R> =
  | { readonly kind: 'new' }
  /** `asked`: somebody locked it, and whoever comes next is asked for the passphrase, where there is one. */
  | { readonly kind: 'locked'; readonly asked: boolean; readonly trouble: ErrorView | null }
  | { readonly kind: 'open'; readonly running: R; readonly key: KeyObject; readonly by: ProtectionView }
  /** Locked for faces; what runs goes on. */
  | { readonly kind: 'covered'; readonly running: R; readonly key: KeyObject };

/** Shortest time an attempt takes, milliseconds. Bad input ST-022. */
const attemptTime = 200;
const autoLockSetting = 'auto-lock';
const noAutoLock: AutoLockView = { minutes: null, strength: 'window' };

/**
 * A profile from its first start to its end: new, locked, open. Whatever changes that, or the protection of the key, happens one
 * after the other, in the order in which it was asked for. docs/decisions/0013.
 */
export class LifeCycle<R extends Running> {
  readonly #options: LifeCycleOptions<R>;
  readonly #idle: IdleTimer;
  #state: State<R>;
  #turn: Promise<unknown> = Promise.resolve();
  #failures = 0;
  #closed = false;

  constructor(options: LifeCycleOptions<R>) {
    this.#options = options;
    this.#idle = new IdleTimer(options.clock, () => {
      // Whoever set the timer is not who locks. A log that cannot be written does not keep it open, and says so itself.
      void actAs(theProgram, () => this.lock(this.#autoLock().strength)).catch(() => undefined);
    });
    this.#state = options.vault.exists() ? { kind: 'locked', asked: false, trouble: null } : { kind: 'new' };
  }

  get isOpen(): boolean {
    return this.#state.kind === 'open';
  }

  /** What runs, for faces. @throws {ApiError} `LOCKED` */
  get open(): R {
    if (this.#state.kind === 'open') return this.#state.running;
    throw refusal('LOCKED', this.#state.kind === 'new' ? ['profile-new'] : null);
  }

  /** What runs, shown or not. */
  get running(): R | null {
    return 'running' in this.#state ? this.#state.running : null;
  }

  get protections(): readonly ProtectionView[] {
    return this.#state.kind === 'new' ? [] : this.#options.vault.kinds();
  }

  async view(): Promise<VaultView> {
    const state = this.#state;
    const { protections } = this;
    return {
      state: state.kind === 'covered' ? 'locked' : state.kind,
      running: this.running !== null,
      protections,
      ways: this.#ways(protections),
      keychain: await this.#options.vault.keychain(),
      trouble: state.kind === 'locked' ? state.trouble : null,
      openedBy: state.kind === 'open' ? state.by : null,
      autoLock: this.#autoLock(),
    };
  }

  /** Somebody asked for something. */
  used(): void {
    this.#idle.used();
  }

  /** Creates the key of a new profile, and opens it. */
  create(openings: readonly Opening[]): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state.kind !== 'new') throw refusal('ALREADY_PROTECTED');
      const [first] = openings;
      if (first === undefined) throw new RangeError('no protection');
      this.#run(await this.#options.vault.create(openings), first.kind);
      this.open.audit?.append(protectionEntry(first.kind, this.protections));
    });
  }

  /** @throws {StoreError} `UNLOCK_FAILED`, `KEYRING_CHANGED`, and whatever opening the profile throws; it stays locked then */
  unlock(opening: Opening): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state.kind === 'open' || this.#state.kind === 'new') return;
      const key = await this.#atLeast(attemptTime, () => this.#attempt(opening));
      if (this.#state.kind === 'covered') this.#state = { kind: 'open', running: this.#state.running, key, by: opening.kind };
      else this.#run(key, opening.kind);
      this.#idle.start(this.#autoLock().minutes);
      if (opening.kind !== 'plain') this.open.audit?.append(unlockedEntry(opening.kind, this.#failures));
      this.#failures = 0;
    });
  }

  /** @throws {ApiError} `NOTHING_TO_ASK` for a profile without protection */
  lock(strength: LockStrength): Promise<void> {
    return this.#inTurn(async () => {
      const state = this.#state;
      if (!('running' in state)) return;
      if (this.protections.includes('plain')) throw refusal('NOTHING_TO_ASK');
      this.#idle.stop();
      if (strength === 'window') {
        this.#state = { kind: 'covered', running: state.running, key: state.key };
        state.running.audit?.append(lockedEntry(strength));
      } else {
        this.#state = { kind: 'locked', asked: true, trouble: null };
        try {
          state.running.audit?.append(lockedEntry(strength));
        } finally {
          await state.running.close();
        }
      }
    });
  }

  /**
   * Ends what runs, works on the files it had open, and opens them again with the same key. It stays locked when that fails.
   *
   * @throws {ApiError} `LOCKED`, and whatever the work throws; the profile is open again then
   */
  reopen<T>(work: (key: KeyObject) => T): Promise<T> {
    return this.#inTurn(async () => {
      const key = this.#openKey();
      const by = this.#state.kind === 'open' ? this.#state.by : 'plain';
      await this.running?.close();
      try {
        return work(key);
      } finally {
        this.#run(key, by);
      }
    });
  }

  /** Adds or replaces a protection of an open profile, takes others away. */
  protect(opening: Opening, without: readonly ProtectionView[] = []): Promise<void> {
    return this.#inTurn(async () => {
      await this.#options.vault.protect(this.#openKey(), opening, without);
      this.open.audit?.append(protectionEntry(opening.kind, this.protections));
    });
  }

  /** The same after a look at the passphrase so far, where there is one; a recovery kit stands in for it. */
  changePassphrase(current: Opening | null, next: Opening): Promise<void> {
    return this.#inTurn(async () => {
      const key = this.#openKey();
      const forgotten = this.#state.kind === 'open' && this.#state.by === 'recovery';
      if (this.protections.includes('passphrase') && !forgotten) {
        await this.#atLeast(attemptTime, async () => this.#options.vault.unlock(current ?? { kind: 'passphrase', passphrase: new Uint8Array(0) }));
      }
      await this.#options.vault.protect(key, next, ['plain']);
      this.open.audit?.append(protectionEntry(next.kind, this.protections));
    });
  }

  remove(kind: ProtectionView): Promise<void> {
    return this.#inTurn(async () => {
      this.#openKey();
      this.#options.vault.remove(kind);
      this.open.audit?.append(protectionEntry(kind, this.protections));
    });
  }

  setAutoLock(autoLock: AutoLockView): Promise<void> {
    return this.#inTurn(async () => {
      if (autoLock.minutes !== null && this.protections.includes('plain')) throw refusal('NOTHING_TO_ASK');
      this.open.settings.write(autoLockSetting, { ...autoLock });
      this.open.audit?.append(autoLockEntry(autoLock));
      this.#idle.start(autoLock.minutes);
    });
  }

  /** Ends what runs, for good; what waits for its turn is refused. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      this.#closed = true;
      this.#idle.stop();
      const { running } = this;
      this.#state = { kind: 'locked', asked: true, trouble: null };
      await running?.close();
    });
  }

  #ways(protections: readonly ProtectionView[]): readonly ProtectionView[] {
    const { kind } = this.#state;
    if (kind !== 'locked' && kind !== 'covered') return [];
    const asked = kind === 'covered' || (this.#state.kind === 'locked' && this.#state.asked);
    return protections.filter((one) => one !== 'keychain' || !asked || !protections.includes('passphrase'));
  }

  async #attempt(opening: Opening): Promise<KeyObject> {
    if (!this.#ways(this.protections).includes(opening.kind)) throw new StoreError('UNLOCK_FAILED', ['does-not-open-now', opening.kind]);
    try {
      return await this.#options.vault.unlock(opening);
    } catch (error) {
      this.#failures += 1;
      if (opening.kind === 'keychain' && this.#state.kind === 'locked') this.#state = { ...this.#state, trouble: viewOfError(error) };
      throw error;
    }
  }

  #run(key: KeyObject, by: ProtectionView): void {
    // What cannot be opened leaves the profile locked, now that it has a key.
    this.#state = { kind: 'locked', asked: false, trouble: null };
    this.#state = { kind: 'open', running: this.#options.open(key), key, by };
    this.#idle.start(this.#autoLock().minutes);
  }

  #openKey(): KeyObject {
    if (this.#state.kind !== 'open') throw refusal('LOCKED');
    return this.#state.key;
  }

  #autoLock(): AutoLockView {
    const stored = this.running?.settings.read(autoLockSetting);
    if (typeof stored !== 'object' || stored === null || !('minutes' in stored) || !('strength' in stored)) return noAutoLock;
    const { minutes, strength } = stored;
    return { minutes: typeof minutes === 'number' ? minutes : null, strength: strength === 'stop' ? 'stop' : 'window' };
  }

  async #atLeast<T>(time: number, work: () => Promise<T>): Promise<T> {
    const { clock } = this.#options;
    const end = clock.now().monotonic + time;
    try {
      return await work();
    } finally {
      await new Promise<void>((resolve) => clock.at(end, resolve));
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(() => {
      if (this.#closed) throw refusal('CORE_GONE');
      return work();
    });
    this.#turn = run.catch(() => undefined).then(this.#options.changed);
    return run;
  }
}

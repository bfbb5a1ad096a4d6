import type { KeyObject } from 'node:crypto';
import type { SelfTestResult } from '#main/crypto/self-test.ts';
import type { Clock } from '#main/hosts/clock.ts';
import type { LiveCore } from '#main/hosts/core.ts';
import type { KeyVault, Opening } from '#main/store/key-vault.ts';
import type { Repair } from '#main/store/repair/repair-profile.ts';
import { StoreError } from '#main/store/store-error.ts';
import { type Handlers, type RequestName, requestChannels } from '#shared/contract.ts';
import { appView } from '../app-view.ts';
import type { CoreOptions, TopicListener } from '../core.ts';
import { inWords, type OpenHandlers } from '../handlers.ts';
import { type Readable, repairHandlers } from '../repair/handlers.ts';
import { vaultHandlers } from './handlers.ts';
import { LifeCycle } from './life-cycle.ts';

/** The core of an unlocked profile. */
export interface OpenCore extends Readable, Pick<LiveCore, 'subscribe' | 'openPipe' | 'resumePipe' | 'listenPipe'> {
  readonly handlers: OpenHandlers;
}

export interface GatedCoreOptions {
  readonly options: CoreOptions;
  readonly selfTest: readonly SelfTestResult[];
  readonly vault: KeyVault;
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Opens everything the key seals. @throws {StoreError} */
  readonly open: (dataKey: KeyObject) => OpenCore;
  /** Mends the closed files of a damaged profile. @throws {StoreError} */
  readonly repair: (dataKey: KeyObject) => Repair;
  /** Ends the hold on the profile's folder. */
  readonly release: () => void;
}

/**
 * A core in every state of its profile: new, locked, open. Faces reach what runs only while it is open; requests about the program
 * and the lock are always answered.
 *
 * @throws {StoreError} when the profile was to be opened at once and cannot be
 */
export async function startGatedCore(gated: GatedCoreOptions): Promise<LiveCore> {
  const { options, vault, clock } = gated;
  const faces = new Faces();
  const life = new LifeCycle<OpenCore>({ vault, clock, open: gated.open, changed: () => void changed() });
  const changed = async (): Promise<void> => {
    faces.attach(life.running, () => life.isOpen);
    const view = await life.view().catch(() => null); // its file was taken away: the next request says so
    if (view !== null) faces.tell('vaultChanged', view);
  };
  await openAtStart(life, vault, options.opening ?? null);
  let closing: Promise<void> | null = null;
  return {
    handlers: gatedHandlers(gated, life),
    subscribe: (listener) => faces.subscribe(listener),
    openPipe: async (params, onLaterPipe) => life.open.openPipe(params, onLaterPipe),
    resumePipe: async (connectionId, onLaterPipe) => life.open.resumePipe(connectionId, onLaterPipe),
    listenPipe: async (params, onPipe) => life.open.listenPipe(params, onPipe),
    close() {
      closing ??= life.close().finally(gated.release);
      return closing;
    },
  };
}

/** What needs nobody: the given way, a key without protection, the keychain. */
async function openAtStart(life: LifeCycle<OpenCore>, vault: KeyVault, given: Opening | null): Promise<void> {
  const { protections } = life;
  if (protections.length === 0) return given === null ? undefined : life.create([given]);
  if (protections.includes('plain')) return life.unlock({ kind: 'plain' });
  if (given?.kind === 'plain') throw new StoreError('LOCKED', ['key-protected']);
  if (given !== null) return life.unlock(given);
  if (!protections.includes('keychain') || (await vault.keychain()).availability === 'none') return;
  await life.unlock({ kind: 'keychain' }).catch((error: unknown) => {
    // A keychain that changed leaves the profile locked, and the view says why; anything else is worse.
    if (!(error instanceof StoreError && error.code === 'KEYRING_CHANGED')) throw error;
  });
}

/** One function per request: the lock's own, the program's, and those of the open core while there is one. */
function gatedHandlers({ options, selfTest, vault, clock, randomBytes, repair }: GatedCoreOptions, life: LifeCycle<OpenCore>): Handlers {
  const own = {
    ...vaultHandlers({ life, vault, randomBytes, now: () => clock.now().wall }),
    ...repairHandlers(life, repair),
    app: async () => appView(options, selfTest, life.protections, (life.running?.damage ?? null) !== null),
  };
  // The keys of `requestChannels` are the request names.
  const others = (Object.keys(requestChannels) as RequestName[]).filter((name): name is keyof OpenHandlers => !Object.hasOwn(own, name));
  const passed = others.map((name) => [name, async (params: never) => life.open.handlers[name](params)]);
  const quiet: readonly string[] = ['app', 'vault', 'unlock'];
  const all = Object.entries({ ...own, ...Object.fromEntries(passed) }).map(([name, handler]) => {
    const worded = inWords(handler as (params: never) => Promise<unknown>); // each takes the parameters of its own request
    return [
      name,
      (params: never) => {
        if (!quiet.includes(name)) life.used();
        return worded(params);
      },
    ];
  });
  return Object.fromEntries(all) as unknown as Handlers; // every request name, each with a function of its type
}

/** Who listens, and the core they hear while it is open. */
class Faces {
  readonly #listeners = new Set<TopicListener>();
  #running: OpenCore | null = null;
  #isOpen: () => boolean = () => false;
  #stop: (() => void) | null = null;

  subscribe(listener: TopicListener): () => void {
    // A function may subscribe twice; each subscription ends on its own.
    const own: TopicListener = (topic, value) => listener(topic, value);
    this.#listeners.add(own);
    this.#hear();
    return () => {
      this.#listeners.delete(own);
      this.#hear();
    };
  }

  attach(running: OpenCore | null, isOpen: () => boolean): void {
    this.#isOpen = isOpen;
    if (running === this.#running) return;
    this.#stop?.();
    this.#stop = null;
    this.#running = running;
    this.#hear();
  }

  readonly tell: TopicListener = (topic, value) => {
    for (const listener of this.#listeners) listener(topic, value);
  };

  /** A core is listened to only while somebody wants to know. */
  #hear(): void {
    if (this.#listeners.size === 0) {
      this.#stop?.();
      this.#stop = null;
    } else {
      this.#stop ??=
        this.#running?.subscribe((topic, value) => {
          if (this.#isOpen()) this.tell(topic, value);
        }) ?? null;
    }
  }
}

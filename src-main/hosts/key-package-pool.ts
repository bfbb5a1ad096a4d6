import type { KeyPackageOptions, Mls, OwnKeyPackage, Signer } from '#engine/mls/group.ts';
import type { Erase } from '#engine/secret.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import type { Clock } from './clock.ts';
import { HostError } from './host-error.ts';

/** Who and what a KeyPackage is for; two that agree in everything may be exchanged. */
export interface KeyPackageRequest {
  readonly identityId: string;
  readonly suite: number;
  readonly profiles: readonly ProfileName[];
  /** Suites the leaf lists: only those the connection would really use (R-KP). */
  readonly enabledSuites: readonly number[];
}

export interface KeyPackagePoolOptions {
  readonly mls: Pick<Mls, 'generateKeyPackage' | 'eraseKeyPackage'>;
  readonly clock: Clock;
  /** A signer whose private key the pool erases. */
  readonly signer: (identityId: string, suite: number) => Signer | null;
  readonly erase: Erase;
  /** Called for one that waited and is not used any more. */
  readonly thrownAway?: (keyPackage: OwnKeyPackage, identityId: string) => void;
}

/** Seconds before its end at which a waiting KeyPackage is thrown away: half of the lifetime R-KP gives it. */
const margin = 12n * 3600n;
/** One that waits. `madeAt`: wall clock, seconds. */
interface Ready {
  readonly identityId: string;
  readonly keyPackage: OwnKeyPackage;
  readonly madeAt: bigint;
}

/** Different requests one pool keeps something ready for. */
const readyLimit = 8;

/**
 * KeyPackages made ahead, one per request that was met before. In memory only: their private keys die with the process,
 * and are overwritten when one is thrown away. R-KP.
 */
export class KeyPackagePool {
  readonly #options: KeyPackagePoolOptions;
  readonly #ready = new Map<string, Ready>();
  readonly #making = new Set<string>();
  /** How often something was dropped: what is being made meanwhile may be made with a key that was replaced. */
  #drops = 0;
  #closed = false;

  constructor(options: KeyPackagePoolOptions) {
    this.#options = options;
  }

  /** How many wait. */
  get size(): number {
    return this.#ready.size;
  }

  /** Those that wait. */
  get ready(): readonly { readonly identityId: string; readonly keyPackage: OwnKeyPackage }[] {
    return [...this.#ready.values()];
  }

  /**
   * A KeyPackage nobody had before; the caller uses it once or erases it. The next one is made in the background.
   *
   * @throws {HostError} `NO_KEY_FOR_SUITE`
   */
  async take(request: KeyPackageRequest): Promise<OwnKeyPackage> {
    const key = JSON.stringify(request);
    const ready = this.#ready.get(key);
    this.#ready.delete(key);
    const good = ready !== undefined && this.#isGood(ready);
    if (ready !== undefined && !good) this.#throwAway(ready);
    const taken = good ? ready.keyPackage : await this.#make(request);
    void this.#prepare(key, request);
    return taken;
  }

  /** Erases what waits for an identity, or everything. */
  drop(identityId?: string): void {
    this.#drops += 1;
    for (const [key, ready] of this.#ready) {
      if (identityId !== undefined && ready.identityId !== identityId) continue;
      this.#throwAway(ready);
      this.#ready.delete(key);
    }
  }

  close(): void {
    this.#closed = true;
    this.drop();
  }

  async #prepare(key: string, request: KeyPackageRequest): Promise<void> {
    if (this.#closed || this.#making.has(key) || this.#ready.has(key)) return;
    this.#making.add(key);
    const drops = this.#drops;
    const madeAt = this.#now();
    try {
      const made = await this.#make(request);
      if (this.#closed || this.#drops !== drops) this.#options.mls.eraseKeyPackage(made);
      else this.#keep(key, { identityId: request.identityId, keyPackage: made, madeAt });
    } catch {
      // The next take makes one itself and reports why it cannot.
    } finally {
      this.#making.delete(key);
    }
  }

  /** Neither near its end, nor of a time to come: the clock may have been set back since, and the peer would find it not yet valid. R-KP. */
  #isGood({ keyPackage, madeAt }: Ready): boolean {
    const now = this.#now();
    return madeAt <= now && keyPackage.notAfter - now >= margin;
  }

  #keep(key: string, ready: Ready): void {
    for (const [oldest, other] of this.#ready) {
      if (this.#ready.size < readyLimit) break;
      this.#throwAway(other);
      this.#ready.delete(oldest);
    }
    this.#ready.set(key, ready);
  }

  #throwAway({ identityId, keyPackage }: Ready): void {
    this.#options.mls.eraseKeyPackage(keyPackage);
    if (!this.#closed) this.#options.thrownAway?.(keyPackage, identityId);
  }

  async #make({ identityId, suite, profiles, enabledSuites }: KeyPackageRequest): Promise<OwnKeyPackage> {
    const { mls, signer: signerOf, erase } = this.#options;
    const signer = signerOf(identityId, suite);
    if (signer === null) throw new HostError('NO_KEY_FOR_SUITE', { detail: ['cipher-suite', suite] });
    const options: KeyPackageOptions = { suite, signer, profiles, enabledSuites, nowSeconds: this.#now() };
    try {
      return await mls.generateKeyPackage(options);
    } finally {
      // The library holds copies of its own; this one has done its work.
      erase(signer.privateKey);
    }
  }

  #now(): bigint {
    return BigInt(Math.floor(this.#options.clock.now().wall / 1000));
  }
}

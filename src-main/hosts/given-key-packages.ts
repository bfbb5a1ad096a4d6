import { toHex } from '#engine/bytes.ts';
import { findSuite } from '#engine/crypto/suites.ts';
import { defaultPolicy } from '#engine/index.ts';
import type { Mls, OwnKeyPackage, Signer } from '#engine/mls/group.ts';
import type { Erase } from '#engine/secret.ts';
import type { KeyPackageRow, KeyPackageTable, NewKeyPackage } from '#main/store/key-package-table.ts';
import { StoreError } from '#main/store/store-error.ts';
import type { Clock } from './clock.ts';
import { HostError } from './host-error.ts';

const daySeconds = 86_400n;

export interface GivenKeyPackagesOptions {
  readonly table: KeyPackageTable;
  readonly mls: Pick<Mls, 'generateKeyPackage' | 'eraseKeyPackage' | 'encodeKeyPackage'>;
  readonly clock: Clock;
  /** A signer whose private key is erased here. */
  readonly signer: (identityId: string, suite: number) => Signer | null;
  readonly nameOf: (identityId: string) => string;
  readonly erase: Erase;
}

/** KeyPackages that are made on purpose and given out for later: their private parts are stored, sealed, until they are used or end. */
export class GivenKeyPackages {
  readonly #options: GivenKeyPackagesOptions;

  constructor(options: GivenKeyPackagesOptions) {
    this.#options = options;
  }

  /**
   * @param days how long it can be used; peers accept 30 at most
   * @throws {HostError} `UNKNOWN_SUITE`, `NO_KEY_FOR_SUITE` @throws {StoreError} `TOO_MANY`
   */
  async offer(identityId: string, suite: number, days: number): Promise<KeyPackageRow> {
    const { table, mls, clock, signer: signerOf, nameOf, erase } = this.#options;
    if (findSuite(suite) === undefined) throw new HostError('UNKNOWN_SUITE');
    const signer = signerOf(identityId, suite);
    if (signer === null) throw new HostError('NO_KEY_FOR_SUITE', { detail: ['cipher-suite', suite] });
    const { wall } = clock.now();
    const nowSeconds = BigInt(Math.floor(wall / 1_000));
    const made = await mls
      .generateKeyPackage({
        suite,
        signer,
        profiles: defaultPolicy.profiles,
        enabledSuites: [suite],
        nowSeconds,
        lifetime: BigInt(days) * daySeconds,
      })
      .finally(() => erase(signer.privateKey));
    const secret = mls.encodeKeyPackage(made);
    try {
      table.offer(newKeyPackage(made, identityId, nameOf(identityId)), secret, wall);
    } finally {
      erase(secret);
      mls.eraseKeyPackage(made);
    }
    const row = table.find(toHex(made.reference));
    if (row === null) throw new HostError('UNEXPECTED');
    return row;
  }

  /** Destroys the private parts: nobody can use it with us any more. @returns whether it was on offer */
  withdraw(id: string): boolean {
    return this.#options.table.end(id, 'withdrawn', this.#options.clock.now().wall);
  }
}

/** Notes what became of a KeyPackage. A disk that refuses this line of history must not end the connection it is about. */
export function noteHistory(note: () => void): void {
  try {
    note();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}

/** What the store keeps of one of ours. */
export function newKeyPackage(
  { suite, message, reference, notAfter }: OwnKeyPackage,
  identityId: string,
  name: string,
  address: string | null = null,
): NewKeyPackage {
  return { id: toHex(reference), identityId, suite, name, address, notAfter: Number(notAfter) * 1_000, message };
}

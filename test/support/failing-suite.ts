import type { CiphersuiteImpl } from 'ts-mls';
import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import { seededRandomness } from './seeded-randomness.ts';

/** MLS cryptography whose n-th call throws something that is nobody's fault: a device that fails, memory that is out. */
export class FailingSuite {
  calls = 0;
  #fatal: number;
  readonly #inner = mlsSuiteProvider(seededRandomness('failing suite'));

  /** @param fatal number of the call that throws, counted from 1 */
  constructor(fatal: number) {
    this.#fatal = fatal;
  }

  /** From now on everything works. */
  heal(): void {
    this.#fatal = Number.POSITIVE_INFINITY;
  }

  readonly provider = async (id: number): Promise<CiphersuiteImpl> => this.#watched(await this.#inner(id));

  #watched<T extends object>(value: T): T {
    return new Proxy(value, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key);
        if (typeof member === 'function') {
          return (...args: unknown[]): unknown => {
            this.calls += 1;
            if (this.calls === this.#fatal) throw new Error('the cryptographic device failed');
            return Reflect.apply(member, target, args);
          };
        }
        return typeof member === 'object' && member !== null && !(member instanceof Uint8Array) ? this.#watched(member) : member;
      },
    });
  }
}

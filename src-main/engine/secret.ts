import type { Bytes } from './bytes.ts';

/** Overwrites bytes that held a secret. The host injects it, so that tests can watch what is erased and when. */
export type Erase = (bytes: Bytes) => void;

/** Bytes that must not be shown. Printing, logging or serialising one yields the word "secret". */
export class Secret {
  #bytes: Bytes | null;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /** @throws {TypeError} after {@link erase} */
  reveal(): Bytes {
    if (this.#bytes === null) throw new TypeError('secret was erased');
    return this.#bytes;
  }

  get erased(): boolean {
    return this.#bytes === null;
  }

  erase(erase: Erase): void {
    if (this.#bytes !== null) erase(this.#bytes);
    this.#bytes = null;
  }

  toString(): string {
    return 'secret';
  }

  toJSON(): string {
    return 'secret';
  }
}

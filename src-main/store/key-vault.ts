import { createSecretKey, type KeyObject, randomBytes, randomFillSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { blank, type Bytes, concat, copyOf, toHex } from '#engine/bytes.ts';
import type { ScryptCost } from '#main/crypto/scrypt.ts';
import { createEnvelopeFile, readEnvelopeFile, replaceEnvelope, settleEnvelopeFile } from './envelope-file.ts';
import { type FileOperations, nodeFileOperations } from './file-operations.ts';
import { type KeyEnvelope, longestWrapping, type Wrapping, type WrappingKind, wrappingKinds } from './key-envelope.ts';
import type { KeySealer } from './key-sealer.ts';
import { sealUnderPassphrase, standardCost, unsealUnderPassphrase } from './passphrase-seal.ts';
import { seal, sealOverhead, unseal } from './sealing.ts';
import { StoreError } from './store-error.ts';

export interface KeyVaultOptions {
  /** The file `data.key` of a profile that the caller has locked. */
  readonly path: string;
  /** `null`: this host has no keychain. */
  readonly sealer: KeySealer | null;
  /** What new passphrase wrappings cost. */
  readonly cost?: ScryptCost;
  readonly files?: FileOperations;
}

/** One way to have the data key, with what it takes. The bytes are the caller's to erase. */
export type Opening =
  | { readonly kind: 'plain' }
  | { readonly kind: 'passphrase'; readonly passphrase: Bytes }
  | { readonly kind: 'keychain' }
  | { readonly kind: 'recovery' /** 32 bytes. */; readonly key: Bytes };

/** Overwrites what an opening takes. */
export function eraseOpening(opening: Opening | null): void {
  if (opening?.kind === 'passphrase') opening.passphrase.fill(0);
  if (opening?.kind === 'recovery') opening.key.fill(0);
}

/**
 * The data key of a profile in its protections: created once, had by any of them, never by none. Changes are made in place and
 * are durable when they return; whoever calls keeps them one after the other. Nothing here counts failures or destroys anything.
 */
export class KeyVault {
  readonly #path: string;
  readonly #sealer: KeySealer | null;
  readonly #cost: ScryptCost;
  readonly #files: FileOperations;

  constructor({ path, sealer, cost = standardCost, files = nodeFileOperations }: KeyVaultOptions) {
    this.#path = path;
    this.#sealer = sealer;
    this.#cost = cost;
    this.#files = files;
  }

  exists(): boolean {
    return existsSync(this.#path);
  }

  /** Which protections there are, in a fixed order. @throws {StoreError} `DATA_KEY_MISSING`, `STORE_DAMAGED` */
  kinds(): readonly WrappingKind[] {
    const { wrappings } = this.#read();
    return wrappingKinds.filter((kind) => wrappings.some((wrapping) => wrapping.kind === kind));
  }

  /** A few letters that tell one profile's key from another's, as a recovery kit shows them. No secret. */
  mark(): string {
    return toHex(this.#read().fileId).slice(0, 8);
  }

  /** Creates the key. Only for a profile that holds nothing sealed. @throws {StoreError} */
  async create(openings: readonly Opening[]): Promise<KeyObject> {
    const key = randomFillSync(blank(32));
    try {
      const fileId = new Uint8Array(randomBytes(16));
      const wrappings = await Promise.all(openings.map((opening) => this.#wrap(fileId, key, opening)));
      createEnvelopeFile(this.#path, { fileId, generation: 1n, wrappings });
      return createSecretKey(key);
    } finally {
      key.fill(0);
    }
  }

  /**
   * @throws {StoreError} `UNLOCK_FAILED` when it does not open, or there is no such protection; `KEYRING_CHANGED`; `STORE_DAMAGED`.
   *   Nothing on the disk is touched then
   */
  async unlock(opening: Opening): Promise<KeyObject> {
    const envelope = this.#read();
    const wrapping = envelope.wrappings.find(({ kind }) => kind === opening.kind);
    if (wrapping === undefined) throw new StoreError('UNLOCK_FAILED', ['no-such-protection', opening.kind]);
    const key = await this.#unwrap(envelope.fileId, wrapping, opening);
    if (key === null) throw new StoreError('UNLOCK_FAILED', ['does-not-open', opening.kind]);
    try {
      settleEnvelopeFile(this.#path, this.#files);
      return createSecretKey(key);
    } finally {
      key.fill(0);
    }
  }

  /** Adds a protection, or replaces the one of its kind, and takes others away, all in one step. @throws {StoreError} */
  async protect(key: KeyObject, opening: Opening, without: readonly WrappingKind[] = []): Promise<void> {
    const { fileId, wrappings } = this.#read();
    const bytes = key.export();
    try {
      const added = await this.#wrap(fileId, bytes, opening);
      const kept = wrappings.filter(({ kind }) => kind !== opening.kind && !without.includes(kind));
      replaceEnvelope(this.#path, { fileId, wrappings: [...kept, added] }, this.#files);
    } finally {
      bytes.fill(0);
    }
  }

  /** @throws {StoreError} `LAST_PROTECTION` when nothing would be left */
  remove(removed: WrappingKind): void {
    const { fileId, wrappings } = this.#read();
    const kept = wrappings.filter(({ kind }) => kind !== removed);
    if (kept.length === 0) throw new StoreError('LAST_PROTECTION', ['last-protection']);
    if (kept.length < wrappings.length) replaceEnvelope(this.#path, { fileId, wrappings: kept }, this.#files);
  }

  /** What the system's keychain is worth. */
  async keychain(): Promise<Awaited<ReturnType<KeySealer['available']>>> {
    return (await this.#sealer?.available()) ?? { availability: 'none', backend: '' };
  }

  #read(): KeyEnvelope {
    return readEnvelopeFile(this.#path, this.#files);
  }

  async #wrap(fileId: Bytes, key: Bytes, opening: Opening): Promise<Wrapping> {
    const place = placeOf(fileId, opening.kind);
    switch (opening.kind) {
      case 'plain':
        return { kind: 'plain', content: copyOf(key) };
      case 'passphrase':
        return { kind: 'passphrase', content: await sealUnderPassphrase(opening.passphrase, place, key, this.#cost) };
      case 'recovery':
        return { kind: 'recovery', content: seal(createSecretKey(opening.key), place, key) };
      case 'keychain':
        return { kind: 'keychain', content: await this.#intoKeychain(place, key) };
      default:
        return opening satisfies never;
    }
  }

  async #unwrap(fileId: Bytes, { content }: Wrapping, opening: Opening): Promise<Bytes | null> {
    const place = placeOf(fileId, opening.kind);
    switch (opening.kind) {
      case 'plain':
        return content;
      case 'passphrase':
        return unsealUnderPassphrase(opening.passphrase, place, content);
      case 'recovery':
        return unseal(createSecretKey(opening.key), place, content);
      case 'keychain':
        return this.#outOfKeychain(place, content);
      default:
        return opening satisfies never;
    }
  }

  /** The keychain seals a key of its own, and that one seals ours: what a keychain gives back is bound to nothing. */
  async #intoKeychain(place: string, key: Bytes): Promise<Bytes> {
    const { availability, backend } = await this.keychain();
    if (this.#sealer === null || availability !== 'real') {
      throw new StoreError('KEYRING_UNAVAILABLE', availability === 'none' ? ['no-keychain'] : ['keychain-worthless', backend]);
    }
    const own = randomFillSync(blank(32));
    try {
      const blob = await this.#sealer.seal(own);
      const content = concat(seal(createSecretKey(own), place, key), blob);
      if (content.length > longestWrapping) throw new StoreError('KEYRING_UNAVAILABLE', `the keychain makes ${blob.length} bytes of 32`);
      return content;
    } finally {
      own.fill(0);
    }
  }

  async #outOfKeychain(place: string, content: Bytes): Promise<Bytes> {
    const ends = 32 + sealOverhead;
    const opened = await this.#fromSealer(content.subarray(ends));
    const key = unseal(createSecretKey(opened.secret), place, content.subarray(0, ends));
    opened.secret.fill(0);
    if (key === null) throw new StoreError('KEYRING_CHANGED', ['keychain-swapped']);
    if (opened.again) await this.#sealAgain(createSecretKey(key));
    return key;
  }

  async #sealAgain(key: KeyObject): Promise<void> {
    try {
      await this.protect(key, { kind: 'keychain' });
    } catch {
      // The old blob still opens, and the keychain will ask again.
    }
  }

  async #fromSealer(blob: Bytes): Promise<{ readonly secret: Bytes; readonly again: boolean }> {
    const { availability, backend } = await this.keychain();
    if (this.#sealer === null || availability !== 'real') {
      throw new StoreError('KEYRING_CHANGED', availability === 'none' ? ['no-keychain-here'] : ['keychain-now', backend]);
    }
    try {
      const opened = await this.#sealer.unseal(blob);
      if (opened.secret.length === 32) return opened;
    } catch (cause) {
      throw new StoreError('KEYRING_CHANGED', ['keychain-refused', backend], cause);
    }
    throw new StoreError('KEYRING_CHANGED', ['keychain-else', backend]);
  }
}

function placeOf(fileId: Bytes, kind: WrappingKind): string {
  return `data key|${toHex(fileId)}|${kind}`;
}

import { createCipheriv, createDecipheriv } from 'node:crypto';
import { type Bytes, concat, copyOf } from '#engine/bytes.ts';
import { type BundleKey, cut, damaged } from './bundle-header.ts';
import { StoreError } from '../store-error.ts';

/** Bytes of content in every chunk but the last. */
export const chunkLength = 64 * 1024;
const tagLength = 16;
/** Bytes of every sealed chunk but the last. */
export const sealedChunkLength = chunkLength + tagLength;

/**
 * Seals the content of a bundle in chunks: AES-256-GCM under a key used once, nonce = `uint88` number of the chunk || 1 for the last one,
 * else 0; the header is associated data. So no chunk can be left out, moved, or be the last when it was not. STREAM, Hoang, Reyhanitabar,
 * Rogaway and Vizár 2015, as age uses it.
 */
export class ChunkSealer {
  readonly #bundle: BundleKey;
  #number = 0;
  #waiting: Bytes = new Uint8Array(0);

  constructor(bundle: BundleKey) {
    this.#bundle = bundle;
  }

  /** @returns the chunks that are full. The caller erases `content`. */
  push(content: Bytes): readonly Bytes[] {
    const all = concat(this.#waiting, content);
    this.#waiting.fill(0);
    const sealed: Bytes[] = [];
    let from = 0;
    // the last chunk is never empty unless it is the only one
    for (; all.length - from > chunkLength; from += chunkLength) sealed.push(this.#seal(all.subarray(from, from + chunkLength), false));
    this.#waiting = copyOf(all.subarray(from));
    all.fill(0);
    return sealed;
  }

  /** @returns the last chunk */
  end(): Bytes {
    const last = this.#seal(this.#waiting, true);
    this.#waiting.fill(0);
    return last;
  }

  #seal(content: Bytes, last: boolean): Bytes {
    const cipher = createCipheriv('aes-256-gcm', this.#bundle.key, nonceOf(this.#number, last));
    cipher.setAAD(this.#bundle.header);
    this.#number += 1;
    return concat(cipher.update(content), cipher.final(), cipher.getAuthTag());
  }
}

/** Opens chunks in order. */
export class ChunkOpener {
  readonly #bundle: BundleKey;
  #number = 0;

  constructor(bundle: BundleKey) {
    this.#bundle = bundle;
  }

  /**
   * @param atEnd nothing follows in the file
   * @returns the content, the caller's to erase
   * @throws {StoreError} `BACKUP_CUT` when the file ends behind a chunk that is not the last, `BACKUP_DAMAGED`
   */
  open(sealed: Bytes, atEnd: boolean): Bytes {
    const content = this.#opened(sealed, atEnd);
    if (content !== null) {
      if (atEnd && content.length === 0 && this.#number > 0) throw damaged('its last part is empty');
      this.#number += 1;
      return content;
    }
    if (this.#opened(sealed, !atEnd) === null) throw new StoreError('BACKUP_DAMAGED', ['backup-part', this.#number + 1]);
    throw atEnd ? cut() : damaged('something follows its end');
  }

  #opened(sealed: Bytes, last: boolean): Bytes | null {
    if (sealed.length < tagLength) return null;
    const decipher = createDecipheriv('aes-256-gcm', this.#bundle.key, nonceOf(this.#number, last));
    decipher.setAAD(this.#bundle.header);
    decipher.setAuthTag(sealed.subarray(sealed.length - tagLength));
    const content = decipher.update(sealed.subarray(0, sealed.length - tagLength));
    try {
      decipher.final();
      return content;
    } catch {
      content.fill(0);
      return null;
    }
  }
}

function nonceOf(number: number, last: boolean): Bytes {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(3, BigInt(number)); // bytes 3 to 10
  nonce[11] = last ? 1 : 0;
  return nonce;
}

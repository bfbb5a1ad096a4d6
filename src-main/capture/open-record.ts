import type { Bytes } from '#engine/bytes.ts';
import type { RecordAead, RecordKey } from '#engine/crypto/aead.ts';
import type { CryptoProvider } from '#engine/crypto/provider.ts';
import { headerLength } from './record-headers.ts';

/** A key as a key log has it. */
export interface LoggedKey {
  readonly aead: RecordAead;
  readonly key: Bytes;
  /** 12 bytes. */
  readonly iv: Bytes;
}

/** `TLSInnerPlaintext` without its padding. RFC 8446 §5.2. */
export interface Opened {
  readonly type: number;
  /** A copy. */
  readonly content: Bytes;
}

/** Opens captured records with keys of a key log. */
export class RecordOpener {
  readonly #crypto: Pick<CryptoProvider, 'importRecordKey'>;
  readonly #keys = new Map<LoggedKey, RecordKey>();

  constructor(crypto: Pick<CryptoProvider, 'importRecordKey'>) {
    this.#crypto = crypto;
  }

  /** @param record header included @returns `null` when this key and number did not seal it */
  open(logged: LoggedKey, sequence: bigint, record: Bytes): Opened | null {
    const body = record.subarray(headerLength);
    if (body.length < 17) return null;
    const inner = this.#import(logged).open(nonceOf(logged.iv, sequence), record.subarray(0, headerLength), body);
    if (inner === null) return null;
    let end = inner.length - 1;
    while (end >= 0 && inner[end] === 0) end--;
    const type = inner[end];
    return type === undefined ? null : { type, content: inner.slice(0, end) };
  }

  close(): void {
    for (const key of this.#keys.values()) key.erase();
    this.#keys.clear();
  }

  #import(logged: LoggedKey): RecordKey {
    const known = this.#keys.get(logged);
    if (known !== undefined) return known;
    const key = this.#crypto.importRecordKey(logged.aead, logged.key);
    this.#keys.set(logged, key);
    return key;
  }
}

/** RFC 8446 §5.3: the IV, its last eight bytes combined with the record's number. */
export function nonceOf(iv: Bytes, sequence: bigint): Bytes {
  const nonce = iv.slice();
  for (let at = nonce.length - 1, rest = sequence; at >= 4; at--, rest >>= 8n) nonce[at] = (nonce[at] ?? 0) ^ Number(rest & 0xffn);
  return nonce;
}

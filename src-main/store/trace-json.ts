import type { TraceFact } from '#engine/mls-tls/trace.ts';
import { StoreError } from './store-error.ts';

/**
 * A fact as JSON text: byte strings become `{"bytes": base64}`, uint64 values `{"uint64": decimal}`. Facts use neither
 * key for anything else.
 */
export function encodeFact(fact: TraceFact): string {
  return JSON.stringify(plain(fact));
}

/**
 * A fact as {@link encodeFact} wrote it.
 *
 * @throws {StoreError} `STORE_DAMAGED` for text that it cannot have written: recordings carry no checksum
 */
export function decodeFact(text: string): TraceFact {
  const value = revived(text);
  if (typeof value !== 'object' || value === null || !('kind' in value)) throw damaged();
  // written by encodeFact: the type of what went in
  return value as TraceFact;
}

function revived(text: string): unknown {
  try {
    return JSON.parse(text, revive);
  } catch (cause) {
    throw damaged(cause);
  }
}

function damaged(cause?: unknown): StoreError {
  return new StoreError('STORE_DAMAGED', ['fact-damaged'], cause);
}

/** Walks by hand: a JSON replacer sees a Buffer only after its own toJSON has spelt it out. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return { uint64: String(value) };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64') };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('uint64' in value && typeof value.uint64 === 'string') return BigInt(value.uint64);
  if ('bytes' in value && typeof value.bytes === 'string') return new Uint8Array(Buffer.from(value.bytes, 'base64'));
  return value;
}

import type { Bytes } from '#engine/bytes.ts';
import type { Features, Replaceable } from './features.ts';

/** One primitive and the answer it must give. */
export interface KnownAnswer {
  readonly primitive: string;
  /** Itself, where noble can stand in for it; the primitives it is put together from; nothing where only the runtime has it. */
  readonly madeOf: readonly Replaceable[];
  /** Whether the answer is right; may throw instead of saying no. */
  readonly run: (features: Features) => boolean;
}

export function throws(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch {
    return true;
  }
}

export function oneBitOff(bytes: Bytes, at = 0): Bytes {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

/** 00 01 02 … */
export function counting(length: number): Bytes {
  return Uint8Array.from({ length }, (_, index) => index);
}

export function matches(actual: Bytes, expected: string): boolean {
  return toHex(actual) === expected;
}

export function toHex(bytes: Bytes): string {
  return Buffer.from(bytes).toString('hex');
}

export function hex(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

export function base64(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

export function ascii(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text, 'ascii'));
}

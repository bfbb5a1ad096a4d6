import { createHash } from 'node:crypto';
import { findSuite } from '#engine/crypto/suites.ts';
import type { TraceRow } from '#main/store/trace-store.ts';

/** Hexadecimal digits of a row's print: enough to tell rows of one run apart, short enough for a file. */
export const printLength = 16;

/** Where a row stands in a run. */
export interface Place {
  readonly step: number;
  readonly side: 'alice' | 'bob';
  readonly connection: number;
}

/**
 * How much a seed decides. `bytes`: everything on the wire. `lengths`: what happens, and how long every message is. `rows`: what
 * happens. Ed25519 signs without chance and Diffie-Hellman draws from the seed; ML-KEM and ML-DSA take chance from the system, and
 * ECDSA signatures differ in length, too.
 */
export function seeding(suite: number): 'bytes' | 'lengths' | 'rows' {
  const found = findSuite(suite);
  if (found?.signature === 'Ed25519') return found.kem === 'X25519' ? 'bytes' : 'lengths';
  return found?.signature === 'ML-DSA-87' ? 'lengths' : 'rows';
}

/**
 * A hash of what a row says, without its time, its words and the bytes in it: the same in every run of a seed, and in every version
 * of this program that does the same.
 *
 * @param exact whether lengths count
 */
export function printOf({ step, side, connection }: Place, row: TraceRow, exact: boolean): string {
  const said = row.kind === 'record' ? row.record : row.fact;
  const line = JSON.stringify([step, side, connection, row.attempt, said], (key, value: unknown) => {
    if (!exact && (key === 'length' || key === 'contentLength')) return null;
    if (value instanceof Uint8Array) return exact ? value.length : null;
    return typeof value === 'bigint' ? String(value) : value;
  });
  return createHash('sha256').update(line).digest('hex').slice(0, printLength);
}

/** SHA-256 over the prints of a run, hex. */
export function digestOf(prints: readonly string[]): string {
  return createHash('sha256').update(prints.join('')).digest('hex');
}

import { createHash } from 'node:crypto';
import { type Bytes, ascii, concat, equal, uint64 } from '#engine/bytes.ts';
import type { AuditActor } from './actor.ts';
import { type AuditDetail, type AuditEntry, type AuditHead, detailLimit, type NewAuditEntry } from './entry.ts';

/** Bytes of an entry's hash begin with the first, those of a log's beginning with the second. docs/AUDIT-LOG.md. */
const entryLabel = ascii('epochscope audit entry 1');
const logLabel = ascii('epochscope audit log 1');

/** What the first entry of a log follows: SHA-256 over a label and the log's id. */
export function beginning(log: string): AuditHead {
  return { sequence: 0, hash: sha256(concat(logLabel, vector(log))) };
}

/** The entry that comes after `head`. */
export function entryAfter(head: AuditHead, { action, subject, detail }: NewAuditEntry, actor: AuditActor, time: number): AuditEntry {
  const content = { sequence: head.sequence + 1, time, actor, action, subject, detail: canonical(detail ?? {}), previous: head.hash };
  return { ...content, hash: hashOf(content) };
}

/** SHA-256 over the encoding of an entry. docs/AUDIT-LOG.md. */
export function hashOf({ sequence, time, actor, action, subject, detail, previous }: Omit<AuditEntry, 'hash'>): Bytes {
  const texts = [actor.kind, actor.client, action, subject.kind, subject.id, subject.fingerprint, detail].map((text) => vector(text ?? ''));
  return sha256(concat(entryLabel, uint64(BigInt(sequence)), uint64(BigInt(time)), ...texts, previous));
}

/** Where and how a chain does not hold. `sequence` is the first entry that is not as it should be. */
export type ChainFault =
  /** Its contents do not give its hash. */
  | { readonly kind: 'changed'; readonly sequence: number }
  /** The entry of this number is not there, others follow. */
  | { readonly kind: 'missing'; readonly sequence: number }
  /** It does not follow the entry before it. */
  | { readonly kind: 'unlinked'; readonly sequence: number }
  /** The log ends before this entry, which its sealed head knows. */
  | { readonly kind: 'cut'; readonly sequence: number }
  /** The log ends otherwise than its sealed head, or than the head that was given, says: it was written anew. */
  | { readonly kind: 'other-head'; readonly sequence: number }
  /** Nothing sealed tells where the log should end. */
  | { readonly kind: 'no-head'; readonly sequence: number }
  /** It is no entry at all. */
  | { readonly kind: 'unreadable'; readonly sequence: number };

/** Reads a log from its beginning, one entry at a time, and stops at the first fault. */
export class ChainReader {
  #head: AuditHead;
  #fault: ChainFault | null = null;
  readonly #gaps: number[] = [];
  readonly #noted: Bytes | null;
  #met = false;

  /** @param noted hash of an entry that should be there, noted elsewhere */
  constructor(log: string, noted: Bytes | null = null) {
    this.#head = beginning(log);
    this.#noted = noted;
  }

  /** Whether the noted entry was met; `null` when none was noted. */
  get knowsHead(): boolean | null {
    return this.#noted === null ? null : this.#met;
  }

  /** The last entry that holds. */
  get head(): AuditHead {
    return this.#head;
  }

  get fault(): ChainFault | null {
    return this.#fault;
  }

  /** Entries of their own kind that say: something before this is missing. */
  get gaps(): readonly number[] {
    return this.#gaps;
  }

  /** @returns whether the entry holds */
  take(entry: AuditEntry): boolean {
    this.#fault ??= this.#faultOf(entry);
    if (this.#fault !== null) return false;
    this.#head = { sequence: entry.sequence, hash: entry.hash };
    if (this.#noted !== null && equal(this.#noted, entry.hash)) this.#met = true;
    if (entry.action === 'log-gap') this.#gaps.push(entry.sequence);
    return true;
  }

  /** What cannot even be read as an entry. */
  stumble(): void {
    this.#fault ??= { kind: 'unreadable', sequence: this.#head.sequence + 1 };
  }

  /** Compares the end with what is known of it from elsewhere. */
  end(known: AuditHead | null): void {
    if (this.#fault !== null) return;
    const { sequence, hash } = this.#head;
    if (known === null) this.#fault = { kind: 'no-head', sequence };
    else if (known.sequence > sequence) this.#fault = { kind: 'cut', sequence: sequence + 1 };
    else if (known.sequence < sequence) this.#fault = { kind: 'other-head', sequence: known.sequence + 1 };
    else if (!equal(known.hash, hash)) this.#fault = { kind: 'other-head', sequence };
  }

  #faultOf(entry: AuditEntry): ChainFault | null {
    const expected = this.#head.sequence + 1;
    if (entry.sequence > expected) return { kind: 'missing', sequence: expected };
    if (entry.sequence < expected) return { kind: 'unlinked', sequence: expected };
    if (!equal(hashOf(entry), entry.hash)) return { kind: 'changed', sequence: expected };
    return equal(entry.previous, this.#head.hash) ? null : { kind: 'unlinked', sequence: expected };
  }
}

/** JSON with sorted names and short texts, so that the same facts are the same bytes. */
function canonical(detail: AuditDetail): string {
  const sorted = Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(sorted.map(([name, value]) => [name, typeof value === 'string' ? shortened(value) : value])));
}

/** By code points: half a surrogate pair would not survive being stored. */
function shortened(text: string): string {
  const letters = [...text.toWellFormed()];
  return letters.length <= detailLimit ? letters.join('') : `${letters.slice(0, detailLimit - 1).join('')}…`;
}

/** `uint32` length, then UTF-8. What is absent has length 0; nothing that is present is empty. */
function vector(text: string): Bytes {
  const bytes = new TextEncoder().encode(text);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return concat(length, bytes);
}

function sha256(bytes: Bytes): Bytes {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

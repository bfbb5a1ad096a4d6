import { type Bytes, toHex } from '#engine/bytes.ts';
import { explain } from '#engine/index.ts';
import type { Captures } from '#main/capture/captures.ts';
import type { TraceRow } from '#main/store/trace-store.ts';
import type { FieldView } from '#shared/contract/inspection.ts';
import { bytesText, type FieldText, fieldText, noFieldText } from '#shared/filter/field-text.ts';
import { fieldView } from './views.ts';

/** The bytes of a row as a tree of fields; `null` for a row without bytes, and for one that no message is in. */
export function rowFields(captures: Captures, connectionId: string, row: TraceRow): FieldView | null {
  const bytes = bytesOf(captures, connectionId, row);
  return bytes && treeOf(row, bytes);
}

/** Characters of what was decoded that are kept for the next search. */
const keptCharacters = 8 * 1024 * 1024;
/** Longer ones are searched in their bytes alone: a tree of them would take the others' turn. */
const longestDecoded = 65_536;

/**
 * What the fields of rows say, for searches. What messages say is kept, for one connection at a time and no longer than it exists:
 * searches of the same recording follow each other as somebody types.
 */
export class FieldTexts {
  readonly #captures: Captures;
  #kept = new WeakMap<object, Map<number, FieldText>>();
  #characters = 0;

  constructor(captures: Captures) {
    this.#captures = captures;
  }

  /** @returns what the fields of one row say, and how many characters of it were made and not found */
  of(connection: { readonly id: string }, row: TraceRow): { readonly text: FieldText; readonly made: number } {
    const kept = this.#keptOf(connection);
    const known = kept.get(row.seq);
    if (known !== undefined) return { text: known, made: 0 };
    const text = this.#read(connection.id, row);
    if (row.kind === 'fact' && this.#characters + text.length <= keptCharacters) {
      kept.set(row.seq, text);
      this.#characters += text.length;
    }
    return { text, made: text.length };
  }

  #read(connectionId: string, row: TraceRow): FieldText {
    if (row.kind === 'fact' && row.fact.kind === 'identity') return bytesText(toHex(row.fact.signatureKey));
    const bytes = bytesOf(this.#captures, connectionId, row);
    if (bytes === null) return noFieldText;
    const hex = toHex(bytes);
    if (bytes.length > longestDecoded) return bytesText(hex);
    return fieldText(treeOf(row, bytes), hex);
  }

  #keptOf(connection: object): Map<number, FieldText> {
    const known = this.#kept.get(connection);
    if (known !== undefined) return known;
    const kept = new Map<number, FieldText>();
    this.#kept = new WeakMap([[connection, kept]]);
    this.#characters = 0;
    return kept;
  }
}

function treeOf({ kind }: TraceRow, bytes: Bytes): FieldView {
  return fieldView(explain(bytes, kind === 'fact' ? 'handshake' : 'records'));
}

function bytesOf(captures: Captures, connectionId: string, row: TraceRow): Bytes | null {
  if (row.kind === 'fact') return row.fact.kind === 'handshake-message' ? row.fact.message : null;
  return captures.find(connectionId)?.bytesOf(row) ?? null;
}

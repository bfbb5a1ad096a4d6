import type { DecodeReason } from '../errors.ts';
import type { RuleId } from '../rules.ts';

/** Why the bytes from here on could not be read. */
export interface ReadFailure {
  readonly reason: DecodeReason;
  /** Bytes from the start of what was explained. */
  readonly offset: number;
  /** The field that was being read, `path.nodes.[0].encryption_key`. */
  readonly expected: string;
}

/** A message that arrived in several records. Its offsets count from its own first byte. */
export interface ReassembledMessage {
  /** Where its bytes lie in the input, in order. */
  readonly pieces: readonly { readonly start: number; readonly end: number }[];
  readonly node: ExplainedNode;
}

/**
 * One part of explained bytes. The leaves of a tree cover every byte of the input exactly once, in order; a part without
 * bytes (an empty list, an absent option) has `start` equal to `end`. Plain data.
 */
export interface ExplainedNode {
  /** The specification's name: `kem_output`. Elements of vectors are `[0]`, `[1]`; bytes behind a length are `data`. */
  readonly name: string;
  /** The specification's type: `HPKECiphertext`, `opaque<V>`, `uint16`. */
  readonly type: string;
  /** First byte, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** What the codec read; `null` where only the children have values. */
  readonly value: string | null;
  /** `number`: decimal. `hex`: lower case. `text`: without control characters. */
  readonly form: 'number' | 'hex' | 'text' | null;
  /** What a registry or a calendar says about the value: `mls_key_package`, `unknown`. */
  readonly meaning: string | null;
  /** One line: what this is for. */
  readonly note: string | null;
  /** Document and section. */
  readonly source: string | null;
  /** The rule of docs/PROTOCOL.md that decides about it. */
  readonly rule: RuleId | null;
  readonly failure: ReadFailure | null;
  /** On the last fragment of a message that arrived in several records. */
  readonly reassembled: ReassembledMessage | null;
  readonly children: readonly ExplainedNode[];
}

/** Every failure in the tree, those of reassembled messages included. */
export function failuresOf(node: ExplainedNode): readonly ReadFailure[] {
  return [
    ...(node.failure === null ? [] : [node.failure]),
    ...node.children.flatMap(failuresOf),
    ...(node.reassembled === null ? [] : failuresOf(node.reassembled.node)),
  ];
}

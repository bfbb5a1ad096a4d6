import { type Bytes, concat, empty } from '#engine/bytes.ts';
import { encode } from '#engine/codec/codec.ts';
import { explain, type ExplainKind } from '#engine/explain/explain.ts';
import type { ExplainedNode } from '#engine/explain/node.ts';
import { writeVarint } from '#engine/codec/varint.ts';
import { mutateBytes } from './byte-mutations.ts';
import type { Dice } from './dice.ts';

/** A part of a well-formed value that can be written again with other parts in it. */
interface Part {
  readonly type: string;
  /** Of a part without parts. */
  readonly bytes: Bytes;
  /** How the length of what follows it in its parent is written; `null` when this is no length. */
  readonly prefix: 'varint' | 1 | 2 | 3 | null;
  readonly parts: readonly Part[];
}

/** Values to change, taken apart by the product's own explanation of them. */
export interface Specimens {
  readonly trees: readonly Tree[];
  readonly byType: ReadonlyMap<string, readonly Part[]>;
  readonly bytes: readonly Bytes[];
}

interface Tree {
  readonly root: Part;
  readonly all: readonly Part[];
}

export function specimens(values: readonly Bytes[], kind: ExplainKind): Specimens {
  const trees = values.map((bytes): Tree => {
    const root = partOf(explain(bytes, kind), bytes);
    return { root, all: flat(root) };
  });
  const all = trees.flatMap((tree) => tree.all);
  return { trees, byType: Map.groupBy(all, ({ type }) => type), bytes: values };
}

/** Half of the inputs know the structure; a quarter of those is changed blindly on top. */
export function mutate(dice: Dice, known: Specimens): Bytes {
  const blind = dice.oneIn(2);
  const bytes = blind ? dice.pick(known.bytes) : mutateTree(dice, known);
  return blind || dice.oneIn(4) ? mutateBytes(dice, bytes, known.bytes) : bytes;
}

/** A value with one to three of its parts changed; all lengths around them fit, unless a length is what is changed. */
function mutateTree(dice: Dice, { trees, byType }: Specimens): Bytes {
  const { root, all } = dice.pick(trees);
  const edits = new Map<Part, Bytes>();
  for (let left = 1 + dice.below(3); left > 0; left--) {
    const part = dice.pick(all);
    edits.set(part, part.prefix === null ? otherContent(dice, part, all, byType) : wrongLength(dice));
  }
  return write(root, edits);
}

function otherContent(dice: Dice, part: Part, all: readonly Part[], byType: Specimens['byType']): Bytes {
  const now = write(part, new Map());
  switch (dice.below(9)) {
    case 0:
      return empty;
    case 1:
      return concat(now, now);
    case 2:
      return concat(...Array.from({ length: 3 + dice.below(30) }, () => now.subarray(0, 400)));
    case 3:
      return write(dice.pick(all), new Map());
    case 4:
      return now.map(() => 0xff);
    case 5:
      return now.map((byte, at) => (at === now.length - 1 ? dice.next() : byte));
    case 6:
      return dice.bytes(now.length > 8 ? dice.below(80) : now.length);
    default:
      return write(dice.pick(byType.get(part.type) ?? [part]), new Map());
  }
}

/** Zero, one, too large, in too many bytes, in a form that does not exist. */
function wrongLength(dice: Dice): Bytes {
  const numbers = [0, 1, 2, dice.below(64), dice.below(16_384), 0x3fff_ffff].map((value) => encode({ read: () => 0, write: writeVarint }, value));
  return dice.pick([...numbers, Uint8Array.of(0x40, dice.below(64)), Uint8Array.of(0x80, 0, 0, dice.below(256)), Uint8Array.of(0xc0), dice.bytes(3)]);
}

function partOf(node: ExplainedNode, bytes: Bytes): Part {
  const leaf = node.children.length === 0;
  return {
    type: node.type,
    bytes: leaf ? bytes.slice(node.start, node.end) : empty,
    prefix: leaf && node.name === 'length' ? (prefixes.get(node.type) ?? null) : null,
    parts: node.children.map((child) => partOf(child, bytes)),
  };
}

const prefixes: ReadonlyMap<string, Part['prefix']> = new Map<string, Part['prefix']>([
  ['varint', 'varint'],
  ['uint8', 1],
  ['uint16', 2],
  ['uint24', 3],
]);

function flat(part: Part): readonly Part[] {
  return [part, ...part.parts.flatMap(flat)];
}

function write(part: Part, edits: ReadonlyMap<Part, Bytes>): Bytes {
  const edited = edits.get(part);
  if (edited !== undefined) return edited;
  if (part.parts.length === 0) return part.bytes;
  let out = empty;
  for (const inner of part.parts.toReversed()) {
    const length = inner.prefix === null || edits.has(inner) ? null : lengthBytes(inner.prefix, out.length);
    out = concat(length ?? write(inner, edits), out);
  }
  return out;
}

function lengthBytes(prefix: NonNullable<Part['prefix']>, length: number): Bytes {
  if (prefix === 'varint') return encode({ read: () => 0, write: writeVarint }, length);
  return Uint8Array.from({ length: prefix }, (_, at) => length >>> (8 * (prefix - 1 - at)));
}

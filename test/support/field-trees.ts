import { expect } from 'vitest';
import { type Bytes, concat, toHex } from '#engine/bytes.ts';
import type { ExplainedNode } from '#engine/explain/node.ts';

/** The parts that have no parts. */
export function leavesOf(node: ExplainedNode): readonly ExplainedNode[] {
  return node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);
}

export function allNodes(node: ExplainedNode): readonly ExplainedNode[] {
  return [node, ...node.children.flatMap(allNodes)];
}

/** Leaves follow each other without gap or overlap, every part encloses its children, and each leaf's value is what its bytes say. */
export function expectCovered(tree: ExplainedNode, bytes: Bytes): void {
  let at = 0;
  for (const leaf of leavesOf(tree)) {
    if (leaf.start !== at || leaf.end < leaf.start) throw new Error(`gap or overlap at ${at}: ${leaf.name} from ${leaf.start} to ${leaf.end}`);
    if (leaf.failure === null) expectSaid(leaf, bytes.subarray(leaf.start, leaf.end));
    at = leaf.end;
  }
  expect(at).toBe(bytes.length);
  expectEnclosed(tree, bytes);
}

function expectEnclosed({ start, end, children, reassembled }: ExplainedNode, bytes: Bytes): void {
  for (const child of children) {
    if (child.start < start || child.end > end) throw new Error(`${child.name} lies outside its parent`);
    expectEnclosed(child, bytes);
  }
  if (reassembled === null) return;
  const { pieces, node } = reassembled;
  expectCovered(node, concat(...pieces.map((piece) => bytes.subarray(piece.start, piece.end))));
}

/** RFC 8446 §3.3: numbers are big endian. RFC 9420 §2.1.2: a variable length has its size in its first two bits. */
function expectSaid({ name, type, value, form }: ExplainedNode, bytes: Bytes): void {
  if (value === null) {
    if (bytes.length > 0) throw new Error(`${type} ${name} says nothing about its ${bytes.length} bytes`);
    return;
  }
  if (form === 'hex' && value !== toHex(bytes)) throw new Error(`${type} ${name} shows other bytes than it has`);
  if (form === 'text' && value !== new TextDecoder().decode(bytes)) throw new Error(`${type} ${name} shows another text than it has`);
  if (form !== 'number') return;
  const number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const said = type === 'varint' ? number & ((1n << BigInt(8 * bytes.length - 2)) - 1n) : number;
  if (bytes.length === 0 || BigInt(value) !== said) throw new Error(`${type} ${name} shows ${value}, its bytes are ${said}`);
}

/** Parts without a name, and numbers that no registry has. */
export function strangers(node: ExplainedNode): readonly string[] {
  return allNodes(node).flatMap(({ type, name, value, meaning, start }) =>
    name === '' || meaning === 'unknown' ? [`${type} ${name} = ${value} at ${start}`] : [],
  );
}

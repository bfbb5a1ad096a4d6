import type { ExplainedNode } from '#engine/explain/node.ts';
import type { FieldView } from '#shared/contract/inspection.ts';

/** The engine's tree as faces see it. */
export function fieldView({ reassembled, children, ...node }: ExplainedNode): FieldView {
  const { name, type, start, end, value, form, meaning, note, source, rule, failure } = node;
  const message = reassembled && { pieces: reassembled.pieces, root: fieldView(reassembled.node) };
  return { name, type, start, end, value, form, meaning, note, source, rule, failure, message, parts: children.map(fieldView) };
}

/** Fields of a tree, those of messages put together in it included. */
export function countFields({ children, reassembled }: ExplainedNode): number {
  return children.reduce((sum, child) => sum + countFields(child), 1) + (reassembled === null ? 0 : countFields(reassembled.node));
}

import type { ExplainedNode } from '#engine/explain/node.ts';
import type { FieldView } from '#shared/contract/inspection.ts';

/** The engine's tree as faces see it. Rows hold whole messages, so nothing in it was put together from several records. */
export function fieldView({ name, type, start, end, value, form, meaning, note, source, rule, failure, children }: ExplainedNode): FieldView {
  return { name, type, start, end, value, form, meaning, note, source, rule, failure, parts: children.map(fieldView) };
}

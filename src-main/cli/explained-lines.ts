import type { ExplainedNode } from '#engine/explain/node.ts';

/** Bytes shown of a value; the rest is counted. */
const excerptBytes = 16;
/** Letters shown of a text. */
const excerptLetters = 64;
const hexPerByte = 2;

export interface LineOptions {
  /** The bytes that the tree explains, for excerpts. */
  readonly bytes: Uint8Array;
  /** One line about each field. */
  readonly notes: boolean;
  /** Also the length in front of each vector, and the bytes behind it. */
  readonly lengths: boolean;
}

/** The tree for people: offset, length in bytes, name, value, meaning. */
export function explainedLines(root: ExplainedNode, options: LineOptions): readonly string[] {
  const width = String(options.bytes.length).length;
  return linesOf(root, options, width, 0);
}

function linesOf(node: ExplainedNode, options: LineOptions, width: number, depth: number): readonly string[] {
  const { start, end, name, type } = node;
  const place = `${String(start).padStart(width)} ${String(end - start).padStart(width)}  `;
  const value = valueInWords(node);
  const note = options.notes && node.note !== null ? `  # ${node.note}${node.source === null ? '' : ` (${node.source})`}` : '';
  const typed = type === '' || type === name ? name : `${name} ${type}`;
  return [
    `${place}${'  '.repeat(depth)}${typed}${value === '' ? '' : `: ${value}`}${note}`,
    ...shownChildren(node, options).flatMap((child) => linesOf(child, options, width, depth + 1)),
    ...reassembledLines(node, options, width, depth),
  ];
}

/** The length of a vector and the bytes behind it say nothing that the vector does not. */
function shownChildren({ children }: ExplainedNode, { lengths }: LineOptions): readonly ExplainedNode[] {
  if (lengths) return children;
  const [length, data] = children;
  if (length?.name !== 'length' || length.children.length > 0 || length.type === 'uint24') return children;
  return data?.name === 'data' && data.type === 'opaque' ? children.slice(2) : children.slice(1);
}

function reassembledLines({ reassembled }: ExplainedNode, options: LineOptions, width: number, depth: number): readonly string[] {
  if (reassembled === null) return [];
  const indent = ' '.repeat(2 * width + 3) + '  '.repeat(depth + 1);
  return [
    `${indent}Put together from ${reassembled.pieces.length} records; offsets below count in the message.`,
    ...linesOf(reassembled.node, options, width, depth + 2),
  ];
}

function valueInWords(node: ExplainedNode): string {
  const { value, form, meaning, failure, children } = node;
  if (failure !== null) return `${failure.reason} at ${failure.offset}${failure.expected === '' ? '' : ` in ${failure.expected}`}`;
  const inside = children.length > 0 && !children.some(({ name }) => name === 'data');
  const shown = isCodePoint(node)
    ? `0x${Number(value)
        .toString(16)
        .toUpperCase()
        .padStart(hexPerByte * (node.end - node.start), '0')}`
    : excerpt(value, form);
  const parts = [inside && form === 'hex' ? null : shown, meaning];
  return parts.filter((part) => part !== null && part !== '').join(' = ');
}

/** Numbers of a registry are written as registries write them. */
function isCodePoint({ form, meaning, start, end }: ExplainedNode): boolean {
  return form === 'number' && meaning !== null && end - start <= 2;
}

function excerpt(value: string | null, form: ExplainedNode['form']): string | null {
  if (value === null || form === 'number') return value;
  if (value === '') return '(empty)';
  if (form === 'text') return JSON.stringify(value.length > excerptLetters ? `${value.slice(0, excerptLetters)}…` : value);
  const bytes = value.length / hexPerByte;
  return bytes <= excerptBytes ? value : `${value.slice(0, excerptBytes * hexPerByte)}… (${bytes} bytes)`;
}

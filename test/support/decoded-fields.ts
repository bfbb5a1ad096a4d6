import { type Bytes, toHex } from '#engine/bytes.ts';
import { decode, uint8 } from '#engine/codec/codec.ts';
import type { ExplainedNode } from '#engine/explain/node.ts';
import { appComponents, componentsList, dictionary, leafMarker, markerComponent } from '#engine/mls/marker.ts';
import { decodeMessage } from '#engine/mls/message.ts';
import { extensionTypes } from '#engine/mls/structures.ts';
import { readHandshake } from '#engine/two-party/messages.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';

/**
 * What the engine reads of a message, one line a value: `key_package.leaf_node.encryption_key = 3f…`. This is made from the values of
 * the decoders alone, and knows nothing of field trees.
 */
export function decodedFields(raw: Bytes, profile: ProfileName): readonly string[] {
  const { name, raw: _, ...message } = readHandshake(raw, profile);
  if ('mls' in message) return linesOf({ ...message, mls: decodeMessage(message.mls) }, []);
  // The state that meets a KeyUpdate reads its one byte. RFC 8446 §4.6.3.
  if (name === 'key_update' && 'body' in message) return linesOf({ requestUpdate: decode(uint8, message.body) }, []);
  return linesOf(message, []);
}

/** The same lines from a field tree: without lengths, presence bytes and tags, which values do not have. */
export function explainedFields(message: ExplainedNode): readonly string[] {
  return message.children.slice(header).flatMap((child) => linesIn(child, []));
}

/** msg_type and length. */
const header = 2;

const tags: ReadonlySet<string> = new Set(['WireFormat', 'LeafNodeSource', 'ContentType', 'SenderType', 'ProposalOrRefType']);

function linesIn(node: ExplainedNode, path: readonly string[]): readonly string[] {
  const { name, type, value, form, children } = node;
  if (name === 'length' || name === 'present' || tags.has(type)) return [];
  // The decoder checks the version of an MLSMessage and drops it.
  if (path.at(-1) === 'mls_message' && name === 'version') return [];
  const here = name === 'data' && type === 'opaque' ? path : [...path, name];
  const inside = children.flatMap((child) => linesIn(child, here));
  if (inside.length > 0 || value === null) return inside;
  return [lineOf(here, form === 'text' ? toHex(new TextEncoder().encode(value)) : value)];
}

function linesOf(value: unknown, path: readonly string[]): readonly string[] {
  if (typeof value === 'number' || typeof value === 'bigint') return [lineOf(path, String(value))];
  if (value instanceof Uint8Array) return [lineOf(path, toHex(value))];
  if (Array.isArray(value)) return value.flatMap((element, index) => linesOf(element, [...path, `[${index}]`]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(opened(value)).flatMap(([key, inner]) => (key === 'kind' ? [] : linesOf(inner, [...path, snakeCase(key)])));
}

/** What a specification calls a field where our own name for it is another; see `Codec.field`. */
const renamed: readonly (readonly [ours: RegExp, theirs: string])[] = [
  [/^mls\b/, 'mls_message'],
  [/\bcredential\.type /, 'credential.credential_type '],
  [/(\bextensions\.\[\d+\])\.type /, '$1.extension_type '],
  [/(\bextensions\.\[\d+\])\.data\b/, '$1.extension_data'],
  [/\bsource\.not_/, 'lifetime.not_'],
  [/\bsource\.parent_hash/, 'parent_hash'],
  [/(\bcertificates\.\[\d+\]) /, '$1.cert_data '],
];

function lineOf(path: readonly string[], value: string): string {
  return renamed.reduce((line, [ours, theirs]) => line.replace(ours, theirs), `${path.join('.')} = ${value}`);
}

/** Bytes with a form of their own: those of MLS-TLS in a leaf. */
function opened(value: object): object {
  if ('componentId' in value && 'data' in value && value.data instanceof Uint8Array) {
    if (value.componentId === appComponents) return { ...value, data: { componentIds: decode(componentsList, value.data) } };
    if (value.componentId === markerComponent) return { ...value, data: { mlsTlsLeaf: decode(leafMarker, value.data) } };
  }
  const isDictionary = 'type' in value && value.type === extensionTypes.appDataDictionary;
  if (isDictionary && 'data' in value && value.data instanceof Uint8Array)
    return { ...value, data: { componentData: decode(dictionary, value.data) } };
  return value;
}

function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

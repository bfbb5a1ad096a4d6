import type { Bytes } from '../bytes.ts';
import { type Codec, decode, opaqueVar, struct, vectorVar } from '../codec/codec.ts';
import { DecodeError } from '../errors.ts';
import { appComponents, componentsList, dictionary, groupMarker, leafMarker, markerComponent } from '../mls/marker.ts';
import { mlsMessage } from '../mls/message.ts';
import { credential, extensionTypes, hpkePublicKey, ratchetTree, requiredCapabilities, signaturePublicKey } from '../mls/structures.ts';
import { type Layout, type Part, trace } from './trace.ts';

const externalSender = struct({ signatureKey: signaturePublicKey, credential }, 'ExternalSender');

/** extension_data of RFC 9420 §17.3 and of the MLS extensions draft. */
const extensionData: ReadonlyMap<number, readonly [name: string, layout: Layout]> = new Map<number, readonly [string, Layout]>([
  [0x0001, ['application_id', opaqueVar]],
  [extensionTypes.ratchetTree, ['ratchet_tree', ratchetTree]],
  [extensionTypes.requiredCapabilities, ['required_capabilities', requiredCapabilities]],
  [extensionTypes.externalPub, ['external_pub', struct({ externalPub: hpkePublicKey }, 'ExternalPub')]],
  [0x0005, ['external_senders', vectorVar(externalSender)]],
  [extensionTypes.appDataDictionary, ['component_data', dictionary]],
]);

/** Reads on where bytes that a codec leaves alone have a form of their own, in the whole tree. */
export function readContents(part: Part, bytes: Bytes, ancestors: readonly Part[] = []): void {
  const parent = ancestors.at(-1);
  const data = part.parts.find(({ name }) => name === 'data');
  if (part.name === 'mls_message' && part.parts.length === 0) {
    part.parts = trace(mlsMessage, part.name, bytes, part.start, part.end).parts;
    part.value = undefined;
  } else if (data !== undefined && parent !== undefined) {
    const found = contentOf(part, parent, ancestors);
    if (found !== null) part.parts.splice(part.parts.indexOf(data), 1, trace(found[1], found[0], bytes, data.start, data.end));
  }
  const path = [...ancestors, part];
  for (const inner of part.parts) readContents(inner, bytes, path);
  if (part.reassembled !== null) readContents(part.reassembled.part, part.reassembled.bytes);
}

function contentOf(part: Part, parent: Part, ancestors: readonly Part[]): readonly [name: string, layout: Layout] | null {
  if (parent.type === 'Extension' && part.name === 'extension_data') return extensionData.get(numberIn(parent, 'extension_type')) ?? null;
  if (parent.type !== 'ComponentData' || part.name !== 'data') return null;
  const component = numberIn(parent, 'component_id');
  if (component === appComponents) return ['component_ids', componentsList];
  if (component !== markerComponent) return null;
  return inGroup(part, ancestors) ? ['mls_tls_group', groupMarker] : ['mls_tls_leaf', leafMarker];
}

/** One component id serves leaf and group. Where nothing around the bytes tells which, their form does. */
function inGroup({ value }: Part, ancestors: readonly Part[]): boolean {
  const around = ancestors.map(({ type }) => type).findLast((type) => type === 'GroupContext' || type === 'LeafNode');
  if (around !== undefined) return around === 'GroupContext';
  return value instanceof Uint8Array && decodes(groupMarker as Codec<unknown>, value);
}

function decodes(layout: Codec<unknown>, value: Bytes): boolean {
  try {
    decode(layout, value);
    return true;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}

function numberIn(parent: Part, field: string): number {
  const value = parent.parts.find(({ name }) => name === field)?.value;
  return typeof value === 'number' ? value : -1;
}

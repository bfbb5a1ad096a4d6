import { ascii, type Bytes, equal } from '../bytes.ts';
import { type Codec, decode, encode, named, opaqueVar, struct, uint8, uint16, vectorVar } from '../codec/codec.ts';
import { findSuite } from '../crypto/suites.ts';
import { EngineError, misbehaved } from '../errors.ts';
import { type ProfileName, profileIds, protocolVersion } from '../two-party/roles.ts';
import type { LeafMarker, MarkerPolicy } from './group.ts';
import { type Extension, extensionTypes, type LeafNode } from './structures.ts';

/** ComponentID of MLS-TLS, private use range of the MLS extensions draft. R-MARK. */
export const markerComponent = 0xf1a5;
/** ComponentID of app_components: the list of components in use. */
export const appComponents = 0x0001;

export const foundingRoles = { initiator: 1, responder: 2 } as const;

/**
 * One application's data in a leaf or group context. MLS extensions draft, "Application Data Dictionary".
 *
 *     struct { uint16 component_id; opaque data<V>; } ComponentData;
 */
export interface ComponentData {
  readonly componentId: number;
  readonly data: Bytes;
}
const componentId = named('ComponentID', uint16);
export const dictionary: Codec<readonly ComponentData[]> = vectorVar(struct<ComponentData>({ componentId, data: opaqueVar }, 'ComponentData'));

export const componentsList = vectorVar(componentId);

const version = named('Version', uint16);
const profileNumber = named('Profile', uint8);

/** `struct { uint16 versions<V>; uint8 profiles<V>; uint8 founding_role; } MlsTlsLeaf;` R-MARK. */
export const leafMarker: Codec<LeafMarker> = struct(
  { versions: vectorVar(version), profiles: vectorVar(profileNumber), foundingRole: named('FoundingRole', uint8) },
  'MlsTlsLeaf',
);

/** `struct { uint16 version; uint8 profile; opaque suite_descriptor<V>; opaque client_hello_hash<V>; } MlsTlsGroup;` R-MARK. */
export interface GroupMarker {
  readonly version: number;
  readonly profile: number;
  readonly suiteDescriptor: Bytes;
  readonly clientHelloHash: Bytes;
}
export const groupMarker: Codec<GroupMarker> = struct(
  { version, profile: profileNumber, suiteDescriptor: opaqueVar, clientHelloHash: opaqueVar },
  'MlsTlsGroup',
);

/** extension_data of a leaf that speaks MLS-TLS. */
export function encodeLeafMarker(profiles: readonly ProfileName[], foundingRole: number): Bytes {
  const marker: LeafMarker = { versions: [protocolVersion], profiles: profiles.map((name) => profileIds[name]), foundingRole };
  return encodeDictionary(encode(leafMarker, marker));
}

/** extension_data of the GroupContext of a marked group. */
export function encodeGroupMarker(marker: GroupMarker): Bytes {
  return encodeDictionary(encode(groupMarker, marker));
}

/** The group component this party expects, R-MARK. @throws {EngineError} `internal` for a suite this build does not run */
export function expectedGroupMarker(suite: number, profile: ProfileName, clientHelloHash: Bytes): GroupMarker {
  const found = findSuite(suite);
  if (found === undefined) throw new EngineError({ kind: 'internal', where: 'marker of an unknown suite' });
  return { version: protocolVersion, profile: profileIds[profile], suiteDescriptor: ascii(found.descriptor), clientHelloHash };
}

/**
 * The MLS-TLS component's bytes among `extensions`, or `null` without dictionary or component.
 *
 * @throws {DecodeError} when the dictionary cannot be parsed
 * @throws {EngineError} `MARK_DICTIONARY`, or `MARK_UNLISTED` when the component is missing from app_components
 */
export function findComponent(extensions: readonly Extension[]): Bytes | null {
  const carrier = extensions.find(({ type }) => type === extensionTypes.appDataDictionary);
  if (carrier === undefined) return null;
  const entries = decode(dictionary, carrier.data, 'AppDataDictionary');
  // Strictly ascending: sorted and unique at once.
  if (entries.some((entry, i) => i > 0 && entry.componentId <= (entries[i - 1]?.componentId ?? -1))) throw misbehaved('MARK_DICTIONARY');
  const component = entries.find(({ componentId }) => componentId === markerComponent);
  if (component === undefined) return null;
  const list = entries.find(({ componentId }) => componentId === appComponents);
  if (list === undefined || !decode(componentsList, list.data, 'ComponentsList').includes(markerComponent)) throw misbehaved('MARK_UNLISTED');
  return component.data;
}

/** `null` when the leaf carries no MLS-TLS component. @throws {EngineError} as {@link findComponent}; {@link DecodeError} for a bad component */
export function readLeafMarker(leaf: LeafNode): LeafMarker | null {
  const data = findComponent(leaf.extensions);
  return data === null ? null : decode(leafMarker, data, 'MlsTlsLeaf');
}

/** Whether the leaf's owner speaks MLS-TLS with markers. R-MARK: "unmarked iff its leaf capabilities do not list 0x0006". */
export function listsDictionary(leaf: LeafNode): boolean {
  return leaf.capabilities.extensions.includes(extensionTypes.appDataDictionary);
}

/**
 * The peer's leaf at the start of a session. R-MARK.
 *
 * @returns whether the peer is marked
 * @throws {EngineError} `MARK_CAPABILITY`, `MARK_MISSING`, `MARK_ROLE` and those of {@link findComponent}
 */
export function checkPeerLeafMarker(leaf: LeafNode, policy: MarkerPolicy, foundingRole: number): boolean {
  if (!listsDictionary(leaf)) {
    if (policy === 'require') throw misbehaved('MARK_CAPABILITY');
    return false;
  }
  const marker = readLeafMarker(leaf);
  if (marker === null) throw misbehaved('MARK_MISSING');
  if (marker.foundingRole !== foundingRole) throw misbehaved('MARK_ROLE');
  return true;
}

/** The founding initiator's leaf must offer the version and profile of its Prologue. @throws {EngineError} `MARK_VERSION` */
export function checkOfferedProfile(leaf: LeafNode, profile: ProfileName): void {
  const marker = readLeafMarker(leaf);
  if (marker === null || !marker.versions.includes(protocolVersion) || !marker.profiles.includes(profileIds[profile]))
    throw misbehaved('MARK_VERSION');
}

/**
 * The GroupContext of a Welcome. R-MARK: a marked founding responder never omits the component, and one that is present is checked in full.
 *
 * @returns whether the group carries the component
 * @throws {EngineError} `MARK_MISSING`, `MARK_CAPABILITY`, `MARK_VERSION`, `MARK_SUITE`, `MARK_HELLO_HASH` and those of {@link findComponent}
 */
export function checkGroupMarker(extensions: readonly Extension[], peerMarked: boolean, expected: GroupMarker): boolean {
  const data = findComponent(extensions);
  if (data === null) {
    if (peerMarked) throw misbehaved('MARK_MISSING');
    return false;
  }
  if (!peerMarked) throw misbehaved('MARK_CAPABILITY');
  const marker = decode(groupMarker, data, 'MlsTlsGroup');
  if (marker.version !== expected.version || marker.profile !== expected.profile) throw misbehaved('MARK_VERSION');
  if (!equal(marker.suiteDescriptor, expected.suiteDescriptor)) throw misbehaved('MARK_SUITE');
  if (!equal(marker.clientHelloHash, expected.clientHelloHash)) throw misbehaved('MARK_HELLO_HASH');
  return true;
}

/**
 * A commit's new leaf against the one it replaces. R-UPD "CU acceptance": MlsTlsLeaf unchanged, also when absent, and 0x0006 still listed.
 *
 * @throws {EngineError} `MARK_CHANGED`
 */
export function checkMarkerKept(before: LeafNode, after: LeafNode): void {
  const old = findComponent(before.extensions);
  if (old !== null && !listsDictionary(after)) throw misbehaved('MARK_CHANGED');
  const now = componentOrFault(after);
  if (now === 'fault' || (old === null ? now !== null : now === null || !equal(old, now))) throw misbehaved('MARK_CHANGED');
}

/** In a commit, every fault of the new leaf's dictionary is a change of it. */
function componentOrFault(leaf: LeafNode): Bytes | null | 'fault' {
  try {
    return findComponent(leaf.extensions);
  } catch {
    return 'fault';
  }
}

function encodeDictionary(data: Bytes): Bytes {
  return encode(dictionary, [
    { componentId: appComponents, data: encode(componentsList, [markerComponent]) },
    { componentId: markerComponent, data },
  ]);
}

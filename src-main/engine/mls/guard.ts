import { type Bytes, equal } from '../bytes.ts';
import { decode } from '../codec/codec.ts';
import { misbehaved } from '../errors.ts';
import type { ViolationCode } from '../rules.ts';
import { checkIdentityForm, credentialNumber, credentialOf, supportedCredentials } from './credential.ts';
import type { Leaf, MarkerPolicy } from './group.ts';
import { checkGroupMarker, checkPeerLeafMarker, foundingRoles, type GroupMarker, listsDictionary, readLeafMarker } from './marker.ts';
import {
  type Capabilities,
  type Extension,
  extensionTypes,
  type GroupInfo,
  lastDefaultExtension,
  type LeafNode,
  mls10,
  ratchetTree,
  requiredCapabilities,
  type TreeNode,
} from './structures.ts';

/** Accepted difference of clocks, seconds. R-KP. */
export const clockSkew = 3600n;

const groupIdLength = { min: 16, max: 64 } as const; // bytes

/** The facts of a leaf that the protocol decides on. @throws {EngineError} `KP_CRED_TYPE` and those of `readLeafMarker` */
export function leafFacts(leaf: LeafNode, index: number): Leaf {
  return {
    index,
    credential: credentialOf(leaf.credential),
    signatureKey: leaf.signatureKey,
    encryptionKey: leaf.encryptionKey,
    marker: readLeafMarker(leaf),
    capabilities: leaf.capabilities,
    listsDictionary: listsDictionary(leaf),
    lifetime: leaf.source.kind === 'key-package' ? { notBefore: leaf.source.notBefore, notAfter: leaf.source.notAfter } : null,
  };
}

export function hasDuplicates(extensions: readonly Extension[]): boolean {
  return new Set(extensions.map(({ type }) => type)).size !== extensions.length;
}

/**
 * RFC 9420 §7.2, §7.3: version, suite, credential and extensions of a leaf are covered by its own capabilities, and the
 * credentials of the two members by each other's: ours are always {basic, x509}.
 */
export function capabilitiesCover(leaf: LeafNode, suite: number): boolean {
  const { capabilities } = leaf;
  return (
    capabilities.versions.includes(mls10) &&
    capabilities.cipherSuites.includes(suite) &&
    capabilities.credentials.includes(credentialNumber(leaf.credential)) &&
    leaf.extensions.every(({ type }) => type <= lastDefaultExtension || capabilities.extensions.includes(type))
  );
}

/** The first rule for any leaf that this one breaks. RFC 9420 §7.3, §13.4. */
export function leafFault(leaf: LeafNode, suite: number): ViolationCode | null {
  if (hasDuplicates(leaf.extensions)) return 'KP_DUP_EXT';
  if (!supportedCredentials.includes(credentialNumber(leaf.credential))) return 'KP_CRED_TYPE';
  return capabilitiesCover(leaf, suite) ? null : 'KP_CAPS';
}

export interface WelcomeExpectation {
  readonly suite: number;
  /** Our own leaf, as encoded in our KeyPackage. */
  readonly own: LeafNode;
  readonly sameLeaf: (leaf: LeafNode) => boolean;
  readonly marker: MarkerPolicy;
  readonly groupMarker: GroupMarker;
  readonly nowSeconds: bigint;
}

/**
 * Two parties, one of them us: every rule for the content of a Welcome that needs no key. R-HS steps 3 and 5, R-MARK, R-KP.
 *
 * @throws {EngineError} `WE_*`, `MARK_*`, `KP_*`, `AS_SAME_KEY`; {@link DecodeError} for extensions that cannot be parsed
 */
export function checkGroupInfo(info: GroupInfo, expected: WelcomeExpectation): void {
  const { groupContext: context } = info;
  if (context.cipherSuite !== expected.suite) throw misbehaved('WE_SUITE');
  if (context.groupId.length < groupIdLength.min || context.groupId.length > groupIdLength.max) throw misbehaved('WE_GROUP_ID_FORM');
  if (context.epoch !== 1n) throw misbehaved('WE_EPOCH');
  if (hasDuplicates(context.extensions) || hasDuplicates(info.extensions)) throw misbehaved('KP_DUP_EXT');
  checkContextExtensions(context.extensions, expected.own.capabilities);
  const responder = checkTree(info, expected);
  checkResponderLeaf(responder, expected);
  const peerMarked = checkPeerLeafMarker(responder, expected.marker, foundingRoles.responder);
  checkGroupMarker(context.extensions, peerMarked, expected.groupMarker);
}

function checkContextExtensions(extensions: readonly Extension[], own: Capabilities): void {
  const allowed: readonly number[] = [extensionTypes.appDataDictionary, extensionTypes.requiredCapabilities];
  if (extensions.some(({ type }) => !allowed.includes(type))) throw misbehaved('WE_EXTENSION');
  if (!satisfiesRequired(own, extensions)) throw misbehaved('WE_REQUIRED_CAPS');
}

/** @returns the leaf of the founding responder */
function checkTree(info: GroupInfo, { own, sameLeaf }: WelcomeExpectation): LeafNode {
  if (info.extensions.some(({ type }) => type === extensionTypes.externalPub)) throw misbehaved('WE_EXTERNAL_PUB');
  const carrier = info.extensions.find(({ type }) => type === extensionTypes.ratchetTree);
  if (carrier === undefined) throw misbehaved('WE_NO_TREE');
  const nodes = decode(ratchetTree, carrier.data, 'ratchet_tree');
  if (nodes.length > 3) throw misbehaved('WE_NOT_TWO_PARTY');
  const [responder, initiator] = [leafIn(nodes, 0), leafIn(nodes, 2)];
  if (responder === null || initiator === null || nodes[1]?.kind === 'leaf') throw misbehaved('WE_TREE');
  if (!sameLeaf(initiator)) throw misbehaved(sameLeaf(responder) ? 'WE_NOT_TWO_PARTY' : 'WE_TREE');
  if (info.signer !== 0) throw misbehaved('WE_NOT_TWO_PARTY');
  if (equal(responder.signatureKey, own.signatureKey)) throw misbehaved('AS_SAME_KEY');
  if (equal(responder.encryptionKey, own.encryptionKey)) throw misbehaved('WE_TREE');
  return responder;
}

function checkResponderLeaf(leaf: LeafNode, { suite, own, nowSeconds }: WelcomeExpectation): void {
  const fault = leafFault(leaf, suite);
  if (fault !== null) throw misbehaved(fault);
  // RFC 9420 §7.3: every member supports the credential of every other; ours support both types.
  if (!leaf.capabilities.credentials.includes(credentialNumber(own.credential))) throw misbehaved('KP_CAPS');
  checkIdentityForm(credentialOf(leaf.credential));
  if (leaf.source.kind !== 'key-package') return;
  // "only for not_before/not_after", R-KP: how long a creator's leaf lives is not limited.
  if (leaf.source.notAfter + clockSkew < nowSeconds) throw misbehaved('WE_LEAF_EXPIRED');
  if (leaf.source.notBefore - clockSkew > nowSeconds) throw misbehaved('WE_LEAF_NOT_YET_VALID');
}

/**
 * A commit's new leaf and path against the tree they replace. RFC 9420 §7.3, §12.4.2; R-UPD "CU acceptance".
 *
 * @throws {EngineError} `CM_LEAF`, `CM_KEY_REUSE`, `AS_SAME_KEY`
 */
export function checkNewLeaf(
  leaf: LeafNode,
  pathKeys: readonly Bytes[],
  before: {
    readonly suite: number;
    readonly own: LeafNode;
    readonly peer: LeafNode;
    readonly parentKey: Bytes | null;
    readonly required: readonly Extension[];
  },
): void {
  if (leaf.source.kind !== 'commit' || leafFault(leaf, before.suite) !== null) throw misbehaved('CM_LEAF');
  if (!satisfiesRequired(leaf.capabilities, before.required) || !leaf.capabilities.credentials.includes(credentialNumber(before.own.credential)))
    throw misbehaved('CM_LEAF');
  const known = [before.own.encryptionKey, before.peer.encryptionKey, ...(before.parentKey === null ? [] : [before.parentKey])];
  const fresh = [leaf.encryptionKey, ...pathKeys];
  const reused = fresh.some((key, i) => known.some((old) => equal(old, key)) || fresh.some((other, j) => j < i && equal(other, key)));
  if (reused) throw misbehaved('CM_KEY_REUSE');
  if (equal(leaf.signatureKey, before.own.signatureKey)) throw misbehaved('AS_SAME_KEY');
}

function satisfiesRequired(capabilities: Capabilities, groupExtensions: readonly Extension[]): boolean {
  const carrier = groupExtensions.find(({ type }) => type === extensionTypes.requiredCapabilities);
  if (carrier === undefined) return true;
  const required = decode(requiredCapabilities, carrier.data, 'RequiredCapabilities');
  return (
    includesAll(capabilities.extensions, required.extensions) &&
    includesAll(capabilities.proposals, required.proposals) &&
    includesAll(capabilities.credentials, required.credentials)
  );
}

function leafIn(nodes: readonly (TreeNode | null)[], index: number): LeafNode | null {
  const node = nodes[index];
  return node?.kind === 'leaf' ? node.leaf : null;
}

function includesAll(list: readonly number[], wanted: readonly number[]): boolean {
  return wanted.every((item) => list.includes(item));
}

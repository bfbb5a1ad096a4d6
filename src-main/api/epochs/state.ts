import { type Bytes, equal, toHex } from '#engine/bytes.ts';
import { explain, type GroupPicture, readPublicGroup } from '#engine/index.ts';
import type { PublicGroup } from '#engine/mls/group.ts';
import type { LeafNode, TreeNode } from '#engine/mls/structures.ts';
import { credentialName } from '#main/trust/credential-name.ts';
import type { GroupView, MemberPart, MemberView, NodeView } from '#shared/contract/epochs.ts';
import { fieldView } from '../inspection/views.ts';

/**
 * A group at one epoch, with what is new in it.
 *
 * @param before the epoch before it; `null` marks nothing as changed
 * @param ownLeaf which leaf is ours
 * @throws {DecodeError} when the recording is damaged
 */
export function groupView(group: PublicGroup, before: PublicGroup | null, ownLeaf: 0 | 1 | null): GroupView {
  const now = readPublicGroup(group);
  const then = before === null ? null : readPublicGroup(before);
  return {
    values: valuesOf(now, then),
    members: now.nodes.flatMap((node, index) => (node?.kind === 'leaf' ? [memberView(node.leaf, leafAt(then, index), index / 2, ownLeaf)] : [])),
    nodes: now.nodes.map((node, index) => nodeView(node, index, then)),
    context: bytesView(group.context, 'group-context'),
    tree: bytesView(group.tree, 'ratchet-tree'),
  };
}

function bytesView(bytes: Bytes, kind: 'group-context' | 'ratchet-tree'): GroupView['context'] {
  return { hex: toHex(bytes), root: fieldView(explain(bytes, kind)) };
}

function valuesOf({ context }: GroupPicture, then: GroupPicture | null): GroupView['values'] {
  const value = (name: GroupView['values'][number]['name'], bytes: Bytes, old: Bytes | undefined) => ({
    name,
    value: toHex(bytes),
    changed: old !== undefined && !equal(bytes, old),
  });
  return [
    value('group-id', context.groupId, then?.context.groupId),
    { name: 'suite', value: `0x${context.cipherSuite.toString(16).padStart(4, '0')}`, changed: false },
    value('tree-hash', context.treeHash, then?.context.treeHash),
    value('transcript-hash', context.confirmedTranscriptHash, then?.context.confirmedTranscriptHash),
  ];
}

function leafAt(picture: GroupPicture | null, index: number): LeafNode | null {
  const node = picture?.nodes[index];
  return node?.kind === 'leaf' ? node.leaf : null;
}

function memberView(leaf: LeafNode, before: LeafNode | null, index: number, ownLeaf: 0 | 1 | null): MemberView {
  const { credential } = leaf;
  return {
    leaf: index,
    own: index === ownLeaf,
    name: nameOf(credential),
    credential: credential.type === 'other' ? 'other' : credential.type === 1 ? 'basic' : 'x509',
    source: leaf.source.kind,
    signatureKey: toHex(leaf.signatureKey),
    encryptionKey: toHex(leaf.encryptionKey),
    suites: leaf.capabilities.cipherSuites,
    changed: before === null ? [] : changedParts(leaf, before),
  };
}

function nameOf(credential: LeafNode['credential']): string {
  if (credential.type === 'other') return `credential of type ${credential.number}`;
  if (credential.type === 1) return credentialName({ kind: 'basic', identity: credential.identity });
  return credentialName({ kind: 'x509', certificates: credential.certificates });
}

function changedParts(now: LeafNode, then: LeafNode): readonly MemberPart[] {
  const differ: { readonly [P in MemberPart]: boolean } = {
    'credential': plain(now.credential) !== plain(then.credential),
    'signature-key': !equal(now.signatureKey, then.signatureKey),
    'encryption-key': !equal(now.encryptionKey, then.encryptionKey),
    'capabilities': plain(now.capabilities) !== plain(then.capabilities),
    'extensions': plain(now.extensions) !== plain(then.extensions),
    'source': now.source.kind !== then.source.kind,
  };
  return memberPartsOf(differ).filter((part) => differ[part]);
}

function memberPartsOf(differ: { readonly [P in MemberPart]: boolean }): readonly MemberPart[] {
  return Object.keys(differ) as MemberPart[]; // Object.keys forgets that the keys are those of the table
}

/** For comparing only. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (inner instanceof Uint8Array ? toHex(inner) : inner));
}

function nodeView(node: TreeNode | null, index: number, then: GroupPicture | null): NodeView {
  const key = keyOf(node);
  const before = then === null ? undefined : keyOf(then.nodes[index] ?? null);
  return {
    index,
    kind: node?.kind ?? 'blank',
    key: key === null ? null : toHex(key),
    changed: before !== undefined && (key === null ? before !== null : before === null || !equal(key, before)),
  };
}

function keyOf(node: TreeNode | null): Bytes | null {
  if (node === null) return null;
  return node.kind === 'leaf' ? node.leaf.encryptionKey : node.parent.encryptionKey;
}

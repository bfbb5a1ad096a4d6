import type { ClientState } from 'ts-mls';
import { encode as libraryEncode } from 'ts-mls/codec/tlsEncoder.js';
import { groupContextEncoder } from 'ts-mls/groupContext.js';
import { ratchetTreeEncoder } from 'ts-mls/ratchetTree.js';
import { decode } from '../codec/codec.ts';
import type { PublicGroup } from './group.ts';
import { type GroupContext, groupContext, ratchetTree, type TreeNode } from './structures.ts';

/** The public half of the library's state, in the encodings of RFC 9420. */
export function publicState({ groupContext, ratchetTree }: ClientState): PublicGroup {
  return { context: libraryEncode(groupContextEncoder)(groupContext), tree: libraryEncode(ratchetTreeEncoder)(ratchetTree) };
}

/** A group as everybody in it knows it. */
export interface GroupPicture {
  readonly context: GroupContext;
  /** Nodes left to right, `null` where blank; leaf `n` is node `2n`. */
  readonly nodes: readonly (TreeNode | null)[];
}

/** @throws {DecodeError} for bytes that {@link publicState} cannot have written */
export function readPublicGroup({ context, tree }: PublicGroup): GroupPicture {
  return { context: decode(groupContext, context, 'GroupContext'), nodes: decode(ratchetTree, tree, 'ratchet_tree') };
}

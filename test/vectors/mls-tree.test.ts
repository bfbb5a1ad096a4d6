import type { CiphersuiteImpl, GroupContext, RatchetTree } from 'ts-mls';
import { applyUpdatePathSecret } from 'ts-mls/createCommit.js';
import { deriveSecret } from 'ts-mls/crypto/kdf.js';
import { verifyLeafNodeSignature, verifyLeafNodeSignatureKeyPackage } from 'ts-mls/leafNode.js';
import { verifyParentHashes } from 'ts-mls/parentHash.js';
import { getCommitSecret, pathToPathSecrets, pathToRoot } from 'ts-mls/pathSecrets.js';
import { mergePrivateKeyPaths, type PrivateKeyPath, toPrivateKeyPath } from 'ts-mls/privateKeyPath.js';
import { decodeProposal } from 'ts-mls/proposal.js';
import { addLeafNode, decodeRatchetTree, encodeRatchetTree, removeLeafNode, resolution, updateLeafNode } from 'ts-mls/ratchetTree.js';
import { treeHash, treeHashRoot } from 'ts-mls/treeHash.js';
import { leafToNodeIndex, nodeToLeafIndex, root, leafWidth, toLeafIndex, toNodeIndex } from 'ts-mls/treemath.js';
import { applyUpdatePath, createUpdatePath, decodeUpdatePath, type UpdatePath } from 'ts-mls/updatePath.js';
import { expect } from 'vitest';
import { type Bytes, toHex } from '#engine/bytes.ts';
import { decode, encode } from '#engine/codec/codec.ts';
import { suiteName } from '#engine/mls/library.ts';
import { ratchetTree } from '#engine/mls/structures.ts';
import { eachCase, hex } from './mls-cases.ts';

/** Through our own codec first: it must take every tree and write it back. */
function treeOf(text: string): RatchetTree {
  const bytes = hex(text);
  expect(toHex(encode(ratchetTree, decode(ratchetTree, bytes)))).toBe(text);
  const decoded = decodeRatchetTree(bytes, 0)?.[0];
  if (decoded === undefined) throw new Error('tree');
  return decoded;
}

interface TreeOperation {
  readonly proposal: string;
  readonly proposal_sender: number;
  readonly tree_before: string;
  readonly tree_after: string;
  readonly tree_hash_before: string;
  readonly tree_hash_after: string;
}

eachCase<TreeOperation>('tree-operations', 'Add, Update, Remove', async (value, suite) => {
  const before = treeOf(value.tree_before);
  expect(toHex(await treeHashRoot(before, suite.hash))).toBe(value.tree_hash_before);
  const proposal = decodeProposal(hex(value.proposal), 0)?.[0];
  const after =
    proposal?.proposalType === 'add'
      ? addLeafNode(before, proposal.add.keyPackage.leafNode)[0]
      : proposal?.proposalType === 'update'
        ? updateLeafNode(before, proposal.update.leafNode, toLeafIndex(value.proposal_sender))
        : proposal?.proposalType === 'remove'
          ? removeLeafNode(before, toLeafIndex(proposal.remove.removed))
          : [];
  expect(toHex(encodeRatchetTree(after))).toBe(value.tree_after);
  expect(toHex(await treeHashRoot(after, suite.hash))).toBe(value.tree_hash_after);
});

interface TreeValidation {
  readonly tree: string;
  readonly group_id: string;
  readonly tree_hashes: readonly string[];
  readonly resolutions: readonly (readonly number[])[];
}

eachCase<TreeValidation>('tree-validation', 'resolutions, hashes, parent hashes, leaf signatures', async (value, suite) => {
  const tree = treeOf(value.tree);
  for (const [index, expected] of value.resolutions.entries()) expect(resolution(tree, toNodeIndex(index))).toEqual(expected);
  for (const [index, expected] of value.tree_hashes.entries()) expect(toHex(await treeHash(tree, toNodeIndex(index), suite.hash))).toBe(expected);
  expect(await verifyParentHashes(tree, suite.hash)).toBe(true);
  for (const [index, node] of tree.entries()) {
    if (node?.nodeType !== 'leaf') continue;
    const { leaf } = node;
    const valid =
      leaf.leafNodeSource === 'key_package'
        ? verifyLeafNodeSignatureKeyPackage(leaf, suite.signature)
        : verifyLeafNodeSignature(leaf, hex(value.group_id), nodeToLeafIndex(toNodeIndex(index)), suite.signature);
    expect(await valid).toBe(true);
  }
});

interface TreeKem {
  readonly group_id: string;
  readonly epoch: number;
  readonly confirmed_transcript_hash: string;
  readonly ratchet_tree: string;
  readonly leaves_private: readonly {
    readonly index: number;
    readonly encryption_priv: string;
    readonly signature_priv: string;
    readonly path_secrets: readonly { readonly node: number; readonly path_secret: string }[];
  }[];
  readonly update_paths: readonly {
    readonly sender: number;
    readonly update_path: string;
    readonly path_secrets: readonly (string | null)[];
    readonly commit_secret: string;
    readonly tree_hash_after: string;
  }[];
}

/** `epoch` is the one the path leads to; the library's functions want the context to encrypt under. */
async function contextAfter(value: TreeKem, tree: RatchetTree, suite: CiphersuiteImpl, number: number): Promise<GroupContext> {
  return {
    version: 'mls10',
    cipherSuite: suiteName(number),
    groupId: hex(value.group_id),
    epoch: BigInt(value.epoch),
    treeHash: await treeHashRoot(tree, suite.hash),
    confirmedTranscriptHash: hex(value.confirmed_transcript_hash),
    extensions: [],
  };
}

eachCase<TreeKem>('treekem', 'paths of others, and ours to them', async (value, suite, number) => {
  const tree = treeOf(value.ratchet_tree);
  const members = new Map<number, PrivateKeyPath>();
  for (const { index, encryption_priv, path_secrets } of value.leaves_private) {
    const secrets = Object.fromEntries(path_secrets.map(({ node, path_secret }) => [node, hex(path_secret)]));
    const own: PrivateKeyPath = { leafIndex: index, privateKeys: { [2 * index]: hex(encryption_priv) } };
    members.set(index, mergePrivateKeyPaths(own, await toPrivateKeyPath(secrets, toLeafIndex(index), suite)));
  }
  /** @returns the path secret and commit secret that one member gets out of a path */
  const receive = async (
    path: UpdatePath,
    sender: number,
    member: PrivateKeyPath,
    updated: RatchetTree,
  ): Promise<{ readonly pathSecret: Bytes; readonly commitSecret: Bytes }> => {
    const context = await contextAfter(value, updated, suite, number);
    const { nodeIndex, pathSecret } = await applyUpdatePathSecret(tree, member, toLeafIndex(sender), context, path, [], suite);
    const toRoot = await pathToRoot(updated, toNodeIndex(nodeIndex), pathSecret, suite.kdf);
    const last = toRoot[root(leafWidth(updated.length))];
    if (last === undefined) throw new Error('root secret');
    return { pathSecret, commitSecret: await deriveSecret(last, 'path', suite.kdf) };
  };

  for (const { sender, update_path, path_secrets, commit_secret, tree_hash_after } of value.update_paths) {
    const path = decodeUpdatePath(hex(update_path), 0)?.[0];
    if (path === undefined) throw new Error('path');
    const updated = await applyUpdatePath(tree, toLeafIndex(sender), path, suite.hash);
    expect(toHex(await treeHashRoot(updated, suite.hash))).toBe(tree_hash_after);
    expect(await verifyParentHashes(updated, suite.hash)).toBe(true);
    for (const [index, member] of members) {
      const expected = path_secrets[index];
      if (index === sender || expected === null || expected === undefined) continue;
      const got = await receive(path, sender, member, updated);
      expect(toHex(got.pathSecret)).toBe(expected);
      expect(toHex(got.commitSecret)).toBe(commit_secret);
    }
  }

  for (const { index: sender, signature_priv } of value.leaves_private) {
    const before = { ...(await contextAfter(value, tree, suite, number)), epoch: BigInt(value.epoch) - 1n };
    const [updated, path, secrets] = await createUpdatePath(tree, toLeafIndex(sender), before, hex(signature_priv), suite);
    const last = secrets.at(-1);
    if (last === undefined) continue;
    const mine = await getCommitSecret(updated, toNodeIndex(last.nodeIndex), last.secret, suite.kdf);
    expect(Object.keys(pathToPathSecrets(secrets)).length).toBe(path.nodes.length);
    for (const [index, member] of members) {
      if (index === sender || tree[leafToNodeIndex(toLeafIndex(index))] === undefined) continue;
      expect(toHex((await receive(path, sender, member, updated)).commitSecret)).toBe(toHex(mine));
    }
  }
});

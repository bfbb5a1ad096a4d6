import type { CiphersuiteImpl, ClientState, LeafNodeCommit, ProposalOrRef, RatchetTree, UpdatePathNode } from 'ts-mls';
import { nextEpochContext } from 'ts-mls/clientState.js';
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import { encryptWithLabel } from 'ts-mls/crypto/hpke.js';
import { createConfirmationTag, createContentCommitSignature } from 'ts-mls/framedContent.js';
import { groupContextEncoder } from 'ts-mls/groupContext.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { type LeafNodeTBSCommit, signLeafNodeCommit } from 'ts-mls/leafNode.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { protectPublicMessage } from 'ts-mls/messageProtectionPublic.js';
import { calculateParentHash } from 'ts-mls/parentHash.js';
import { getCommitSecret, pathToPathSecrets } from 'ts-mls/pathSecrets.js';
import { mergePrivateKeyPaths, toPrivateKeyPath, updateLeafKey } from 'ts-mls/privateKeyPath.js';
import { encodePrivateContentAAD, encodePrivateMessageContent, encryptSenderData } from 'ts-mls/privateMessage.js';
import { createSecretTree, ratchetToGeneration } from 'ts-mls/secretTree.js';
import type { SenderData } from 'ts-mls/sender.js';
import { treeHashRoot } from 'ts-mls/treeHash.js';
import { leafWidth, toLeafIndex, toNodeIndex } from 'ts-mls/treemath.js';
import { createUpdatePath } from 'ts-mls/updatePath.js';
import type { Bytes } from '#engine/bytes.ts';
import { evilConfig, flip } from './evil-mls.ts';

export interface EvilCommitOptions {
  readonly form?: 'private' | 'public';
  readonly proposals?: ProposalOrRef[];
  readonly withoutPath?: boolean;
  readonly alterLeaf?: (leaf: LeafNodeCommit) => LeafNodeCommit;
  /** Public key to claim for the parent instead of the derived one. */
  readonly parentKey?: Bytes;
  readonly alterNodes?: (nodes: UpdatePathNode[]) => UpdatePathNode[];
  readonly spoilLeafSignature?: boolean;
  readonly spoilSignature?: boolean;
  readonly spoilTag?: boolean;
  readonly spoilMembershipTag?: boolean;
  readonly alterSender?: number;
  readonly epoch?: bigint;
  readonly groupId?: Bytes;
  readonly authenticatedData?: Bytes;
  readonly padding?: Bytes;
  readonly generation?: number;
  /** Changes the plaintext of a PrivateMessage before it is encrypted. */
  readonly alterPlaintext?: (plaintext: Bytes) => Bytes;
}

/** A commit of a member who may lie about everything, and the state it leads to if nobody objects. */
export async function evilCommit(
  state: ClientState,
  suite: CiphersuiteImpl,
  options: EvilCommitOptions = {},
): Promise<{ readonly message: Bytes; readonly next: ClientState }> {
  const claimed = { ...state.groupContext, epoch: options.epoch ?? state.groupContext.epoch, groupId: options.groupId ?? state.groupContext.groupId };
  const self = toLeafIndex(state.privatePath.leafIndex);
  const sender = { senderType: 'member', leafIndex: options.alterSender ?? self } as const;
  const aad = options.authenticatedData ?? new Uint8Array(0);
  const wireformat = options.form === 'public' ? 'mls_public_message' : 'mls_private_message';
  const { tree, path, privatePath, commitSecret } = await evilPath(state, suite, options);
  const commit = { proposals: options.proposals ?? [], path: options.withoutPath ? undefined : path };
  const { framedContent, signature: honest } = await createContentCommitSignature(
    claimed,
    wireformat,
    commit,
    sender,
    aad,
    state.signaturePrivateKey,
    suite.signature,
  );
  const signature = options.spoilSignature ? flip(honest, 5) : honest;
  const finalTree = options.withoutPath ? state.ratchetTree : tree;
  const context = await nextEpochContext(
    state.groupContext,
    wireformat,
    framedContent,
    signature,
    await treeHashRoot(finalTree, suite.hash),
    state.confirmationTag,
    suite.hash,
  );
  const secret = options.withoutPath ? new Uint8Array(suite.kdf.size) : commitSecret;
  const secrets = await initializeEpoch(state.keySchedule.initSecret, secret, context, new Uint8Array(suite.kdf.size), suite.kdf);
  const tag = await createConfirmationTag(secrets.keySchedule.confirmationKey, context.confirmedTranscriptHash, suite.hash);
  const confirmationTag = options.spoilTag ? flip(tag) : tag;
  const auth = { contentType: 'commit', signature, confirmationTag } as const;
  const next: ClientState = {
    ...state,
    groupContext: context,
    ratchetTree: finalTree,
    privatePath,
    keySchedule: secrets.keySchedule,
    confirmationTag,
    secretTree: await createSecretTree(leafWidth(finalTree.length), secrets.encryptionSecret, suite.kdf),
    historicalReceiverData: new Map(),
    clientConfig: evilConfig,
  };
  if (wireformat === 'mls_public_message') {
    const made = await protectPublicMessage(state.keySchedule.membershipKey, state.groupContext, { wireformat, content: framedContent, auth }, suite);
    const publicMessage = options.spoilMembershipTag && made.senderType === 'member' ? { ...made, membershipTag: flip(made.membershipTag) } : made;
    return { message: encodeMlsMessage({ version: 'mls10', wireformat, publicMessage }), next };
  }
  // `content.sender` does not travel in a PrivateMessage; the encoder takes the rest.
  const plain = encodePrivateMessageContent(evilConfig.paddingConfig)({ ...framedContent, auth });
  return { message: await evilPrivateMessage(state, suite, claimed, plain, options), next };
}

async function evilPath(state: ClientState, suite: CiphersuiteImpl, options: EvilCommitOptions) {
  const self = toLeafIndex(state.privatePath.leafIndex);
  const [made, honest, pathSecrets, leafKey] = await createUpdatePath(state.ratchetTree, self, state.groupContext, state.signaturePrivateKey, suite);
  const tree: RatchetTree = made.slice();
  const parent = tree[1];
  if (parent?.nodeType !== 'parent') throw new TypeError('no parent');
  if (options.parentKey !== undefined) tree[1] = { nodeType: 'parent', parent: { ...parent.parent, hpkePublicKey: options.parentKey } };
  const [parentHash] = await calculateParentHash(tree, toNodeIndex(2 * self), suite.hash);
  const altered = (options.alterLeaf ?? ((leaf) => leaf))({ ...honest.leafNode, parentHash });
  const tbs: LeafNodeTBSCommit = { ...altered, groupId: state.groupContext.groupId, leafIndex: self };
  const signed = await signLeafNodeCommit(tbs, state.signaturePrivateKey, suite.signature);
  const leafNode = options.spoilLeafSignature ? { ...signed, signature: flip(signed.signature, 5) } : signed;
  tree[2 * self] = { nodeType: 'leaf', leaf: leafNode };
  const context = { ...state.groupContext, epoch: state.groupContext.epoch + 1n, treeHash: await treeHashRoot(tree, suite.hash) };
  const last = pathSecrets.at(-1);
  const peer = state.ratchetTree[2 * (1 - self)];
  if (last === undefined || peer?.nodeType !== 'leaf') throw new TypeError('no peer');
  const sealed = await encryptWithLabel(
    await suite.hpke.importPublicKey(peer.leaf.hpkePublicKey),
    'UpdatePathNode',
    encode(groupContextEncoder)(context),
    last.secret,
    suite.hpke,
  );
  const nodes = [
    { hpkePublicKey: options.parentKey ?? parent.parent.hpkePublicKey, encryptedPathSecret: [{ kemOutput: sealed.enc, ciphertext: sealed.ct }] },
  ];
  const leafPath = updateLeafKey(state.privatePath, await suite.hpke.exportPrivateKey(leafKey));
  return {
    tree,
    path: { leafNode, nodes: options.alterNodes?.(nodes) ?? nodes },
    privatePath: mergePrivateKeyPaths(leafPath, await toPrivateKeyPath(pathToPathSecrets(pathSecrets), self, suite)),
    commitSecret: await getCommitSecret(tree, toNodeIndex(last.nodeIndex), last.secret, suite.kdf),
  };
}

async function evilPrivateMessage(
  state: ClientState,
  suite: CiphersuiteImpl,
  claimed: { readonly groupId: Bytes; readonly epoch: bigint },
  plain: Bytes,
  options: EvilCommitOptions,
): Promise<Bytes> {
  const self = options.alterSender ?? state.privatePath.leafIndex;
  const reuseGuard = new Uint8Array([1, 2, 3, 4]) as SenderData['reuseGuard']; // branded in the library
  const sent: SenderData = { leafIndex: self, generation: options.generation ?? 0, reuseGuard };
  // A generation that cannot be reached is only claimed, a leaf that does not exist too.
  const from = { ...sent, leafIndex: self > 1 ? 0 : self, generation: sent.generation > 100_000 ? 0 : sent.generation };
  const { key, nonce } = await ratchetToGeneration(
    state.secretTree,
    from,
    'commit',
    { ...evilConfig.keyRetentionConfig, maximumForwardRatchetSteps: 100_000 },
    suite,
  );
  const { groupId, epoch } = claimed;
  const authenticatedData = options.authenticatedData ?? new Uint8Array(0);
  const padded = new Uint8Array([...plain, ...(options.padding ?? [])]);
  const header = { groupId, epoch, contentType: 'commit', authenticatedData } as const;
  const ciphertext = await suite.hpke.encryptAead(key, nonce, encodePrivateContentAAD(header), options.alterPlaintext?.(padded) ?? padded);
  const encryptedSenderData = await encryptSenderData(
    state.keySchedule.senderDataSecret,
    sent,
    { groupId, epoch, contentType: 'commit' },
    ciphertext,
    suite,
  );
  return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage: { ...header, encryptedSenderData, ciphertext } });
}

import type { CiphersuiteImpl, ClientState, FramedContentAuthDataCommit, RatchetTree, UpdatePath } from 'ts-mls';
import { nextEpochContext } from 'ts-mls/clientState.js';
import { createConfirmationTag, createContentCommitSignature } from 'ts-mls/framedContent.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { protect } from 'ts-mls/messageProtection.js';
import { protectPublicMessage } from 'ts-mls/messageProtectionPublic.js';
import { getCommitSecret, pathToPathSecrets } from 'ts-mls/pathSecrets.js';
import { mergePrivateKeyPaths, toPrivateKeyPath, updateLeafKey } from 'ts-mls/privateKeyPath.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { treeHashRoot } from 'ts-mls/treeHash.js';
import { leafToNodeIndex, leafWidth, toLeafIndex, toNodeIndex } from 'ts-mls/treemath.js';
import { createUpdatePath } from 'ts-mls/updatePath.js';
import { type Bytes, copyOf, empty } from '../bytes.ts';
import { EngineError } from '../errors.ts';
import type { Erase } from '../secret.ts';
import { toLibraryCredential } from './credential.ts';
import { eraseAllBut, keptBy, recordingSuite } from './erasure.ts';
import type { CommitForm, Signer } from './group.ts';
import { clientConfig } from './library.ts';

/** What a rotation puts in place of the current leaf's identity; its private key is copied. */
type Rotation = Signer | null;

/**
 * A commit with a path and no proposals. RFC 9420 §12.4.1, §7.5.
 *
 * The library's own function cannot change the credential, and signs a GroupInfo that nobody gets. The commit is framed
 * and signed by the current leaf, the path's leaf by the new signer.
 *
 * The ratchet generation used for a PrivateMessage is not taken from `state`: at most one own commit per epoch ever
 * leaves us (R-MLS), so no key protects two of them.
 *
 * @returns the MLSMessage, and the state after it; `state` stays as it was
 */
export async function createFullCommit(
  state: ClientState,
  inner: CiphersuiteImpl,
  erase: Erase,
  options: { readonly form: CommitForm; readonly signer: Rotation },
): Promise<{ readonly message: Bytes; readonly next: ClientState }> {
  const recording = recordingSuite(inner, erase);
  const signKey = options.signer === null ? state.signaturePrivateKey : copyOf(options.signer.privateKey);
  let kept: readonly Bytes[] = [];
  try {
    const made = await buildCommit(state, recording.suite, { ...options, signKey });
    kept = keptBy(made.next);
    return made;
  } finally {
    recording.eraseExcept(kept);
    if (options.signer !== null) eraseAllBut([signKey], kept, erase);
  }
}

async function buildCommit(
  state: ClientState,
  suite: CiphersuiteImpl,
  { form, signer, signKey: signaturePrivateKey }: { readonly form: CommitForm; readonly signer: Rotation; readonly signKey: Bytes },
): Promise<{ readonly message: Bytes; readonly next: ClientState }> {
  const { tree, path, privatePath, commitSecret } = await renewPath(state, suite, signer, signaturePrivateKey);
  const wireformat = form === 'public' ? 'mls_public_message' : 'mls_private_message';
  const sender = { senderType: 'member', leafIndex: state.privatePath.leafIndex } as const;
  const { framedContent, signature } = await createContentCommitSignature(
    state.groupContext,
    wireformat,
    { proposals: [], path },
    sender,
    empty,
    state.signaturePrivateKey,
    suite.signature,
  );
  const groupContext = await nextEpochContext(
    state.groupContext,
    wireformat,
    framedContent,
    signature,
    await treeHashRoot(tree, suite.hash),
    state.confirmationTag,
    suite.hash,
  );
  const secrets = await initializeEpoch(state.keySchedule.initSecret, commitSecret, groupContext, new Uint8Array(suite.kdf.size), suite.kdf);
  const confirmationTag = await createConfirmationTag(secrets.keySchedule.confirmationKey, groupContext.confirmedTranscriptHash, suite.hash);
  const message = await frame(state, suite, form, framedContent, { contentType: 'commit', signature, confirmationTag });
  const next: ClientState = {
    groupContext,
    ratchetTree: tree,
    secretTree: await createSecretTree(leafWidth(tree.length), secrets.encryptionSecret, suite.kdf),
    keySchedule: secrets.keySchedule,
    privatePath,
    signaturePrivateKey,
    unappliedProposals: {},
    historicalReceiverData: new Map(),
    confirmationTag,
    groupActiveState: { kind: 'active' },
    clientConfig,
  };
  return { message, next };
}

interface RenewedPath {
  readonly tree: RatchetTree;
  readonly path: UpdatePath;
  readonly privatePath: ClientState['privatePath'];
  readonly commitSecret: Bytes;
}

/** New keys from our leaf to the root, sealed to the peer. */
async function renewPath(state: ClientState, suite: CiphersuiteImpl, signer: Rotation, signKey: Bytes): Promise<RenewedPath> {
  const self = toLeafIndex(state.privatePath.leafIndex);
  const [tree, path, pathSecrets, leafKey] = await createUpdatePath(
    withSigner(state.ratchetTree, self, signer),
    self,
    state.groupContext,
    signKey,
    suite,
  );
  const last = pathSecrets.at(-1);
  // With nobody left to seal to, the library would take a commit secret of zeros, known to everybody (R-MLS).
  if (last === undefined) throw new EngineError({ kind: 'internal', where: 'commit without a peer' });
  const leafPath = updateLeafKey(state.privatePath, await suite.hpke.exportPrivateKey(leafKey));
  return {
    tree,
    path,
    privatePath: mergePrivateKeyPaths(leafPath, await toPrivateKeyPath(pathToPathSecrets(pathSecrets), self, suite)),
    commitSecret: await getCommitSecret(tree, toNodeIndex(last.nodeIndex), last.secret, suite.kdf),
  };
}

function withSigner(tree: RatchetTree, self: ReturnType<typeof toLeafIndex>, signer: Rotation): RatchetTree {
  const at = leafToNodeIndex(self);
  const node = tree[at];
  if (signer === null || node?.nodeType !== 'leaf') return tree;
  const leaf = { ...node.leaf, credential: toLibraryCredential(signer.credential), signaturePublicKey: signer.publicKey.slice() };
  return tree.with(at, { nodeType: 'leaf', leaf });
}

async function frame(
  state: ClientState,
  suite: CiphersuiteImpl,
  form: CommitForm,
  content: Awaited<ReturnType<typeof createContentCommitSignature>>['framedContent'],
  auth: FramedContentAuthDataCommit,
): Promise<Bytes> {
  if (form === 'public') {
    const publicMessage = await protectPublicMessage(
      state.keySchedule.membershipKey,
      state.groupContext,
      { wireformat: 'mls_public_message', content, auth },
      suite,
    );
    return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_public_message', publicMessage });
  }
  const self = toLeafIndex(state.privatePath.leafIndex);
  const { privateMessage } = await protect(
    state.keySchedule.senderDataSecret,
    empty,
    state.groupContext,
    state.secretTree,
    { ...content, auth },
    self,
    clientConfig.paddingConfig,
    suite,
  );
  return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage });
}

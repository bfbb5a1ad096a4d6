import type { CiphersuiteImpl, ClientState, Extension as LibraryExtension } from 'ts-mls';
import { createGroup, nextEpochContext } from 'ts-mls/clientState.js';
import { encode as libraryEncode } from 'ts-mls/codec/tlsEncoder.js';
import { createConfirmationTag, createContentCommitSignature } from 'ts-mls/framedContent.js';
import { signGroupInfo } from 'ts-mls/groupInfo.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { type KeyPackage as LibraryKeyPackage, makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { addLeafNode, ratchetTreeEncoder } from 'ts-mls/ratchetTree.js';
import { encodeRequiredCapabilities } from 'ts-mls/requiredCapabilities.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { treeHashRoot } from 'ts-mls/treeHash.js';
import { leafWidth } from 'ts-mls/treemath.js';
import { encryptGroupInfo, encryptGroupSecrets } from 'ts-mls/welcome.js';
import { blank, type Bytes, copyOf, empty, equal } from '../bytes.ts';
import { misbehaved } from '../errors.ts';
import type { Erase } from '../secret.ts';
import { toLibraryCredential } from './credential.ts';
import { eraseAllBut, keptBy, recordingSuite } from './erasure.ts';
import type { CreateGroupOptions } from './group.ts';
import { clientConfig } from './library.ts';
import { encodeGroupMarker, expectedGroupMarker, foundingRoles } from './marker.ts';
import { createOwnLeaf } from './own-leaf.ts';
import { extensionTypes } from './structures.ts';
import { libraryKeyPackage } from './verify-key-package.ts';

/**
 * A group with us as leaf 0, and the commit that adds the peer as leaf 1. R-HS step 2.
 *
 * The commit is ours alone, nobody else is there to receive it; it carries no path, so that leaf 0 keeps its lifetime
 * for the peer to check (R-KP). The library's own function would hold the peer's lifetime against the system clock.
 *
 * @returns the state at epoch 1, and the MLSMessage of the Welcome
 * @throws {EngineError} `AS_SAME_KEY`, `KP_CAPS` when the peer's leaf does not support our credential
 */
export async function foundGroup(
  inner: CiphersuiteImpl,
  erase: Erase,
  options: CreateGroupOptions,
): Promise<{ readonly state: ClientState; readonly welcome: Bytes }> {
  const { keyPackage, signer } = options;
  if (equal(keyPackage.leaf.signatureKey, signer.publicKey)) throw misbehaved('AS_SAME_KEY');
  const recording = recordingSuite(inner, erase);
  const signaturePrivateKey = copyOf(signer.privateKey);
  let kept: readonly Bytes[] = [];
  try {
    const peer = libraryKeyPackage(keyPackage.message);
    // RFC 9420 §7.3: every member supports the credential of every other; ours support both types.
    if (!peer.leafNode.capabilities.credentials.includes(toLibraryCredential(signer.credential).credentialType)) throw misbehaved('KP_CAPS');
    const alone = await groupOfOne(recording.suite, signaturePrivateKey, options);
    const { state, welcome } = await addPeer(alone, recording.suite, peer);
    kept = keptBy(state);
    return { state, welcome };
  } finally {
    recording.eraseExcept(kept);
    eraseAllBut([signaturePrivateKey], kept, erase);
  }
}

async function groupOfOne(suite: CiphersuiteImpl, signaturePrivateKey: Bytes, options: CreateGroupOptions): Promise<ClientState> {
  const { leaf, privateKey } = await createOwnLeaf(suite, { ...options, foundingRole: foundingRoles.responder });
  // The library takes a key package here and reads the leaf and two of the private keys.
  const carrier: LibraryKeyPackage = { version: 'mls10', cipherSuite: suite.name, initKey: empty, leafNode: leaf, extensions: [], signature: empty };
  const keys = { initPrivateKey: empty, hpkePrivateKey: privateKey, signaturePrivateKey };
  return createGroup(options.groupId.slice(), carrier, keys, groupExtensions(options), suite, clientConfig);
}

function groupExtensions({ keyPackage, profile, clientHelloHash }: CreateGroupOptions): LibraryExtension[] {
  if (!keyPackage.marked) return [];
  const required = encodeRequiredCapabilities({ extensionTypes: [extensionTypes.appDataDictionary], proposalTypes: [], credentialTypes: [] });
  return [
    {
      extensionType: extensionTypes.appDataDictionary,
      extensionData: encodeGroupMarker(expectedGroupMarker(keyPackage.suite, profile, clientHelloHash)),
    },
    { extensionType: 'required_capabilities', extensionData: required },
  ];
}

/** Epoch 0 to 1: one Add, no path, hence a commit secret of zeros (RFC 9420 §12.4.1); the fresh epoch secret of epoch 0 is what nobody knows. */
async function addPeer(
  state: ClientState,
  suite: CiphersuiteImpl,
  keyPackage: LibraryKeyPackage,
): Promise<{ readonly state: ClientState; readonly welcome: Bytes }> {
  const proposals = [{ proposalOrRefType: 'proposal' as const, proposal: { proposalType: 'add' as const, add: { keyPackage } } }];
  // Not the library's applyProposals: it verifies once more what was verified, and may ask the system clock.
  const [tree] = addLeafNode(state.ratchetTree, keyPackage.leafNode);
  const { framedContent, signature } = await createContentCommitSignature(
    state.groupContext,
    'mls_private_message',
    { proposals, path: undefined },
    { senderType: 'member', leafIndex: 0 },
    empty,
    state.signaturePrivateKey,
    suite.signature,
  );
  const groupContext = await nextEpochContext(
    state.groupContext,
    'mls_private_message',
    framedContent,
    signature,
    await treeHashRoot(tree, suite.hash),
    state.confirmationTag,
    suite.hash,
  );
  const secrets = await initializeEpoch(state.keySchedule.initSecret, blank(suite.kdf.size), groupContext, blank(suite.kdf.size), suite.kdf);
  const confirmationTag = await createConfirmationTag(secrets.keySchedule.confirmationKey, groupContext.confirmedTranscriptHash, suite.hash);
  const next: ClientState = {
    ...state,
    groupContext,
    ratchetTree: tree,
    keySchedule: secrets.keySchedule,
    secretTree: await createSecretTree(leafWidth(tree.length), secrets.encryptionSecret, suite.kdf),
    confirmationTag,
    historicalReceiverData: new Map(),
  };
  return { state: next, welcome: await welcomeFor(keyPackage, next, secrets, suite) };
}

async function welcomeFor(
  keyPackage: LibraryKeyPackage,
  state: ClientState,
  { joinerSecret, welcomeSecret }: { readonly joinerSecret: Bytes; readonly welcomeSecret: Bytes },
  suite: CiphersuiteImpl,
): Promise<Bytes> {
  const { groupContext, confirmationTag, ratchetTree, signaturePrivateKey } = state;
  const extensions: LibraryExtension[] = [{ extensionType: 'ratchet_tree', extensionData: libraryEncode(ratchetTreeEncoder)(ratchetTree) }];
  const info = await signGroupInfo({ groupContext, extensions, confirmationTag, signer: 0 }, signaturePrivateKey, suite.signature);
  const encryptedGroupInfo = await encryptGroupInfo(info, welcomeSecret, suite);
  const initKey = await suite.hpke.importPublicKey(keyPackage.initKey);
  const sealed = await encryptGroupSecrets(initKey, encryptedGroupInfo, { joinerSecret, pathSecret: undefined, psks: [] }, suite.hpke);
  const secrets = [
    { newMember: await makeKeyPackageRef(keyPackage, suite.hash), encryptedGroupSecrets: { kemOutput: sealed.enc, ciphertext: sealed.ct } },
  ];
  return encodeMlsMessage({
    version: 'mls10',
    wireformat: 'mls_welcome',
    welcome: { cipherSuite: groupContext.cipherSuite, secrets, encryptedGroupInfo },
  });
}

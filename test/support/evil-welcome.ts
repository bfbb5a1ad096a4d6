import type { CiphersuiteImpl, ClientState, Extension, GroupInfo, RatchetTree } from 'ts-mls';
import { applyProposals, createGroup, nextEpochContext } from 'ts-mls/clientState.js';
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import { createConfirmationTag, createContentCommitSignature } from 'ts-mls/framedContent.js';
import { groupInfoEncoder, signGroupInfo } from 'ts-mls/groupInfo.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { type KeyPackage, makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { getCommitSecret, pathToPathSecrets } from 'ts-mls/pathSecrets.js';
import type { PreSharedKeyID } from 'ts-mls';
import { mergePrivateKeyPaths, toPrivateKeyPath, updateLeafKey } from 'ts-mls/privateKeyPath.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import { ratchetTreeEncoder } from 'ts-mls/ratchetTree.js';
import { encodeRequiredCapabilities } from 'ts-mls/requiredCapabilities.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { treeHashRoot } from 'ts-mls/treeHash.js';
import { leafToNodeIndex, leafWidth, toLeafIndex, toNodeIndex } from 'ts-mls/treemath.js';
import { createUpdatePath } from 'ts-mls/updatePath.js';
import { encryptGroupSecrets, welcomeKey, welcomeNonce } from 'ts-mls/welcome.js';
import type { Bytes } from '#engine/bytes.ts';
import type { Signer } from '#engine/mls/group.ts';
import { evilConfig, evilKeyPackage, type EvilKeyPackageOptions, evilSuite, goodGroupMarker } from './evil-mls.ts';
import { clientHelloHash } from './mls-parties.ts';

export const requiredDictionary: Extension = {
  extensionType: 'required_capabilities',
  extensionData: encodeRequiredCapabilities({ extensionTypes: [6], proposalTypes: [], credentialTypes: [] }),
};

export interface EvilWelcomeOptions {
  readonly suite?: number;
  /** The responder's own leaf. */
  readonly leaf?: EvilKeyPackageOptions;
  readonly groupId?: Bytes;
  readonly groupExtensions?: Extension[];
  /** Members added in the same commit, before and after the victim. */
  readonly before?: readonly KeyPackage[];
  readonly after?: readonly KeyPackage[];
  readonly alterContext?: (context: GroupInfo['groupContext']) => GroupInfo['groupContext'];
  /** Before it is signed. */
  readonly alterInfo?: (info: Omit<GroupInfo, 'signature'>) => Omit<GroupInfo, 'signature'>;
  /** After it is signed. */
  readonly spoilInfo?: (info: GroupInfo) => GroupInfo;
  /** Last of all, before the encryption. */
  readonly alterInfoBytes?: (bytes: Bytes) => Bytes;
  readonly psks?: PreSharedKeyID[];
  readonly welcomeSuite?: number;
  readonly withoutTree?: boolean;
  /** The commit renews the responder's path, as other stacks do. `wrong-secret`: the Welcome then carries another path secret. */
  readonly path?: 'good' | 'wrong-secret';
  readonly alterTree?: (tree: RatchetTree) => RatchetTree;
  /** Entries for these key packages too. */
  readonly secretsForAll?: boolean;
}

/** The Welcome of a responder who may lie about everything, and its state. */
export async function evilWelcome(
  victimMessage: Bytes,
  signer: Signer,
  options: EvilWelcomeOptions = {},
): Promise<{ readonly welcome: Bytes; readonly state: ClientState }> {
  const suite = await evilSuite(options.suite);
  const victim = decodeMlsMessage(victimMessage, 0)?.[0];
  if (victim?.wireformat !== 'mls_key_package') throw new TypeError('victim needs a key package');
  const own = await evilKeyPackage(signer, { foundingRole: 2, ...(options.suite !== undefined && { suite: options.suite }), ...options.leaf });
  const extensions = options.groupExtensions ?? [goodGroupMarker(clientHelloHash, options.suite), requiredDictionary];
  const alone = await createGroup(
    options.groupId ?? new Uint8Array(32).fill(7),
    own.publicPackage,
    own.privatePackage,
    extensions,
    suite,
    evilConfig,
  );
  const added = [...(options.before ?? []), victim.keyPackage, ...(options.after ?? [])];
  const proposals = added.map((keyPackage) => ({
    proposalOrRefType: 'proposal' as const,
    proposal: { proposalType: 'add' as const, add: { keyPackage } },
  }));
  const { tree: withVictim } = await applyProposals(alone, proposals, toLeafIndex(0), emptyPskIndex, false, suite);
  const { tree, path, privatePath, commitSecret, pathSecret } = await (options.path === undefined
    ? withoutPath(withVictim, alone, suite)
    : withPath(withVictim, alone, suite));
  const { framedContent, signature } = await createContentCommitSignature(
    alone.groupContext,
    'mls_public_message',
    { proposals, path },
    { senderType: 'member', leafIndex: 0 },
    new Uint8Array(0),
    alone.signaturePrivateKey,
    suite.signature,
  );
  const honest = await nextEpochContext(
    alone.groupContext,
    'mls_public_message',
    framedContent,
    signature,
    await treeHashRoot(tree, suite.hash),
    alone.confirmationTag,
    suite.hash,
  );
  const groupContext = options.alterContext?.(honest) ?? honest;
  const secrets = await initializeEpoch(alone.keySchedule.initSecret, commitSecret, groupContext, new Uint8Array(suite.kdf.size), suite.kdf);
  const confirmationTag = await createConfirmationTag(secrets.keySchedule.confirmationKey, groupContext.confirmedTranscriptHash, suite.hash);
  const secretTree = await createSecretTree(leafWidth(tree.length), secrets.encryptionSecret, suite.kdf);
  const state: ClientState = {
    ...alone,
    privatePath,
    groupContext,
    ratchetTree: tree,
    keySchedule: secrets.keySchedule,
    secretTree,
    confirmationTag,
    historicalReceiverData: new Map(),
  };
  const plain = {
    groupContext,
    extensions: options.withoutTree
      ? []
      : [{ extensionType: 'ratchet_tree' as const, extensionData: encode(ratchetTreeEncoder)(options.alterTree?.(tree) ?? tree) }],
    confirmationTag,
    signer: 0,
  };
  const signed = await signGroupInfo(options.alterInfo?.(plain) ?? plain, signer.privateKey, suite.signature);
  const infoBytes = encode(groupInfoEncoder)(options.spoilInfo?.(signed) ?? signed);
  const [key, nonce] = [await welcomeKey(secrets.welcomeSecret, suite), await welcomeNonce(secrets.welcomeSecret, suite)];
  const encryptedGroupInfo = await suite.hpke.encryptAead(key, nonce, undefined, options.alterInfoBytes?.(infoBytes) ?? infoBytes);
  const entries = await Promise.all(
    (options.secretsForAll ? added : [victim.keyPackage]).map(async (keyPackage) => {
      const { enc, ct } = await encryptGroupSecrets(
        await suite.hpke.importPublicKey(keyPackage.initKey),
        encryptedGroupInfo,
        {
          joinerSecret: secrets.joinerSecret,
          pathSecret: options.path === 'wrong-secret' ? new Uint8Array(suite.kdf.size).fill(1) : pathSecret,
          psks: options.psks ?? [],
        },
        suite.hpke,
      );
      return { newMember: await makeKeyPackageRef(keyPackage, suite.hash), encryptedGroupSecrets: { kemOutput: enc, ciphertext: ct } };
    }),
  );
  const cipherSuite = options.welcomeSuite === undefined ? groupContext.cipherSuite : (await evilSuite(options.welcomeSuite)).name;
  return {
    welcome: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome: { cipherSuite, secrets: entries, encryptedGroupInfo } }),
    state,
  };
}

async function withoutPath(tree: RatchetTree, { privatePath }: ClientState, suite: CiphersuiteImpl) {
  return { tree, path: undefined, privatePath, commitSecret: new Uint8Array(suite.kdf.size), pathSecret: undefined };
}

async function withPath(before: RatchetTree, alone: ClientState, suite: CiphersuiteImpl) {
  const self = toLeafIndex(0);
  const [tree, path, secrets, leafKey] = await createUpdatePath(before, self, alone.groupContext, alone.signaturePrivateKey, suite, [
    leafToNodeIndex(toLeafIndex(1)),
  ]);
  const last = secrets.at(-1);
  if (last === undefined) throw new TypeError('no parent');
  const leafPath = updateLeafKey(alone.privatePath, await suite.hpke.exportPrivateKey(leafKey));
  return {
    tree,
    path,
    privatePath: mergePrivateKeyPaths(leafPath, await toPrivateKeyPath(pathToPathSecrets(secrets), self, suite)),
    commitSecret: await getCommitSecret(tree, toNodeIndex(last.nodeIndex), last.secret, suite.kdf),
    pathSecret: last.secret,
  };
}

import type { CiphersuiteImpl, ClientState } from 'ts-mls';
import { joinGroup } from 'ts-mls/clientState.js';
import { decryptWithLabel } from 'ts-mls/crypto/hpke.js';
import { extractWelcomeSecret } from 'ts-mls/groupInfo.js';
import { CryptoVerificationError } from 'ts-mls/mlsError.js';
import { verifyParentHashes } from 'ts-mls/parentHash.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import { decodeRatchetTree } from 'ts-mls/ratchetTree.js';
import { welcomeKey, welcomeNonce } from 'ts-mls/welcome.js';
import { type Bytes, copyOf, equal } from '../bytes.ts';
import { decode, encode } from '../codec/codec.ts';
import { EngineError, misbehaved } from '../errors.ts';
import type { Erase } from '../secret.ts';
import { keptBy, recordingSuite } from './erasure.ts';
import type { JoinOptions } from './group.ts';
import { checkGroupInfo } from './guard.ts';
import { clientConfig, explained, keyPackageOf, leafFromLibrary, libraryMessage } from './library.ts';
import { expectedGroupMarker } from './marker.ts';
import { decodeMessage, groupSecrets, type Welcome } from './message.ts';
import { pathKeyFits } from './path-key.ts';
import { extensionTypes, groupInfo, type GroupInfo, leafNode } from './structures.ts';

/**
 * Joins the group of a Welcome. What it hides is opened and judged here first, so that the library only ever sees a
 * group of two in strict encoding; then the library opens it again and verifies signatures, hashes and tag.
 *
 * @throws {EngineError} the codes of `checkGroupInfo`, and `WE_NOT_FOR_US`, `WE_DECRYPT`, `WE_PSK`, `WE_TREE`, `WE_CONFIRMATION`
 */
export async function joinTwoParty(inner: CiphersuiteImpl, erase: Erase, options: JoinOptions): Promise<ClientState> {
  const message = decodeMessage(options.welcome);
  if (message.kind !== 'welcome') throw misbehaved('HS_WRONG_WIREFORMAT');
  const recording = recordingSuite(inner, erase);
  let kept: readonly Bytes[] = [];
  try {
    const info = await openWelcome(message.welcome, recording.suite, erase, options);
    judge(info, options);
    await checkParentHashes(info, recording.suite);
    const state = await joinWithLibrary(recording.suite, options);
    if (!pathKeyFits(state, recording)) throw misbehaved('WE_TREE');
    kept = keptBy(state);
    return state;
  } finally {
    recording.eraseExcept(kept);
  }
}

async function openWelcome(welcome: Welcome, suite: CiphersuiteImpl, erase: Erase, { keyPackage }: JoinOptions): Promise<GroupInfo> {
  // The library does not compare this field with anything.
  if (welcome.cipherSuite !== keyPackage.suite) throw misbehaved('WE_SUITE');
  const entry = welcome.secrets.find(({ newMember }) => equal(newMember, keyPackage.reference));
  if (entry === undefined) throw misbehaved('WE_NOT_FOR_US');
  if (welcome.secrets.length !== 1) throw misbehaved('WE_NOT_TWO_PARTY');
  const failed = (): EngineError => misbehaved('WE_DECRYPT');
  const { initPrivateKey } = keyPackageOf(keyPackage.secret).privatePackage;
  const { kemOutput, ciphertext } = entry.encryptedGroupSecrets;
  const opened = await explained(
    async () =>
      decryptWithLabel(await suite.hpke.importPrivateKey(initPrivateKey), 'Welcome', welcome.encryptedGroupInfo, kemOutput, ciphertext, suite.hpke),
    failed,
  );
  const { joinerSecret, pathSecret, psks } = decode(groupSecrets, opened, 'GroupSecrets');
  try {
    if (psks.length > 0) throw misbehaved('WE_PSK');
    const plaintext = await explained(() => openGroupInfo(welcome.encryptedGroupInfo, joinerSecret, suite), failed);
    return decode(groupInfo, plaintext, 'GroupInfo');
  } finally {
    // Copies the decoder made.
    for (const secret of [joinerSecret, pathSecret]) if (secret !== null) erase(secret);
  }
}

async function openGroupInfo(encrypted: Bytes, joinerSecret: Bytes, suite: CiphersuiteImpl): Promise<Bytes> {
  const welcomeSecret = await extractWelcomeSecret(joinerSecret, new Uint8Array(suite.kdf.size), suite.kdf);
  return suite.hpke.decryptAead(await welcomeKey(welcomeSecret, suite), await welcomeNonce(welcomeSecret, suite), undefined, encrypted);
}

function judge(info: GroupInfo, { keyPackage, profile, clientHelloHash, marker, nowSeconds }: JoinOptions): void {
  const own = leafFromLibrary(keyPackageOf(keyPackage.secret).publicPackage.leafNode);
  const ownBytes = encode(leafNode, own);
  checkGroupInfo(info, {
    suite: keyPackage.suite,
    own,
    sameLeaf: (leaf) => equal(encode(leafNode, leaf), ownBytes),
    marker,
    groupMarker: expectedGroupMarker(keyPackage.suite, profile, clientHelloHash),
    nowSeconds,
  });
}

/** Before the library does, which would report it like a wrong signature. */
async function checkParentHashes(info: GroupInfo, suite: CiphersuiteImpl): Promise<void> {
  const data = info.extensions.find(({ type }) => type === extensionTypes.ratchetTree)?.data;
  const broken = (): EngineError => misbehaved('WE_TREE');
  const tree = await explained(async () => (data === undefined ? undefined : decodeRatchetTree(data, 0)?.[0]), broken);
  if (tree === undefined || !(await explained(() => verifyParentHashes(tree, suite.hash), broken))) throw broken();
}

async function joinWithLibrary(suite: CiphersuiteImpl, { welcome, keyPackage }: JoinOptions): Promise<ClientState> {
  const library = libraryMessage(welcome);
  if (library?.wireformat !== 'mls_welcome') throw misbehaved('WE_DECRYPT');
  const { publicPackage, privatePackage } = keyPackageOf(keyPackage.secret);
  // Copies: the key package can be erased while the group lives.
  const privateKeys = {
    initPrivateKey: privatePackage.initPrivateKey,
    hpkePrivateKey: copyOf(privatePackage.hpkePrivateKey),
    signaturePrivateKey: copyOf(privatePackage.signaturePrivateKey),
  };
  const failed = (error: unknown): EngineError => misbehaved(error instanceof CryptoVerificationError ? 'WE_CONFIRMATION' : 'WE_TREE');
  return explained(() => joinGroup(library.welcome, publicPackage, privateKeys, emptyPskIndex, suite, undefined, undefined, clientConfig), failed);
}

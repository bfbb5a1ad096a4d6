import type { CiphersuiteImpl, ClientState } from 'ts-mls';
import { encode as libraryEncode } from 'ts-mls/codec/tlsEncoder.js';
import { verifyWithLabel } from 'ts-mls/crypto/signature.js';
import { groupContextEncoder } from 'ts-mls/groupContext.js';
import { ratchetToGeneration } from 'ts-mls/secretTree.js';
import { expandSenderDataKey, expandSenderDataNonce, type SenderData as LibrarySenderData } from 'ts-mls/sender.js';
import { type Bytes, concat } from '../bytes.ts';
import { decode, encode, opaqueVar, struct, uint16, uint64 } from '../codec/codec.ts';
import { misbehaved } from '../errors.ts';
import { type Commit, privateCommitContent, senderData } from './commit-structures.ts';
import { clientConfig, explained, leafAt, maxGenerationJump } from './library.ts';
import { contentType, type FramedContent, framedContent, type PrivateMessage, type PublicMessage } from './message.ts';
import { mls10 } from './structures.ts';

/** A commit whose framing is authentic: decrypted, and signed by the member it names. */
export interface OpenedCommit {
  readonly commit: Commit;
  /** Leaf index, 0 or 1. */
  readonly sender: number;
}

const wireFormats = { public: 1, private: 2 } as const;

const unverifiable = () => misbehaved('CM_UNVERIFIABLE');

/** AAD of a PrivateMessage's sender data. RFC 9420 §6.3.2. */
const senderDataAad = struct<Pick<PrivateMessage, 'groupId' | 'epoch' | 'contentType'>>({ groupId: opaqueVar, epoch: uint64, contentType });
/** AAD of its content. RFC 9420 §6.3.1. */
const contentAad = struct<Pick<PrivateMessage, 'groupId' | 'epoch' | 'contentType' | 'authenticatedData'>>({
  groupId: opaqueVar,
  epoch: uint64,
  contentType,
  authenticatedData: opaqueVar,
});

/**
 * Opens a PrivateMessage ahead of the library, whose decoder is lenient inside the encryption too. RFC 9420 §6.3.
 *
 * @throws {EngineError} `CM_UNVERIFIABLE`, `CM_SENDER` for a leaf that does not exist, `CM_GENERATION`, `CM_PADDING`
 * @throws {DecodeError} when the plaintext is not a commit in strict encoding
 */
export async function openPrivateCommit(message: PrivateMessage, state: ClientState, suite: CiphersuiteImpl): Promise<OpenedCommit> {
  const sender = decode(senderData, await explained(() => decryptSenderData(message, state, suite), unverifiable), 'SenderData');
  const ratchet = state.secretTree[2 * sender.leafIndex]?.handshake;
  if (sender.leafIndex > 1 || ratchet === undefined) throw misbehaved('CM_SENDER');
  const ahead = sender.generation - ratchet.generation;
  if (ahead < 0 || ahead > maxGenerationJump) throw misbehaved('CM_GENERATION');
  const plaintext = await explained(async () => {
    // The library brands the reuse guard; it is any four bytes.
    const { key, nonce } = await ratchetToGeneration(state.secretTree, sender as LibrarySenderData, 'commit', clientConfig.keyRetentionConfig, suite);
    return suite.hpke.decryptAead(key, nonce, encode(contentAad, message), message.ciphertext);
  }, unverifiable);
  const { commit, signature, padding } = decode(privateCommitContent, plaintext, 'PrivateMessageContent');
  if (padding.some((byte) => byte !== 0)) throw misbehaved('CM_PADDING');
  const { groupId, epoch, authenticatedData } = message;
  const content: FramedContent = {
    groupId,
    epoch,
    sender: { kind: 'member', leafIndex: sender.leafIndex },
    authenticatedData,
    content: { kind: 'commit', commit },
  };
  await checkSignature(toBeSigned(content, 'private', state), signature, sender.leafIndex, state, suite);
  return { commit, sender: sender.leafIndex };
}

/**
 * Checks membership tag and signature of a PublicMessage. RFC 9420 §6.2.
 *
 * @throws {EngineError} `CM_SENDER` for anyone but a member, `CM_UNVERIFIABLE`, `HS_WRONG_CONTENT`
 */
export async function openPublicCommit(message: PublicMessage, state: ClientState, suite: CiphersuiteImpl): Promise<OpenedCommit> {
  const { content, signature, confirmationTag, membershipTag } = message;
  if (content.content.kind !== 'commit' || confirmationTag === null) throw misbehaved('HS_WRONG_CONTENT');
  if (content.sender.kind !== 'member' || content.sender.leafIndex > 1 || membershipTag === null) throw misbehaved('CM_SENDER');
  const signed = toBeSigned(content, 'public', state);
  const tagged = concat(signed, encode(opaqueVar, signature), encode(opaqueVar, confirmationTag));
  if (!(await explained(() => suite.hash.verifyMac(state.keySchedule.membershipKey, membershipTag, tagged), unverifiable))) throw unverifiable();
  await checkSignature(signed, signature, content.sender.leafIndex, state, suite);
  return { commit: content.content.commit, sender: content.sender.leafIndex };
}

async function decryptSenderData(message: PrivateMessage, { keySchedule }: ClientState, suite: CiphersuiteImpl): Promise<Bytes> {
  const key = await expandSenderDataKey(suite, keySchedule.senderDataSecret, message.ciphertext);
  const nonce = await expandSenderDataNonce(suite, keySchedule.senderDataSecret, message.ciphertext);
  return suite.hpke.decryptAead(key, nonce, encode(senderDataAad, message), message.encryptedSenderData);
}

/** FramedContentTBS of a member's content. RFC 9420 §6.1. */
function toBeSigned(content: FramedContent, form: keyof typeof wireFormats, { groupContext }: ClientState): Bytes {
  return concat(
    encode(uint16, mls10),
    encode(uint16, wireFormats[form]),
    encode(framedContent, content),
    libraryEncode(groupContextEncoder)(groupContext),
  );
}

async function checkSignature(signed: Bytes, signature: Bytes, sender: number, state: ClientState, suite: CiphersuiteImpl): Promise<void> {
  const { signatureKey } = leafAt(state, sender);
  if (!(await explained(() => verifyWithLabel(signatureKey, 'FramedContentTBS', signed, signature, suite.signature), unverifiable)))
    throw unverifiable();
}

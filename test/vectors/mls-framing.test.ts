import type { CiphersuiteImpl, ClientState, MLSMessage } from 'ts-mls';
import { expect } from 'vitest';
import { type AuthenticatedContent, decodeAuthenticatedContent } from 'ts-mls/authenticatedContent.js';
import { encodeCommit } from 'ts-mls/commit.js';
import { encodeProposal } from 'ts-mls/proposal.js';
import { verifyConfirmationTag } from 'ts-mls/framedContent.js';
import { extractWelcomeSecret, verifyGroupInfoConfirmationTag, verifyGroupInfoSignature } from 'ts-mls/groupInfo.js';
import { makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { unprotectPrivateMessage } from 'ts-mls/messageProtection.js';
import { unprotectPublicMessage } from 'ts-mls/messageProtectionPublic.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { createConfirmedHash, createInterimHash } from 'ts-mls/transcriptHash.js';
import { decryptGroupInfo, decryptGroupSecrets, welcomeKey, welcomeNonce } from 'ts-mls/welcome.js';
import { type Bytes, toHex } from '#engine/bytes.ts';
import { decode, encode } from '#engine/codec/codec.ts';
import { commit } from '#engine/mls/commit-structures.ts';
import { clientConfig, suiteName } from '#engine/mls/library.ts';
import { decodeMessage } from '#engine/mls/message.ts';
import { openPrivateCommit, openPublicCommit } from '#engine/mls/open-commit.ts';
import { groupInfo } from '#engine/mls/structures.ts';
import { evilKeyPackage } from '../support/evil-mls.ts';
import { signerFor } from '../support/mls-parties.ts';
import { eachCase, hex } from './mls-cases.ts';

interface TranscriptHashes {
  readonly confirmation_key: string;
  readonly authenticated_content: string;
  readonly interim_transcript_hash_before: string;
  readonly confirmed_transcript_hash_after: string;
  readonly interim_transcript_hash_after: string;
}

eachCase<TranscriptHashes>('transcript-hashes', 'hashes and confirmation tag', async (value, suite) => {
  const decoded = decodeAuthenticatedContent(hex(value.authenticated_content), 0)?.[0];
  if (decoded?.content.contentType !== 'commit' || decoded.auth.contentType !== 'commit') throw new Error('not a commit');
  const { wireformat, content, auth } = decoded;
  const confirmed = await createConfirmedHash(
    hex(value.interim_transcript_hash_before),
    { wireformat, content, signature: auth.signature },
    suite.hash,
  );
  expect(toHex(confirmed)).toBe(value.confirmed_transcript_hash_after);
  expect(await verifyConfirmationTag(hex(value.confirmation_key), auth.confirmationTag, confirmed, suite.hash)).toBe(true);
  expect(toHex(await createInterimHash(confirmed, auth.confirmationTag, suite.hash))).toBe(value.interim_transcript_hash_after);
});

interface MessageProtection
  extends Readonly<
    Record<
      | 'group_id'
      | 'tree_hash'
      | 'confirmed_transcript_hash'
      | 'signature_pub'
      | 'encryption_secret'
      | 'sender_data_secret'
      | 'membership_key'
      | 'proposal'
      | 'proposal_priv'
      | 'proposal_pub'
      | 'commit'
      | 'commit_priv'
      | 'commit_pub'
      | 'application'
      | 'application_priv',
      string
    >
  > {
  readonly epoch: number;
}

/** The sender is leaf 1 of a group of two; of the state only what framing needs is there. */
async function receiverOf(value: MessageProtection, suite: CiphersuiteImpl, number: number): Promise<ClientState> {
  const { publicPackage } = await evilKeyPackage(signerFor('sender', 0x0001));
  const leaf = { nodeType: 'leaf', leaf: { ...publicPackage.leafNode, signaturePublicKey: hex(value.signature_pub) } } as const;
  const groupContext: ClientState['groupContext'] = {
    version: 'mls10',
    cipherSuite: suiteName(number),
    groupId: hex(value.group_id),
    epoch: BigInt(value.epoch),
    treeHash: hex(value.tree_hash),
    confirmedTranscriptHash: hex(value.confirmed_transcript_hash),
    extensions: [],
  };
  const state: Pick<ClientState, 'groupContext' | 'ratchetTree' | 'secretTree' | 'privatePath'> & {
    readonly keySchedule: Partial<ClientState['keySchedule']>;
  } = {
    groupContext,
    ratchetTree: [leaf, undefined, leaf],
    secretTree: await createSecretTree(2, hex(value.encryption_secret), suite.kdf),
    privatePath: { leafIndex: 0, privateKeys: {} },
    keySchedule: { senderDataSecret: hex(value.sender_data_secret), membershipKey: hex(value.membership_key) },
  };
  return state as ClientState;
}

eachCase<MessageProtection>('message-protection', 'commits through our own opening, everything through the library', async (value, suite, number) => {
  const state = await receiverOf(value, suite, number);
  const inPrivate = decodeMessage(hex(value.commit_priv));
  const inPublic = decodeMessage(hex(value.commit_pub));
  if (inPrivate.kind !== 'private-message' || inPublic.kind !== 'public-message') throw new Error('wire format');
  for (const opened of [
    await openPrivateCommit(inPrivate.privateMessage, state, suite),
    await openPublicCommit(inPublic.publicMessage, state, suite),
  ]) {
    expect(opened.sender).toBe(1);
    expect(toHex(encode(commit, opened.commit))).toBe(value.commit);
  }
  const { senderDataSecret, membershipKey } = state.keySchedule;
  const { secretTree, ratchetTree, groupContext } = state;
  const open = async (message: MLSMessage | undefined): Promise<AuthenticatedContent> => {
    if (message?.wireformat === 'mls_public_message')
      return unprotectPublicMessage(membershipKey, groupContext, ratchetTree, message.publicMessage, suite);
    if (message?.wireformat !== 'mls_private_message') throw new Error('wire format');
    const { keyRetentionConfig } = clientConfig;
    return (await unprotectPrivateMessage(senderDataSecret, message.privateMessage, secretTree, ratchetTree, groupContext, keyRetentionConfig, suite))
      .content;
  };
  const plain = async (name: keyof MessageProtection): Promise<Bytes> => {
    const { content } = await open(decodeMlsMessage(hex(String(value[name])), 0)?.[0]);
    if (content.contentType === 'application') return content.applicationData;
    return content.contentType === 'proposal' ? encodeProposal(content.proposal) : encodeCommit(content.commit);
  };
  for (const [name, message] of [
    ['proposal', 'proposal_priv'],
    ['proposal', 'proposal_pub'],
    ['commit', 'commit_priv'],
    ['commit', 'commit_pub'],
    ['application', 'application_priv'],
  ] as const)
    expect(toHex(await plain(message)), message).toBe(value[name]);
});

interface WelcomeCase {
  readonly init_priv: string;
  readonly key_package: string;
  readonly signer_pub: string;
  readonly welcome: string;
}

eachCase<WelcomeCase>('welcome', 'secrets, GroupInfo, signature and tag', async (value, suite) => {
  const keyPackage = decodeMlsMessage(hex(value.key_package), 0)?.[0];
  const welcome = decodeMlsMessage(hex(value.welcome), 0)?.[0];
  if (keyPackage?.wireformat !== 'mls_key_package' || welcome?.wireformat !== 'mls_welcome') throw new Error('wire format');
  const reference = await makeKeyPackageRef(keyPackage.keyPackage, suite.hash);
  const secrets = await decryptGroupSecrets(await suite.hpke.importPrivateKey(hex(value.init_priv)), reference, welcome.welcome, suite.hpke);
  if (secrets === undefined) throw new Error('secrets');
  const noPsk = new Uint8Array(suite.kdf.size);
  const info = await decryptGroupInfo(welcome.welcome, secrets.joinerSecret, noPsk, suite);
  if (info === undefined) throw new Error('group info');
  expect(await verifyGroupInfoSignature(info, hex(value.signer_pub), suite.signature)).toBe(true);
  expect(await verifyGroupInfoConfirmationTag(info, secrets.joinerSecret, noPsk, suite)).toBe(true);
  const welcomeSecret = await extractWelcomeSecret(secrets.joinerSecret, noPsk, suite.kdf);
  const plaintext = await suite.hpke.decryptAead(
    await welcomeKey(welcomeSecret, suite),
    await welcomeNonce(welcomeSecret, suite),
    undefined,
    welcome.welcome.encryptedGroupInfo,
  );
  expect(toHex(encode(groupInfo, decode(groupInfo, plaintext)))).toBe(toHex(plaintext));
});

import {
  type CiphersuiteImpl,
  type ClientState,
  createCommit,
  type CreateCommitOptions,
  createGroupInfoWithExternalPub,
  type KeyPackage,
  makePskIndex,
  type MLSMessage,
  type Proposal,
} from 'ts-mls';
import { joinGroup } from 'ts-mls/clientState.js';
import { decodeExternalSender, encodeExternalSender } from 'ts-mls/externalSender.js';
import { getCiphersuiteFromName } from 'ts-mls/crypto/ciphersuite.js';
import { getCiphersuiteImpl } from 'ts-mls/crypto/getCiphersuiteImpl.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { processMessage, processPrivateMessage } from 'ts-mls/processMessages.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import { branchGroup } from 'ts-mls/resumption.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { evilCommit } from '../../../test/support/evil-commit.ts';
import { type EvilKeyPackageOptions, evilKeyPackage, evilSuite } from '../../../test/support/evil-mls.ts';
import { evilWelcome } from '../../../test/support/evil-welcome.ts';
import { foundPair, keyPackageOptions, type Pair, party, signerFor } from '../../../test/support/mls-parties.ts';
import type { Bytes } from '../bytes.ts';
import { clientConfig, keyPackageOf, libraryMessage, stateOf } from './library.ts';

// What ts-mls 1.6.4 does that RFC 9420 does not mean, one test each. When one of these fails after an upgrade, the library
// has changed: look whether what stands before it (docs/TESTING.md) is still needed, and still enough.

let pair: Pair;
let suite: CiphersuiteImpl;
/** The responder's state, leaf 0, and the initiator's, leaf 1. */
let theirs: ClientState;
let mine: ClientState;
beforeAll(async () => {
  pair = await foundPair();
  suite = await evilSuite();
  [theirs, mine] = [stateOf(pair.responderGroup.state), stateOf(pair.initiatorGroup.state)];
});

const zeros = (length: number): Bytes => new Uint8Array(length);
const always = { notBefore: 0n, notAfter: 2n ** 62n }; // the library asks the system clock when it adds
const pskId = Uint8Array.of(1, 2, 3);
const withPsk = (state: ClientState) => makePskIndex(state, { AQID: zeros(32) });
const psk: Proposal = { proposalType: 'psk', psk: { preSharedKeyId: { psktype: 'external', pskId, pskNonce: zeros(32) } } };
const remove: Proposal = { proposalType: 'remove', remove: { removed: 1 } };
const groupExtensions = (extensions: ClientState['groupContext']['extensions']): Proposal => ({
  proposalType: 'group_context_extensions',
  groupContextExtensions: { extensions },
});

/** The responder's commit. */
const commit = (proposal: Proposal, options: CreateCommitOptions = {}) =>
  createCommit({ state: theirs, cipherSuite: suite, pskIndex: withPsk(theirs) }, { ...options, extraProposals: [proposal] });

async function adding(options: EvilKeyPackageOptions): ReturnType<typeof createCommit> {
  const { publicPackage } = await evilKeyPackage(signerFor('Eve', 0x0001), { lifetime: always, ...options });
  return commit({ proposalType: 'add', add: { keyPackage: publicPackage } });
}

async function pathOf(proposal: Proposal): Promise<unknown> {
  const { commit: message } = await commit(proposal, { wireAsPublicMessage: true });
  if (message.wireformat !== 'mls_public_message' || message.publicMessage.content.contentType !== 'commit') throw new TypeError('no commit');
  return message.publicMessage.content.commit.path;
}

function privateOf(message: MLSMessage | null) {
  if (message?.wireformat !== 'mls_private_message') throw new TypeError('no PrivateMessage');
  return message.privateMessage;
}

async function joining(lie: Parameters<typeof evilWelcome>[2]): Promise<ClientState> {
  const { mls, signer } = party('Ida');
  const keyPackage = await mls.generateKeyPackage(keyPackageOptions(signer));
  const { publicPackage, privatePackage } = keyPackageOf(keyPackage.secret);
  const message = libraryMessage((await evilWelcome(keyPackage.message, pair.responder.signer, lie)).welcome);
  if (message?.wireformat !== 'mls_welcome') throw new TypeError('no Welcome');
  return joinGroup(message.welcome, publicPackage, privatePackage, emptyPskIndex, suite, undefined, undefined, clientConfig);
}

describe('faults', () => {
  test('B1: alone after a Remove, its commit secret is zero and the removed member knows the next epoch', async () => {
    const { newState } = await commit(remove);
    const { keySchedule } = await initializeEpoch(mine.keySchedule.initSecret, zeros(32), newState.groupContext, zeros(32), suite.kdf);
    expect(keySchedule.exporterSecret).toEqual(newState.keySchedule.exporterSecret);
  });

  test('B2: a commit of one Remove has a path; version 2.0.0-rc.10 left it out', async () => {
    expect(await pathOf(remove)).toBeDefined();
  });

  test('B3: processMessage forgets the pre-shared keys it was given when the message is private', async () => {
    const { commit: message } = await commit(psk);
    if (message.wireformat !== 'mls_private_message') throw new TypeError('no PrivateMessage');
    await expect(processMessage(message, mine, withPsk(mine), () => 'accept', suite)).rejects.toThrow(/psk/i);
    await expect(processPrivateMessage(mine, message.privateMessage, withPsk(mine), suite)).resolves.toBeDefined();
  });

  test('B4: branching a group asks no authentication service, whatever the old group was configured with', async () => {
    let asked = 0;
    const authService = {
      validateCredential: async () => {
        asked += 1;
        return false;
      },
    };
    const [own, other] = [
      await evilKeyPackage(pair.responder.signer, { lifetime: always }),
      await evilKeyPackage(signerFor('Eve', 0x0001), { lifetime: always }),
    ];
    const state = { ...theirs, clientConfig: { ...clientConfig, authService } };
    const { newState } = await branchGroup(state, own.publicPackage, own.privatePackage, [other.publicPackage], zeros(16), suite);
    expect([newState.ratchetTree.length, asked]).toEqual([3, 0]);
  });

  test('B5: a commit of GroupContextExtensions has no path', async () => {
    expect(await pathOf(groupExtensions(theirs.groupContext.extensions))).toBeUndefined();
  });

  test('B6: external_senders is read as one sender instead of a vector, external_pub written without its length', async () => {
    const sender = { signaturePublicKey: zeros(32), credential: { credentialType: 'basic' as const, identity: zeros(4) } };
    const bare = encodeExternalSender(sender);
    const vector = Uint8Array.of(bare.length, ...bare);
    const proposal = (extensionData: Bytes) =>
      commit(groupExtensions([...theirs.groupContext.extensions, { extensionType: 'external_senders', extensionData }]));
    expect(decodeExternalSender(bare, 0)?.[0]).toEqual(sender);
    await expect(proposal(bare)).resolves.toBeDefined();
    await expect(proposal(vector)).rejects.toThrow();
    const { extensions } = await createGroupInfoWithExternalPub(theirs, [], suite);
    expect(extensions.find(({ extensionType }) => extensionType === 'external_pub')?.extensionData).toHaveLength(32);
  });

  test('B7: told to keep the secrets of no epoch, it keeps those of every one', async () => {
    for (const [retainKeysForEpochs, kept] of [
      [0, 3],
      [1, 1],
    ] as const) {
      let state = { ...theirs, clientConfig: { ...clientConfig, keyRetentionConfig: { ...clientConfig.keyRetentionConfig, retainKeysForEpochs } } };
      for (let i = 0; i < 3; i++) state = { ...(await createCommit({ state, cipherSuite: suite })).newState, clientConfig: state.clientConfig };
      expect(state.historicalReceiverData.size).toBe(kept);
    }
  });

  test('B8: a credential type it does not know is a TypeError; we get null', async () => {
    // The library writes other types as number and vector, though its type names only two.
    const credential = { credentialType: '30583' as 'basic', data: zeros(3), identity: zeros(0) };
    const { message } = await evilKeyPackage(signerFor('Ida', 0x0001), { credential });
    expect(() => decodeMlsMessage(message, 0)).toThrow(TypeError);
    expect(libraryMessage(message)).toBeNull();
  });

  test('B9: its own provider makes compressed signature keys on P-256; ours are not', async () => {
    const theirOwn = await getCiphersuiteImpl(getCiphersuiteFromName('MLS_128_DHKEMP256_AES128GCM_SHA256_P256'));
    expect((await theirOwn.signature.keygen()).publicKey).toHaveLength(33);
    expect(signerFor('Ida', 0x0002).publicKey).toHaveLength(65);
  });

  test('B10: it adds a leaf with an encryption key that a member has already', async () => {
    const member = theirs.ratchetTree[0];
    if (member?.nodeType !== 'leaf') throw new TypeError('no leaf');
    await expect(adding({ alterLeaf: (leaf) => ({ ...leaf, hpkePublicKey: member.leaf.hpkePublicKey }) })).resolves.toBeDefined();
  });

  test('B11: its decoder takes lengths in a longer form, ignores trailing bytes, and refuses in two ways', () => {
    const { message } = pair.keyPackage;
    const longer = new Uint8Array([...message.subarray(0, 8), 0x40, ...message.subarray(8), 0xff, 0xff]);
    expect(decodeMlsMessage(longer, 0)?.[0]).toMatchObject({ wireformat: 'mls_key_package' });
    const outcomes = Array.from({ length: message.length }, (_, length) => {
      try {
        return decodeMlsMessage(message.subarray(0, length), 0) === undefined ? 'undefined' : 'a value';
      } catch (error) {
        return error instanceof Error ? error.constructor.name : 'something else';
      }
    });
    expect(new Set(outcomes)).toEqual(new Set(['undefined', 'CodecError']));
  });

  test('B12: the suite in front of a Welcome is compared with nothing', async () => {
    await expect(joining({ welcomeSuite: 0x0003 })).resolves.toBeDefined();
  });
});

describe('leniency that a session of two cannot have', () => {
  test('a group of three is joined like any other', async () => {
    const eve: KeyPackage = (await evilKeyPackage(signerFor('Eve', 0x0001))).publicPackage;
    await expect(joining({ after: [eve] })).resolves.toBeDefined();
  });

  test('a commit that removes us is applied', async () => {
    const { commit: message } = await commit(remove);
    const { newState } = await processPrivateMessage(mine, privateOf(message), emptyPskIndex, suite);
    expect(newState.groupActiveState.kind).toBe('removedFromGroup');
  });

  test('a path key that is not the path secret’s is applied', async () => {
    const foreign = await suite.hpke.exportPublicKey((await suite.hpke.generateKeyPair()).publicKey);
    const message = libraryMessage((await evilCommit(theirs, suite, { parentKey: foreign })).message);
    await expect(processPrivateMessage(mine, privateOf(message), emptyPskIndex, suite)).resolves.toBeDefined();
  });

  test('a pre-shared key is committed without a path, whatever the length of its nonce', async () => {
    expect(await pathOf(psk)).toBeUndefined();
    const short: Proposal = { proposalType: 'psk', psk: { preSharedKeyId: { psktype: 'external', pskId, pskNonce: zeros(1) } } };
    expect(await pathOf(short)).toBeUndefined();
  });

  test('a lifetime of any length is added, although a maximum is configured', async () => {
    await expect(adding({ lifetime: always })).resolves.toBeDefined();
  });

  test('a leaf that does not list the group’s suite or version is added', async () => {
    await expect(adding({ capabilities: { ciphersuites: [], versions: [] } })).resolves.toBeDefined();
  });

  test('two commits of one state have the same generation: R-MLS lets only one leave', async () => {
    await createCommit({ state: theirs, cipherSuite: suite });
    expect(theirs.secretTree[0]?.handshake.generation).toBe(0);
  });
});

import { type CiphersuiteImpl, createCommit, type KeyPackage, makePskIndex, type Proposal } from 'ts-mls';
import { joinGroup } from 'ts-mls/clientState.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { processPrivateMessage } from 'ts-mls/processMessages.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { evilCommit } from '../../../test/support/evil-commit.ts';
import { evilKeyPackage, evilSuite } from '../../../test/support/evil-mls.ts';
import { evilWelcome } from '../../../test/support/evil-welcome.ts';
import { foundPair, keyPackageOptions, type Pair, party, signerFor } from '../../../test/support/mls-parties.ts';
import { clientConfig, keyPackageOf, libraryMessage, stateOf, suiteName, suiteNumber } from './library.ts';

// What ts-mls 1.6.4 does that the guard exists for. When one of these fails after an upgrade, a guard may have become needless.

let pair: Pair;
let suite: CiphersuiteImpl;
beforeAll(async () => {
  pair = await foundPair();
  suite = await evilSuite();
});

test('suite numbers and the library’s names are one to one', () => {
  for (const id of [1, 2, 3, 7, 0x004d, 0xf0f1, 0xffff]) expect(suiteNumber(suiteName(id))).toBe(id);
  expect(suiteName(0xf0f1)).toBe('61681');
});

describe('the bare library', () => {
  test('accepts a length in a longer form and ignores trailing bytes', () => {
    const { message } = pair.keyPackage;
    const longer = new Uint8Array([...message.subarray(0, 8), 0x40, ...message.subarray(8), 0xff, 0xff]);
    expect(decodeMlsMessage(longer, 0)?.[0]).toMatchObject({ wireformat: 'mls_key_package' });
  });

  test('throws a TypeError for a credential type it does not know; we get null', async () => {
    // The library writes other types as number and vector, though its type names only two.
    const credential = { credentialType: '30583' as 'basic', data: new Uint8Array(3), identity: new Uint8Array(0) };
    const { message } = await evilKeyPackage(signerFor('Ida', 0x0001), { credential });
    expect(() => decodeMlsMessage(message, 0)).toThrow(TypeError);
    expect(libraryMessage(message)).toBeNull();
  });

  test('joins a group of three, and one whose Welcome names another suite', async () => {
    const { mls, signer } = party('Ida');
    const keyPackage = await mls.generateKeyPackage(keyPackageOptions(signer));
    const { publicPackage, privatePackage } = keyPackageOf(keyPackage.secret);
    const eve: KeyPackage = (await evilKeyPackage(signerFor('Eve', 0x0001))).publicPackage;
    for (const lie of [{ after: [eve] }, { welcomeSuite: 0x0003 }]) {
      const { welcome } = await evilWelcome(keyPackage.message, pair.responder.signer, lie);
      const message = libraryMessage(welcome);
      if (message?.wireformat !== 'mls_welcome') throw new TypeError('no Welcome');
      await expect(
        joinGroup(message.welcome, publicPackage, privatePackage, emptyPskIndex, suite, undefined, undefined, clientConfig),
      ).resolves.toBeDefined();
    }
  });

  test('applies a commit that removes us, or whose path key is not the secret’s', async () => {
    const [mine, theirs] = [stateOf(pair.initiatorGroup.state), stateOf(pair.responderGroup.state)];
    const remove: Proposal = { proposalType: 'remove', remove: { removed: 1 } };
    const { commit } = await createCommit({ state: theirs, cipherSuite: suite }, { extraProposals: [remove] });
    if (commit.wireformat !== 'mls_private_message') throw new TypeError('no PrivateMessage');
    expect((await processPrivateMessage(mine, commit.privateMessage, emptyPskIndex, suite)).newState.groupActiveState.kind).toBe('removedFromGroup');
    const foreign = await suite.hpke.exportPublicKey((await suite.hpke.generateKeyPair()).publicKey);
    const message = libraryMessage((await evilCommit(theirs, suite, { parentKey: foreign })).message);
    if (message?.wireformat !== 'mls_private_message') throw new TypeError('no PrivateMessage');
    await expect(processPrivateMessage(mine, message.privateMessage, emptyPskIndex, suite)).resolves.toBeDefined();
  });

  test('commits a pre-shared key without a path', async () => {
    const state = stateOf(pair.responderGroup.state);
    const psk: Proposal = {
      proposalType: 'psk',
      psk: { preSharedKeyId: { psktype: 'external', pskId: new Uint8Array([1, 2, 3]), pskNonce: new Uint8Array(32) } },
    };
    const { commit } = await createCommit(
      { state, cipherSuite: suite, pskIndex: makePskIndex(state, { AQID: new Uint8Array(32) }) },
      { extraProposals: [psk], wireAsPublicMessage: true },
    );
    expect(commit).toMatchObject({ publicMessage: { content: { commit: { path: undefined } } } });
  });

  test('keeps every epoch’s secrets when told to keep none, one of them when told to keep one', async () => {
    const theirs = stateOf(pair.responderGroup.state);
    for (const [retainKeysForEpochs, kept] of [
      [0, 3],
      [1, 1],
    ] as const) {
      let state = { ...theirs, clientConfig: { ...clientConfig, keyRetentionConfig: { ...clientConfig.keyRetentionConfig, retainKeysForEpochs } } };
      for (let i = 0; i < 3; i++) state = { ...(await createCommit({ state, cipherSuite: suite })).newState, clientConfig: state.clientConfig };
      expect(state.historicalReceiverData.size).toBe(kept);
    }
  });

  test('gives two commits of one state the same generation: R-MLS lets only one leave', async () => {
    const state = stateOf(pair.responderGroup.state);
    await createCommit({ state, cipherSuite: suite });
    expect(state.secretTree[0]?.handshake.generation).toBe(0);
  });
});

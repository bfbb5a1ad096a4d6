import type { LeafNode, RatchetTree } from 'ts-mls';
import { describe, expect, test } from 'vitest';
import { evilCommit } from '../../../test/support/evil-commit.ts';
import { encodeRequiredCapabilities } from 'ts-mls/requiredCapabilities.js';
import { dictionary, evilKeyPackage, evilSuite, flip, goodGroupMarker } from '../../../test/support/evil-mls.ts';
import { type EvilWelcomeOptions, evilWelcome, requiredDictionary } from '../../../test/support/evil-welcome.ts';
import {
  clientHelloHash,
  createOptions,
  foundPair,
  joinOptions,
  keyPackageOptions,
  now,
  party,
  signerFor,
  verifyOptions,
} from '../../../test/support/mls-parties.ts';
import { refusal } from '../../../test/support/refusal.ts';
import { fromHex } from '../bytes.ts';
import type { JoinOptions } from './group.ts';
import { contextExtensions, stateOf, suiteName } from './library.ts';
import { encodeGroupMarker, expectedGroupMarker } from './marker.ts';

const hour = 3600n;
const day = 24n * hour;
const { mls, signer } = party('Ida');
const rob = party('Rob');

/** How an initiator receives a Welcome that is right except for what `options` say. */
async function verdict(options: EvilWelcomeOptions, policy: Partial<JoinOptions> = {}): Promise<string> {
  const keyPackage = await mls.generateKeyPackage(keyPackageOptions(signer));
  const { welcome } = await evilWelcome(keyPackage.message, rob.signer, options);
  return refusal(mls.join({ ...joinOptions(welcome, keyPackage), ...policy }));
}

const other = (name: string) => evilKeyPackage(signerFor(name, 0x0001));

test('a Welcome that is right in everything is accepted', async () => expect(await verdict({})).toBe('accepted'));

describe('[KP-10] two parties', () => {
  test('[bad:WE-003] a third member after us, who stays silent', async () => {
    expect(await verdict({ after: [(await other('Eve')).publicPackage] })).toBe('WE_NOT_TWO_PARTY');
  });

  test('a third member before us', async () => expect(await verdict({ before: [(await other('Eve')).publicPackage] })).toBe('WE_NOT_TWO_PARTY'));

  test('[bad:WE-002] two new members in one Welcome', async () => {
    expect(await verdict({ after: [(await other('Eve')).publicPackage], secretsForAll: true })).toBe('WE_NOT_TWO_PARTY');
  });

  test('[bad:WE-004] a tree without us', async () => {
    expect(await verdict({ alterInfo: (info) => ({ ...info, extensions: [{ extensionType: 'ratchet_tree', extensionData: fromHex('00') }] }) })).toBe(
      'WE_TREE',
    );
  });

  test('a signer other than the responder', async () =>
    expect(await verdict({ alterInfo: (info) => ({ ...info, signer: 1 }) })).toBe('WE_NOT_TWO_PARTY'));

  test.each([0n, 2n, 2n ** 64n - 1n])('[bad:WE-013] epoch %i', async (epoch) =>
    expect(await verdict({ alterContext: (context) => ({ ...context, epoch }) })).toBe('WE_EPOCH'),
  );

  test.each([
    [0, 'WE_GROUP_ID_FORM'],
    [15, 'WE_GROUP_ID_FORM'],
    [16, 'accepted'],
    [64, 'accepted'],
    [65, 'WE_GROUP_ID_FORM'],
  ])('[bad:WE-012] group id of %i bytes', async (length, expected) => {
    expect(await verdict({ groupId: new Uint8Array(length).fill(1) })).toBe(expected);
  });

  test('[bad:WE-020] the responder’s leaf carries our keys', async () => {
    expect(await verdict({ alterTree: (tree) => withLeaf(tree, { signaturePublicKey: signer.publicKey }) })).toBe('AS_SAME_KEY');
    const ours = (tree: RatchetTree) => (tree[2]?.nodeType === 'leaf' ? tree[2].leaf.hpkePublicKey : new Uint8Array(0));
    expect(await verdict({ alterTree: (tree) => withLeaf(tree, { hpkePublicKey: ours(tree) }) })).toBe('WE_TREE');
  });

  test('[bad:KP-015] as responder we refuse our own signature key', async () => {
    const keyPackage = await mls.generateKeyPackage(keyPackageOptions(signer));
    const verified = await mls.verifyKeyPackage(verifyOptions(keyPackage.message));
    expect(await refusal(mls.createGroup(createOptions(verified, signer)))).toBe('AS_SAME_KEY');
  });
});

describe('Welcome', () => {
  test('[bad:WE-001] [bad:WE-021] for another key package', async () => {
    const [mine, another] = [await mls.generateKeyPackage(keyPackageOptions(signer)), await mls.generateKeyPackage(keyPackageOptions(signer))];
    const { welcome } = await evilWelcome(another.message, rob.signer);
    expect(await refusal(mls.join(joinOptions(welcome, mine)))).toBe('WE_NOT_FOR_US');
  });

  test('that is no Welcome', async () => {
    const { keyPackage } = await foundPair();
    expect(await refusal(mls.join(joinOptions(keyPackage.message, keyPackage)))).toBe('HS_WRONG_WIREFORMAT');
  });

  test('with another suite in front, which the library does not compare', async () =>
    expect(await verdict({ welcomeSuite: 0x0003 })).toBe('WE_SUITE'));

  test('with another suite in the group', async () => {
    expect(
      await verdict({
        spoilInfo: (info) => ({
          ...info,
          groupContext: { ...info.groupContext, cipherSuite: 'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519' },
        }),
      }),
    ).toBe('WE_SUITE');
  });

  test('[bad:WE-009] that does not open', async () => {
    const keyPackage = await mls.generateKeyPackage(keyPackageOptions(signer));
    const { welcome } = await evilWelcome(keyPackage.message, rob.signer);
    expect(await refusal(mls.join(joinOptions(flip(welcome, 60), keyPackage)))).toBe('WE_DECRYPT');
    expect(await refusal(mls.join(joinOptions(flip(welcome, welcome.length - 1), keyPackage)))).toBe('WE_DECRYPT');
  });

  test('[bad:WE-008] with a wrong confirmation tag', async () =>
    expect(await verdict({ alterInfo: (info) => ({ ...info, confirmationTag: flip(info.confirmationTag) }) })).toBe('WE_CONFIRMATION'));
  test('with a wrong GroupInfo signature', async () =>
    expect(await verdict({ spoilInfo: (info) => ({ ...info, signature: flip(info.signature) }) })).toBe('WE_CONFIRMATION'));
  test('[bad:WE-006] with a wrong tree hash', async () =>
    expect(await verdict({ alterContext: (context) => ({ ...context, treeHash: flip(context.treeHash) }) })).toBe('WE_TREE'));
  test('[bad:WE-022] without tree', async () => expect(await verdict({ withoutTree: true })).toBe('WE_NO_TREE'));
  test('[bad:WE-017] with external_pub', async () => {
    expect(
      await verdict({
        alterInfo: (info) => ({ ...info, extensions: [...info.extensions, { extensionType: 'external_pub', extensionData: new Uint8Array(33) }] }),
      }),
    ).toBe('WE_EXTERNAL_PUB');
  });
  test('with an extension twice', async () => {
    expect(await verdict({ alterInfo: (info) => ({ ...info, extensions: [...info.extensions, ...info.extensions] }) })).toBe('KP_DUP_EXT');
  });
  test('[bad:WE-018] with a pre-shared key', async () => {
    expect(await verdict({ psks: [{ psktype: 'external', pskId: new Uint8Array(4), pskNonce: new Uint8Array(32) }] })).toBe('WE_PSK');
  });

  test('[FR-07] with trailing bytes', async () => {
    const { welcome, keyPackage } = await foundPair();
    expect(await refusal(mls.join(joinOptions(new Uint8Array([...welcome, 0]), keyPackage)))).toBe('decode trailing-bytes');
  });
});

describe('a responder whose commit renews its path, as other stacks do', () => {
  test('is joined, and both sides update', async () => {
    const keyPackage = await mls.generateKeyPackage(keyPackageOptions(signer));
    const { welcome, state } = await evilWelcome(keyPackage.message, rob.signer, { path: 'good' });
    const joined = await mls.join(joinOptions(welcome, keyPackage));
    expect(joined.peer.lifetime).toBeNull();
    const theirs = await evilCommit(state, await evilSuite());
    const { next } = await mls.processCommit(joined, theirs.message, { privateOnly: true });
    expect(next.epochAuthenticator).toEqual(theirs.next.keySchedule.epochAuthenticator);
  });

  test('[bad:WE-006] a path secret or parent hash that does not fit', async () => {
    expect(await verdict({ path: 'wrong-secret' })).toBe('WE_TREE');
    expect(await verdict({ path: 'good', alterTree: (tree) => withLeaf(tree, { leafNodeSource: 'commit', parentHash: new Uint8Array(32) }) })).toBe(
      'WE_TREE',
    );
  });
});

describe('group extensions', () => {
  test.each([[0x0005], [0x7777]])('[bad:WE-016] [KP-10] type %i has no place in the group', async (type) => {
    const foreign = { extensionType: type === 5 ? ('external_senders' as const) : type, extensionData: new Uint8Array(0) };
    expect(await verdict({ alterContext: (context) => ({ ...context, extensions: [...context.extensions, foreign] }) })).toBe('WE_EXTENSION');
  });

  test.each([
    ['{basic, x509}', { extensionTypes: [], proposalTypes: [], credentialTypes: ['basic', 'x509'] }, 'accepted'],
    ['extension 0x7777', { extensionTypes: [0x7777], proposalTypes: [], credentialTypes: [] }, 'WE_REQUIRED_CAPS'],
    ['a proposal', { extensionTypes: [], proposalTypes: [0x2a2a], credentialTypes: [] }, 'WE_REQUIRED_CAPS'],
  ] as const)(
    '[KP-13] [bad:WE-015] an unmarked group that requires %s',
    async (_name, { extensionTypes, proposalTypes, credentialTypes }, expected) => {
      const required = encodeRequiredCapabilities({
        extensionTypes: [...extensionTypes],
        proposalTypes: [...proposalTypes],
        credentialTypes: [...credentialTypes],
      });
      const unmarked = { capabilities: { extensions: [] }, leafExtensions: [] };
      const alterContext: EvilWelcomeOptions['alterContext'] = (context) => ({
        ...context,
        extensions: [{ extensionType: 'required_capabilities', extensionData: required }],
      });
      expect(await verdict({ leaf: unmarked, groupExtensions: [], alterContext }, { marker: 'allow-absent' })).toBe(expected);
    },
  );
});

describe('the responder’s leaf', () => {
  test.each([
    ['84 days, as other stacks make them', now - hour, now + 84n * day, 'accepted'],
    ['expired an hour and a second ago', now - 2n * day, now - hour - 1n, 'WE_LEAF_EXPIRED'],
    ['expired within the skew', now - 2n * day, now - hour, 'accepted'],
    ['valid in an hour and a second', now + hour + 1n, now + day, 'WE_LEAF_NOT_YET_VALID'],
    ['valid within the skew', now + hour, now + day, 'accepted'],
  ])('[KP-11] [bad:WE-024] lifetime: %s', async (_name, notBefore, notAfter, expected) => {
    expect(await verdict({ leaf: { lifetime: { notBefore, notAfter } } })).toBe(expected);
  });

  test('an identity that is not text', async () =>
    expect(await verdict({ leaf: { credential: { credentialType: 'basic', identity: fromHex('ff') } } })).toBe('KP_IDENTITY_FORM'));
  test('capabilities that do not support our credential', async () => {
    const capabilities = { versions: ['mls10'], ciphersuites: [suiteName(0x0001)], extensions: [6], proposals: [], credentials: ['x509'] };
    const credential = { credentialType: 'x509', certificates: [new Uint8Array(3)] };
    expect(await verdict({ alterTree: (tree) => withLeaf(tree, { capabilities, credential }) })).toBe('KP_CAPS');
  });
  test('capabilities that do not cover the suite', async () =>
    expect(await verdict({ leaf: { capabilities: { ciphersuites: [] } } })).toBe('KP_CAPS'));
});

describe('marker', () => {
  const group = (change: Partial<ReturnType<typeof expectedGroupMarker>>) =>
    dictionary(encodeGroupMarker({ ...expectedGroupMarker(0x0001, 'draft-00', clientHelloHash), ...change }));
  const unmarkedLeaf = { capabilities: { extensions: [] }, leafExtensions: [] };

  test('[MK-02] [MK-13] [bad:WE-014] a marked responder never omits the group’s component', async () => {
    for (const marker of ['require', 'allow-absent'] as const)
      expect(await verdict({ groupExtensions: [requiredDictionary] }, { marker })).toBe('MARK_MISSING');
  });

  test('[MK-03] another client_hello', async () => expect(await verdict({}, { clientHelloHash: flip(clientHelloHash) })).toBe('MARK_HELLO_HASH'));
  test('[MK-04] another profile', async () =>
    expect(await verdict({ groupExtensions: [group({ profile: 3 }), requiredDictionary] })).toBe('MARK_VERSION'));
  test('another version', async () =>
    expect(await verdict({ groupExtensions: [group({ version: 0x4d02 }), requiredDictionary] })).toBe('MARK_VERSION'));
  test('[RL-22] another suite under our number', async () => {
    expect(await verdict({ groupExtensions: [group({ suiteDescriptor: new Uint8Array(3) }), requiredDictionary] })).toBe('MARK_SUITE');
  });
  test('[MK-05] the founding role of an initiator', async () => expect(await verdict({ leaf: { foundingRole: 1 } })).toBe('MARK_ROLE'));
  test('[MK-12] a leaf that lists the dictionary but lacks the component, under both policies', async () => {
    for (const marker of ['require', 'allow-absent'] as const)
      expect(await verdict({ leaf: { leafExtensions: [] } }, { marker })).toBe('MARK_MISSING');
  });
  test('[MK-14] a component that app_components does not list, in leaf or group', async () => {
    const unlisted = dictionary(fromHex('0af1a507024d0102010201'));
    expect(await verdict({ leaf: { leafExtensions: [unlisted] } })).toBe('MARK_UNLISTED');
    expect(await verdict({ groupExtensions: [unlisted, requiredDictionary] })).toBe('MARK_UNLISTED');
  });

  test('[MK-09] an unmarked responder: refused under require, accepted and flagged under allow-absent', async () => {
    const options = { leaf: unmarkedLeaf, groupExtensions: [] };
    // The victim’s own leaf stays marked; only the group is not.
    expect(await verdict(options)).toBe('MARK_CAPABILITY');
    const keyPackage = await mls.generateKeyPackage(keyPackageOptions(signer));
    const { welcome } = await evilWelcome(keyPackage.message, rob.signer, options);
    const joined = await mls.join({ ...joinOptions(welcome, keyPackage), marker: 'allow-absent' });
    expect(joined).toMatchObject({ marked: false, peer: { marker: null, listsDictionary: false } });
  });

  test('a component in the group of an unmarked responder', async () => {
    expect(
      await verdict(
        { leaf: unmarkedLeaf, groupExtensions: [], alterContext: (context) => ({ ...context, extensions: [goodGroupMarker(clientHelloHash)] }) },
        { marker: 'allow-absent' },
      ),
    ).toBe('MARK_CAPABILITY');
  });

  test('[KP-12] our own groups: marked with component and required capabilities, unmarked with neither', async () => {
    const { responderGroup } = await foundPair();
    expect(contextExtensions(stateOf(responderGroup.state))).toEqual([
      { type: 6, data: encodeGroupMarker(expectedGroupMarker(0x0001, 'draft-00', clientHelloHash)) },
      { type: 3, data: fromHex('0200060000') },
    ]);
    const { message } = await evilKeyPackage(signer, unmarkedLeaf);
    const verified = await rob.mls.verifyKeyPackage({ ...verifyOptions(message), marker: 'allow-absent' });
    const { group: founded } = await rob.mls.createGroup(createOptions(verified, rob.signer));
    expect(contextExtensions(stateOf(founded.state))).toEqual([]);
    expect(founded).toMatchObject({ marked: false, own: { marker: { foundingRole: 2 } } });
  });
});

function withLeaf(tree: RatchetTree, change: object): RatchetTree {
  const node = tree[0];
  // The caller changes fields of the leaf's own kind.
  return node?.nodeType === 'leaf' ? tree.with(0, { nodeType: 'leaf', leaf: { ...node.leaf, ...change } as LeafNode }) : tree;
}

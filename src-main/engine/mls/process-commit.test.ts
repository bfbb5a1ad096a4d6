import { type Capabilities, createCommit, type CiphersuiteImpl, makePskIndex, type Proposal } from 'ts-mls';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { createApplicationMessage, createProposal } from 'ts-mls/createMessage.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CommitReceiver, commitReceiver } from '../../../test/support/commit-receiver.ts';
import { type EvilCommitOptions, evilCommit } from '../../../test/support/evil-commit.ts';
import { dictionary, evilKeyPackage, flip } from '../../../test/support/evil-mls.ts';
import { evilWelcome } from '../../../test/support/evil-welcome.ts';
import { joinOptions, keyPackageOptions, type Pair, party, signerFor } from '../../../test/support/mls-parties.ts';
import { refusal } from '../../../test/support/refusal.ts';
import { fromHex } from '../bytes.ts';
import type { Group } from './group.ts';
import { encodeLeafMarker } from './marker.ts';
import { stateOf } from './library.ts';

let pair: Pair;
let suite: CiphersuiteImpl;
let receive: CommitReceiver['receive'];
let verdict: CommitReceiver['verdict'];

beforeAll(async () => {
  ({ pair, suite, receive, verdict } = await commitReceiver());
});

const both = ['private', 'public'] as const;

test.each(both)('a %s commit that is right in everything is accepted', async (form) => expect(await verdict({ form })).toBe('accepted'));

describe('in clear', () => {
  test('[TP-25] where only a PrivateMessage will do, a PublicMessage is refused', async () => {
    expect(await verdict({ form: 'public' }, true)).toBe('HS_WRONG_WIREFORMAT');
    expect(await verdict({ form: 'private' }, true)).toBe('accepted');
    expect(await receive(pair.welcome)).toBe('HS_WRONG_WIREFORMAT');
    expect(await receive(pair.keyPackage.message)).toBe('HS_WRONG_WIREFORMAT');
  });

  test('[bad:CM-029] [TP-25] an application message or a proposal is no commit', async () => {
    const state = stateOf(pair.responderGroup.state);
    const application = await createApplicationMessage(state, new Uint8Array(3), suite);
    const remove: Proposal = { proposalType: 'remove', remove: { removed: 1 } };
    const messages = [
      encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage: application.privateMessage }),
      ...(await Promise.all([true, false].map(async (asPublic) => encodeMlsMessage((await createProposal(state, asPublic, remove, suite)).message)))),
    ];
    for (const message of messages) expect(await receive(message)).toBe('HS_WRONG_CONTENT');
  });

  test.each(both)('[TP-27] [bad:CM-006] [bad:CM-007] [bad:CM-008] another group or epoch, %s', async (form) => {
    expect(await verdict({ form, groupId: new Uint8Array(32) })).toBe('CM_WRONG_GROUP');
    for (const epoch of [0n, 2n, 3n, 2n ** 64n - 1n]) expect(await verdict({ form, epoch })).toBe('CM_EPOCH');
  });

  test.each(both)('[bad:CM-026] authenticated data, %s', async (form) =>
    expect(await verdict({ form, authenticatedData: new Uint8Array(9) })).toBe('CM_AAD'),
  );
});

describe('[TP-24] proposals', () => {
  /** What the bare library makes of the peer's wish, in both forms. */
  async function withProposal(proposal: Proposal): Promise<readonly string[]> {
    const state = stateOf(pair.responderGroup.state);
    return Promise.all(
      [true, false].map(async (wireAsPublicMessage) => {
        const pskIndex = makePskIndex(state, { AQID: new Uint8Array(32) });
        const { commit } = await createCommit({ state, cipherSuite: suite, pskIndex }, { extraProposals: [proposal], wireAsPublicMessage });
        return receive(encodeMlsMessage(commit));
      }),
    );
  }
  const refused = ['CM_PROPOSAL_FORBIDDEN', 'CM_PROPOSAL_FORBIDDEN'];

  test('[bad:CM-001] Add', async () => {
    // Within its lifetime by the system clock too, which the library asks.
    const eve = await evilKeyPackage(signerFor('Eve', 0x0001), { lifetime: { notBefore: 0n, notAfter: 2n ** 62n } });
    expect(await withProposal({ proposalType: 'add', add: { keyPackage: eve.publicPackage } })).toEqual(refused);
  });
  test('[bad:CM-002] Remove', async () => expect(await withProposal({ proposalType: 'remove', remove: { removed: 1 } })).toEqual(refused));
  test('[TP-23] [bad:CM-003] PSK, which makes a commit without path', async () => {
    expect(
      await withProposal({
        proposalType: 'psk',
        psk: { preSharedKeyId: { psktype: 'external', pskId: new Uint8Array([1, 2, 3]), pskNonce: new Uint8Array(32) } },
      }),
    ).toEqual(refused);
  });
  test('[bad:CM-003] GroupContextExtensions', async () => {
    expect(
      await withProposal({
        proposalType: 'group_context_extensions',
        groupContextExtensions: { extensions: stateOf(pair.responderGroup.state).groupContext.extensions },
      }),
    ).toEqual(refused);
  });
  test('[bad:CM-003] ReInit', async () => {
    expect(
      await withProposal({
        proposalType: 'reinit',
        reinit: { groupId: new Uint8Array(16), version: 'mls10', cipherSuite: suite.name, extensions: [] },
      }),
    ).toEqual(refused);
  });
  test('[bad:CM-003] custom', async () => expect(await withProposal({ proposalType: 0xf777, proposalData: new Uint8Array(3) })).toEqual(refused));

  test.each(both)('[bad:CM-003] [bad:CM-004] ExternalInit, Update and references beside a path, %s', async (form) => {
    const leaf = stateOf(pair.responderGroup.state).ratchetTree[0];
    if (leaf?.nodeType !== 'leaf') throw new TypeError('no leaf');
    const { leafNodeSource: _source, ...rest } = leaf.leaf;
    for (const proposal of [
      { proposalOrRefType: 'proposal', proposal: { proposalType: 'external_init', externalInit: { kemOutput: new Uint8Array(32) } } },
      { proposalOrRefType: 'proposal', proposal: { proposalType: 'update', update: { leafNode: { ...rest, leafNodeSource: 'update' } } } },
      { proposalOrRefType: 'reference', reference: new Uint8Array(32) },
    ] as const)
      expect(await verdict({ form, proposals: [proposal] })).toBe('CM_PROPOSAL_FORBIDDEN');
  });
});

describe('path', () => {
  test.each(both)('[TP-23] [bad:CM-005] none, %s', async (form) => expect(await verdict({ form, withoutPath: true })).toBe('CM_NO_PATH'));

  test('[bad:CM-018] of another length', async () => {
    expect(await verdict({ alterNodes: () => [] })).toBe('CM_PATH');
    expect(await verdict({ alterNodes: (nodes) => [...nodes, ...nodes] })).toBe('CM_PATH');
    expect(await verdict({ alterNodes: (nodes) => nodes.map((node) => ({ ...node, encryptedPathSecret: [] })) })).toBe('CM_PATH');
  });

  test.each(both)('[bad:CM-017] with a public key that is not the secret’s, %s', async (form) => {
    const foreign = await suite.hpke.exportPublicKey((await suite.hpke.generateKeyPair()).publicKey);
    expect(await verdict({ form, parentKey: foreign })).toBe('CM_PATH');
  });

  test('[bad:CM-025] with a wrong parent hash', async () => {
    expect(await verdict({ alterLeaf: (leaf) => ({ ...leaf, parentHash: flip(new Uint8Array(32)) }) })).toBe('CM_PATH');
  });
});

describe('new leaf', () => {
  const keyOf =
    (group: () => Group, who: 'own' | 'peer'): NonNullable<EvilCommitOptions['alterLeaf']> =>
    (leaf) => ({ ...leaf, hpkePublicKey: group()[who].encryptionKey });

  test.each(both)('[bad:CM-019] [bad:CM-020] with the old key, our key or the path’s key, %s', async (form) => {
    expect(await verdict({ form, alterLeaf: keyOf(() => pair.initiatorGroup, 'peer') })).toBe('CM_KEY_REUSE');
    expect(await verdict({ form, alterLeaf: keyOf(() => pair.initiatorGroup, 'own') })).toBe('CM_KEY_REUSE');
    expect(await verdict({ form, parentKey: pair.initiatorGroup.own.encryptionKey })).toBe('CM_KEY_REUSE');
  });

  test.each(both)('[MK-06] [bad:CM-023] with another component or without, %s', async (form) => {
    for (const extensions of [
      [],
      [dictionary(encodeLeafMarker(['draft-00', 'editor-copy'], 2))],
      [dictionary(encodeLeafMarker(['draft-00'], 1))],
      [dictionary(fromHex('0af1a507024d0101010201'))],
      [dictionary(fromHex('ff'))],
    ])
      expect(await verdict({ form, alterLeaf: (leaf) => ({ ...leaf, extensions }) })).toBe('MARK_CHANGED');
  });

  test.each(both)('[MK-06] without capability 0x0006, %s', async (form) => {
    expect(await verdict({ form, alterLeaf: (leaf) => ({ ...leaf, capabilities: { ...leaf.capabilities, extensions: [] } }) })).toBe('MARK_CHANGED');
  });

  test('whose capabilities do not cover it', async () => {
    const without = (change: Partial<Capabilities>) =>
      verdict({ alterLeaf: (leaf) => ({ ...leaf, capabilities: { ...leaf.capabilities, ...change } }) });
    expect(await without({ ciphersuites: [] })).toBe('CM_LEAF');
    expect(await without({ credentials: ['x509'] })).toBe('CM_LEAF');
    expect(await without({ versions: [] })).toBe('CM_LEAF');
    expect(
      await verdict({
        alterLeaf: (leaf) => ({ ...leaf, extensions: [...leaf.extensions, { extensionType: 0x7777, extensionData: new Uint8Array(1) }] }),
      }),
    ).toBe('CM_LEAF');
  });

  test('with an extension twice', async () => {
    expect(await verdict({ alterLeaf: (leaf) => ({ ...leaf, extensions: [...leaf.extensions, ...leaf.extensions] }) })).toBe('CM_LEAF');
  });

  test('with a credential type nobody here carries', async () => {
    // The library writes other types as number and vector, though its type names only two.
    const credential = { credentialType: '30583' as 'basic', data: new Uint8Array(3), identity: new Uint8Array(0) };
    for (const form of both) expect(await verdict({ form, alterLeaf: (leaf) => ({ ...leaf, credential }) })).toBe('CM_LEAF');
  });
});

describe('identity', () => {
  test.each(both)('[TP-28] [TP-29] a change of credential or key is reported, %s', async (form) => {
    const { initiator, responder, initiatorGroup, responderGroup } = pair;
    const key = signerFor('Rob with a new key', 0x0001);
    for (const signer of [signerFor('Robert', 0x0001), { ...key, credential: responder.signer.credential }]) {
      const { message } = await responder.mls.createCommit(responderGroup, { form, signer });
      const applied = await initiator.mls.processCommit(initiatorGroup, message, { privateOnly: false });
      expect(applied).toMatchObject({ identityChanged: true, next: { peer: { credential: signer.credential, signatureKey: signer.publicKey } } });
    }
  });

  test('a new identity must be text', async () => {
    expect(await verdict({ alterLeaf: (leaf) => ({ ...leaf, credential: { credentialType: 'basic', identity: fromHex('ff') } }) })).toBe(
      'KP_IDENTITY_FORM',
    );
  });

  test('our own signature key is nobody else’s', async () => {
    const stolen = { ...signerFor('Rob', 0x0001), publicKey: pair.initiator.signer.publicKey, privateKey: pair.initiator.signer.privateKey };
    const { message } = await pair.responder.mls.createCommit(pair.responderGroup, { form: 'private', signer: stolen });
    expect(await receive(message)).toBe('AS_SAME_KEY');
  });
});

describe('[TP-37] in an unmarked session', () => {
  const ida = party('Ida');
  const rob = party('Rob');

  test.each(both)('a leaf without dictionary stays so, %s', async (form) => {
    const keyPackage = await ida.mls.generateKeyPackage(keyPackageOptions(ida.signer));
    const { welcome, state } = await evilWelcome(keyPackage.message, rob.signer, {
      leaf: { capabilities: { extensions: [] }, leafExtensions: [] },
      groupExtensions: [],
    });
    const group = await ida.mls.join({ ...joinOptions(welcome, keyPackage), marker: 'allow-absent' });
    const plain = await evilCommit(state, suite, { form });
    expect(await ida.mls.processCommit(group, plain.message, { privateOnly: false })).toMatchObject({ form, next: { epoch: 2n, marked: false } });
    const capabilities = (leaf: Parameters<NonNullable<EvilCommitOptions['alterLeaf']>>[0]) => ({ ...leaf.capabilities, extensions: [6] });
    const marked = await evilCommit(state, suite, {
      form,
      alterLeaf: (leaf) => ({ ...leaf, capabilities: capabilities(leaf), extensions: [dictionary(encodeLeafMarker(['draft-00'], 2))] }),
    });
    expect(await refusal(ida.mls.processCommit(group, marked.message, { privateOnly: false }))).toBe('MARK_CHANGED');
  });
});

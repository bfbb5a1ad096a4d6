import { describe, expect, test } from 'vitest';
import { toHex } from '../bytes.ts';
import { evilKeyPackage } from '../../../test/support/evil-mls.ts';
import {
  createOptions,
  foundPair,
  joinOptions,
  keyPackageOptions,
  type Party,
  party,
  signerFor,
  testSuites,
  verifyOptions,
} from '../../../test/support/mls-parties.ts';
import { refusal } from '../../../test/support/refusal.ts';
import type { CommitForm, Group } from './group.ts';
import { decodeMessage } from './message.ts';

const forms: readonly CommitForm[] = ['private', 'public'];

/** What both must have in common at an epoch. */
const agreement = (group: Group) => ({
  epoch: group.epoch,
  id: toHex(group.groupId),
  authenticator: toHex(group.epochAuthenticator),
  exporter: toHex(group.exporterSecret ?? new Uint8Array(0)),
});

describe.each(testSuites)('suite 0x%s', (suite) => {
  test('[TP-05] [TP-08] a Welcome alone lets the owner of the key package join a group of two at epoch 1', async () => {
    const { initiatorGroup, responderGroup } = await foundPair(suite);
    expect(agreement(initiatorGroup)).toEqual(agreement(responderGroup));
    expect(initiatorGroup).toMatchObject({ epoch: 1n, ownIndex: 1, suite, marked: true });
    expect(responderGroup).toMatchObject({ epoch: 1n, ownIndex: 0, suite, marked: true });
    expect(initiatorGroup.peer).toEqual(responderGroup.own);
    expect(responderGroup.peer).toEqual(initiatorGroup.own);
  });

  test('[KP-02] a KeyPackage given out for weeks is accepted, and its stored private halves still join', async () => {
    const [initiator, responder] = [party('Ida', suite), party('Rob', suite)];
    const lifetime = 40n * 86_400n; // longer than peers accept: cut to what they do
    const given = await initiator.mls.generateKeyPackage({ ...keyPackageOptions(initiator.signer, suite), lifetime });
    const stored = initiator.mls.encodeKeyPackage(given);
    initiator.mls.eraseKeyPackage(given);
    const verified = await responder.mls.verifyKeyPackage(verifyOptions(given.message, suite));
    expect(verified.notAfter - keyPackageOptions(initiator.signer).nowSeconds).toBe(30n * 86_400n - 3600n);
    const { group, welcome } = await responder.mls.createGroup(createOptions(verified, responder.signer));
    const again = await initiator.mls.decodeKeyPackage(given.message, stored, initiator.signer);
    expect(toHex(again.reference)).toBe(toHex(given.reference));
    expect(agreement(await initiator.mls.join(joinOptions(welcome, again)))).toEqual(agreement(group));
    await expect(initiator.mls.decodeKeyPackage(given.message, stored.subarray(1), initiator.signer)).rejects.toThrow();
    await expect(initiator.mls.decodeKeyPackage(welcome, stored, initiator.signer)).rejects.toThrow();
  });

  test.each(forms)('either side commits as %s message and the other follows', async (form) => {
    const { initiator, responder, initiatorGroup, responderGroup } = await foundPair(suite);
    const first = await initiator.mls.createCommit(initiatorGroup, { form });
    const followed = await responder.mls.processCommit(responderGroup, first.message, { privateOnly: false });
    expect(followed).toMatchObject({ form, identityChanged: false });
    expect(agreement(followed.next)).toEqual(agreement(first.next));
    const second = await responder.mls.createCommit(followed.next, { form });
    const third = await initiator.mls.processCommit(first.next, second.message, { privateOnly: false });
    expect(agreement(third.next)).toEqual(agreement(second.next));
    expect(third.next.epoch).toBe(3n);
  });

  test('[TP-23] every commit of ours has a path of one node with new keys, and no proposal, with and without a rotation', async () => {
    const { initiator, initiatorGroup: group } = await foundPair(suite);
    const keys = new Set([toHex(group.own.encryptionKey), toHex(group.peer.encryptionKey)]);
    for (const signer of [null, signerFor('Ida the second', suite)]) {
      const { message } = await initiator.mls.createCommit(group, { form: 'public', ...(signer && { signer }) });
      const decoded = decodeMessage(message);
      const content = decoded.kind === 'public-message' ? decoded.publicMessage.content.content : null;
      const { proposals, path } = content?.kind === 'commit' ? content.commit : { proposals: null, path: null };
      expect([proposals, path?.nodes.length]).toEqual([[], 1]);
      for (const key of [path?.leafNode.encryptionKey, path?.nodes[0]?.encryptionKey]) keys.add(toHex(key ?? new Uint8Array(0)));
    }
    expect(keys.size).toBe(6);
  });

  test('a rotation changes credential and key, and both sides go on after it', async () => {
    const { initiator, responder, initiatorGroup, responderGroup } = await foundPair(suite);
    const signer = signerFor('Ida the second', suite);
    const rotation = await initiator.mls.createCommit(initiatorGroup, { form: 'private', signer });
    const followed = await responder.mls.processCommit(responderGroup, rotation.message, { privateOnly: true });
    expect(followed.identityChanged).toBe(true);
    expect(followed.next.peer.signatureKey).toEqual(signer.publicKey);
    const again = await initiator.mls.createCommit(rotation.next, { form: 'private' });
    expect((await responder.mls.processCommit(followed.next, again.message, { privateOnly: true })).identityChanged).toBe(false);
  });
});

describe('certificates as credential', () => {
  const chain = { kind: 'x509', certificates: [new Uint8Array([0x30, 1]), new Uint8Array([0x30, 2, 3])] } as const;
  const certified = (who: Party): Party => ({ ...who, signer: { ...who.signer, credential: chain } });

  test('travel through founding and updates, also from and to a basic one', async () => {
    const [ida, rob] = [certified(party('Ida')), party('Rob')];
    const keyPackage = await ida.mls.generateKeyPackage(keyPackageOptions(ida.signer));
    const verified = await rob.mls.verifyKeyPackage(verifyOptions(keyPackage.message));
    const { group, welcome } = await rob.mls.createGroup(createOptions(verified, rob.signer));
    const joined = await ida.mls.join(joinOptions(welcome, keyPackage));
    expect(group.peer.credential).toEqual(chain);
    const { message, next } = await rob.mls.createCommit(group, { form: 'private', signer: certified(rob).signer });
    const applied = await ida.mls.processCommit(joined, message, { privateOnly: true });
    expect(applied).toMatchObject({ identityChanged: true, next: { peer: { credential: chain } } });
    expect(applied.next.epochAuthenticator).toEqual(next.epochAuthenticator);
  });

  test('are refused for a peer that cannot read them', async () => {
    const rob = certified(party('Rob'));
    const { message } = await evilKeyPackage(party('Ida').signer, { capabilities: { credentials: ['basic'] } });
    const verified = await rob.mls.verifyKeyPackage(verifyOptions(message));
    expect(await refusal(rob.mls.createGroup(createOptions(verified, rob.signer)))).toBe('KP_CAPS');
  });
});

import { describe, expect, test } from 'vitest';
import {
  foundPair,
  joinOptions,
  keyPackageOptions,
  party,
  signerFor,
  createOptions,
  verifyOptions,
  type Party,
  type Pair,
} from '../../../test/support/mls-parties.ts';
import { refusal } from '../../../test/support/refusal.ts';
import { type Bytes, toHex } from '../bytes.ts';
import { secretsOf } from './erasure.ts';
import type { Group } from './group.ts';
import { keyPackageOf, stateOf } from './library.ts';

const snapshot = (group: Group): readonly string[] => secretsOf(stateOf(group.state)).map(toHex);
const isZero = (bytes: Bytes): boolean => bytes.length > 0 && bytes.every((byte) => byte === 0);
const contains = (haystack: Bytes, needle: string): boolean => toHex(haystack).includes(needle);

/** Both sides after one update of the initiator. */
async function updated(): Promise<Pair & { readonly initiatorNext: Group; readonly responderNext: Group }> {
  const pair = await foundPair();
  const { message, next } = await pair.initiator.mls.createCommit(pair.initiatorGroup, { form: 'private' });
  const applied = await pair.responder.mls.processCommit(pair.responderGroup, message, { privateOnly: true });
  return { ...pair, initiatorNext: next, responderNext: applied.next };
}

describe('exporter_secret', () => {
  test('[DL-05] is overwritten where it lies, and is in neither memory nor the stored bytes afterwards', async () => {
    const { initiator, initiatorGroup } = await foundPair();
    const secret = initiatorGroup.exporterSecret ?? new Uint8Array(0);
    const before = toHex(secret);
    const spent = initiator.mls.withoutExporterSecret(initiatorGroup);
    expect(isZero(secret)).toBe(true);
    expect(spent.exporterSecret).toBeNull();
    expect(contains(initiator.mls.encodeGroup(spent), before)).toBe(false);
    expect(initiator.mls.decodeGroup(initiator.mls.encodeGroup(spent)).exporterSecret).toBeNull();
    expect(initiator.mls.withoutExporterSecret(spent)).toBe(spent);
  });

  test('[DL-05] the group goes on updating without it', async () => {
    const { initiator, responder, ...groups } = await foundPair();
    const [mine, theirs] = [initiator.mls.withoutExporterSecret(groups.initiatorGroup), responder.mls.withoutExporterSecret(groups.responderGroup)];
    const { message, next } = await initiator.mls.createCommit(mine, { form: 'private' });
    const applied = await responder.mls.processCommit(theirs, message, { privateOnly: true });
    expect(applied.next.exporterSecret).toEqual(next.exporterSecret);
    expect(next.exporterSecret).toHaveLength(32);
  });
});

describe('a replaced epoch', () => {
  test('[DL-01] is gone from the new state: no history, no old secret', async () => {
    const { initiator, responder, initiatorGroup, responderGroup, initiatorNext, responderNext } = await updated();
    for (const [{ mls }, old, next] of [
      [initiator, initiatorGroup, initiatorNext],
      [responder, responderGroup, responderNext],
    ] as const) {
      expect(stateOf(next.state).historicalReceiverData.size).toBe(0);
      const stored = mls.encodeGroup(next);
      const shared = new Set(snapshot(next));
      const replaced = snapshot(old).filter((secret) => !shared.has(secret));
      expect(replaced.length).toBeGreaterThan(10);
      for (const secret of replaced) expect(contains(stored, secret)).toBe(false);
    }
  });

  test('[DL-01] is overwritten, and the new one lives on', async () => {
    const { initiator, responder, initiatorGroup, responderGroup, initiatorNext, responderNext } = await updated();
    const kept = [snapshot(initiatorNext), snapshot(responderNext)];
    initiator.mls.erase(initiatorGroup, initiatorNext);
    responder.mls.erase(responderGroup, responderNext);
    expect([snapshot(initiatorNext), snapshot(responderNext)]).toEqual(kept);
    for (const [old, next] of [
      [initiatorGroup, initiatorNext],
      [responderGroup, responderNext],
    ] as const) {
      const shared = new Set(secretsOf(stateOf(next.state)));
      expect(
        secretsOf(stateOf(old.state))
          .filter((secret) => !shared.has(secret))
          .every(isZero),
      ).toBe(true);
    }
    const again = await responder.mls.createCommit(responderNext, { form: 'private' });
    const applied = await initiator.mls.processCommit(initiatorNext, again.message, { privateOnly: true });
    expect(applied.next.epochAuthenticator).toEqual(again.next.epochAuthenticator);
  });

  test('[DL-01] also after a restart in between, when all secrets lie in one buffer', async () => {
    const { initiator, responder, ...groups } = await foundPair();
    const mine = initiator.mls.decodeGroup(initiator.mls.encodeGroup(groups.initiatorGroup));
    const { message } = await responder.mls.createCommit(groups.responderGroup, { form: 'private' });
    const { next } = await initiator.mls.processCommit(mine, message, { privateOnly: true });
    const kept = snapshot(next);
    initiator.mls.erase(mine, next);
    expect(snapshot(next)).toEqual(kept);
    expect(secretsOf(stateOf(mine.state)).filter(isZero).length).toBeGreaterThan(10);
  });
});

test('[DL-02] a dropped commit’s staged state is overwritten, the current one is not', async () => {
  const { initiator, responder, initiatorGroup, responderGroup } = await foundPair();
  const signer = signerFor('Ida the second', 0x0001);
  const dropped = await initiator.mls.createCommit(initiatorGroup, { form: 'private', signer });
  const kept = snapshot(initiatorGroup);
  initiator.mls.erase(dropped.next, initiatorGroup);
  expect(snapshot(initiatorGroup)).toEqual(kept);
  expect(isZero(signer.privateKey)).toBe(false);
  const { message } = await responder.mls.createCommit(responderGroup, { form: 'private' });
  expect(await refusal(initiator.mls.processCommit(initiatorGroup, message, { privateOnly: true }))).toBe('accepted');
});

test('a forgotten session keeps no secret, and the identity’s key stays with its owner', async () => {
  const { initiator, responder, initiatorGroup, responderGroup } = await foundPair();
  for (const [who, group] of [
    [initiator, initiatorGroup],
    [responder, responderGroup],
  ] as const) {
    const key = toHex(who.signer.privateKey);
    who.mls.erase(group, null);
    expect(secretsOf(stateOf(group.state)).every(isZero)).toBe(true);
    expect(toHex(who.signer.privateKey)).toBe(key);
  }
});

test('[KP-01] [bad:WE-025] the key package’s private keys are overwritten after the join, and the group lives on', async () => {
  const { initiator, responder, keyPackage, initiatorGroup, responderGroup } = await foundPair();
  const { privatePackage } = keyPackageOf(keyPackage.secret);
  const initKey = toHex(privatePackage.initPrivateKey);
  initiator.mls.eraseKeyPackage(keyPackage);
  expect([privatePackage.initPrivateKey, privatePackage.hpkePrivateKey, privatePackage.signaturePrivateKey].every(isZero)).toBe(true);
  expect(contains(initiator.mls.encodeGroup(initiatorGroup), initKey)).toBe(false);
  const { message, next: theirs } = await responder.mls.createCommit(responderGroup, { form: 'private' });
  const { next } = await initiator.mls.processCommit(initiatorGroup, message, { privateOnly: true });
  const answer = await initiator.mls.createCommit(next, { form: 'private' });
  expect((await responder.mls.processCommit(theirs, answer.message, { privateOnly: true })).next.epoch).toBe(3n);
  expect(isZero(initiator.signer.privateKey)).toBe(false);
});

describe('secrets of one step', () => {
  const erasedBy = async (who: Party, work: () => Promise<unknown>): Promise<number> => {
    const before = who.erased.length;
    await work();
    return who.erased.length - before;
  };

  test('are overwritten when it succeeds and when it fails', async () => {
    const { initiator, responder, initiatorGroup, responderGroup, welcome, keyPackage } = await foundPair();
    const { message } = await responder.mls.createCommit(responderGroup, { form: 'private' });
    const wrong = message.map((byte, i) => (i === message.length - 1 ? byte ^ 1 : byte));
    expect(await erasedBy(responder, () => responder.mls.createCommit(responderGroup, { form: 'private' }))).toBeGreaterThan(10);
    expect(await erasedBy(initiator, () => initiator.mls.processCommit(initiatorGroup, message, { privateOnly: true }))).toBeGreaterThan(10);
    expect(await erasedBy(initiator, () => initiator.mls.join(joinOptions(welcome, keyPackage)))).toBeGreaterThan(10);
    expect(await erasedBy(initiator, () => refusal(initiator.mls.processCommit(initiatorGroup, wrong, { privateOnly: true })))).toBeGreaterThan(2);
  });

  test('of founding a group include its epoch 0 and the init key nobody needs', async () => {
    const { mls, signer } = party('Ida');
    const rob = party('Rob');
    const keyPackage = await mls.generateKeyPackage(keyPackageOptions(signer));
    const verified = await rob.mls.verifyKeyPackage(verifyOptions(keyPackage.message));
    expect(await erasedBy(rob, () => rob.mls.createGroup(createOptions(verified, rob.signer)))).toBeGreaterThan(20);
  });
});

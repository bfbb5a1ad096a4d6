import { describe, expect, test } from 'vitest';
import { fromHex } from '../bytes.ts';
import { frame, frameClear, frameEpochKeyUpdate, frameShortEpochKeyUpdate } from '../two-party/messages.ts';
import { profileIds } from '../two-party/roles.ts';
import { foundPair } from '../../../test/support/mls-parties.ts';
import { clearFacts } from './clear-facts.ts';

const opening = { version: 0x4d01, profile: 1, flags: 0, random: new Uint8Array(32) };
const unknown = { profile: null, suite: null, epoch: null, mls: null };

describe('what a message in clear tells', () => {
  test.each(Object.entries(profileIds))('profile %s and the suite, in either hello', async (profile, id) => {
    const { keyPackage, welcome } = await foundPair(0x0003);
    const prologue = { ...opening, profile: id };
    const facts = { profile, suite: 0x0003, epoch: null };
    expect(clearFacts(frameClear('client_hello', { prologue, mls: keyPackage.message }))).toEqual({ ...facts, mls: keyPackage.message });
    expect(clearFacts(frameClear('server_hello', { prologue, mls: welcome }))).toEqual({ ...facts, mls: welcome });
  });

  test('the epoch that a commit leads out of', async () => {
    const { initiator, initiatorGroup } = await foundPair();
    const { message } = await initiator.mls.createCommit(initiatorGroup, { form: 'private' });
    expect(clearFacts(frameClear('resumption_request', { prologue: opening, mls: message }))).toEqual({
      profile: 'draft-00',
      suite: null,
      epoch: 1n,
      mls: message,
    });
    expect(clearFacts(frame('connection_update', message))).toEqual({ ...unknown, epoch: 1n, mls: message });
  });

  test.each([
    ['another version', frameClear('client_hello', { prologue: { ...opening, version: 0x4d02 }, mls: fromHex('00') })],
    ['a profile that nobody knows', frameClear('client_hello', { prologue: { ...opening, profile: 0x80 }, mls: fromHex('00') })],
    ['an epoch_key_update that was cut', frameEpochKeyUpdate(7n).subarray(0, 9)],
    ['a type that nobody knows', fromHex('9900000100')],
    ['a hello that was cut', fromHex('e10000024d01')],
    ['nothing', new Uint8Array(0)],
  ])('no profile, suite or epoch: %s', (_, message) => expect({ ...clearFacts(message), mls: null }).toEqual(unknown));

  test('the epoch that an epoch_key_update names, long or short', () => {
    expect(clearFacts(frameEpochKeyUpdate(7n))).toEqual({ ...unknown, epoch: 7n });
    expect(clearFacts(frameShortEpochKeyUpdate(8n))).toEqual({ ...unknown, epoch: 8n });
  });

  test('the profile, also in front of bytes that are no MLSMessage', () => {
    expect(clearFacts(frameClear('server_hello', { prologue: { ...opening, profile: 3 }, mls: fromHex('ff') }))).toEqual({
      ...unknown,
      profile: 'draft-00-literal',
      mls: fromHex('ff'),
    });
  });
});

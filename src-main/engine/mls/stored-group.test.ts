import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { foundPair, type Pair, party, testSuites } from '../../../test/support/mls-parties.ts';
import { refusal } from '../../../test/support/refusal.ts';
import { type Bytes, concat, fromHex, toHex } from '../bytes.ts';
import { decode, encode, opaqueVar, struct, uint16 } from '../codec/codec.ts';

const stored = struct<{ readonly format: number; readonly state: Bytes }>({ format: uint16, state: opaqueVar });

let pair: Pair;
beforeAll(async () => {
  pair = await foundPair();
});

test.each(testSuites)('suite %i: a stored group is the same group, also in bytes, and goes on from there', async (suite) => {
  const { initiator, responder, initiatorGroup, responderGroup } = await foundPair(suite);
  const bytes = initiator.mls.encodeGroup(initiatorGroup);
  const restored = initiator.mls.decodeGroup(bytes);
  const { state: _before, ...facts } = initiatorGroup;
  expect(restored).toMatchObject(facts);
  expect(initiator.mls.encodeGroup(restored)).toEqual(bytes);
  const { message, next } = await initiator.mls.createCommit(restored, { form: 'private' });
  const applied = await responder.mls.processCommit(responderGroup, message, { privateOnly: true });
  expect(applied.next.epochAuthenticator).toEqual(next.epochAuthenticator);
  const second = await responder.mls.createCommit(initiator.mls.decodeGroup(initiator.mls.encodeGroup(applied.next)), { form: 'private' });
  expect((await initiator.mls.processCommit(next, second.message, { privateOnly: true })).next.epoch).toBe(3n);
});

test('shares no memory with the bytes it was read from', () => {
  const { mls } = pair.initiator;
  const bytes = mls.encodeGroup(pair.initiatorGroup);
  const restored = mls.decodeGroup(bytes);
  const again = mls.encodeGroup(restored);
  bytes.fill(0xee);
  expect(mls.encodeGroup(restored)).toEqual(again);
});

describe('damaged bytes', () => {
  test('of another format, cut, longer or in another encoding are refused', async () => {
    const { mls } = pair.initiator;
    const bytes = mls.encodeGroup(pair.initiatorGroup);
    const damaged = [
      new Uint8Array(0),
      bytes.subarray(0, 2),
      bytes.subarray(0, -1),
      new Uint8Array([...bytes, 0]),
      bytes.map((byte, i) => (i === 1 ? 2 : byte)),
      new Uint8Array([...bytes.subarray(0, 2), 0x80, 0, ...bytes.subarray(2)]),
    ];
    for (const candidate of damaged) expect(await refusal(() => mls.decodeGroup(candidate))).toBe('internal stored group');
  });

  test('with a length inside the state in a longer form than needed are refused', async () => {
    const { mls } = pair.initiator;
    const { state } = decode(stored, mls.encodeGroup(pair.initiatorGroup));
    // Version and suite take four bytes, then comes the length of the group id.
    const longer = concat(state.subarray(0, 4), Uint8Array.of(0x40), state.subarray(4));
    expect(await refusal(() => mls.decodeGroup(encode(stored, { format: 1, state })))).toBe('accepted');
    expect(await refusal(() => mls.decodeGroup(encode(stored, { format: 1, state: longer })))).toBe('internal stored group');
  });

  test('never escape as anything but an internal failure', async () => {
    const { mls } = pair.initiator;
    const bytes = mls.encodeGroup(pair.initiatorGroup);
    for (let at = 0; at < bytes.length; at += 5) {
      const outcome = await refusal(() => mls.decodeGroup(bytes.map((byte, i) => (i === at ? byte ^ 0x81 : byte))));
      expect(['accepted', 'internal stored group']).toContain(outcome);
    }
  });
});

describe('groups stored by released formats', () => {
  interface StoredSample extends Readonly<Record<'group' | 'epochAuthenticator' | 'commit' | 'nextEpochAuthenticator', string>> {
    readonly suite: number;
    readonly format: number;
  }
  // The file is ours; a new format adds samples and keeps these.
  const samples = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../test/vectors/data/stored-groups.json'), 'utf8'),
  ) as readonly StoredSample[];

  test.each(samples)(
    'format $format, suite $suite, loads and follows its peer',
    async ({ suite, group, epochAuthenticator, commit, nextEpochAuthenticator }) => {
      const { mls } = party('anyone', suite);
      const loaded = mls.decodeGroup(fromHex(group));
      expect(loaded).toMatchObject({ suite, epoch: 2n, ownIndex: 1, marked: true, exporterSecret: null });
      expect(toHex(loaded.epochAuthenticator)).toBe(epochAuthenticator);
      const { next } = await mls.processCommit(loaded, fromHex(commit), { privateOnly: true });
      expect(toHex(next.epochAuthenticator)).toBe(nextEpochAuthenticator);
    },
  );
});

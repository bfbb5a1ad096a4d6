import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { foundPair } from '../../../test/support/mls-parties.ts';
import { refusal } from '../../../test/support/refusal.ts';
import type { Bytes } from '../bytes.ts';
import { encode } from '../codec/codec.ts';
import { EngineError } from '../errors.ts';
import { decodeMessage, maxMessage, mlsMessage, readHeader } from './message.ts';

const kinds = ['key-package', 'welcome', 'private-message', 'public-message'] as const;
const messages = new Map<(typeof kinds)[number], Bytes>();

beforeAll(async () => {
  const { initiator, initiatorGroup, keyPackage, welcome } = await foundPair();
  messages.set('key-package', keyPackage.message).set('welcome', welcome);
  messages.set('private-message', (await initiator.mls.createCommit(initiatorGroup, { form: 'private' })).message);
  messages.set('public-message', (await initiator.mls.createCommit(initiatorGroup, { form: 'public' })).message);
});

const sample = (kind: (typeof kinds)[number]): Bytes => messages.get(kind) ?? new Uint8Array(0);

test('the header says what can be read without keys', () => {
  expect(readHeader(sample('key-package'))).toEqual({ kind: 'key-package', suite: 1 });
  expect(readHeader(sample('welcome'))).toEqual({ kind: 'welcome', suite: 1 });
  for (const kind of ['private-message', 'public-message'] as const) {
    expect(readHeader(sample(kind))).toMatchObject({
      kind,
      epoch: 1n,
      contentType: 'commit',
      groupId: expect.toSatisfy((id: Bytes) => id.length === 32),
    });
  }
});

describe.each(kinds)('%s', (kind) => {
  test('[FR-07] every cut and every trailing byte is refused', async () => {
    const bytes = sample(kind);
    for (let length = 0; length < bytes.length; length++) expect(await refusal(() => readHeader(bytes.subarray(0, length)))).toMatch(/^decode /);
    expect(await refusal(() => readHeader(new Uint8Array([...bytes, 0])))).toBe('decode trailing-bytes');
  });

  test('[FR-08] there is one encoding: whatever passes is written back byte for byte', () => {
    const bytes = sample(kind);
    const mutation = fc.record({ at: fc.nat(bytes.length - 1), remove: fc.nat(3), insert: fc.uint8Array({ maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const mutated = mutations.reduce(
          (current, { at, remove, insert }) => new Uint8Array([...current.subarray(0, at), ...insert, ...current.subarray(at + remove)]),
          bytes,
        );
        const body = decodedOrRefused(mutated);
        if (body !== null) expect(encode(mlsMessage, { version: 1, body })).toEqual(mutated);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('[FR-08] lengths', () => {
  // Offset of a length of one byte that no other length encloses: init_key, groupId, group_id.
  test.each([
    ['key-package', 8],
    ['private-message', 4],
    ['public-message', 4],
  ] as const)('%s: a longer form than needed', async (kind, at) => {
    const bytes = sample(kind);
    const length = bytes[at] ?? 0;
    expect(length).toBe(32);
    const longer = (form: readonly number[]) =>
      refusal(() => readHeader(new Uint8Array([...bytes.subarray(0, at), ...form, ...bytes.subarray(at + 1)])));
    expect(await longer([length])).toBe('accepted');
    expect(await longer([0x40, length])).toBe('decode not-minimal');
    expect(await longer([0x80, 0, 0, length])).toBe('decode not-minimal');
    expect(await longer([0xc0, 0, 0, 0, 0, 0, 0, length])).toBe('decode bad-prefix');
    expect(await longer([0xbf, 0xff, 0xff, 0xff])).toBe('decode truncated');
  });
});

test.each([
  ['version', 1, 'MLS_VERSION'],
  ['wire format', 3, 'decode bad-value'],
])('[bad:HF-021] an unknown %s is refused', async (_name, at, expected) => {
  const bytes = sample('private-message').map((byte, i) => (i === at ? 0x77 : byte));
  expect(await refusal(() => readHeader(bytes))).toBe(expected);
});

test('longer than a handshake message can be', async () =>
  expect(await refusal(() => readHeader(new Uint8Array(maxMessage + 1)))).toBe('decode too-large'));

test('[FR-13] noise is only ever undecodable or of another version', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.tuple(fc.integer({ min: 1, max: 5 }), fc.uint8Array({ maxLength: 400 })).map(([wire, rest]) => new Uint8Array([0, 1, 0, wire, ...rest])),
  );
  fc.assert(
    fc.property(noise, (bytes) => void decodedOrRefused(bytes)),
    { numRuns: 5000 },
  );
});

function decodedOrRefused(bytes: Bytes): ReturnType<typeof decodeMessage> | null {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError);
    // Narrowed by the line above.
    const { failure } = error as EngineError;
    if (failure.kind !== 'decode') expect(failure).toMatchObject({ code: 'MLS_VERSION' });
    return null;
  }
}

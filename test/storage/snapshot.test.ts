import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DecodeError } from '#engine/errors.ts';
import { decodeSession, encodeSession } from '#engine/mls-tls/snapshot.ts';
import type { Session } from '#engine/two-party/session.ts';
import { named, sampleGroup, sampleGroups, samplePending, sampleSession } from './sample-session.ts';

const erased: Uint8Array[] = [];
const erase = (bytes: Uint8Array) => {
  erased.push(bytes.slice());
  bytes.fill(0);
};
const encode = (session: Session) => encodeSession(sampleGroups, session, erase);
const decode = (bytes: Uint8Array) => decodeSession(sampleGroups, bytes, erase);

const full: Session = sampleSession('full', 2n ** 64n - 1n, {
  pending: samplePending('full', 2n ** 63n),
  standing: 'suspect',
  profile: 'draft-00-literal',
  foundingRole: 'founding-responder',
  peerSendsPublic: true,
  keysUsedEpoch: 0n,
  peer: { credential: { kind: 'x509', certificates: [named('leaf', 900), named('root', 40)] }, signatureKey: named('p521', 133) },
});
const bare: Session = sampleSession('bare', 1n, { lastApplied: null, keysUsedEpoch: null, standing: 'unconfirmed', profile: 'editor-copy' });

describe('a session snapshot', () => {
  test.each([
    ['every field set', full],
    ['as little as possible', bare],
  ])('comes back whole: %s', (_name, session) => {
    expect(decode(encode(session))).toEqual(session);
  });

  test.each(['update', 'request', 'response'] as const)('keeps a pending %s, private and public', (kind) => {
    for (const form of ['private', 'public'] as const) {
      const session = { ...bare, pending: { ...samplePending('p', 1n), kind, form, exposed: false } };
      expect(decode(encode(session))).toEqual(session);
    }
  });

  test('[DL-05] is refused while the group in use has its exporter_secret', () => {
    expect(() => encode({ ...bare, group: sampleGroup('bare', 1n, named('exporter')) })).toThrow(
      expect.objectContaining({ failure: { kind: 'internal', where: 'exporter_secret in a snapshot' } }),
    );
  });

  test('erases the group bytes it made on the way, there and back', () => {
    const groups = [sampleGroups.encodeGroup(full.group), full.pending && sampleGroups.encodeGroup(full.pending.staged)];
    erased.length = 0;
    const bytes = encode(full);
    expect(erased).toEqual(groups);
    erased.length = 0;
    decode(bytes);
    expect(erased).toEqual(groups);
  });

  test('shares nothing with the bytes it was read from', () => {
    const bytes = encode(full);
    const session = decode(bytes);
    bytes.fill(0);
    expect(session).toEqual(full);
  });

  test('cut short at any place, or longer, is a decode error', () => {
    const bytes = encode(full);
    for (let length = 0; length < bytes.length; length += length < 200 ? 1 : 97) expect(() => decode(bytes.subarray(0, length))).toThrow(DecodeError);
    expect(() => decode(new Uint8Array([...bytes, 0]))).toThrow(DecodeError);
  });

  test('of an unknown version or with unknown words is a decode error', () => {
    const bytes = encode(bare);
    for (const value of [0, 3, 255]) expect(() => decode(new Uint8Array([value, ...bytes.subarray(1)]))).toThrow(DecodeError);
    const profileAt = 1 + 1 + 32; // version, then the id with its length
    expect(bytes[profileAt]).toBe(2);
    expect(() => decode(bytes.with(profileAt, 9))).toThrow(DecodeError);
  });

  const fixture = (name: string) =>
    Uint8Array.from(Buffer.from(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8').replace(/\s/g, ''), 'hex'));

  test('of version 1 is read as it was written then, without what came later', () => {
    expect(decode(fixture('session-snapshot-1.hex'))).toEqual(full);
  });

  test('of version 2 is read and written as it was then', () => {
    const stored = { message: named('stored commit', 300), hash: named('stored hash'), epoch: 7n };
    const session: Session = { ...full, profile: 'editor-copy', stored, acceptedRandoms: [named('random 1'), named('random 2')] };
    expect(decode(fixture('session-snapshot-2.hex'))).toEqual(session);
    expect(Buffer.from(encode(session)).toString('hex')).toBe(Buffer.from(fixture('session-snapshot-2.hex')).toString('hex'));
  });
});

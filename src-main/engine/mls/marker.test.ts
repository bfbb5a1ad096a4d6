import { describe, expect, test } from 'vitest';
import { refusal } from '../../../test/support/refusal.ts';
import { ascii, type Bytes, fromHex, toHex } from '../bytes.ts';
import { encodeGroupMarker, encodeLeafMarker, expectedGroupMarker, findComponent, foundingRoles } from './marker.ts';

const hash = Uint8Array.from({ length: 32 }, (_, i) => i);

/** extensions with one app_data_dictionary of these bytes */
const carrier = (hex: string): readonly { type: number; data: Bytes }[] => [{ type: 6, data: fromHex(hex) }];

describe('golden bytes of R-MARK', () => {
  test('[MK-11] leaf of the founding initiator, profiles 1 and 2', () => {
    expect(toHex(encodeLeafMarker(['draft-00', 'editor-copy'], foundingRoles.initiator))).toBe('1000010302f1a5f1a507024d0102010201');
  });

  test('[MK-11] GroupContext, profile 1, suite 1, hash 00..1f', () => {
    expect(toHex(encodeGroupMarker(expectedGroupMarker(0x0001, 'draft-00', hash)))).toBe(
      '405f00010302f1a5f1a540554d01013044484b454d5832353531392f484b44462d5348413235362f41455331323847434d2f5348413235362f4564323535313920' +
        '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
    );
  });

  test.each([
    [0x0001, 'DHKEMX25519/HKDF-SHA256/AES128GCM/SHA256/Ed25519'],
    [0x0002, 'DHKEMP256/HKDF-SHA256/AES128GCM/SHA256/P256'],
    [0x0003, 'DHKEMX25519/HKDF-SHA256/CHACHA20POLY1305/SHA256/Ed25519'],
    [0xf0f1, 'XWING/HKDF-SHA512/AES256GCM/SHA512/Ed25519'],
  ])('[MK-10] suite %i is described by the listed bytes', (suite, descriptor) => {
    expect(expectedGroupMarker(suite, 'draft-00', hash).suiteDescriptor).toEqual(ascii(descriptor));
  });
});

describe('dictionary', () => {
  test('finds the component', () => {
    expect(findComponent(carrier('1000010302f1a5f1a507024d0102010201'))).toEqual(fromHex('024d0102010201'));
  });

  test('has none without carrier or entry', () => {
    expect(findComponent([])).toBeNull();
    expect(findComponent(carrier('00'))).toBeNull();
    expect(findComponent(carrier('06800103aabbcc'))).toBeNull();
  });

  test.each([
    ['[MK-08] unsorted entries', '0af1a503024d0100010100', 'MARK_DICTIONARY'],
    ['[MK-08] one component twice', '08f1a50101f1a50101', 'MARK_DICTIONARY'],
    ['[MK-14] no app_components at all', '04f1a50101', 'MARK_UNLISTED'],
    ['[MK-14] app_components with another entry only', '0a000103028001f1a50101', 'MARK_UNLISTED'],
    ['a length in a longer form than needed', '4004f1a50101', 'decode not-minimal'],
    ['bytes after the dictionary', '04f1a5010100', 'decode trailing-bytes'],
  ])('refuses %s', async (_name, hex, code) => {
    expect(await refusal(() => findComponent(carrier(hex)))).toBe(code);
  });
});

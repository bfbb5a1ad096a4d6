import { describe, expect, test } from 'vitest';
import { dictionary, type EvilKeyPackageOptions, evilKeyPackage, flip } from '../../../test/support/evil-mls.ts';
import { foundPair, keyPackageOptions, now, party, testSuites, verifyOptions } from '../../../test/support/mls-parties.ts';
import { refusal } from '../../../test/support/refusal.ts';
import { fromHex } from '../bytes.ts';
import type { VerifyKeyPackageOptions } from './group.ts';
import { encodeLeafMarker } from './marker.ts';
import { decodeMessage } from './message.ts';

const hour = 3600n;
const day = 24n * hour;
const { mls, signer } = party('Ida');
const { mls: responder } = party('Rob');

/** How a responder receives a key package that is right except for what `options` say. */
async function verdict(options: EvilKeyPackageOptions, policy: Partial<VerifyKeyPackageOptions> = {}): Promise<string> {
  const { message } = await evilKeyPackage(signer, options);
  return refusal(responder.verifyKeyPackage({ ...verifyOptions(message), ...policy }));
}

describe('our own key packages', () => {
  test('[KP-12] list mls10, the enabled suites, app_data_dictionary, no proposals, basic and x509', async () => {
    const own = await mls.generateKeyPackage({ ...keyPackageOptions(signer), enabledSuites: [0xf0f1, 0x0001] });
    const message = decodeMessage(own.message);
    expect(message.kind === 'key-package' && message.keyPackage.leafNode.capabilities).toEqual({
      versions: [1],
      cipherSuites: [0xf0f1, 0x0001],
      extensions: [6],
      proposals: [],
      credentials: [1, 2],
    });
    expect(message.kind === 'key-package' && message.keyPackage.leafNode.source).toEqual({
      kind: 'key-package',
      notBefore: now - hour,
      notAfter: now + day,
    });
    expect(message.kind === 'key-package' && message.keyPackage.extensions).toEqual([]);
    expect(own.notAfter).toBe(now + day);
  });

  test('[KP-01] are fresh every time', async () => {
    const [first, second] = [await mls.generateKeyPackage(keyPackageOptions(signer)), await mls.generateKeyPackage(keyPackageOptions(signer))];
    expect(first.reference).not.toEqual(second.reference);
  });

  test.each(testSuites)('suite %i: the responder reads what the initiator wrote', async (suite) => {
    const {
      initiator,
      keyPackage,
      responder: { mls: other },
    } = await foundPair(suite);
    const verified = await other.verifyKeyPackage(verifyOptions(keyPackage.message, suite));
    expect(verified).toMatchObject({ suite, reference: keyPackage.reference, notAfter: keyPackage.notAfter, marked: true });
    expect(verified.leaf).toMatchObject({
      index: 1,
      credential: initiator.signer.credential,
      signatureKey: initiator.signer.publicKey,
      listsDictionary: true,
    });
    expect(verified.leaf.marker).toEqual({ versions: [0x4d01], profiles: [1], foundingRole: 1 });
  });
});

describe('form and suite', () => {
  test('a well-formed key package is accepted', async () => expect(await verdict({})).toBe('accepted'));

  test('[TP-01] [bad:KP-023] other wire formats are refused', async () => {
    const { welcome, initiator, initiatorGroup } = await foundPair();
    const commit = await initiator.mls.createCommit(initiatorGroup, { form: 'private' });
    const publicCommit = await initiator.mls.createCommit(initiatorGroup, { form: 'public' });
    for (const message of [welcome, commit.message, publicCommit.message]) {
      expect(await refusal(responder.verifyKeyPackage(verifyOptions(message)))).toBe('HS_WRONG_WIREFORMAT');
    }
  });

  test('[FR-07] trailing and missing bytes are refused', async () => {
    const { message } = await evilKeyPackage(signer);
    expect(await refusal(responder.verifyKeyPackage(verifyOptions(new Uint8Array([...message, 0]))))).toBe('decode trailing-bytes');
    expect(await refusal(responder.verifyKeyPackage(verifyOptions(message.subarray(0, -1))))).toBe('decode truncated');
  });

  test('[TP-02] [bad:KP-006] a suite that is not enabled', async () => expect(await verdict({}, { enabledSuites: [0x0003] })).toBe('KP_SUITE'));

  test.each([0x004d, 0x0008, 0x0000, 0xefff])('[TP-02] [RL-21] suite number %i is none of this protocol’s', async (number) => {
    const { message } = await evilKeyPackage(signer);
    const other = new Uint8Array(message);
    new DataView(other.buffer).setUint16(6, number);
    expect(await refusal(responder.verifyKeyPackage({ ...verifyOptions(other), enabledSuites: [number] }))).toBe('KP_SUITE_NUMBER');
  });

  test('[KP-06] [bad:KP-024] another protocol version in the key package', async () => {
    const { message } = await evilKeyPackage(signer);
    const other = new Uint8Array(message);
    new DataView(other.buffer).setUint16(4, 2);
    expect(await refusal(responder.verifyKeyPackage(verifyOptions(other)))).toBe('KP_VERSION');
  });

  test('[bad:HF-021] another protocol version of the message', async () => {
    const { message } = await evilKeyPackage(signer);
    expect(await refusal(responder.verifyKeyPackage(verifyOptions(flip(message, 1))))).toBe('MLS_VERSION');
  });
});

describe('RFC 9420 §10.1', () => {
  test('[KP-06] [bad:KP-008] wrong signature', async () => {
    expect(await verdict({ spoil: (keyPackage) => ({ ...keyPackage, signature: flip(keyPackage.signature) }) })).toBe('KP_SIGNATURE');
  });

  test('[bad:KP-009] wrong leaf signature under a good outer one', async () => {
    expect(
      await verdict({
        alter: (keyPackage) => ({ ...keyPackage, leafNode: { ...keyPackage.leafNode, signature: flip(keyPackage.leafNode.signature) } }),
      }),
    ).toBe('KP_LEAF_SIGNATURE');
  });

  test('[KP-06] [bad:KP-011] init key equal to the leaf’s key', async () => {
    expect(await verdict({ alter: (keyPackage) => ({ ...keyPackage, initKey: keyPackage.leafNode.hpkePublicKey }) })).toBe('KP_INIT_KEY');
  });

  test.each([
    ['zero point', new Uint8Array(32)],
    ['low order point', fromHex('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800')],
    ['31 bytes', new Uint8Array(31).fill(9)],
  ])('[bad:KP-012] init key or leaf key: %s', async (_name, key) => {
    expect(await verdict({ alter: (keyPackage) => ({ ...keyPackage, initKey: key }) })).toBe('KP_INIT_KEY');
    expect(await verdict({ alterLeaf: (leaf) => ({ ...leaf, hpkePublicKey: key }) })).toBe('KP_INIT_KEY');
  });

  test('[bad:KP-012] P-256 point that is not on the curve', async () => {
    const ida = party('Ida', 0x0002);
    const { message } = await evilKeyPackage(ida.signer, {
      suite: 0x0002,
      alter: (keyPackage) => ({ ...keyPackage, initKey: flip(keyPackage.initKey, 64) }),
    });
    expect(await refusal(responder.verifyKeyPackage(verifyOptions(message, 0x0002)))).toBe('KP_INIT_KEY');
  });

  test('[bad:KP-029] ML-KEM key with a coefficient that is not reduced', async () => {
    const { message } = await evilKeyPackage(signer, {
      suite: 0xf0f1,
      alter: (keyPackage) => ({ ...keyPackage, initKey: keyPackage.initKey.map((byte, i) => (i < 3 ? 0xff : byte)) }),
    });
    expect(await refusal(responder.verifyKeyPackage(verifyOptions(message, 0xf0f1)))).toBe('KP_INIT_KEY');
  });

  test.each([
    ['update', 2],
    ['commit', 3],
  ])('[bad:KP-010] a leaf whose source is %s', async (_name, source) => {
    const { message } = await evilKeyPackage(signer);
    // The lifetime is the 16 bytes that follow the source; an update leaf has none, a commit leaf a vector.
    const at = indexOf(message, fromHex((now - hour).toString(16).padStart(16, '0'))) - 1;
    const body = source === 2 ? [] : [0];
    const other = new Uint8Array([...message.subarray(0, at), source, ...body, ...message.subarray(at + 17)]);
    expect(await refusal(responder.verifyKeyPackage(verifyOptions(other)))).toBe('KP_LEAF_SOURCE');
  });

  test('[bad:KP-019] an extension twice, in leaf or key package', async () => {
    const twice = [
      { extensionType: 0x7777, extensionData: new Uint8Array(1) },
      { extensionType: 0x7777, extensionData: new Uint8Array(2) },
    ];
    expect(await verdict({ extensions: twice })).toBe('KP_DUP_EXT');
    expect(await verdict({ leafExtensions: twice, capabilities: { extensions: [6, 0x7777] } })).toBe('KP_DUP_EXT');
  });

  test.each([
    [
      '[bad:KP-017] its extension',
      { leafExtensions: [dictionary(encodeLeafMarker(['draft-00'], 1)), { extensionType: 0x7777, extensionData: new Uint8Array(1) }] },
    ],
    ['its credential', { capabilities: { credentials: ['x509' as const] } }],
    ['its suite', { capabilities: { ciphersuites: ['MLS_128_DHKEMP256_AES128GCM_SHA256_P256' as const] } }],
    ['mls10', { capabilities: { versions: [] } }],
  ])('capabilities that do not cover %s', async (_name, options) => expect(await verdict(options)).toBe('KP_CAPS'));

  test('[bad:KP-020] a credential type nobody here carries', async () => {
    // The library writes other types as number and vector, though its type names only two.
    const credential = { credentialType: '30583' as 'basic', data: new Uint8Array(3), identity: new Uint8Array(0) };
    expect(await verdict({ credential })).toBe('KP_CRED_TYPE');
  });

  test('[bad:KP-021] an identity that is not text', async () => {
    expect(await verdict({ credential: { credentialType: 'basic', identity: new Uint8Array(0) } })).toBe('KP_IDENTITY_FORM');
  });

  test('[bad:KP-018] [bad:KP-027] unknown numbers in every list, and a listed extension of 4 KiB, are fine', async () => {
    const grease = {
      extensions: [6, 0x1a1a, 0xeaea],
      proposals: [0x2a2a],
      ciphersuites: ['MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519' as const, '2570' as 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519'],
    };
    expect(await verdict({ capabilities: grease })).toBe('accepted');
    const leafExtensions = [dictionary(encodeLeafMarker(['draft-00'], 1)), { extensionType: 0x1a1a, extensionData: new Uint8Array(4096) }];
    expect(await verdict({ capabilities: grease, leafExtensions, extensions: [{ extensionType: 0x2a2a, extensionData: new Uint8Array(1) }] })).toBe(
      'accepted',
    );
  });
});

describe('lifetime', () => {
  test.each([
    ['expired an hour and a second ago', now - 2n * day, now - hour - 1n, 'KP_EXPIRED'],
    ['expired within the skew', now - 2n * day, now - hour, 'accepted'],
    ['valid in an hour and a second', now + hour + 1n, now + day, 'KP_NOT_YET_VALID'],
    ['valid within the skew', now + hour, now + day, 'accepted'],
    ['30 days', now - hour, now - hour + 30n * day, 'accepted'],
    ['30 days and a second', now - hour, now - hour + 30n * day + 1n, 'KP_LIFETIME'],
    ['no end', 0n, 2n ** 64n - 1n, 'KP_LIFETIME'],
  ])('[KP-02] [bad:KP-001] [bad:KP-002] %s', async (_name, notBefore, notAfter, expected) => {
    expect(await verdict({ lifetime: { notBefore, notAfter } })).toBe(expected);
  });

  test('[KP-04] last_resort', async () => {
    expect(await verdict({ extensions: [{ extensionType: 0x000a, extensionData: new Uint8Array(0) }] })).toBe('KP_LAST_RESORT');
  });
});

describe('marker', () => {
  const unmarked: EvilKeyPackageOptions = { capabilities: { extensions: [] }, leafExtensions: [] };

  test('[MK-01] [MK-12] a leaf that lists the dictionary but lacks the component, under both policies', async () => {
    for (const marker of ['require', 'allow-absent'] as const) {
      expect(await verdict({ leafExtensions: [] }, { marker })).toBe('MARK_MISSING');
      expect(await verdict({ leafExtensions: [dictionary(fromHex('00'))] }, { marker })).toBe('MARK_MISSING');
    }
  });

  test('[TP-03] [MK-07] [bad:KP-016] a key package of another MLS application', async () => expect(await verdict(unmarked)).toBe('MARK_CAPABILITY'));

  test('[MK-09] an unmarked peer is accepted and flagged under allow-absent', async () => {
    const { message } = await evilKeyPackage(signer, unmarked);
    const verified = await responder.verifyKeyPackage({ ...verifyOptions(message), marker: 'allow-absent' });
    expect(verified).toMatchObject({ marked: false, leaf: { marker: null, listsDictionary: false } });
  });

  test('a component under a capability that is not listed is refused under both policies', async () => {
    expect(await verdict({ capabilities: { extensions: [] } })).toBe('MARK_CAPABILITY');
    expect(await verdict({ capabilities: { extensions: [] } }, { marker: 'allow-absent' })).toBe('KP_CAPS');
  });

  test('[MK-05] the founding role of a responder', async () => expect(await verdict({ foundingRole: 2 })).toBe('MARK_ROLE'));

  test('[MK-14] a component that app_components does not list', async () =>
    expect(await verdict({ leafExtensions: [dictionary(fromHex('0af1a507024d0102010201'))] })).toBe('MARK_UNLISTED'));

  test('[MK-04] a profile or version the leaf does not offer', async () => {
    expect(await verdict({}, { profile: 'editor-copy' })).toBe('MARK_VERSION');
    expect(await verdict({ leafExtensions: [dictionary(fromHex('0f00010302f1a5f1a506024d02010101'))] })).toBe('MARK_VERSION');
  });
});

describe('[KP-05] a strictly stronger suite in common', () => {
  const both = {
    capabilities: {
      ciphersuites: ['MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519' as const, '61681' as 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519'],
    },
  };
  const enabledSuites = [0xf0f1, 0x0001];
  const strongerThan = new Map([[0x0001, [0xf0f1]]]);

  test('is a downgrade', async () => expect(await verdict(both, { enabledSuites, strongerThan })).toBe('KP_SUITE_POLICY'));
  test('is none without an order, or when one side does not have it', async () => {
    expect(await verdict(both, { enabledSuites })).toBe('accepted');
    expect(await verdict({}, { enabledSuites, strongerThan })).toBe('accepted');
    expect(await verdict(both, { strongerThan })).toBe('accepted');
  });
  test('is none for an unmarked peer', async () => {
    expect(
      await verdict(
        { capabilities: { ...both.capabilities, extensions: [] }, leafExtensions: [] },
        { enabledSuites, strongerThan, marker: 'allow-absent' },
      ),
    ).toBe('accepted');
  });
});

function indexOf(haystack: Uint8Array, needle: Uint8Array): number {
  return haystack.findIndex((_, at) => needle.every((byte, i) => haystack[at + i] === byte));
}

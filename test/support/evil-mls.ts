import type { Capabilities, CiphersuiteImpl, ClientConfig, Extension, Lifetime } from 'ts-mls';
import { type KeyPackage, generateKeyPackageWithKey, makeKeyPackageRef, type PrivateKeyPackage, signKeyPackage } from 'ts-mls/keyPackage.js';
import { type LeafNodeKeyPackage, signLeafNodeKeyPackage } from 'ts-mls/leafNode.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import type { Bytes } from '#engine/bytes.ts';
import type { OwnKeyPackage, Signer } from '#engine/mls/group.ts';
import { clientConfig, holdKeyPackage, suiteName } from '#engine/mls/library.ts';
import { encodeGroupMarker, encodeLeafMarker, expectedGroupMarker } from '#engine/mls/marker.ts';
import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import { now } from './mls-parties.ts';
import { seededRandomness } from './seeded-randomness.ts';

/** A scripted peer over the bare library: it can say anything that has a valid signature. */
export const evilConfig: ClientConfig = clientConfig;

const provider = mlsSuiteProvider(seededRandomness('evil'));

export const evilSuite = (id: number = 0x0001): Promise<CiphersuiteImpl> => provider(id);

export const dictionary = (data: Bytes): Extension => ({ extensionType: 6, extensionData: data });

/** The marker a well-behaved leaf or group of profile draft-00 carries. */
export const goodLeafMarker = (foundingRole: number): Extension => dictionary(encodeLeafMarker(['draft-00'], foundingRole));
export const goodGroupMarker = (clientHelloHash: Bytes, suite = 0x0001): Extension =>
  dictionary(encodeGroupMarker(expectedGroupMarker(suite, 'draft-00', clientHelloHash)));

export const goodCapabilities = (suite: number = 0x0001): Capabilities => ({
  versions: ['mls10'],
  ciphersuites: [suiteName(suite)],
  extensions: [6],
  proposals: [],
  credentials: ['basic', 'x509'],
});

export interface EvilKeyPackageOptions {
  readonly suite?: number;
  readonly foundingRole?: number;
  readonly capabilities?: Partial<Capabilities>;
  readonly lifetime?: Lifetime;
  readonly leafExtensions?: Extension[];
  readonly extensions?: Extension[];
  readonly credential?: LeafNodeKeyPackage['credential'];
  /** Applied before the leaf is signed again. */
  readonly alterLeaf?: (leaf: LeafNodeKeyPackage) => LeafNodeKeyPackage;
  /** Applied before the key package is signed again. */
  readonly alter?: (keyPackage: KeyPackage) => KeyPackage;
  /** Applied last, nothing is signed after it. */
  readonly spoil?: (keyPackage: KeyPackage) => KeyPackage;
}

export interface EvilKeyPackage {
  readonly publicPackage: KeyPackage;
  readonly privatePackage: PrivateKeyPackage;
  readonly message: Bytes;
}

/** A key package that is right in everything the options leave alone. */
export async function evilKeyPackage(signer: Signer, options: EvilKeyPackageOptions = {}): Promise<EvilKeyPackage> {
  const suiteId = options.suite ?? 0x0001;
  const suite = await evilSuite(suiteId);
  const identity = signer.credential.kind === 'basic' ? signer.credential.identity : new Uint8Array(0);
  const { publicPackage, privatePackage } = await generateKeyPackageWithKey(
    options.credential ?? { credentialType: 'basic', identity },
    { ...goodCapabilities(suiteId), ...options.capabilities },
    options.lifetime ?? { notBefore: now - 3600n, notAfter: now + 86_400n },
    options.extensions ?? [],
    { signKey: signer.privateKey, publicKey: signer.publicKey },
    suite,
    options.leafExtensions ?? [goodLeafMarker(options.foundingRole ?? 1)],
  );
  const leafNode = await signLeafNodeKeyPackage((options.alterLeaf ?? same)(publicPackage.leafNode), signer.privateKey, suite.signature);
  const signed = await signKeyPackage((options.alter ?? same)({ ...publicPackage, leafNode }), signer.privateKey, suite.signature);
  const final = (options.spoil ?? same)(signed);
  return { publicPackage: final, privatePackage, message: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_key_package', keyPackage: final }) };
}

/** The same for a peer who goes on to join with it. */
export async function evilOwnKeyPackage(signer: Signer, options: EvilKeyPackageOptions = {}): Promise<OwnKeyPackage> {
  const { publicPackage, privatePackage, message } = await evilKeyPackage(signer, options);
  const suite = options.suite ?? 0x0001;
  return {
    suite,
    message,
    reference: await makeKeyPackageRef(publicPackage, (await evilSuite(suite)).hash),
    notAfter: now + 86_400n,
    signer,
    secret: holdKeyPackage({ publicPackage, privatePackage }),
  };
}

export function flip(bytes: Bytes, at = 0): Bytes {
  return bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
}

function same<T>(value: T): T {
  return value;
}

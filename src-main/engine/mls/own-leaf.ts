import type { Capabilities as LibraryCapabilities, CiphersuiteImpl, Extension as LibraryExtension } from 'ts-mls';
import { type LeafNodeKeyPackage, signLeafNodeKeyPackage } from 'ts-mls/leafNode.js';
import type { Lifetime } from 'ts-mls/lifetime.js';
import type { Bytes } from '../bytes.ts';
import type { ProfileName } from '../two-party/roles.ts';
import { toLibraryCredential } from './credential.ts';
import type { Signer } from './group.ts';
import { suiteName } from './library.ts';
import { encodeLeafMarker } from './marker.ts';
import { extensionTypes } from './structures.ts';

/** Validity of our own leaves around now, seconds. R-KP. */
const ownLifetime = { before: 3600n, after: 24n * 3600n } as const;

export interface OwnLeafOptions {
  readonly signer: Signer;
  readonly profiles: readonly ProfileName[];
  readonly enabledSuites: readonly number[];
  readonly foundingRole: number;
  readonly nowSeconds: bigint;
}

/** From the hour before now on. R-KP. */
const longestLifetime = 30n * 24n * 3600n;

/** Unix seconds. @param wanted seconds from now on; no longer than peers accept */
export function ownLeafLifetime(now: bigint, wanted: bigint = ownLifetime.after): Lifetime {
  const longest = longestLifetime - ownLifetime.before;
  return { notBefore: now - ownLifetime.before, notAfter: now + (wanted < longest ? wanted : longest) };
}

/** What every leaf of ours lists. R-KP. */
export function ownCapabilities(enabledSuites: readonly number[]): LibraryCapabilities {
  return {
    versions: ['mls10'],
    ciphersuites: enabledSuites.map(suiteName),
    extensions: [extensionTypes.appDataDictionary],
    proposals: [],
    credentials: ['basic', 'x509'],
  };
}

export function ownLeafExtensions({ profiles, foundingRole }: OwnLeafOptions): LibraryExtension[] {
  return [{ extensionType: extensionTypes.appDataDictionary, extensionData: encodeLeafMarker(profiles, foundingRole) }];
}

/** A signed leaf without the rest of a key package: nobody adds the founding responder. @returns with its private key, secret */
export async function createOwnLeaf(
  suite: CiphersuiteImpl,
  options: OwnLeafOptions,
): Promise<{ readonly leaf: LeafNodeKeyPackage; readonly privateKey: Bytes }> {
  const { signer } = options;
  const pair = await suite.hpke.generateKeyPair();
  const leaf = await signLeafNodeKeyPackage(
    {
      leafNodeSource: 'key_package',
      hpkePublicKey: await suite.hpke.exportPublicKey(pair.publicKey),
      signaturePublicKey: signer.publicKey.slice(),
      credential: toLibraryCredential(signer.credential),
      capabilities: ownCapabilities(options.enabledSuites),
      lifetime: ownLeafLifetime(options.nowSeconds),
      extensions: ownLeafExtensions(options),
    },
    signer.privateKey,
    suite.signature,
  );
  return { leaf, privateKey: await suite.hpke.exportPrivateKey(pair.privateKey) };
}

import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { generateSigner } from '#main/crypto/signatures.ts';
import type { Bytes } from '#engine/bytes.ts';
import { findSuite } from '#engine/crypto/suites.ts';
import type {
  CreateGroupOptions,
  Group,
  JoinOptions,
  KeyPackageOptions,
  Mls,
  OwnKeyPackage,
  Signer,
  VerifiedKeyPackage,
  VerifyKeyPackageOptions,
} from '#engine/mls/group.ts';
import { createMls } from '#engine/mls/ts-mls-group.ts';
import { seededRandomness } from './seeded-randomness.ts';

export const testSuites = [0x0001, 0x0002, 0x0003, 0xf0f1] as const;

/** Unix seconds of every test that does not move the clock. */
export const now = 1_800_000_000n;

export const clientHelloHash = new Uint8Array(32).fill(0xc4);

/** One party: an MLS stack with randomness of its own, and what it was asked to erase. */
export interface Party {
  readonly mls: Mls;
  readonly signer: Signer;
  readonly erased: Bytes[];
}

export function party(name: string, suite: number = 0x0001): Party {
  const randomness = seededRandomness(name);
  const erased: Bytes[] = [];
  const crypto = nodeCryptoProvider({
    erase(bytes) {
      erased.push(bytes);
      bytes.fill(0);
    },
  });
  return { mls: createMls({ suite: mlsSuiteProvider(randomness), crypto, randomness }), signer: signerFor(name, suite), erased };
}

export function signerFor(name: string, suite: number): Signer {
  const scheme = findSuite(suite)?.signature ?? 'Ed25519';
  return {
    credential: { kind: 'basic', identity: new TextEncoder().encode(name) },
    scheme,
    ...generateSigner(scheme, seededRandomness(`key of ${name}`)),
  };
}

/** Defaults of a fresh session; a test changes what it is about. */
export const keyPackageOptions = (signer: Signer, suite: number = 0x0001): KeyPackageOptions => ({
  suite,
  signer,
  profiles: ['draft-00'],
  enabledSuites: [suite],
  nowSeconds: now,
});
export const verifyOptions = (message: Bytes, suite: number = 0x0001): VerifyKeyPackageOptions => ({
  message,
  profile: 'draft-00',
  enabledSuites: [suite],
  strongerThan: new Map(),
  marker: 'require',
  nowSeconds: now,
});
export const createOptions = (keyPackage: VerifiedKeyPackage, signer: Signer): CreateGroupOptions => ({
  keyPackage,
  signer,
  groupId: seededRandomness('group').bytes(32),
  profile: 'draft-00',
  profiles: ['draft-00'],
  enabledSuites: [keyPackage.suite],
  clientHelloHash,
  nowSeconds: now,
});
export const joinOptions = (welcome: Bytes, keyPackage: OwnKeyPackage): JoinOptions => ({
  welcome,
  keyPackage,
  profile: 'draft-00',
  clientHelloHash,
  marker: 'require',
  nowSeconds: now,
});

export interface Pair {
  readonly initiator: Party;
  readonly responder: Party;
  /** Both at epoch 1. */
  readonly initiatorGroup: Group;
  readonly responderGroup: Group;
  readonly keyPackage: OwnKeyPackage;
  readonly welcome: Bytes;
}

/** A session of two marked parties: Ida is the founding initiator, leaf 1, Rob the founding responder, leaf 0. */
export async function foundPair(suite: number = 0x0001): Promise<Pair> {
  const [initiator, responder] = [party('Ida', suite), party('Rob', suite)];
  const keyPackage = await initiator.mls.generateKeyPackage(keyPackageOptions(initiator.signer, suite));
  const verified = await responder.mls.verifyKeyPackage(verifyOptions(keyPackage.message, suite));
  const { group, welcome } = await responder.mls.createGroup(createOptions(verified, responder.signer));
  const initiatorGroup = await initiator.mls.join(joinOptions(welcome, keyPackage));
  return { initiator, responder, initiatorGroup, responderGroup: group, keyPackage, welcome };
}

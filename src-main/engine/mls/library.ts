import type { CiphersuiteImpl, CiphersuiteName, ClientConfig, ClientState, MLSMessage, PrivateKeyPackage } from 'ts-mls';
import type { KeyPackage as LibraryKeyPackage } from 'ts-mls';
import { encode as libraryEncode } from 'ts-mls/codec/tlsEncoder.js';
import { ciphersuites } from 'ts-mls/crypto/ciphersuite.js';
import { extensionTypeToNumber } from 'ts-mls/extension.js';
import { defaultKeyPackageEqualityConfig } from 'ts-mls/keyPackageEqualityConfig.js';
import { leafNodeEncoder, type LeafNode as LibraryLeafNode } from 'ts-mls/leafNode.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { MlsError } from 'ts-mls/mlsError.js';
import type { Bytes } from '../bytes.ts';
import { decode } from '../codec/codec.ts';
import { CryptoError } from '../crypto/crypto-error.ts';
import { EngineError } from '../errors.ts';
import type { OpaqueGroupState, OpaqueKeyPackage } from './group.ts';
import { type Extension, leafNode, type LeafNode } from './structures.ts';

/** Our own limit on how far ahead a sender's ratchet may be, steps: each one costs a key derivation. */
export const maxGenerationJump = 1000;

/**
 * How the library is held. No history (its setting 0 means "all", so 1 and an empty map after every step), no padding,
 * no clock of its own (lifetimes are checked against the caller's), no opinion on credentials (R-AS is asked by the caller).
 */
export const clientConfig: ClientConfig = {
  keyRetentionConfig: { retainKeysForGenerations: 1, retainKeysForEpochs: 1, maximumForwardRatchetSteps: maxGenerationJump },
  lifetimeConfig: { maximumTotalLifetime: 0n, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
  paddingConfig: { kind: 'alwaysPad', paddingLength: 0 },
  authService: { validateCredential: async () => true },
};

/** Group state as the library knows it, behind the interface's opaque type. */
interface HeldState extends OpaqueGroupState {
  readonly library: ClientState;
}

export function holdState(library: ClientState): OpaqueGroupState {
  const held: HeldState = { opaque: 'mls-group-state', library };
  return held;
}

export function stateOf(state: OpaqueGroupState): ClientState {
  // Only holdState makes values of this type.
  return (state as HeldState).library;
}

/** Both halves of a key package of ours. The private arrays belong to this value alone. */
export interface KeyPackagePair {
  readonly publicPackage: LibraryKeyPackage;
  readonly privatePackage: PrivateKeyPackage;
}
interface HeldKeyPackage extends OpaqueKeyPackage {
  readonly pair: KeyPackagePair;
}

export function holdKeyPackage(pair: KeyPackagePair): OpaqueKeyPackage {
  const held: HeldKeyPackage = { opaque: 'mls-key-package', pair };
  return held;
}

export function keyPackageOf(secret: OpaqueKeyPackage): KeyPackagePair {
  // Only holdKeyPackage makes values of this type.
  return (secret as HeldKeyPackage).pair;
}

/** What the library calls a suite: a name it knows, else the decimal number. */
export function suiteName(id: number): CiphersuiteName {
  const known = Object.entries(ciphersuites).find(([, number]) => number === id)?.[0];
  // The library's codec takes decimal numbers as names of suites outside its list; its type does not say so.
  return (known ?? String(id)) as CiphersuiteName;
}

/** The inverse of {@link suiteName}. */
export function suiteNumber(name: CiphersuiteName): number {
  return ciphersuites[name] ?? Number(name);
}

export type SuiteProvider = (id: number) => Promise<CiphersuiteImpl>;

/** One leaf of the library's tree, through our own strict decoder. */
export function leafFromLibrary(leaf: LibraryLeafNode): LeafNode {
  return decode(leafNode, libraryEncode(leafNodeEncoder)(leaf), 'LeafNode');
}

/** The leaf at `index` in the state's tree. @throws {EngineError} `internal` when there is none */
export function leafAt(state: ClientState, index: number): LeafNode {
  const node = state.ratchetTree[2 * index];
  if (node?.nodeType !== 'leaf') throw new EngineError({ kind: 'internal', where: 'tree without leaf' });
  return leafFromLibrary(node.leaf);
}

export function contextExtensions({ groupContext }: ClientState): readonly Extension[] {
  return groupContext.extensions.map(({ extensionType, extensionData }) => ({ type: extensionTypeToNumber(extensionType), data: extensionData }));
}

/**
 * The library's form of a message that passed `decodeMessage`, or `null` where the library cannot express it
 * (a protocol version other than mls10 in a list, a credential type it does not know, a leaf source that does not fit).
 */
export function libraryMessage(bytes: Bytes): MLSMessage | null {
  try {
    // A copy: the library's values are views on the buffer it reads.
    return decodeMlsMessage(bytes.slice(), 0)?.[0] ?? null;
  } catch {
    return null;
  }
}

/**
 * Whether an error is a verdict about what was put in: the library's own classes, or a primitive that refused it. Anything else
 * is a failure on our side, which must not be held against the peer or the session. R-ALERT.
 */
export function isVerdict(error: unknown): boolean {
  return error instanceof MlsError || error instanceof CryptoError;
}

/** Runs `work`; a verdict of the library becomes what `explain` makes of it. Engine errors pass unchanged. */
export async function explained<T>(work: () => Promise<T>, explain: (error: unknown) => EngineError): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw isVerdict(error) ? explain(error) : new EngineError({ kind: 'internal', where: 'MLS library' });
  }
}

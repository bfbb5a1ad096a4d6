import type { Bytes } from '../bytes.ts';
import type { SignatureScheme } from '../crypto/suites.ts';
import type { FoundingRole, ProfileName } from '../two-party/roles.ts';
import type { Capabilities } from './structures.ts';

/** RFC 9420 §5.3. */
export type Credential = { readonly kind: 'basic'; readonly identity: Bytes } | { readonly kind: 'x509'; readonly certificates: readonly Bytes[] };

/** Who we are in MLS: a credential and the key that signs for it. */
export interface Signer {
  readonly credential: Credential;
  readonly scheme: SignatureScheme;
  /** Raw public key: 32 bytes Ed25519, 65 bytes uncompressed P-256. */
  readonly publicKey: Bytes;
  /** Raw private key: 32-byte seed Ed25519, 32-byte scalar P-256. Secret. */
  readonly privateKey: Bytes;
}

/** `MlsTlsLeaf` of R-MARK. */
export interface LeafMarker {
  readonly versions: readonly number[];
  readonly profiles: readonly number[];
  /** 1 = founding initiator, 2 = founding responder. */
  readonly foundingRole: number;
}

/** The facts of one member's leaf that the protocol decides on. RFC 9420 §7.2. */
export interface Leaf {
  readonly index: number;
  readonly credential: Credential;
  readonly signatureKey: Bytes;
  readonly encryptionKey: Bytes;
  /** `null` when the leaf carries no MLS-TLS component. */
  readonly marker: LeafMarker | null;
  readonly capabilities: Capabilities;
  /** Whether capabilities.extensions lists app_data_dictionary (0x0006): the peer is "marked". */
  readonly listsDictionary: boolean;
  /** Unix seconds; `null` unless leaf_node_source is key_package. */
  readonly lifetime: { readonly notBefore: bigint; readonly notAfter: bigint } | null;
}

/** A private handle on library state: nothing outside `mls/` looks inside. */
export interface OpaqueGroupState {
  readonly opaque: 'mls-group-state';
}
export interface OpaqueKeyPackage {
  readonly opaque: 'mls-key-package';
}

/**
 * A two-member MLS group at one epoch. Immutable: operations return a new value and leave the old one usable,
 * until {@link Mls.erase} overwrites its secrets. RFC 9420 §8.
 */
export interface Group {
  readonly suite: number;
  readonly groupId: Bytes;
  readonly epoch: bigint;
  /** 0 = founding responder, 1 = founding initiator. */
  readonly ownIndex: 0 | 1;
  readonly own: Leaf;
  readonly peer: Leaf;
  /** RFC 9420 §8.7; Nh bytes; equal on both sides exactly when they agree. Not secret from the user. */
  readonly epochAuthenticator: Bytes;
  /** Whether the GroupContext carries the MLS-TLS component. */
  readonly marked: boolean;
  /** exporter_secret of this epoch, Nh bytes; `null` once {@link Mls.withoutExporterSecret} took it away. Secret. */
  readonly exporterSecret: Bytes | null;
  readonly state: OpaqueGroupState;
}

/** What every member knows of a group at one epoch, as on the wire. No secret; holds the members' credentials. */
export interface PublicGroup {
  /** GroupContext, RFC 9420 §8.1. */
  readonly context: Bytes;
  /** The nodes of the ratchet tree, as in the ratchet_tree extension. RFC 9420 §12.4.3.3. */
  readonly tree: Bytes;
}

/** A KeyPackage of ours, with its private part. Single use. */
export interface OwnKeyPackage {
  readonly suite: number;
  /** MLSMessage bytes, wire format mls_key_package. */
  readonly message: Bytes;
  /** KeyPackageRef, RFC 9420 §5.2. */
  readonly reference: Bytes;
  /** Unix seconds. */
  readonly notAfter: bigint;
  readonly signer: Signer;
  readonly secret: OpaqueKeyPackage;
}

/** A peer's KeyPackage that passed every check before the authentication service. */
export interface VerifiedKeyPackage {
  readonly suite: number;
  readonly reference: Bytes;
  readonly notAfter: bigint;
  readonly leaf: Leaf;
  /** Whether the group will carry the MLS-TLS component. */
  readonly marked: boolean;
  readonly message: Bytes;
}

/** What can be read of an MLSMessage without keys. RFC 9420 §6. */
export type MlsMessageHeader =
  | { readonly kind: 'key-package'; readonly suite: number }
  | { readonly kind: 'welcome'; readonly suite: number }
  | {
      readonly kind: 'private-message' | 'public-message';
      readonly groupId: Bytes;
      readonly epoch: bigint;
      readonly contentType: 'application' | 'proposal' | 'commit';
    }
  | { readonly kind: 'group-info' };

export type MarkerPolicy = 'require' | 'allow-absent';

export interface KeyPackageOptions {
  readonly suite: number;
  readonly signer: Signer;
  readonly profiles: readonly ProfileName[];
  /** Suites to list in the leaf's capabilities: only those the initiator would really use (R-KP). */
  readonly enabledSuites: readonly number[];
  readonly nowSeconds: bigint;
  /** Seconds from now on; a day unless said otherwise. From an hour ago on it may not last longer than 30 days. R-KP. */
  readonly lifetime?: bigint;
}

export interface VerifyKeyPackageOptions {
  readonly message: Bytes;
  readonly profile: ProfileName;
  readonly enabledSuites: readonly number[];
  /** suite → suites strictly stronger than it (R-KP); empty by default. */
  readonly strongerThan: ReadonlyMap<number, readonly number[]>;
  readonly marker: MarkerPolicy;
  readonly nowSeconds: bigint;
}

export interface CreateGroupOptions {
  readonly keyPackage: VerifiedKeyPackage;
  readonly signer: Signer;
  /** 32 random bytes. */
  readonly groupId: Bytes;
  readonly profile: ProfileName;
  /** Profiles to list in our own leaf marker. */
  readonly profiles: readonly ProfileName[];
  readonly enabledSuites: readonly number[];
  /** Hash of the complete client_hello handshake message, KDF hash of the suite (R-MARK). */
  readonly clientHelloHash: Bytes;
  readonly nowSeconds: bigint;
}

export interface JoinOptions {
  /** MLSMessage bytes, wire format mls_welcome. */
  readonly welcome: Bytes;
  readonly keyPackage: OwnKeyPackage;
  readonly profile: ProfileName;
  readonly clientHelloHash: Bytes;
  readonly marker: MarkerPolicy;
  readonly nowSeconds: bigint;
}

export type CommitForm = 'private' | 'public';

export interface CreatedCommit {
  /** MLSMessage bytes. */
  readonly message: Bytes;
  /** The epoch the commit was created in; it creates `epoch + 1`. */
  readonly epoch: bigint;
  /** The group after the commit; adopting it is the caller's decision. */
  readonly next: Group;
}

export interface ProcessedCommit {
  readonly next: Group;
  readonly form: CommitForm;
  /** Whether the peer's new leaf has another credential or signature key: the authentication service must agree. */
  readonly identityChanged: boolean;
}

/**
 * MLS for two parties. Every method rejects with an {@link EngineError} and leaves its inputs as they were;
 * anything else that is thrown is a bug. Randomness and primitives come from the provider the adapter was built with.
 */
export interface Mls {
  /** Strict: minimal varints, exact length. @throws {DecodeError} */
  readHeader(message: Bytes): MlsMessageHeader;
  generateKeyPackage(options: KeyPackageOptions): Promise<OwnKeyPackage>;
  /** Parse, suite, RFC 9420 §10.1, lifetime, marker, capabilities, in the order of R-HS step 2. Not the replay cache, not the AS. */
  verifyKeyPackage(options: VerifyKeyPackageOptions): Promise<VerifiedKeyPackage>;
  /** New group with us as leaf 0, the key package's owner as leaf 1, epoch 1; `welcome` is MLSMessage bytes with ratchet_tree. */
  createGroup(options: CreateGroupOptions): Promise<{ readonly group: Group; readonly welcome: Bytes }>;
  /** Joins and makes every check of R-MARK and R-HS step 3 and 5 that needs no other session and no AS. */
  join(options: JoinOptions): Promise<Group>;
  /** A commit with UpdatePath and no proposals. `signer` replaces our credential and signature key in the new leaf. */
  createCommit(group: Group, options: { readonly form: CommitForm; readonly signer?: Signer }): Promise<CreatedCommit>;
  /** Every check of R-UPD "CU acceptance", in its order, except the AS. `privateOnly` refuses PublicMessage. */
  processCommit(group: Group, message: Bytes, options: { readonly privateOnly: boolean }): Promise<ProcessedCommit>;
  /** For whoever looks on; the bytes belong to the caller. */
  publicState(group: Group): PublicGroup;
  /** The same group without exporter_secret, which is overwritten in place. R-KEY. */
  withoutExporterSecret(group: Group): Group;
  /** Overwrites what only this value holds: a replaced epoch, a dropped commit's staged state. `keep` shares state that must live on. */
  erase(group: Group, keep: Group | null): void;
  eraseKeyPackage(keyPackage: OwnKeyPackage): void;
  /** The private halves alone, versioned, for the store. Secret. */
  encodeKeyPackage(keyPackage: OwnKeyPackage): Bytes;
  /**
   * A KeyPackage of ours from what was given out and what was kept.
   *
   * @throws {EngineError} `internal` when the bytes are not what {@link encodeKeyPackage} wrote
   */
  decodeKeyPackage(message: Bytes, secret: Bytes, signer: Signer): Promise<OwnKeyPackage>;
  /** Versioned bytes for the store; contains private keys. Secret. */
  encodeGroup(group: Group): Bytes;
  /** @throws {EngineError} `internal` when the bytes are not a stored group */
  decodeGroup(bytes: Bytes): Group;
}

/** The founding role is a matter of place in the tree. R-ROLE. */
export function foundingRoleOf(group: Group): FoundingRole {
  return group.ownIndex === 0 ? 'founding-responder' : 'founding-initiator';
}

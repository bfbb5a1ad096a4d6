import type { Bytes } from '../bytes.ts';
import {
  type Codec,
  mapped,
  named,
  opaqueVar,
  optional,
  readField,
  struct,
  tagged,
  uint8,
  uint16,
  uint32,
  uint64,
  vectorVar,
} from '../codec/codec.ts';

/** `ProtocolVersion` mls10, the only one there is. RFC 9420 §6. */
export const mls10 = 1;

/** Extension types of RFC 9420 §17.3 and of the MLS extensions draft that decide something here. */
export const extensionTypes = {
  ratchetTree: 0x0002,
  requiredCapabilities: 0x0003,
  externalPub: 0x0004,
  appDataDictionary: 0x0006,
  lastResort: 0x000a,
} as const;

// Types of the specification that are plain numbers or bytes.
const protocolVersion = named('ProtocolVersion', uint16);
export const cipherSuite = named('CipherSuite', uint16);
const extensionType = named('ExtensionType', uint16);
const proposalType = named('ProposalType', uint16);
const credentialType = named('CredentialType', uint16);
export const hpkePublicKey = named('HPKEPublicKey', opaqueVar);
export const signaturePublicKey = named('SignaturePublicKey', opaqueVar);
export const mac = named('MAC', opaqueVar);

/** Types every client supports without listing them in its capabilities. RFC 9420 §7.2: "default". */
export const lastDefaultExtension = 0x0005;

/** RFC 9420 §13.4. `struct { ExtensionType extension_type; opaque extension_data<V>; } Extension;` */
export interface Extension {
  readonly type: number;
  readonly data: Bytes;
}
export const extension: Codec<Extension> = struct(
  { type: named('ExtensionType', uint16, 'extension_type'), data: named('opaque<V>', opaqueVar, 'extension_data') },
  'Extension',
);

/** What a leaf's owner supports. Each list holds registry numbers. RFC 9420 §7.2. */
export interface Capabilities {
  readonly versions: readonly number[];
  readonly cipherSuites: readonly number[];
  readonly extensions: readonly number[];
  readonly proposals: readonly number[];
  readonly credentials: readonly number[];
}
const capabilities: Codec<Capabilities> = struct(
  {
    versions: vectorVar(protocolVersion),
    cipherSuites: vectorVar(cipherSuite),
    extensions: vectorVar(extensionType),
    proposals: vectorVar(proposalType),
    credentials: vectorVar(credentialType),
  },
  'Capabilities',
);

/** Content of the required_capabilities extension. RFC 9420 §11.1. */
export interface RequiredCapabilities {
  readonly extensions: readonly number[];
  readonly proposals: readonly number[];
  readonly credentials: readonly number[];
}
export const requiredCapabilities: Codec<RequiredCapabilities> = struct(
  {
    extensions: named('ExtensionType<V>', vectorVar(extensionType), 'extension_types'),
    proposals: named('ProposalType<V>', vectorVar(proposalType), 'proposal_types'),
    credentials: named('CredentialType<V>', vectorVar(credentialType), 'credential_types'),
  },
  'RequiredCapabilities',
);

/** Credential types of RFC 9420 §17.5 that this product carries. */
export const credentialTypes = { basic: 1, x509: 2 } as const;

/** RFC 9420 §5.3. Types outside the registry are read as one vector, as other MLS stacks write them; policy refuses them. */
export type WireCredential =
  | { readonly type: 1; readonly identity: Bytes }
  | { readonly type: 2; readonly certificates: readonly Bytes[] }
  | { readonly type: 'other'; readonly number: number; readonly data: Bytes };

const certificates = vectorVar(struct<{ readonly certData: Bytes }>({ certData: opaqueVar }, 'Certificate'));

export const credential: Codec<WireCredential> = {
  type: 'Credential',
  read(reader) {
    const type = readField(reader, 'credential_type', credentialType);
    if (type === credentialTypes.basic) return { type, identity: readField(reader, 'identity', opaqueVar) };
    if (type === credentialTypes.x509) return { type, certificates: readField(reader, 'certificates', certificates).map(({ certData }) => certData) };
    return { type: 'other', number: type, data: readField(reader, 'data', opaqueVar) };
  },
  write(writer, value) {
    writer.uint(value.type === 'other' ? value.number : value.type, 2);
    if (value.type === credentialTypes.basic) opaqueVar.write(writer, value.identity);
    else if (value.type === credentialTypes.x509)
      certificates.write(
        writer,
        value.certificates.map((certData) => ({ certData })),
      );
    else opaqueVar.write(writer, value.data);
  },
};

/** Where a leaf comes from, with what only that source carries. RFC 9420 §7.2; times are Unix seconds. */
export type LeafSource =
  | { readonly kind: 'key-package'; readonly notBefore: bigint; readonly notAfter: bigint }
  | { readonly kind: 'update' }
  | { readonly kind: 'commit'; readonly parentHash: Bytes };

const leafSource: Codec<LeafSource> = tagged<LeafSource>(named('LeafNodeSource', uint8, 'leaf_node_source'), {
  'key-package': { tag: 1, body: named('Lifetime', struct({ notBefore: uint64, notAfter: uint64 }), 'lifetime') },
  update: { tag: 2, body: struct({}) },
  commit: { tag: 3, body: struct({ parentHash: opaqueVar }) },
});

/** RFC 9420 §7.2. */
export interface LeafNode {
  readonly encryptionKey: Bytes;
  readonly signatureKey: Bytes;
  readonly credential: WireCredential;
  readonly capabilities: Capabilities;
  readonly source: LeafSource;
  readonly extensions: readonly Extension[];
  readonly signature: Bytes;
}
export const leafNode: Codec<LeafNode> = struct(
  {
    encryptionKey: hpkePublicKey,
    signatureKey: signaturePublicKey,
    credential,
    capabilities,
    source: leafSource,
    extensions: vectorVar(extension),
    signature: opaqueVar,
  },
  'LeafNode',
);

/** RFC 9420 §10. */
export interface KeyPackage {
  readonly version: number;
  readonly cipherSuite: number;
  readonly initKey: Bytes;
  readonly leafNode: LeafNode;
  readonly extensions: readonly Extension[];
  readonly signature: Bytes;
}
export const keyPackage: Codec<KeyPackage> = struct(
  {
    version: protocolVersion,
    cipherSuite,
    initKey: hpkePublicKey,
    leafNode,
    extensions: vectorVar(extension),
    signature: opaqueVar,
  },
  'KeyPackage',
);

/** RFC 9420 §7.1. */
export interface ParentNode {
  readonly encryptionKey: Bytes;
  readonly parentHash: Bytes;
  readonly unmergedLeaves: readonly number[];
}

export type TreeNode = { readonly kind: 'leaf'; readonly leaf: LeafNode } | { readonly kind: 'parent'; readonly parent: ParentNode };

const parentNode: Codec<ParentNode> = struct(
  { encryptionKey: hpkePublicKey, parentHash: opaqueVar, unmergedLeaves: vectorVar(uint32) },
  'ParentNode',
);

const treeNode: Codec<TreeNode> = named(
  'Node',
  tagged<TreeNode>(named('NodeType', uint8, 'node_type'), {
    leaf: { tag: 1, body: struct({ leaf: named('LeafNode', leafNode, 'leaf_node') }) },
    parent: { tag: 2, body: struct({ parent: named('ParentNode', parentNode, 'parent_node') }) },
  }),
);

/** extension_data of ratchet_tree: nodes left to right, `null` where blank. RFC 9420 §12.4.3.3. */
export const ratchetTree: Codec<readonly (TreeNode | null)[]> = vectorVar(optional(treeNode));

/** RFC 9420 §8.1. */
export interface GroupContext {
  readonly version: number;
  readonly cipherSuite: number;
  readonly groupId: Bytes;
  readonly epoch: bigint;
  readonly treeHash: Bytes;
  readonly confirmedTranscriptHash: Bytes;
  readonly extensions: readonly Extension[];
}
/** A version that does not exist is unparsable:. */
export const knownVersion: Codec<number> = mapped(
  protocolVersion,
  (value, reader) => {
    if (value !== mls10) throw reader.fail('bad-value');
    return value;
  },
  (value) => value,
);
export const groupContext: Codec<GroupContext> = struct(
  {
    version: knownVersion,
    cipherSuite,
    groupId: opaqueVar,
    epoch: uint64,
    treeHash: opaqueVar,
    confirmedTranscriptHash: opaqueVar,
    extensions: vectorVar(extension),
  },
  'GroupContext',
);

/** RFC 9420 §12.4.3. */
export interface GroupInfo {
  readonly groupContext: GroupContext;
  readonly extensions: readonly Extension[];
  readonly confirmationTag: Bytes;
  readonly signer: number;
  readonly signature: Bytes;
}
export const groupInfo: Codec<GroupInfo> = struct(
  {
    groupContext,
    extensions: vectorVar(extension),
    confirmationTag: mac,
    signer: uint32,
    signature: opaqueVar,
  },
  'GroupInfo',
);

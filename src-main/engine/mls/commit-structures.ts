import type { Bytes } from '../bytes.ts';
import {
  type Codec,
  named,
  opaque,
  opaqueRest,
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
import { cipherSuite, extension, hpkePublicKey, keyPackage, leafNode, type LeafNode, mac } from './structures.ts';

/** RFC 9420 §7.6. `struct { opaque kem_output<V>; opaque ciphertext<V>; } HPKECiphertext;` */
export interface HpkeCiphertext {
  readonly kemOutput: Bytes;
  readonly ciphertext: Bytes;
}
export const hpkeCiphertext: Codec<HpkeCiphertext> = struct({ kemOutput: opaqueVar, ciphertext: opaqueVar }, 'HPKECiphertext');

/** RFC 9420 §8.4. */
export interface PreSharedKeyId {
  readonly psk:
    | { readonly kind: 'external'; readonly id: Bytes }
    | { readonly kind: 'resumption'; readonly usage: number; readonly groupId: Bytes; readonly epoch: bigint };
  readonly nonce: Bytes;
}
export const preSharedKeyId: Codec<PreSharedKeyId> = struct(
  {
    psk: tagged<PreSharedKeyId['psk']>(named('PSKType', uint8, 'psktype'), {
      external: { tag: 1, body: struct({ id: named('opaque<V>', opaqueVar, 'psk_id') }) },
      resumption: {
        tag: 2,
        body: struct({
          usage: named('ResumptionPSKUsage', uint8),
          groupId: named('opaque<V>', opaqueVar, 'psk_group_id'),
          epoch: named('uint64', uint64, 'psk_epoch'),
        }),
      },
    }),
    nonce: named('opaque<V>', opaqueVar, 'psk_nonce'),
  },
  'PreSharedKeyID',
);

/** A proposal by its number. The body is checked for form and otherwise ignored: no proposal is ever applied (R-MLS). */
export interface Proposal {
  readonly type: number;
  readonly body: object;
}

const extensions = vectorVar(extension);

/** Bodies of RFC 9420 §12.1. */
const proposalBodies: ReadonlyMap<number, Codec<object>> = new Map<number, Codec<object>>([
  [1, named('Add', struct({ keyPackage }), 'add')],
  [2, named('Update', struct({ leafNode }), 'update')],
  [3, named('Remove', struct({ removed: uint32 }), 'remove')],
  [4, named('PreSharedKey', struct({ psk: preSharedKeyId }), 'psk')],
  [5, named('ReInit', struct({ groupId: opaqueVar, version: named('ProtocolVersion', uint16), cipherSuite, extensions }), 'reinit')],
  [6, named('ExternalInit', struct({ kemOutput: opaqueVar }), 'external_init')],
  [7, named('GroupContextExtensions', struct({ extensions }), 'group_context_extensions')],
]);

/** Types outside the RFC hold one vector: other MLS stacks write them so. */
const otherProposal: Codec<object> = named('', struct({ data: opaqueVar }), 'other');

const proposalType = named('ProposalType', uint16);

export const proposal: Codec<Proposal> = {
  type: 'Proposal',
  read(reader) {
    const type = readField(reader, 'proposal_type', proposalType);
    const body = proposalBodies.get(type) ?? otherProposal;
    return { type, body: readField(reader, body.field ?? '', body) };
  },
  write(writer, { type, body }) {
    writer.uint(type, 2);
    (proposalBodies.get(type) ?? otherProposal).write(writer, body);
  },
};

type ProposalOrRef = { readonly kind: 'proposal'; readonly proposal: Proposal } | { readonly kind: 'reference'; readonly reference: Bytes };

/** RFC 9420 §7.6. */
export interface UpdatePath {
  readonly leafNode: LeafNode;
  /** From the leaf's parent to the root. */
  readonly nodes: readonly { readonly encryptionKey: Bytes; readonly encryptedPathSecret: readonly HpkeCiphertext[] }[];
}

/** RFC 9420 §12.4. */
export interface Commit {
  readonly proposals: readonly ProposalOrRef[];
  readonly path: UpdatePath | null;
}
export const commit: Codec<Commit> = struct(
  {
    proposals: vectorVar(
      named(
        'ProposalOrRef',
        tagged<ProposalOrRef>(named('ProposalOrRefType', uint8), {
          proposal: { tag: 1, body: struct({ proposal }) },
          reference: { tag: 2, body: struct({ reference: named('ProposalRef', opaqueVar) }) },
        }),
      ),
    ),
    path: optional<UpdatePath>(
      struct(
        {
          leafNode,
          nodes: vectorVar(struct({ encryptionKey: hpkePublicKey, encryptedPathSecret: vectorVar(hpkeCiphertext) }, 'UpdatePathNode')),
        },
        'UpdatePath',
      ),
    ),
  },
  'Commit',
);

/** Plaintext of a PrivateMessage that carries a commit. RFC 9420 §6.3.1. */
export interface PrivateCommitContent {
  readonly commit: Commit;
  readonly signature: Bytes;
  readonly confirmationTag: Bytes;
  readonly padding: Bytes;
}
export const privateCommitContent: Codec<PrivateCommitContent> = struct(
  {
    commit,
    signature: opaqueVar,
    confirmationTag: mac,
    padding: opaqueRest,
  },
  'PrivateMessageContent',
);

/** Plaintext of a PrivateMessage's encrypted_sender_data. RFC 9420 §6.3.2. */
export interface SenderData {
  readonly leafIndex: number;
  readonly generation: number;
  readonly reuseGuard: Bytes;
}
export const senderData: Codec<SenderData> = struct({ leafIndex: uint32, generation: uint32, reuseGuard: opaque(4) }, 'SenderData');

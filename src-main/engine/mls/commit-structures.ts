import type { Bytes } from '../bytes.ts';
import { type Codec, opaque, opaqueRest, opaqueVar, optional, struct, tagged, uint8, uint16, uint32, uint64, vectorVar } from '../codec/codec.ts';
import { extension, keyPackage, leafNode, type LeafNode } from './structures.ts';

/** RFC 9420 §7.6. `struct { opaque kem_output<V>; opaque ciphertext<V>; } HPKECiphertext;` */
export interface HpkeCiphertext {
  readonly kemOutput: Bytes;
  readonly ciphertext: Bytes;
}
export const hpkeCiphertext: Codec<HpkeCiphertext> = struct({ kemOutput: opaqueVar, ciphertext: opaqueVar });

/** RFC 9420 §8.4. */
export interface PreSharedKeyId {
  readonly psk:
    | { readonly kind: 'external'; readonly id: Bytes }
    | { readonly kind: 'resumption'; readonly usage: number; readonly groupId: Bytes; readonly epoch: bigint };
  readonly nonce: Bytes;
}
export const preSharedKeyId: Codec<PreSharedKeyId> = struct({
  psk: tagged<PreSharedKeyId['psk']>(uint8, {
    external: { tag: 1, body: struct({ id: opaqueVar }) },
    resumption: { tag: 2, body: struct({ usage: uint8, groupId: opaqueVar, epoch: uint64 }) },
  }),
  nonce: opaqueVar,
});

/** A proposal by its number. The body is checked for form and otherwise ignored: no proposal is ever applied (R-MLS). */
export interface Proposal {
  readonly type: number;
  readonly body: object;
}

const extensions = vectorVar(extension);

/** Bodies of RFC 9420 §12.1. */
const proposalBodies: ReadonlyMap<number, Codec<object>> = new Map<number, Codec<object>>([
  [1, struct({ keyPackage })],
  [2, struct({ leafNode })],
  [3, struct({ removed: uint32 })],
  [4, struct({ psk: preSharedKeyId })],
  [5, struct({ groupId: opaqueVar, version: uint16, cipherSuite: uint16, extensions })],
  [6, struct({ kemOutput: opaqueVar })],
  [7, struct({ extensions })],
]);

/** Types outside the RFC hold one vector: other MLS stacks write them so. */
const otherProposal: Codec<object> = struct({ data: opaqueVar });

export const proposal: Codec<Proposal> = {
  read(reader) {
    const type = reader.uint(2);
    return { type, body: (proposalBodies.get(type) ?? otherProposal).read(reader) };
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
export const commit: Codec<Commit> = struct({
  proposals: vectorVar(
    tagged<ProposalOrRef>(uint8, {
      proposal: { tag: 1, body: struct({ proposal }) },
      reference: { tag: 2, body: struct({ reference: opaqueVar }) },
    }),
  ),
  path: optional<UpdatePath>(
    struct({ leafNode, nodes: vectorVar(struct({ encryptionKey: opaqueVar, encryptedPathSecret: vectorVar(hpkeCiphertext) })) }),
  ),
});

/** Plaintext of a PrivateMessage that carries a commit. RFC 9420 §6.3.1. */
export interface PrivateCommitContent {
  readonly commit: Commit;
  readonly signature: Bytes;
  readonly confirmationTag: Bytes;
  readonly padding: Bytes;
}
export const privateCommitContent: Codec<PrivateCommitContent> = struct({
  commit,
  signature: opaqueVar,
  confirmationTag: opaqueVar,
  padding: opaqueRest,
});

/** Plaintext of a PrivateMessage's encrypted_sender_data. RFC 9420 §6.3.2. */
export interface SenderData {
  readonly leafIndex: number;
  readonly generation: number;
  readonly reuseGuard: Bytes;
}
export const senderData: Codec<SenderData> = struct({ leafIndex: uint32, generation: uint32, reuseGuard: opaque(4) });

import type { Bytes } from '../bytes.ts';
import {
  type Codec,
  decode,
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
import { DecodeError, misbehaved } from '../errors.ts';
import {
  type Commit,
  commit,
  type HpkeCiphertext,
  hpkeCiphertext,
  preSharedKeyId,
  type PreSharedKeyId,
  type Proposal,
  proposal,
} from './commit-structures.ts';
import type { MlsMessageHeader } from './group.ts';
import { cipherSuite, groupInfo, type GroupInfo, keyPackage, type KeyPackage, knownVersion, mac, mls10 } from './structures.ts';

/** Our own limit, bytes: no MLSMessage of this protocol is longer than a handshake message (R-FRAG). */
export const maxMessage = 262_144;

/** RFC 9420 §12.4.3.1. */
export interface Welcome {
  readonly cipherSuite: number;
  readonly secrets: readonly { readonly newMember: Bytes; readonly encryptedGroupSecrets: HpkeCiphertext }[];
  readonly encryptedGroupInfo: Bytes;
}
export const welcome: Codec<Welcome> = struct(
  {
    cipherSuite,
    secrets: vectorVar(struct({ newMember: named('KeyPackageRef', opaqueVar), encryptedGroupSecrets: hpkeCiphertext }, 'EncryptedGroupSecrets')),
    encryptedGroupInfo: opaqueVar,
  },
  'Welcome',
);

/** Plaintext of a Welcome's entry for one new member. RFC 9420 §12.4.3.1. Secret. */
export interface GroupSecrets {
  readonly joinerSecret: Bytes;
  readonly pathSecret: Bytes | null;
  readonly psks: readonly PreSharedKeyId[];
}
export const groupSecrets: Codec<GroupSecrets> = struct(
  {
    joinerSecret: opaqueVar,
    pathSecret: optional(named('PathSecret', opaqueVar)),
    psks: vectorVar(preSharedKeyId),
  },
  'GroupSecrets',
);

/** RFC 9420 §6. */
export type ContentType = 'application' | 'proposal' | 'commit';
export const contentType = tagged<{ readonly kind: ContentType }>(named('ContentType', uint8, 'content_type'), {
  application: { tag: 1, body: struct({}) },
  proposal: { tag: 2, body: struct({}) },
  commit: { tag: 3, body: struct({}) },
});

/** RFC 9420 §6.3. */
export interface PrivateMessage {
  readonly groupId: Bytes;
  readonly epoch: bigint;
  readonly contentType: { readonly kind: ContentType };
  readonly authenticatedData: Bytes;
  readonly encryptedSenderData: Bytes;
  readonly ciphertext: Bytes;
}
export const privateMessage: Codec<PrivateMessage> = struct(
  {
    groupId: opaqueVar,
    epoch: uint64,
    contentType,
    authenticatedData: opaqueVar,
    encryptedSenderData: opaqueVar,
    ciphertext: opaqueVar,
  },
  'PrivateMessage',
);

/** RFC 9420 §6.1. */
export type Sender =
  | { readonly kind: 'member'; readonly leafIndex: number }
  | { readonly kind: 'external'; readonly senderIndex: number }
  | { readonly kind: 'new-member-proposal' }
  | { readonly kind: 'new-member-commit' };

type Content =
  | { readonly kind: 'application'; readonly data: Bytes }
  | { readonly kind: 'proposal'; readonly proposal: Proposal }
  | { readonly kind: 'commit'; readonly commit: Commit };

/** FramedContent of a PublicMessage. RFC 9420 §6. */
export interface FramedContent {
  readonly groupId: Bytes;
  readonly epoch: bigint;
  readonly sender: Sender;
  readonly authenticatedData: Bytes;
  readonly content: Content;
}
export const framedContent: Codec<FramedContent> = struct(
  {
    groupId: opaqueVar,
    epoch: uint64,
    sender: named(
      'Sender',
      tagged<Sender>(named('SenderType', uint8, 'sender_type'), {
        member: { tag: 1, body: struct({ leafIndex: uint32 }) },
        external: { tag: 2, body: struct({ senderIndex: uint32 }) },
        'new-member-proposal': { tag: 3, body: struct({}) },
        'new-member-commit': { tag: 4, body: struct({}) },
      }),
    ),
    authenticatedData: opaqueVar,
    content: tagged<Content>(named('ContentType', uint8, 'content_type'), {
      application: { tag: 1, body: struct({ data: named('opaque<V>', opaqueVar, 'application_data') }) },
      proposal: { tag: 2, body: struct({ proposal }) },
      commit: { tag: 3, body: struct({ commit }) },
    }),
  },
  'FramedContent',
);

/** RFC 9420 §6.2. The tags are there exactly when content type and sender type ask for them. */
export interface PublicMessage {
  readonly content: FramedContent;
  readonly signature: Bytes;
  readonly confirmationTag: Bytes | null;
  readonly membershipTag: Bytes | null;
}
export const publicMessage: Codec<PublicMessage> = {
  type: 'PublicMessage',
  read(reader) {
    const content = readField(reader, 'content', framedContent);
    reader.enter('auth', 'FramedContentAuthData');
    const signature = readField(reader, 'signature', opaqueVar);
    const confirmationTag = content.content.kind === 'commit' ? readField(reader, 'confirmation_tag', mac) : null;
    reader.leave({ signature, confirmationTag });
    return { content, signature, confirmationTag, membershipTag: content.sender.kind === 'member' ? readField(reader, 'membership_tag', mac) : null };
  },
  write(writer, value) {
    framedContent.write(writer, value.content);
    for (const bytes of [value.signature, value.confirmationTag, value.membershipTag]) if (bytes !== null) opaqueVar.write(writer, bytes);
  },
};

/** RFC 9420 §6. */
export type MlsMessage =
  | { readonly kind: 'public-message'; readonly publicMessage: PublicMessage }
  | { readonly kind: 'private-message'; readonly privateMessage: PrivateMessage }
  | { readonly kind: 'welcome'; readonly welcome: Welcome }
  | { readonly kind: 'group-info'; readonly groupInfo: GroupInfo }
  | { readonly kind: 'key-package'; readonly keyPackage: KeyPackage };

export const mlsMessage = struct<{ version: number; body: MlsMessage }>(
  {
    version: knownVersion,
    body: tagged<MlsMessage>(named('WireFormat', uint16, 'wire_format'), {
      'public-message': { tag: 1, body: struct({ publicMessage }) },
      'private-message': { tag: 2, body: struct({ privateMessage }) },
      welcome: { tag: 3, body: struct({ welcome }) },
      'group-info': { tag: 4, body: struct({ groupInfo }) },
      'key-package': { tag: 5, body: struct({ keyPackage }) },
    }),
  },
  'MLSMessage',
);

/** An MLSMessage of another version has another form: nothing behind its version can be read. RFC 9420 §6. */
function checkVersion([high, low]: Bytes): void {
  if (high !== undefined && low !== undefined && high * 256 + low !== mls10) throw misbehaved('MLS_VERSION');
}

/**
 * Reads one MLSMessage to its last field. The library's own decoder accepts longer length forms and trailing bytes;
 * whatever passes here, it reads the same way.
 *
 * @throws {DecodeError} unless `bytes` is exactly one MLSMessage in its only encoding
 * @throws {EngineError} `MLS_VERSION` unless its version is mls10
 */
export function decodeMessage(bytes: Bytes): MlsMessage {
  if (bytes.length > maxMessage) throw new DecodeError('too-large', maxMessage, 'MLSMessage');
  checkVersion(bytes);
  return decode(mlsMessage, bytes, 'MLSMessage').body;
}

/** What can be read without keys. @throws {DecodeError} */
export function readHeader(bytes: Bytes): MlsMessageHeader {
  const message = decodeMessage(bytes);
  switch (message.kind) {
    case 'key-package':
      return { kind: message.kind, suite: message.keyPackage.cipherSuite };
    case 'welcome':
      return { kind: message.kind, suite: message.welcome.cipherSuite };
    case 'private-message': {
      const {
        groupId,
        epoch,
        contentType: { kind },
      } = message.privateMessage;
      return { kind: message.kind, groupId, epoch, contentType: kind };
    }
    case 'public-message': {
      const { groupId, epoch, content } = message.publicMessage.content;
      return { kind: message.kind, groupId, epoch, contentType: content.kind };
    }
    case 'group-info':
      return { kind: message.kind };
    default:
      return message satisfies never;
  }
}

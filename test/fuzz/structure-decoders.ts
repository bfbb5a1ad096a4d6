import { ascii, type Bytes, equal } from '#engine/bytes.ts';
import { type Codec, decode, encode } from '#engine/codec/codec.ts';
import type { ExplainKind } from '#engine/explain/explain.ts';
import { type Commit, commit, privateCommitContent, proposal, senderData } from '#engine/mls/commit-structures.ts';
import { dictionary, encodeGroupMarker, encodeLeafMarker, findComponent, groupMarker, leafMarker } from '#engine/mls/marker.ts';
import { decodeMessage, type GroupSecrets, groupSecrets, type MlsMessage, welcome } from '#engine/mls/message.ts';
import { groupInfo, type GroupInfo, keyPackage, leafNode, ratchetTree } from '#engine/mls/structures.ts';
import { prologue, resumptionStatus } from '#engine/two-party/messages.ts';
import { type Decoder, isRefusal } from './campaign.ts';
import { mutateBytes } from './byte-mutations.ts';
import type { SessionMessages } from './protocol-specimens.ts';
import { mutate, specimens } from './tree-mutations.ts';

const filled = (length: number): Bytes => new Uint8Array(length).fill(length);
const marker = { version: 0x4d01, profile: 1, suiteDescriptor: ascii('a suite'), clientHelloHash: filled(32) };

/** Structures that are read by themselves: parts of messages, what was encrypted, what extensions hold. */
export function structureDecoders(sessions: readonly SessionMessages[]): readonly Decoder[] {
  const messages = sessions.map(structuresOf);
  const [first] = messages;
  if (first === undefined) throw new Error('no session');
  const dictionaries = [encodeLeafMarker(['draft-00', 'editor-copy'], 1), encodeGroupMarker(marker)];
  const component: Decoder = {
    name: 'the MLS-TLS component',
    share: 3,
    make: (dice) => mutate(dice, components),
    run: (data) => findComponent([{ type: 0x0006, data }]),
    refuses: isRefusal,
  };
  const components = specimens(dictionaries, 'app-data-dictionary');
  return [
    component,
    ...(['KeyPackage', 'LeafNode', 'Welcome', 'Commit', 'ratchet_tree', 'PrivateMessageContent'] as const).map((name) =>
      decoder(
        name,
        first[name][0] as Codec<unknown>, // only whether it reads matters here
        messages.map((structures) => structures[name][1]),
        first[name][2],
      ),
    ),
    decoder('GroupInfo', groupInfo, [encode(groupInfo, sampleGroupInfo)], 'group-info'),
    decoder('Proposal', proposal, sampleProposals(first.KeyPackage[1]), 'proposal'),
    decoder('GroupSecrets', groupSecrets, [encode(groupSecrets, sampleSecrets)], 'group-secrets'),
    decoder('SenderData', senderData, [encode(senderData, { leafIndex: 1, generation: 7, reuseGuard: filled(4) })], 'sender-data'),
    decoder('AppDataDictionary', dictionary, dictionaries, 'app-data-dictionary'),
    decoder('Prologue', prologue, [encode(prologue, { version: 0x4d01, profile: 1, flags: 0, random: filled(32) })], 'prologue'),
    decoder('MlsTlsLeaf', leafMarker, [encode(leafMarker, { versions: [0x4d01], profiles: [1, 2], foundingRole: 1 })], null),
    decoder('MlsTlsGroup', groupMarker, [encode(groupMarker, marker)], null),
    decoder('ResumptionStatus', resumptionStatus, [encode(resumptionStatus, { earlyData: 1, flightHash: filled(32) })], null),
  ];
}

/** @param kind how its parts are found; `null` when it is changed blindly */
function decoder<T>(name: string, codec: Codec<T>, values: readonly Bytes[], kind: ExplainKind | null): Decoder {
  const known = kind === null ? null : specimens(values, kind);
  return {
    name,
    share: 1.5,
    make: (dice) => (known === null ? mutateBytes(dice, dice.pick(values), values) : mutate(dice, known)),
    run: (bytes) => {
      if (!equal(encode(codec, decode(codec, bytes, name)), bytes)) throw new Error('there is a second encoding');
    },
    refuses: isRefusal,
  };
}

/** Codec, value and kind of the structures inside a session's messages. */
function structuresOf({ mls }: SessionMessages) {
  const invitation = part(mls.welcome, 'welcome').welcome;
  const offered = part(mls.keyPackage, 'key-package').keyPackage;
  const { content, signature, confirmationTag } = part(mls.publicCommit, 'public-message').publicMessage;
  if (content.content.kind !== 'commit' || confirmationTag === null) throw new Error('not a commit');
  const inner = { commit: content.content.commit, signature, confirmationTag, padding: filled(9) };
  const tree = [{ kind: 'leaf', leaf: offered.leafNode }, null, { kind: 'leaf', leaf: offered.leafNode }] as const;
  return {
    KeyPackage: [keyPackage, encode(keyPackage, offered), 'key-package'],
    LeafNode: [leafNode, encode(leafNode, offered.leafNode), 'leaf-node'],
    Welcome: [welcome, encode(welcome, invitation), 'welcome'],
    Commit: [commit, encode(commit, inner.commit satisfies Commit), 'commit'],
    ratchet_tree: [ratchetTree, encode(ratchetTree, tree), 'ratchet-tree'],
    PrivateMessageContent: [privateCommitContent, encode(privateCommitContent, inner), 'private-message-content'],
  } as const;
}

function part<K extends MlsMessage['kind']>(bytes: Bytes, kind: K): Extract<MlsMessage, { kind: K }> {
  const message = decodeMessage(bytes);
  if (message.kind !== kind) throw new Error(`not a ${kind}`);
  return message as Extract<MlsMessage, { kind: K }>; // its kind was just looked at
}

const sampleGroupInfo: GroupInfo = {
  groupContext: {
    version: 1,
    cipherSuite: 1,
    groupId: filled(32),
    epoch: 1n,
    treeHash: filled(32),
    confirmedTranscriptHash: filled(32),
    extensions: [{ type: 6, data: encodeGroupMarker(marker) }],
  },
  extensions: [{ type: 2, data: filled(70) }],
  confirmationTag: filled(32),
  signer: 0,
  signature: filled(64),
};

const sampleSecrets: GroupSecrets = {
  joinerSecret: filled(32),
  pathSecret: filled(32),
  psks: [
    { psk: { kind: 'external', id: filled(5) }, nonce: filled(32) },
    { psk: { kind: 'resumption', usage: 1, groupId: filled(16), epoch: 5n }, nonce: filled(32) },
  ],
};

function sampleProposals(offered: Bytes): readonly Bytes[] {
  const bodies = [
    [1, { keyPackage: decode(keyPackage, offered) }],
    [3, { removed: 1 }],
    [4, { psk: sampleSecrets.psks[0] }],
    [5, { groupId: filled(32), version: 1, cipherSuite: 1, extensions: sampleGroupInfo.extensions }],
    [6, { kemOutput: filled(32) }],
    [7, { extensions: sampleGroupInfo.extensions }],
    [0x0a0a, { data: filled(6) }],
  ] as const;
  return bodies.map(([type, body]) => encode(proposal, { type, body }));
}

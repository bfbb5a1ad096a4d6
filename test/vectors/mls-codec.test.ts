import { expect } from 'vitest';
import { type Bytes, concat, toHex } from '#engine/bytes.ts';
import { type Codec, decode, encode } from '#engine/codec/codec.ts';
import { Reader } from '#engine/codec/reader.ts';
import { readVarint } from '#engine/codec/varint.ts';
import { commit, proposal } from '#engine/mls/commit-structures.ts';
import { groupSecrets, mlsMessage } from '#engine/mls/message.ts';
import { ratchetTree } from '#engine/mls/structures.ts';
import { eachCase, hex } from './mls-cases.ts';

eachCase<{ readonly vlbytes_header: string; readonly length: number }>('deserialization', 'vector headers', async (value) => {
  const reader = new Reader(hex(value.vlbytes_header));
  expect(readVarint(reader)).toBe(value.length);
  reader.finish();
});

const whole = (name: string, codec: Codec<unknown>) => [name, (bytes: Bytes) => encode(codec, decode(codec, bytes))] as const;
/** These bodies come without the proposal_type in front. */
const body = (name: string, type: number) =>
  [name, (bytes: Bytes) => encode(proposal, decode(proposal, concat(Uint8Array.of(0, type), bytes))).slice(2)] as const;

const structures = new Map<string, (bytes: Bytes) => Bytes>([
  // Each codec reads and writes its own type; here only the bytes count.
  ...[
    'mls_welcome',
    'mls_group_info',
    'mls_key_package',
    'public_message_application',
    'public_message_proposal',
    'public_message_commit',
    'private_message',
  ].map((name) => whole(name, mlsMessage as Codec<unknown>)),
  whole('ratchet_tree', ratchetTree as Codec<unknown>),
  whole('group_secrets', groupSecrets as Codec<unknown>),
  whole('commit', commit as Codec<unknown>),
  body('add_proposal', 1),
  body('update_proposal', 2),
  body('remove_proposal', 3),
  body('pre_shared_key_proposal', 4),
  body('re_init_proposal', 5),
  body('external_init_proposal', 6),
  body('group_context_extensions_proposal', 7),
]);

eachCase<Record<string, string>>('messages', 'every structure is read and written back byte for byte', async (value) => {
  expect(Object.keys(value).sort()).toEqual([...structures.keys()].sort());
  for (const [name, through] of structures) {
    const bytes = hex(value[name] ?? '');
    expect(toHex(through(bytes)), name).toBe(toHex(bytes));
  }
});

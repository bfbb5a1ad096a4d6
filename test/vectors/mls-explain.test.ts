import { expect } from 'vitest';
import { type Bytes, concat } from '#engine/bytes.ts';
import { explain, type ExplainKind, recognise } from '#engine/explain/explain.ts';
import { failuresOf } from '#engine/explain/node.ts';
import { expectCovered, strangers } from '../support/field-trees.ts';
import { eachCase, hex } from './mls-cases.ts';

const bare = (bytes: Bytes): Bytes => bytes;
/** These bodies come without the proposal_type in front. */
const withType = (type: number) => (bytes: Bytes) => concat(Uint8Array.of(0, type), bytes);

const structures: Readonly<Record<string, readonly [kind: ExplainKind, whole: (bytes: Bytes) => Bytes]>> = {
  mls_welcome: ['mls-message', bare],
  mls_group_info: ['mls-message', bare],
  mls_key_package: ['mls-message', bare],
  public_message_application: ['mls-message', bare],
  public_message_proposal: ['mls-message', bare],
  public_message_commit: ['mls-message', bare],
  private_message: ['mls-message', bare],
  ratchet_tree: ['ratchet-tree', bare],
  group_secrets: ['group-secrets', bare],
  commit: ['commit', bare],
  add_proposal: ['proposal', withType(1)],
  update_proposal: ['proposal', withType(2)],
  remove_proposal: ['proposal', withType(3)],
  pre_shared_key_proposal: ['proposal', withType(4)],
  re_init_proposal: ['proposal', withType(5)],
  external_init_proposal: ['proposal', withType(6)],
  group_context_extensions_proposal: ['proposal', withType(7)],
};

eachCase<Record<string, string>>('messages', 'every message is explained without an unknown field', async (value) => {
  expect(Object.keys(value).sort()).toEqual(Object.keys(structures).sort());
  for (const [name, [kind, whole]] of Object.entries(structures)) {
    const bytes = whole(hex(value[name] ?? ''));
    const tree = explain(bytes, kind);
    expect(failuresOf(tree), name).toEqual([]);
    expect(strangers(tree), name).toEqual([]);
    expectCovered(tree, bytes);
    if (kind === 'mls-message') expect(recognise(bytes), name).toBe(kind);
  }
});

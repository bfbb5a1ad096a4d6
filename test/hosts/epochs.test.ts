import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCore, type LiveCore } from '#main/hosts/core.ts';
import { testProtection } from '../support/protection.ts';

const folder = mkdtempSync(join(tmpdir(), 'epochscope-epochs-'));
let core: LiveCore;
let connectionId: string;

beforeAll(async () => {
  core = await createCore({ ...testProtection, profileDirectory: join(folder, 'profile'), host: 'daemon', version: '0.0.0', autoResume: false });
  connectionId = (await core.handlers.startDemo({})).initiatorId;
  await core.handlers.update({ connectionId });
  await core.handlers.setAutoResume({ connectionId, on: false });
  await core.handlers.cut({ connectionId });
  await core.handlers.resume({ connectionId });
  await core.handlers.setAutoResume({ connectionId, on: true });
});

afterAll(async () => {
  await core.close();
  rmSync(folder, { recursive: true });
});

describe('the epochs of a session over two transports', () => {
  test('have their history: keys, the cut, and the lineage of the resumption', async () => {
    const { epochs, earlier, healed } = await core.handlers.epochHistory({ connectionId });
    expect(earlier).toBe(0);
    expect(epochs.map(({ epoch, how, by, attempt }) => [epoch, how, by, attempt])).toEqual([
      ['1', 'handshake', 'founding', 1],
      ['2', 'update', 'us', 1],
      ['3', 'resumption', 'us', 2],
      ['4', 'resumption', 'peer', 2],
    ]);
    const [first, second, staged, last] = epochs;
    expect(first?.keys.sent?.until).not.toBeNull();
    expect(second?.ends).toEqual([expect.objectContaining({ attempt: 1, orderly: false, how: 'cut' })]);
    expect(staged?.keys).toEqual({ sent: null, received: null });
    expect(last?.resumption).toEqual({ asked: 'us', case: null, carriedOver: false, tie: null });
    expect(last?.keys.received).toMatchObject({ until: null });
    expect(healed).toEqual({ us: staged?.startedAt, peer: last?.startedAt, both: staged?.startedAt });
  });

  test('have their group state, in which a commit changes what RFC 9420 says it does', async () => {
    const second = await core.handlers.epochState({ connectionId, epoch: '2' });
    expect([second.previous, second.next]).toEqual(['1', '3']);
    const { values = [], members = [], nodes = [], context, tree } = second.group ?? {};
    expect(values.map(({ name, changed }) => [name, changed])).toEqual([
      ['group-id', false],
      ['suite', false],
      ['tree-hash', true],
      ['transcript-hash', true],
    ]);
    expect(nodes.map(({ kind, changed }) => [kind, changed])).toEqual([
      ['leaf', false],
      ['parent', true],
      ['leaf', true],
    ]);
    expect(members.map(({ leaf, own, source, changed }) => [leaf, own, source, changed])).toEqual([
      [0, false, 'key-package', []],
      [1, true, 'commit', ['encryption-key', 'source']],
    ]);
    expect(context?.root.type).toBe('GroupContext');
    expect(tree?.root.parts.length).toBeGreaterThan(0);
  });

  test('name their derivations; early keys only where a first flight had them', async () => {
    const stepsOf = async (epoch: string) => (await core.handlers.epochState({ connectionId, epoch })).schedule.map(({ id }) => id);
    expect(await stepsOf('2')).not.toContain('early_traffic_secret');
    expect(await stepsOf('3')).toContain('early_write_key');
    expect(await stepsOf('4')).not.toContain('early_traffic_secret');
  });

  test('are refused when they are not recorded', async () => {
    await expect(core.handlers.epochState({ connectionId, epoch: '99' })).rejects.toMatchObject({ view: { code: 'UNKNOWN_EPOCH' } });
  });
});

describe('a key policy', () => {
  const policy = { updateRecords: 0, updateBytes: 4096, updateAge: 0, recordsPerKey: 0, earlyData: false, autoResume: true };

  test('[RL-25] takes effect on a live connection: what was counted counts', async () => {
    expect(await core.handlers.keyPolicy({ connectionId })).toMatchObject({ own: false, policy: { updateAge: 3_600_000 } });
    const before = (await core.handlers.connection({ connectionId })).epoch;
    await core.handlers.send({ connectionId, text: 'x'.repeat(60_000) });
    expect((await core.handlers.connection({ connectionId })).epoch).toBe(before);
    expect(await core.handlers.setKeyPolicy({ connectionId, policy })).toEqual({ connectionId, policy, own: true });
    await expect.poll(async () => (await core.handlers.connection({ connectionId })).epoch).toBe(String(BigInt(before ?? 0) + 1n));
    const { epochs } = await core.handlers.epochHistory({ connectionId });
    expect(epochs.at(-1)).toMatchObject({ how: 'update', by: 'us', automatic: true });
  });

  test('says what it would have done with what is recorded', async () => {
    const none = await core.handlers.tryKeyPolicy({ connectionId, policy: { ...policy, updateBytes: 0 } });
    expect(none).toMatchObject({ updates: [], made: 1, cut: false });
    const often = await core.handlers.tryKeyPolicy({ connectionId, policy });
    expect(often.updates.length).toBeGreaterThanOrEqual(1);
    expect(often.would.count).toBeGreaterThan(none.would.count);
  });

  test('goes back to the default, which is the product’s until it is changed', async () => {
    expect(await core.handlers.setKeyPolicy({ connectionId, policy: null })).toMatchObject({ own: false });
    expect(await core.handlers.setKeyPolicy({ connectionId: null, policy })).toEqual({ connectionId: null, policy, own: true });
    expect(await core.handlers.setKeyPolicy({ connectionId: null, policy: null })).toMatchObject({ own: false, policy: { updateBytes: 2 ** 36 } });
    const entries = await core.handlers.audit({
      before: null,
      limit: 10,
      actions: ['key-policy-changed'],
      subjectKind: null,
      from: null,
      to: null,
      text: null,
    });
    expect(entries).toHaveLength(4);
  });
});

import { expect } from 'vitest';
import { toHex } from '#engine/bytes.ts';
import { brief } from '../support/scripted-line.ts';
import type { ScriptedPeer } from '../support/scripted-peer.ts';
import { starts } from '../support/starts.ts';
import { type Executor, one } from './record-rows.ts';
import type { Act } from './trial.ts';

const { est_i, est_r, wait_ack_i, wait_ack_r } = starts;

const says =
  (epoch: bigint): Act =>
  ({ line }) =>
    line.tell(line.epochKeyUpdate(epoch));

/** A connection_update of the peer at its own epoch, on the wire. @returns the epoch it leads to, for {@link ScriptedPeer.closeEpoch} */
async function updates(peer: ScriptedPeer): Promise<bigint> {
  const { message, next } = await peer.commit();
  peer.groups.set(next.epoch, next);
  await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
  return next.epoch;
}

/** Names of what the victim said since the last look. */
const heard = ({ line }: ScriptedPeer): readonly string[] => line.take().map(brief);
const updating = ({ line }: ScriptedPeer): boolean => line.victim.connection.status.updating;
const stored = ({ host, sessionId }: ScriptedPeer) => host.stored(sessionId);

/** R-UPD from the peer's side: confirmations and updates that are not due. */
const confirmations: Record<string, Executor> = {
  'EK-001': async (trial) => {
    for (const [name, start] of Object.entries({ est_i, est_r })) await trial.member(name, start, says(1n));
  },
  'EK-002': one(wait_ack_i, async (peer, mark) => {
    await says(1n)(peer, mark);
    expect(stored(peer)?.pending?.epoch).toBe(1n);
  }),
  'EK-003': one(wait_ack_r, async (peer, mark) => {
    await says(3n)(peer, mark);
    expect(stored(peer)?.pending?.epoch).toBe(1n);
  }),
  'EK-004': one(wait_ack_i, async (peer) => {
    await peer.line.tell(peer.closeEpoch(2n));
    expect(heard(peer)).toEqual(['epoch_key_update']);
    await peer.line.tell(peer.line.epochKeyUpdate(2n));
    expect(stored(peer)?.group.epoch).toBe(2n);
  }),
  'EK-005': one(wait_ack_i, async (peer) => {
    const { host, line } = peer;
    await line.tell(line.data('data keeps flowing'));
    host.clock.advance(59_999);
    line.victim.tick();
    expect(line.victim.failure).toBeNull();
    host.clock.advance(1);
    line.victim.tick();
    await line.settle();
    expect(stored(peer)?.pending?.epoch).toBe(1n);
  }),
  'EK-014': one(est_r, async (peer, mark) => {
    const epoch = await updates(peer);
    mark();
    peer.line.send = peer.sealer(epoch);
    await peer.line.tell(peer.line.data('no marker came before this'));
  }),
  'EK-016': one(wait_ack_r, async (peer, mark) => {
    await peer.line.end('reset');
    await peer.resume();
    expect(stored(peer)).toMatchObject({ pending: null, group: { epoch: 3n } });
    mark();
    await says(2n)(peer, mark);
  }),
};

/** Updates of both sides at once, and what the application does meanwhile. Most are positive controls. */
const crossings: Record<string, Executor> = {
  'EK-006': one(wait_ack_i, async (peer) => {
    await peer.line.tell(peer.line.handshake(peer.connectionUpdate((await peer.commit()).message)));
    expect([heard(peer), updating(peer), stored(peer)?.group.epoch]).toEqual([[], true, 1n]);
    await peer.line.tell(peer.closeEpoch(2n));
    expect([heard(peer), updating(peer), stored(peer)?.group.epoch]).toEqual([['epoch_key_update'], false, 2n]);
  }),
  'EK-007': one(wait_ack_r, async (peer) => {
    const ours = stored(peer)?.pending?.hash;
    const { message, next } = await peer.commit();
    peer.groups.set(next.epoch, next);
    await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
    expect([heard(peer), stored(peer)?.pending, stored(peer)?.group.epoch]).toEqual([['epoch_key_update'], null, 2n]);
    await peer.line.tell(peer.closeEpoch(2n));
    // The wish for an update of its own is still there: a new commit, at the new epoch.
    expect(heard(peer)).toEqual(['connection_update']);
    expect(stored(peer)?.pending).toMatchObject({ epoch: 2n, hash: expect.not.objectContaining(ours ?? {}) });
  }),
  'EK-008': one(wait_ack_r, async (peer) => {
    const { line } = peer;
    const confirmation = peer.closeEpoch(2n);
    const { message, next } = await peer.commit();
    peer.groups.set(next.epoch, next);
    await line.tell(confirmation, line.handshake(peer.connectionUpdate(message)));
    expect(heard(peer)).toEqual(['epoch_key_update', 'epoch_key_update']);
    await line.tell(peer.closeEpoch(3n));
    expect(stored(peer)?.group.epoch).toBe(3n);
  }),
  'EK-009': one(est_r, async (peer) => {
    const { line } = peer;
    const first = await peer.commit();
    const second = await peer.commit(undefined, first.next);
    peer.groups.set(first.next.epoch, first.next);
    await line.tell(line.handshake(peer.connectionUpdate(first.message)), line.handshake(peer.connectionUpdate(second.message)));
    expect(stored(peer)?.group.epoch).toBe(2n);
  }),
  'EK-011': one(wait_ack_i, async (peer, mark) => {
    const { line } = peer;
    for (let wish = 0; wish < 3; wish++) line.victim.update();
    await line.settle();
    expect(heard(peer)).toEqual([]);
    await line.tell(peer.closeEpoch(2n));
    expect(heard(peer)).toEqual(['epoch_key_update', 'connection_update']);
    mark(); // three wishes are one update: nothing more follows
    await line.settle();
  }),
  'EK-012': one(wait_ack_i, async (peer) => {
    const { line } = peer;
    const words = Array.from({ length: 100 }, (_, n) => `record ${n}`);
    for (const word of words) line.victim.write(word);
    const data = line.take().map((item) => (item.kind === 'data' ? Buffer.from(item.content).toString() : item.kind));
    expect(data).toEqual(words);
    await line.tell(peer.closeEpoch(2n));
    expect(heard(peer)).toEqual(['epoch_key_update']);
  }),
  'EK-013': one(est_r, async (peer) => {
    const { line } = peer;
    const epoch = await updates(peer);
    const before = line.victim.receivedText.length;
    await line.tell(line.data('old '), peer.closeEpoch(epoch), line.data('new'));
    expect(line.victim.receivedText.slice(before)).toBe('old new');
  }),
};

/** What is gone after an update, and what happens when none comes. */
const limits: Record<string, Executor> = {
  'EK-015': one(est_r, async (peer) => {
    const { host, line } = peer;
    await peer.update();
    const living = new Set<object>();
    const { importRecordKey } = host.crypto;
    host.crypto.importRecordKey = (aead, key) => {
      const inner = importRecordKey(aead, key);
      const watched = {
        seal: inner.seal.bind(inner),
        open: inner.open.bind(inner),
        erase: () => {
          living.delete(watched);
          inner.erase();
        },
      };
      living.add(watched);
      return watched;
    };
    await peer.update();
    expect(living.size).toBe(2);
    const old = [...living];
    await peer.update();
    expect(old.filter((key) => living.has(key))).toEqual([]);
    expect(living.size).toBe(2);
    const disk = [...host.disk.sessions.values()].map(toHex).join();
    for (const [, { exporterSecret }] of peer.groups) expect(disk).not.toContain(toHex(exporterSecret ?? new Uint8Array(1)));
    await line.tell(line.data(''));
  }),
  'EK-017': one(
    (options) => wait_ack_i({ ...options, policy: { hardRecordLimit: 40n } }),
    async (peer) => {
      const { line, host } = peer;
      for (let n = 0; n < 60; n++) line.victim.write('x');
      line.take();
      // 16 records are kept for the messages of an update and for alerts; the rest waits for the peer.
      expect(line.records.filter(({ inner }) => inner === 23).length).toBeLessThanOrEqual(24);
      expect([line.victim.failure, line.victim.connection.status.queuedBytes > 0]).toEqual([null, true]);
      host.clock.advance(60_000);
      line.victim.tick();
      await line.settle();
    },
  ),
};

/** Rows EK of the catalogue. */
export const updateRows: Readonly<Record<string, Executor>> = { ...confirmations, ...crossings, ...limits };

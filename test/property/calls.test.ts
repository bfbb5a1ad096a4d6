import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat } from '#engine/bytes.ts';
import { EngineError, type Failure } from '#engine/errors.ts';
import { handshakeTypes } from '#engine/two-party/messages.ts';
import type { ScriptedPeer } from '../support/scripted-peer.ts';
import { clearRecord } from '../support/scripted-records.ts';
import { starts } from '../support/starts.ts';
import { type End, type Host, settle } from '../support/world.ts';

const runs = Number(process.env['EPOCHSCOPE_CALLS'] ?? 150);

const body = fc.uint8Array({ maxLength: 60 });
/** Something a host does, a network brings, or a peer with keys says. `turn`: the host polls before the next step. */
const deed = fc.record({
  turn: fc.boolean(),
  act: fc.oneof(
    fc.constantFrom('write', 'update', 'close', 'settle', 'replay', 'accept', 'resume').map((kind) => ({ kind }) as const),
    fc.constantFrom('peer-update', 'peer-switch', 'peer-request').map((kind) => ({ kind }) as const),
    fc.record({ kind: fc.constant('peer-confirm' as const), epoch: fc.bigInt(1n, 3n) }),
    fc.constantFrom('abort', 'cut', 'fin', 'reset', 'persisted', 'persistFailed', 'disk').map((kind) => ({ kind }) as const),
    fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.constantFrom(1, 1000, 10_000, 15_000, 60_000, 600_000) }),
    fc.record({ kind: fc.constant('bytes' as const), bytes: body }),
    fc.record({ kind: fc.constant('sealed' as const), type: fc.constantFrom(0, 20, 21, 22, 23, 24), body }),
    fc.record({ kind: fc.constant('message' as const), type: fc.constantFrom(...Object.values(handshakeTypes), 0xe9), body }),
    fc.record({ kind: fc.constant('alert' as const), value: fc.constantFrom(0, 10, 47, 80, 90) }),
    fc.record({ kind: fc.constant('answer' as const), id: fc.nat(12) }),
  ),
});
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

/** Our own calls may be refused with what the caller did, or with how the connection ended; nothing else is thrown. */
function allowed(error: unknown, failure: Failure | null): boolean {
  return error instanceof EngineError && (error.failure.kind === 'api-misuse' || error.failure === failure);
}

async function act(peer: ScriptedPeer, { act: what }: Deed): Promise<void> {
  const { line, host } = peer;
  const { connection } = line.victim;
  const { now } = host.clock;
  switch (what.kind) {
    case 'write':
      return connection.write(new Uint8Array(3), now);
    case 'update':
    case 'close':
    case 'abort':
    case 'cut':
    case 'persisted':
    case 'persistFailed':
      return connection[what.kind](now);
    case 'settle':
      return settle(host);
    case 'replay':
      return connection.receive(concat(...line.victim.sent).slice(0, 4000), now);
    case 'accept':
      host.accept().connection.receive(concat(...line.victim.sent).slice(0, 4000), now);
      return;
    case 'resume':
      if (host.disk.sessions.has(peer.sessionId)) host.resume(peer.sessionId);
      return;
    case 'peer-update': {
      if (!peer.groups.has(peer.epoch)) return;
      const { message, next } = await peer.commit();
      peer.groups.set(next.epoch, next);
      return connection.receive(line.handshake(peer.connectionUpdate(message)), now);
    }
    case 'peer-switch':
      if (peer.groups.has(peer.epoch + 1n)) connection.receive(peer.closeEpoch(peer.epoch + 1n), now);
      return;
    case 'peer-confirm':
      return connection.receive(line.epochKeyUpdate(what.epoch), now);
    case 'peer-request': {
      if (!peer.groups.has(peer.epoch)) return;
      const request = peer.clear('resumption_request', (await peer.commit()).message);
      host.accept().connection.receive(clearRecord(22, request), now);
      return;
    }
    case 'fin':
    case 'reset':
      return connection.transportEnded(what.kind, now);
    case 'disk':
      host.disk.broken = !host.disk.broken;
      return;
    case 'wait':
      host.clock.advance(what.milliseconds);
      return connection.tick(host.clock.now);
    case 'bytes':
      return connection.receive(what.bytes, now);
    case 'sealed':
      return connection.receive(line.seal({ type: what.type, body: what.body }), now);
    case 'message':
      return connection.receive(line.handshake(concat(Uint8Array.of(what.type, 0, 0, what.body.length), what.body)), now);
    case 'alert':
      return connection.receive(line.alert(2, what.value), now);
    case 'answer':
      connection.decided(what.id, { ok: true }, now);
      connection.located(what.id, null, now);
      return connection.computed(what.id, { ok: false, error: new Error('nobody asked') }, now);
    default:
      return what satisfies never;
  }
}

/** The record keys a host makes from now on and has not dropped. R-DEL. */
function liveKeys({ crypto }: Host): ReadonlySet<object> {
  const alive = new Set<object>();
  const { importRecordKey } = crypto;
  crypto.importRecordKey = (aead, bytes) => {
    const inner = importRecordKey(aead, bytes);
    const key = {
      ...inner,
      erase() {
        alive.delete(key);
        inner.erase();
      },
    };
    alive.add(key);
    return key;
  };
  return alive;
}

/** One end, one word: what every connection promises however it was treated. */
function expectOneEnd(end: End): void {
  const { status } = end.connection;
  const closed = end.effects.indexOf('close-transport');
  expect(status.state === 'closed').toBe(closed >= 0);
  expect(end.effects.filter((kind) => kind === 'close-transport').length).toBeLessThanOrEqual(1);
  if (closed >= 0) expect(end.effects.slice(closed + 1)).toEqual(['notify']);
  expect(end.events.filter(({ kind }) => kind === 'closed').length).toBe(closed >= 0 ? 1 : 0);
  const errors = end.alerts('sent').filter((value) => value !== 0);
  expect(errors.length).toBeLessThanOrEqual(1);
  expect(end.alerts('sent').filter((value) => value === 0).length).toBeLessThanOrEqual(1);
  if (status.state === 'closed') expect([end.connection.deadline, status.queuedBytes, status.wantsInput]).toEqual([null, 0, false]);
}

test.each(Object.keys(starts) as (keyof typeof starts)[])(
  '[FR-13] [AL-03] [RL-07] from %s, whatever is called and whatever arrives ends at most once, with at most one alert, without a key left; nothing is thrown but misuse',
  async (start) => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 30 }), async (deeds) => {
        const peer = await starts[start]();
        const keys = liveKeys(peer.host);
        let effects = 0;
        Object.assign(peer.host.options, {
          boundary: () => {
            if (++effects > 5000) throw new Error('poll does not end');
          },
        });
        for (const one of deeds) {
          try {
            await act(peer, one);
          } catch (error) {
            if (!allowed(error, peer.line.victim.failure)) throw error;
          }
          if (one.turn) peer.host.drive();
        }
        peer.host.drive();
        await settle(peer.host);
        for (const end of peer.host.ends) expectOneEnd(end);
        for (const end of peer.host.ends) end.connection.cut(peer.host.clock.now);
        expect(keys.size).toBe(0);
      }),
      { numRuns: Math.ceil(runs / 12), seed: Number(process.env['EPOCHSCOPE_SEED'] ?? 7) },
    );
  },
  600_000,
);

import { connect } from 'node:net';
import { expect } from 'vitest';
import { concat } from '#engine/bytes.ts';
import { keyPackageOf } from '#engine/mls/library.ts';
import { listen as listenOn } from '#main/transport/tcp.ts';
import type { Transport } from '#main/transport/transport.ts';
import { keyPackageOptions } from '../support/mls-parties.ts';
import { Line } from '../support/scripted-line.ts';
import { clearRecord } from '../support/scripted-records.ts';
import { type Executor, one, zeros } from './record-rows.ts';
import { starts, victim } from '../support/starts.ts';
import type { Act } from './trial.ts';

const { est_i } = starts;

/** Sealed alert records with these contents. */
const alerts =
  (...contents: readonly (readonly number[])[]): Act =>
  (peer) =>
    peer.line.tell(...contents.map((body) => peer.line.seal({ type: 21, body: Uint8Array.from(body) })));

export const alertRows: Readonly<Record<string, Executor>> = {
  'AL-001': async (trial) => {
    await trial.member('length 0', est_i, alerts([]), 'length 0');
    await trial.member('length 1', est_i, alerts([2]));
    await trial.member('length 3', est_i, alerts([2, 10, 0]));
  },
  'AL-002': one(est_i, alerts([1, 0, 2, 0])),
  'AL-003': one(est_i, alerts([2], [10])),
  'AL-005': one(est_i, alerts([1, 40])),
  'AL-006': one(est_i, async ({ line }) => {
    await line.tell(line.alert(2, 0));
    expect(line.victim.events.at(-1)).toEqual({ kind: 'peer-closed' });
    line.victim.close();
  }),
  'AL-007': one(est_i, alerts(...Array.from({ length: 5 }, () => [1, 90]))),
  'AL-008': one(est_i, ({ line }) => line.tell(...Array.from({ length: 200 }, () => concat(line.data(''), line.alert(1, 90))))),
  'AL-009': one(est_i, ({ line }) => line.tell(line.seal({ type: 22, body: Uint8Array.of(0xe4, 0, 0, 8, 0, 0) }), line.alert(2, 10))),
  'AL-010': async (trial) => {
    const seen = new Set<string>();
    const causes: Record<string, Act> = {
      'garbage': ({ line }) => line.tell(clearRecord(23, zeros(40))),
      'spoilt tag': ({ line }) => line.tell(line.data('x').map((byte, at, all) => (at === all.length - 1 ? byte ^ 1 : byte))),
      'spoilt padding': ({ line }) => line.tell(line.seal({ pad: 30 }).map((byte, at) => (at === 9 ? byte ^ 1 : byte))),
      'spoilt content': ({ line }) => line.tell(line.data('x').map((byte, at) => (at === 5 ? byte ^ 1 : byte))),
    };
    for (const [name, cause] of Object.entries(causes)) {
      await trial.member(name, est_i, async (peer, mark) => {
        mark();
        await cause(peer, mark);
        const alert = peer.line.take();
        seen.add(JSON.stringify([alert, peer.line.victim.failure, peer.line.records.at(-1)?.body.length]));
      });
    }
    expect([...seen]).toHaveLength(1); // nothing tells one failure of authentication from another
  },
  'AL-011': (trial) => trial.check(closesAgainstDeafPeer),
  'AL-012': async (trial) => {
    await trial.member('', starts.wait_welcome, async ({ line }) => {
      await line.tell(clearRecord(21, Uint8Array.of(2, 40)));
      expect(line.victim.failure).toMatchObject({ authenticated: false });
    });
    await trial.check(forgetsKeyPackage);
  },
};

/** The private halves of a KeyPackage whose connection ended are overwritten. */
async function forgetsKeyPackage(): Promise<void> {
  const host = victim();
  const keyPackage = await host.mls.generateKeyPackage(keyPackageOptions(host.signer));
  const { privatePackage } = keyPackageOf(keyPackage.secret);
  const line = new Line(host.end((trace) => host.endpoint.connect({ policy: host.policy, profile: 'draft-00', keyPackage, trace }, host.clock.now)));
  await line.tell(clearRecord(21, Uint8Array.of(2, 40)));
  for (const secret of [privatePackage.initPrivateKey, privatePackage.hpkePrivateKey]) expect(secret.every((byte) => byte === 0)).toBe(true);
}

/** A peer that does not read cannot keep a transport open: the last alert waits, the end does not. */
async function closesAgainstDeafPeer(): Promise<void> {
  const arrived = Promise.withResolvers<Transport>();
  const closed = Promise.withResolvers<void>();
  const listener = await listenOn(
    '127.0.0.1',
    0,
    (transport) => arrived.resolve(transport),
    () => undefined,
  );
  const deaf = connect({ port: listener.port, host: '127.0.0.1' });
  deaf.on('error', () => undefined);
  deaf.pause();
  const transport = await arrived.promise;
  transport.start({ received: () => undefined, ended: () => undefined, drained: () => undefined, closed: () => closed.resolve() });
  while (transport.write(zeros(2 ** 20), () => () => undefined));
  transport.close();
  await closed.promise;
  deaf.destroy();
  await listener.close();
}

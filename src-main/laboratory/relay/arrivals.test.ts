import { networkInterfaces } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { HostError } from '#main/hosts/host-error.ts';
import { tcpNetwork } from '#main/transport/tcp.ts';
import type { Transport, TransportEvents } from '#main/transport/transport.ts';
import type { FaultRule } from '../faults/plan.ts';
import { SteppedClock } from '../../../test/support/stepped-clock.ts';
import { LoopbackFaults } from './loopback-faults.ts';
import { RecordBorders } from './record-borders.ts';

const record = (...content: readonly number[]) => Uint8Array.from([23, 3, 3, content.length >> 8, content.length & 0xff, ...content]);
const rule = (more: Partial<FaultRule>): FaultRule => ({ from: 'both', link: null, record: null, times: null, action: { kind: 'drop' }, ...more });
const closing: (() => unknown)[] = [];
afterEach(() => closing.splice(0).map((close) => close()));

/** What one end has seen. */
class End {
  readonly got: number[] = [];
  state: 'open' | 'ended' | 'closed' = 'open';
  drained = 0;
  readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
    const events: TransportEvents = {
      received: (bytes) => this.got.push(...bytes),
      ended: () => (this.state = 'ended'),
      drained: () => this.drained++,
      closed: () => (this.state = 'closed'),
    };
    transport.start(events);
  }

  write(...bytes: readonly Uint8Array<ArrayBuffer>[]): void {
    for (const piece of bytes) this.transport.write(piece, () => () => undefined);
  }
}

/** A port of ours, and who dialled it from this machine as anybody would. */
async function accepted(host = '127.0.0.1') {
  const clock = new SteppedClock();
  const faults = new LoopbackFaults(clock);
  const arrived = Promise.withResolvers<Transport>();
  const listener = await faults.network.listen('::', 0, arrived.resolve, () => undefined);
  const dialled = await tcpNetwork.dial(host, listener.port);
  const transport = await arrived.promise;
  const peer = new End(dialled);
  const ours = new End(transport);
  closing.push(
    () => faults.close(),
    () => listener.close(),
    () => peer.transport.destroy(),
    () => ours.transport.destroy(),
  );
  const ways = [{ kind: 'at', port: listener.port }] as const;
  const set = (...rules: readonly FaultRule[]) => faults.set(ways, rules);
  return { clock, faults, listener, ways, set, peer, ours };
}

test('without rules bytes pass both ways as they come, and both ends end in order', async () => {
  const { peer, ours } = await accepted();
  const [a, b] = [record(1, 2, 3), record(4)];
  peer.write(a.slice(0, 6));
  await expect.poll(() => ours.got).toEqual([...a.subarray(0, 6)]);
  peer.write(a.slice(6), b);
  await expect.poll(() => ours.got).toEqual([...a, ...b]);
  ours.write(b);
  await expect.poll(() => peer.got).toEqual([...b]);
  peer.transport.close();
  await expect.poll(() => ours.state).toBe('ended');
  ours.transport.close();
  await expect.poll(() => [peer.state, ours.state]).toEqual(['closed', 'closed']);
});

test('both directions of what is open already meet rules at once: changed, dropped, held back, again', async () => {
  const { faults, ways, set, peer, ours } = await accepted();
  peer.write(record(9));
  await expect.poll(() => ours.got.splice(0)).toEqual([...record(9)]);
  await set(
    rule({ from: 'dialler', record: 2, action: { kind: 'flip', at: 5, bit: 0 } }),
    rule({ from: 'dialler', record: 3 }),
    rule({ from: 'dialler', record: 4, action: { kind: 'hold', after: 1 } }),
    rule({ from: 'listener', record: 1, action: { kind: 'replay', after: 1 } }),
  );
  expect(ours.transport.faults).toEqual([
    'flip=5.0 dialler record=2',
    'drop dialler record=3',
    'hold=1 dialler record=4',
    'replay=1 listener record=1',
  ]);
  peer.write(record(1), record(2), record(3), record(4));
  await expect.poll(() => ours.got).toEqual([...record(0), ...record(4), ...record(3)]);
  ours.write(record(5), record(6));
  await expect.poll(() => peer.got).toEqual([...record(5), ...record(6), ...record(5)]);
  expect(faults.view(ways)).toMatchObject({ applied: [1, 1, 1, 1], relay: null, port: ways[0].port });
});

test('a record that has begun to pass passes whole before the rules apply, and the last one once they are gone', async () => {
  const { set, peer, ours } = await accepted();
  const [first, second, third, fourth] = [record(1, 1, 1), record(2, 2), record(3), record(4)];
  peer.write(first.slice(0, 3));
  await expect.poll(() => ours.got).toEqual([...first.subarray(0, 3)]);
  await set(rule({ from: 'dialler', record: 2, action: { kind: 'flip', at: -1, bit: 0 } }));
  peer.write(first.slice(3), second.slice(0, 4));
  await expect.poll(() => ours.got).toEqual([...first]);
  peer.write(second.slice(4), third.slice(0, 2));
  await expect.poll(() => ours.got).toEqual([...first, ...record(2, 3)]);
  await set();
  expect(ours.transport.faults).toEqual([]);
  peer.write(third.slice(2), fourth.slice(0, 1));
  await expect.poll(() => ours.got.slice(-third.length)).toEqual([...third]);
  peer.write(fourth.slice(1));
  await expect.poll(() => ours.got).toEqual([...first, ...record(2, 3), ...third, ...fourth]);
});

test('what is delayed waits for the clock, with the end behind it; too much of it makes the peer wait', async () => {
  const { clock, set, peer, ours } = await accepted();
  await set(rule({ record: 1, action: { kind: 'delay', milliseconds: 500 } }));
  const long = record(...Array.from({ length: 16_000 }, () => 7));
  for (let sent = 0; sent < 90; sent++) ours.write(long);
  expect(ours.transport.congested).toBe(true);
  peer.write(record(1), record(2));
  peer.transport.close();
  await expect.poll(() => clock.waiting).toBe(2);
  expect([ours.got, ours.state, peer.got]).toEqual([[], 'open', []]);
  clock.advance(500);
  await expect.poll(() => [ours.got, ours.state]).toEqual([[...record(1), ...record(2)], 'ended']);
  await expect.poll(() => ours.drained).toBeGreaterThan(0);
});

test('a cut on either direction ends both sides, and nothing comes behind it', async () => {
  for (const from of ['dialler', 'listener'] as const) {
    const { set, peer, ours } = await accepted();
    await set(rule({ from, record: 2, action: { kind: 'cut' } }));
    const [sender, receiver] = from === 'dialler' ? [peer, ours] : [ours, peer];
    sender.write(Uint8Array.from([...record(1), ...record(2), ...record(3)]));
    await expect.poll(() => [peer.state !== 'open', ours.state !== 'open']).toEqual([true, true]);
    expect(receiver.got.slice(record(1).length)).toEqual([]);
  }
});

test('a port that is opened anew keeps its rules, and so do those who came before', async () => {
  const { faults, listener, set, ours } = await accepted();
  await set(rule({ record: 1 }));
  const next = Promise.withResolvers<Transport>();
  await listener.close();
  const again = await faults.network.listen('127.0.0.1', listener.port, next.resolve, () => undefined);
  closing.push(() => again.close());
  expect(ours.transport.faults).toEqual(['drop record=1']);
  const dialled = await tcpNetwork.dial('127.0.0.1', listener.port);
  const fresh = await next.promise;
  closing.push(
    () => dialled.destroy(),
    () => fresh.destroy(),
  );
  expect(fresh.faults).toEqual(['drop record=1']);
  await set();
  expect([ours.transport.faults, fresh.faults]).toEqual([[], []]);
});

test('who comes from another machine is never touched, and whose port nobody knows cannot be', async ({ skip }) => {
  const elsewhere = Object.values(networkInterfaces())
    .flatMap((some) => some ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4');
  const straight = new LoopbackFaults(new SteppedClock());
  expect(straight.network.faultsAhead({ kind: 'at', port: 7443 })).toBeNull();
  expect(straight.network.faultsAhead({ kind: 'to', host: '192.0.2.1', port: 7443 })).toBeNull();
  await expect(straight.set([{ kind: 'at', port: 7443 }], [])).rejects.toEqual(new HostError('FAULTS_NOT_HERE'));
  if (elsewhere === undefined) skip('this machine has no other address to come from');
  else {
    const { set, peer, ours } = await accepted(elsewhere.address);
    await set(rule({ action: { kind: 'cut' } }));
    expect(ours.transport.faults).toEqual([]);
    peer.write(record(1));
    await expect.poll(() => ours.got).toEqual([...record(1)]);
  }
});

test('borders are found however the stream is cut, and everywhere in one that is no MLS-TLS', () => {
  const stream = Uint8Array.from([...record(1, 2), ...record(), ...record(3)]);
  for (let at = 0; at <= stream.length; at++) {
    const borders = new RecordBorders();
    expect(borders.follow(stream.subarray(0, at)) + borders.follow(stream.subarray(at))).toBe(3);
    expect(borders.between).toBe(true);
  }
  const other = new RecordBorders();
  expect(other.take(Uint8Array.from([0x47, 0x45, 0x54]))).toBe(3);
  expect(other.between).toBe(true);
});

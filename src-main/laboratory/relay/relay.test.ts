import { afterEach, expect, test } from 'vitest';
import { HostError } from '#main/hosts/host-error.ts';
import { tcpNetwork } from '#main/transport/tcp.ts';
import type { Transport, TransportEvents } from '#main/transport/transport.ts';
import type { FaultRule } from '../faults/plan.ts';
import { SteppedClock } from '../../../test/support/stepped-clock.ts';
import { Relays } from './relays.ts';
import { RecordSplitter } from './record-splitter.ts';

const record = (...content: readonly number[]) => Uint8Array.from([23, 3, 3, 0, content.length, ...content]);
const rule = (more: Partial<FaultRule>): FaultRule => ({ from: 'both', link: null, record: null, times: null, action: { kind: 'drop' }, ...more });
const closing: (() => unknown)[] = [];
afterEach(() => closing.splice(0).map((close) => close()));

/** What one end has seen. */
class End {
  readonly got: number[] = [];
  state: 'open' | 'ended' | 'closed' = 'open';
  readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
    const events: TransportEvents = {
      received: (bytes) => this.got.push(...bytes),
      ended: () => (this.state = 'ended'),
      drained: () => undefined,
      closed: () => (this.state = 'closed'),
    };
    transport.start(events);
  }

  write(bytes: Uint8Array<ArrayBuffer>): void {
    this.transport.write(bytes, () => () => undefined);
  }
}

/** Two ends with a relay between them. */
async function relayed(rules: readonly FaultRule[]) {
  const clock = new SteppedClock();
  const relays = new Relays(clock);
  const accepted = Promise.withResolvers<Transport>();
  const listener = await tcpNetwork.listen('127.0.0.1', 0, accepted.resolve, () => undefined);
  const target = { host: '127.0.0.1', port: listener.port };
  const relay = await relays.open(target);
  relay.plan.set(rules);
  const near = new End(await relays.dial(target.host, target.port));
  const far = new End(await accepted.promise);
  closing.push(
    () => relays.close(),
    () => listener.close(),
    () => near.transport.destroy(),
    () => far.transport.destroy(),
  );
  return { clock, relays, relay, target, near, far };
}

test('records pass both ways as they are, whole or in pieces, and both ends end in order', async () => {
  const { near, far } = await relayed([]);
  const [a, b] = [record(1, 2, 3), record(4)];
  near.write(Uint8Array.from([...a.subarray(0, 6)]));
  near.write(Uint8Array.from([...a.subarray(6), ...b]));
  await expect.poll(() => far.got).toEqual([...a, ...b]);
  far.write(b);
  await expect.poll(() => near.got).toEqual([...b]);
  near.transport.close();
  await expect.poll(() => far.state).toBe('ended');
  far.transport.close();
  await expect.poll(() => [near.state, far.state]).toEqual(['closed', 'closed']);
});

test('each direction meets the plan: changed, dropped, held back, again', async () => {
  const { near, far, relay } = await relayed([
    rule({ from: 'dialler', record: 1, action: { kind: 'flip', at: 5, bit: 0 } }),
    rule({ from: 'dialler', record: 2 }),
    rule({ from: 'dialler', record: 3, action: { kind: 'hold', after: 1 } }),
    rule({ from: 'listener', record: 1, action: { kind: 'replay', after: 1 } }),
  ]);
  for (const content of [1, 2, 3, 4]) near.write(record(content));
  await expect.poll(() => far.got).toEqual([...record(0), ...record(4), ...record(3)]);
  for (const content of [5, 6]) far.write(record(content));
  await expect.poll(() => near.got).toEqual([...record(5), ...record(6), ...record(5)]);
  expect(relay.plan.view.applied).toEqual([1, 1, 1, 1]);
});

test('what is delayed waits for the clock, and what follows waits behind it', async () => {
  const { near, far, clock } = await relayed([rule({ record: 1, from: 'dialler', action: { kind: 'delay', milliseconds: 500 } })]);
  near.write(record(1));
  near.write(record(2));
  await expect.poll(() => clock.waiting).toBe(1);
  expect(far.got).toEqual([]);
  clock.advance(500);
  await expect.poll(() => far.got).toEqual([...record(1), ...record(2)]);
});

test('a cut ends both sides', async () => {
  const { near, far, relay } = await relayed([rule({ record: 2, from: 'dialler', action: { kind: 'cut' } })]);
  near.write(record(1));
  near.write(record(2));
  await expect.poll(() => [near.state !== 'open', far.state !== 'open']).toEqual([true, true]);
  await expect.poll(() => relay.passing).toBe(0);
});

test('without its relay a port is dialled straight, and what passed through it goes on', async () => {
  const { near, far, relays, target } = await relayed([rule({})]);
  relays.remove(target);
  expect(relays.to(target)).toBeNull();
  near.write(record(1));
  await expect.poll(() => far.got).toEqual([...record(1)]);
});

test('a relay leads to this machine alone', async () => {
  const relays = new Relays(new SteppedClock());
  await expect(relays.open({ host: '192.0.2.1', port: 7443 })).rejects.toEqual(new HostError('FAULTS_NOT_HERE'));
});

test('what leads through a relay says which faults it meets, until they are gone', async () => {
  const { near, far, relays, target } = await relayed([rule({ record: 9 })]);
  expect([near.transport.faults, far.transport.faults]).toEqual([['drop record=9'], []]);
  relays.remove(target);
  expect(near.transport.faults).toEqual([]);
});

test('a stream that is no MLS-TLS goes through in the pieces it came in', () => {
  const splitter = new RecordSplitter();
  expect(splitter.push(Uint8Array.from([...record(1), 0x47, 0x45]))).toEqual([record(1), Uint8Array.from([0x47, 0x45])]);
  expect(splitter.push(Uint8Array.from([23]))).toEqual([Uint8Array.from([23])]);
  const other = new RecordSplitter();
  expect(other.push(Uint8Array.from([23, 3]))).toEqual([]);
  expect(other.rest()).toEqual(Uint8Array.from([23, 3]));
});

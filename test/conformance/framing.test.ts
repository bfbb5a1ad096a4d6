import { describe, expect, test } from 'vitest';
import { type Bytes, concat } from '#engine/bytes.ts';
import { type ClearName, frame, frameEpochKeyUpdate, type Prologue } from '#engine/two-party/messages.ts';
import { alertsOf, codeOf, endOf } from '../support/outcome.ts';
import { Pair } from '../support/pair.ts';
import { clearRecord } from '../support/scripted-records.ts';
import type { ScriptedPeer } from '../support/scripted-peer.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { starts, victim } from '../support/starts.ts';

const { listen, wait_welcome, est_i, est_r, wait_resp } = starts;
const raw = (type: number, body: Bytes) => concat(Uint8Array.of(type, body.length >> 16, (body.length >> 8) & 255, body.length & 255), body);

describe('fragments', () => {
  test('[FR-02] a message in one-byte fragments is reassembled, in clear and protected', async () => {
    const peer = await listen();
    await peer.line.tell(peer.line.handshake(await peer.clientHello(), 1));
    await peer.join(peer.line.takeMessage('server_hello').raw);
    await peer.line.tell(peer.line.data(''));
    const { message, next } = await peer.commit();
    peer.groups.set(next.epoch, next);
    await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message), 1));
    expect(peer.line.takeMessage('epoch_key_update').body.at(-1)).toBe(2);
  });

  test.each([
    ['application data', ({ line }: ScriptedPeer) => line.data('x'), 'HS_INTERLEAVED'],
    ['a warning', ({ line }: ScriptedPeer) => line.alert(1, 90), 'HS_INTERLEAVED'],
    ['close_notify', ({ line }: ScriptedPeer) => line.alert(1, 0), 'HS_INTERLEAVED'],
  ])('[FR-03] %s between fragments', async (_what, between, code) => {
    const peer = await est_i();
    const message = peer.connectionUpdate((await peer.commit()).message);
    await peer.line.tell(peer.line.handshake(message.slice(0, 50)), between(peer));
    expect(endOf(peer)).toEqual([code, 'unexpected_message']);
  });

  test('[FR-03] an error alert may come at any time: it ends the connection, nothing is interleaved', async () => {
    const peer = await est_i();
    await peer.line.tell(peer.line.handshake(frameEpochKeyUpdate(2n).slice(0, 6)), peer.line.alert(2, 80));
    expect(endOf(peer)).toEqual(['alert internal_error']);
  });

  test('[FR-05] nothing follows a message after which keys can change in its record', async () => {
    const behind = Uint8Array.of(0xe3);
    const hello = await listen();
    await hello.line.tell(clearRecord(22, concat(await hello.clientHello(), behind)));
    const request = await listen();
    await request.line.tell(clearRecord(22, concat(request.clear('resumption_request', new Uint8Array(9)), behind)));
    const response = await wait_resp();
    await response.line.tell(clearRecord(22, concat(response.clear('resumption_response', new Uint8Array(9)), behind)));
    const update = await est_i();
    await update.line.tell(update.line.seal({ type: 22, body: concat(frameEpochKeyUpdate(2n), behind) }));
    for (const peer of [hello, request, response, update]) expect(endOf(peer)).toEqual(['HS_EXCESS_AT_KEY_CHANGE', 'unexpected_message']);
  });

  test('[FR-15] our epoch_key_update is alone in one record; a received one must be', async () => {
    const peer = await est_r();
    await peer.update();
    peer.line.take();
    const [record] = peer.line.records.filter(({ inner }) => inner === 22).slice(-1);
    expect(record?.body.length).toBe(12 + 1 + 16);
    const waiting = await starts.wait_ack_i();
    const update = waiting.connectionUpdate((await waiting.commit()).message);
    await waiting.line.tell(waiting.line.seal({ type: 22, body: concat(update, frameEpochKeyUpdate(2n)) }));
    expect(endOf(waiting)).toEqual(['HS_EXCESS_BEFORE_KEY_CHANGE', 'unexpected_message']);
  });

  test('[FR-15] an epoch_key_update split over records is accepted', async () => {
    const peer = await starts.wait_ack_i();
    await peer.line.tell(peer.line.handshake(frameEpochKeyUpdate(2n), 5));
    peer.line.takeMessage('epoch_key_update');
    expect(peer.host.stored(peer.sessionId)?.group.epoch).toBe(2n);
  });

  test('[FR-06] an announced length above the limit is refused before anything is buffered', async () => {
    for (const start of [listen, est_i]) {
      const peer = await start();
      await peer.line.tell(peer.line.seal({ type: 22, body: Uint8Array.of(0xe3, 0xff, 0xff, 0xff) }));
      expect(endOf(peer)).toEqual(['HS_TOO_LONG', 'decode_error']);
    }
  });
});

describe('types and bodies', () => {
  test('[FR-09] an unknown message type is unexpected, before and after keys', async () => {
    for (const start of [listen, wait_welcome, est_i, est_r]) {
      const peer = await start();
      await peer.line.tell(peer.line.handshake(raw(0xef, new Uint8Array(3))));
      expect(endOf(peer)).toEqual(['HS_UNKNOWN_TYPE', 'unexpected_message']);
    }
  });

  test('[FR-14] a TLS 1.3 ClientHello (RFC 8448 §3) is refused by its message type', async () => {
    const peer = await listen();
    // legacy_version, random, session id, one suite: the body of a TLS message is never looked at.
    await peer.line.tell(
      clearRecord(22, raw(1, concat(Uint8Array.of(3, 3), new Uint8Array(32), Uint8Array.of(0, 0, 6, 0x13, 1, 0x13, 3, 0x13, 2, 1, 0, 0, 0))), 0x0301),
    );
    expect(endOf(peer)).toEqual(['HS_UNKNOWN_TYPE', 'unexpected_message']);
  });

  test.each([
    ['short', (body: Bytes) => body.slice(0, -1)],
    ['long', (body: Bytes) => concat(body, new Uint8Array(1))],
  ])('[FR-07] a body too %s is a decode_error, whatever the message', async (_what, spoil) => {
    const body = (message: Bytes) => raw(message[0] ?? 0, spoil(message.slice(4)));
    const cases: readonly (readonly [keyof typeof starts, (peer: ScriptedPeer) => Promise<Bytes>])[] = [
      ['listen', (peer) => peer.clientHello()],
      ['wait_welcome', async (peer) => peer.serverHello(peer.line.takeMessage('client_hello').raw)],
      ['est_i', async (peer) => peer.connectionUpdate((await peer.commit()).message)],
      ['wait_ack_i', async () => frameEpochKeyUpdate(2n)],
      ['wait_resp', async (peer) => peer.clear('resumption_response', (await peer.commit()).message)],
      ['wait_status', async () => frame('resumption_status', concat(Uint8Array.of(0, 32), new Uint8Array(32)))],
    ];
    for (const [start, message] of cases) {
      const peer = await starts[start]();
      await peer.line.tell(peer.line.handshake(body(await message(peer))));
      expect([start, codeOf(peer.line.victim.failure).split(' ')[0], ...alertsOf(peer.line.victim)]).toEqual([start, 'decode', 'decode_error']);
    }
  });

  test('[FR-08] a length in more bytes than it needs is a decode_error', async () => {
    const peer = await listen();
    const hello = await peer.clientHello();
    const longer = concat(hello.slice(4, 48), Uint8Array.of(0x40, 0x20), hello.slice(49)); // init_key<V>
    await peer.line.tell(peer.line.handshake(raw(0xe1, longer)));
    expect(endOf(peer)).toEqual(['decode not-minimal', 'decode_error']);
  });

  test('[FR-13] random and mutated streams end in typed failures only', async () => {
    const random = seededRandomness('streams');
    const number = (limit: number) => new DataView(random.bytes(4).buffer).getUint32(0) % limit;
    const source = await listen();
    const hello = clearRecord(22, await source.clientHello());
    for (let n = 0; n < 400; n++) {
      const peer = await listen();
      const stream = n % 4 === 0 ? random.bytes(1 + number(600)) : hello.slice();
      for (let flips = 1 + number(4); flips > 0; flips--) stream[number(stream.length)] = number(256);
      await peer.line.tell(stream);
      await peer.line.end('fin');
      expect(peer.line.victim.failure?.kind).not.toBe('internal');
      expect(peer.host.escaped).toEqual([]);
    }
  });
});

/** A message in clear to a victim that expects it, with a prologue of our choice. */
async function withPrologue(name: ClearName, prologue: Partial<Prologue>, host = victim()): Promise<ScriptedPeer> {
  if (name === 'client_hello') {
    const peer = await listen(host.options);
    await peer.line.tell(peer.line.handshake(await peer.clientHello(prologue)));
    return peer;
  }
  if (name === 'server_hello') {
    const peer = await wait_welcome(host.options);
    await peer.line.tell(peer.line.handshake(await peer.serverHello(peer.line.takeMessage('client_hello').raw, prologue)));
    return peer;
  }
  if (name === 'resumption_response') {
    const peer = await wait_resp(host.options);
    await peer.respond(prologue);
    return peer;
  }
  const peer = await est_r(host.options);
  await peer.line.end('reset');
  const { message } = await peer.commit();
  peer.dial();
  await peer.line.tell(peer.line.handshake(peer.clear(name, message, prologue)));
  return peer;
}

describe('prologue', () => {
  const names = ['client_hello', 'server_hello', 'resumption_request', 'resumption_response', 'resumption'] as const;

  test.each(names)('[FR-10] flags that do not exist in a %s', async (name) => {
    for (const flags of name === 'resumption_request' ? [2, 0x80, 3] : [1, 2, 0xff]) {
      expect(endOf(await withPrologue(name, { flags }))).toEqual(['PROLOGUE_FLAGS', 'illegal_parameter']);
    }
  });

  test.each(names)('[FR-11] another version in a %s', async (name) => {
    for (const version of [0x4d02, 0x0304, 0]) {
      expect(endOf(await withPrologue(name, { version }))).toEqual(['PROLOGUE_VERSION', 'protocol_version']);
    }
  });

  test.each([0, 2, 3, 0x80, 0xff])('[FR-12] profile %i, which is not enabled, is refused without falling back', async (profile) => {
    const peer = await withPrologue('client_hello', { profile });
    expect(endOf(peer)).toEqual(['PROLOGUE_PROFILE_DISABLED', 'protocol_version']);
    expect(peer.host.disk.sessions.size).toBe(0);
  });

  test.each(['server_hello', 'resumption_response'] as const)('[FR-16] a %s of another profile than the request', async (name) => {
    expect(endOf(await withPrologue(name, { profile: 3 }))).toEqual(['PROLOGUE_PROFILE_MISMATCH', 'illegal_parameter']);
  });

  test('the checks come in the order version, profile, flags', async () => {
    expect(endOf(await withPrologue('client_hello', { version: 1, profile: 9, flags: 9 }))[0]).toBe('PROLOGUE_VERSION');
    expect(endOf(await withPrologue('client_hello', { profile: 9, flags: 9 }))[0]).toBe('PROLOGUE_PROFILE_DISABLED');
    expect(endOf(await withPrologue('server_hello', { profile: 3, flags: 9 }))[0]).toBe('PROLOGUE_FLAGS');
  });
});

test('[FR-02] a Welcome with an X-Wing leaf goes in as many records as it needs', async () => {
  const pair = await Pair.established({ suite: 0xf0f1 });
  const welcome = pair.responder.facts.find((fact) => fact.kind === 'handshake-message' && fact.direction === 'sent');
  expect(welcome?.kind === 'handshake-message' && welcome.message.length).toBeGreaterThan(4000);
  expect(pair.initiator.failure).toBeNull();
});

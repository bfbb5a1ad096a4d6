import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { alertDescriptions } from '#engine/alert.ts';
import { type Bytes, concat, fromHex } from '#engine/bytes.ts';
import { decodeMessage } from '#engine/mls/message.ts';
import { Station } from '../scenario/cores.ts';
import { type EvilKeyPackageOptions, evilKeyPackage, goodGroupMarker } from '../support/evil-mls.ts';
import { type EvilWelcomeOptions, evilWelcome, requiredDictionary } from '../support/evil-welcome.ts';
import { now, party } from '../support/mls-parties.ts';
import { alertsOf, codeOf, endOf } from '../support/outcome.ts';
import { Pair } from '../support/pair.ts';
import { clearRecord } from '../support/scripted-records.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { starts, victim } from '../support/starts.ts';
import { FakeClock, Host } from '../support/world.ts';

const { listen, wait_welcome, unconfirmed } = starts;
const hour = 3600n;
const day = 24n * hour;

async function hello(options: EvilKeyPackageOptions): Promise<ScriptedPeer> {
  const peer = await listen();
  const { message } = await evilKeyPackage(peer.signer, options);
  await peer.line.tell(peer.line.handshake(peer.clear('client_hello', message)));
  return peer;
}

async function welcome(options: EvilWelcomeOptions, peer?: ScriptedPeer): Promise<ScriptedPeer> {
  const liar = peer ?? (await wait_welcome());
  const { raw, body } = liar.line.takeMessage('client_hello');
  const made = await evilWelcome(body.slice(36), liar.signer, {
    groupExtensions: [goodGroupMarker(liar.flightHash(raw)), requiredDictionary],
    ...options,
  });
  await liar.line.tell(liar.line.handshake(liar.clear('server_hello', made.welcome)));
  return liar;
}

describe('key packages at a responder', () => {
  const lifetimes: readonly (readonly [string, bigint, bigint, readonly string[]])[] = [
    ['an hour early, an hour late', now + hour - 60n, now + day, ['open']],
    ['expired within the tolerance', now - day, now - hour + 60n, ['open']],
    ['expired', now - day, now - hour - 60n, ['KP_EXPIRED', 'certificate_expired']],
    ['not valid yet', now + hour + 60n, now + day, ['KP_NOT_YET_VALID', 'bad_certificate']],
    ['31 days', now, now + 31n * day, ['KP_LIFETIME', 'bad_certificate']],
  ];
  test.each(lifetimes)('[KP-02] %s', async (_what, notBefore, notAfter, end) => {
    expect(endOf(await hello({ lifetime: { notBefore, notAfter } }))).toEqual(end);
  });

  test('[KP-03] one that was used is refused, also after a restart', async () => {
    const first = await unconfirmed();
    const used = concat(
      ...first.line.victim.facts.flatMap((fact) => (fact.kind === 'handshake-message' && fact.direction === 'received' ? [fact.message] : [])),
    );
    for (const host of [first.host, victim({ disk: first.host.disk })]) {
      const again = new ScriptedPeer(host);
      again.dial();
      await again.line.tell(again.line.handshake(again.clear('client_hello', used.slice(40))));
      expect(endOf(again)).toEqual(['KP_REPLAYED', 'illegal_parameter']);
    }
    expect(first.host.disk.sessions.size).toBe(1);
  });

  test('[KP-04] a last-resort key package has no place online', async () => {
    const extension = { extensionType: 10, extensionData: new Uint8Array(0) };
    expect(endOf(await hello({ capabilities: { extensions: [6, 10] }, extensions: [extension] }))).toEqual(['KP_LAST_RESORT', 'illegal_parameter']);
  });
});

describe('presence', () => {
  test('[KP-07] a recorded client_hello wins no event, no data and in the end no session', async () => {
    const clock = new FakeClock();
    const peer = await unconfirmed({ clock });
    const { victim: end } = peer.line;
    end.write('for a peer that is there');
    await peer.line.settle();
    expect([end.events, peer.line.take(), end.connection.status.open]).toEqual([[], [], false]);
    clock.advance(600_000);
    end.tick();
    await peer.line.settle();
    expect([end.events.map(({ kind }) => kind), peer.host.disk.sessions.size]).toEqual([['closed'], 0]);
    expect(end.connection.status.failure?.kind).toBe('timeout');
  });

  test('[KP-07] the first protected record establishes it and lets the queued data go', async () => {
    const peer = await unconfirmed();
    peer.line.victim.write('for a peer that is there');
    await peer.line.tell(peer.line.data(''));
    expect(peer.line.victim.events.map(({ kind }) => kind)).toEqual(['established']);
    expect(peer.line.take()).toEqual([{ kind: 'data', content: new TextEncoder().encode('for a peer that is there') }]);
    expect(peer.host.stored(peer.sessionId)?.standing).toBe('confirmed');
  });

  test('[KP-08] the initiator confirms as soon as it has joined: with an empty record, or with what is queued', async () => {
    for (const queued of ['', 'queued before']) {
      const peer = await wait_welcome();
      if (queued !== '') peer.line.victim.write(queued);
      await peer.line.tell(peer.line.handshake(await peer.serverHello(peer.line.takeMessage('client_hello').raw)));
      peer.install(1n);
      expect(peer.line.take()).toEqual([{ kind: 'data', content: new TextEncoder().encode(queued) }]);
      const [persisted, left] = [peer.line.victim.effects.lastIndexOf('persist'), peer.line.victim.effects.lastIndexOf('transmit')];
      expect(persisted).toBeLessThan(left);
    }
  });

  test('[KP-15] an alert in clear ends the connection, not the unconfirmed session, which can be resumed', async () => {
    const peer = await unconfirmed();
    await peer.line.tell(clearRecord(21, Uint8Array.of(2, 40)));
    expect(endOf(peer)).toEqual(['alert handshake_failure']);
    expect(peer.host.stored(peer.sessionId)?.standing).toBe('unconfirmed');
    await peer.resume();
    expect(peer.host.stored(peer.sessionId)).toMatchObject({ standing: 'confirmed', group: { epoch: 3n } });
  });
});

describe('Welcomes at an initiator', () => {
  test.each(['live', 'dormant'])('[KP-09] one into the group of a %s session is refused', async (state) => {
    const known = await starts.est_i();
    if (state === 'dormant') await known.line.end('reset');
    const before = known.host.disk.sessions.get(known.sessionId);
    const peer = new ScriptedPeer(known.host, 'another one');
    await peer.answer();
    await welcome({ groupId: fromHex(known.sessionId) }, peer);
    expect(endOf(peer)).toEqual(['WE_GROUP_ID_TAKEN', 'illegal_parameter']);
    expect(known.host.disk.sessions.get(known.sessionId)).toEqual(before);
  });

  const lies: readonly (readonly [string, () => Promise<EvilWelcomeOptions>, readonly string[]])[] = [
    ['another epoch', async () => ({ alterContext: (context) => ({ ...context, epoch: 2n }) }), ['WE_EPOCH', 'illegal_parameter']],
    [
      'a third member',
      async () => ({ after: [(await evilKeyPackage(party('Eve').signer)).publicPackage] }),
      ['WE_NOT_TWO_PARTY', 'illegal_parameter'],
    ],
    [
      'a foreign extension',
      async () => ({
        alterContext: (context) => ({ ...context, extensions: [...context.extensions, { extensionType: 0x7777, extensionData: new Uint8Array(0) }] }),
      }),
      ['WE_EXTENSION', 'unsupported_extension'],
    ],
  ];
  test.each(lies)('[KP-10] %s', async (_what, options, end) => {
    const peer = await welcome(await options());
    expect(endOf(peer)).toEqual(end);
    expect(peer.host.disk.sessions.size).toBe(0);
  });

  test('[KP-11] leaf 0 may live for 84 days, but not be expired', async () => {
    const long = await welcome({ leaf: { lifetime: { notBefore: now - 42n * day, notAfter: now + 42n * day } } });
    expect(endOf(long)).toEqual(['open']);
    const expired = await welcome({ leaf: { lifetime: { notBefore: now - day, notAfter: now - 2n * hour } } });
    expect(endOf(expired)).toEqual(['WE_LEAF_EXPIRED', 'certificate_expired']);
  });
});

describe('downgrade', () => {
  test('[KP-05] a responder that prefers a stronger suite both have says so', async () => {
    const policy = { suites: [0x0001, 0x0003], strongerThan: new Map([[0x0001, [0x0003]]]) };
    const clock = new FakeClock();
    const pair = await Pair.unconnected({ initiator: { policy: { suites: [0x0001, 0x0003] } }, responder: { policy } });
    await pair.settle();
    expect([codeOf(pair.responder.failure), ...alertsOf(pair.responder)]).toEqual(['KP_SUITE_POLICY', 'inappropriate_fallback']);
    const only = new Host({ name: 'only one suite', clock, policy: { suites: [0x0001] } });
    expect(only.policy.strongerThan.size).toBe(0); // empty by default
  });

  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** Answers every client_hello with inappropriate_fallback in clear, and notes the key packages. */
  async function scriptedListener(heard: Bytes[]): Promise<number> {
    const server = createServer((socket) => {
      let stream: Bytes = new Uint8Array(0);
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        stream = concat(stream, chunk);
        const length = 5 + (stream[3] ?? 0) * 256 + (stream[4] ?? 0);
        if (stream.length < length) return;
        heard.push(stream.slice(5 + 40, length));
        socket.end(clearRecord(21, Uint8Array.of(2, alertDescriptions.inappropriate_fallback)));
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  test('[KP-14] the initiator tries its own suites in its own order, each once, and lists no others', async () => {
    const heard: Bytes[] = [];
    const port = await scriptedListener(heard);
    const alice = await Station.open('Alice');
    const suites = [0x0003, 0x0001, 0x0002];
    await expect(alice.connect(port, { suites, autoResume: false })).rejects.toThrow();
    const offers = heard.map((bytes) => {
      const message = decodeMessage(bytes);
      if (message.kind !== 'key-package') throw new Error('no key package');
      return [message.keyPackage.cipherSuite, [...message.keyPackage.leafNode.capabilities.cipherSuites].sort()];
    });
    expect(offers).toEqual(suites.map((suite) => [suite, [0x0001, 0x0002, 0x0003]]));
  });
});

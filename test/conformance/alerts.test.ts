import type { Extension } from 'ts-mls';
import { encodeRequiredCapabilities } from 'ts-mls/requiredCapabilities.js';
import { describe, expect, test } from 'vitest';
import { alertName } from '#engine/alert.ts';
import type { DenyCode } from '#engine/errors.ts';
import { concat } from '#engine/bytes.ts';
import { frame } from '#engine/two-party/messages.ts';
import type { EvilCommitOptions } from '../support/evil-commit.ts';
import { type EvilKeyPackageOptions, evilKeyPackage, flip, goodGroupMarker } from '../support/evil-mls.ts';
import { type EvilWelcomeOptions, evilWelcome, requiredDictionary } from '../support/evil-welcome.ts';
import { now } from '../support/mls-parties.ts';
import { alertsOf, endOf } from '../support/outcome.ts';
import { Pair } from '../support/pair.ts';
import { clearRecord } from '../support/scripted-records.ts';
import type { ScriptedPeer } from '../support/scripted-peer.ts';
import { starts } from '../support/starts.ts';
import type { HostOptions } from '../support/world.ts';

const { listen, wait_welcome, est_i, est_r, unconfirmed, wait_ack_i, wait_resp, wait_confirmation, wait_status } = starts;
const hour = 3600n;
const day = 24n * hour;

type Options = Partial<HostOptions>;

/** A responder that gets a key package with these faults. */
async function hello(options: EvilKeyPackageOptions, host: Options = {}): Promise<ScriptedPeer> {
  const peer = await listen(host);
  const { message } = await evilKeyPackage(peer.signer, options);
  await peer.line.tell(peer.line.handshake(peer.clear('client_hello', message)));
  return peer;
}

/** An initiator that gets a Welcome with these faults. */
async function welcome(options: EvilWelcomeOptions, host: Options = {}): Promise<ScriptedPeer> {
  const peer = await wait_welcome(host);
  const { raw, body } = peer.line.takeMessage('client_hello');
  const made = await evilWelcome(body.slice(36), peer.signer, {
    groupExtensions: [goodGroupMarker(peer.flightHash(raw)), requiredDictionary],
    ...options,
  });
  await peer.line.tell(peer.line.handshake(peer.clear('server_hello', made.welcome)));
  return peer;
}

/** An open connection on which an update with these faults arrives. */
async function update(options: EvilCommitOptions): Promise<ScriptedPeer> {
  const peer = await est_i();
  const { message } = await peer.commit(options);
  await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
  return peer;
}

/** The victim is in the state and hears this. */
const hears = (start: (typeof starts)[keyof typeof starts], bytes: (peer: ScriptedPeer) => Uint8Array | Promise<Uint8Array>) => async () => {
  const peer = await start();
  await peer.line.tell(await bytes(peer));
  return peer;
};

/** A request for a stored session, or for none. */
const request = (spoil: (mls: Uint8Array) => Uint8Array) => async () => {
  const peer = await est_r();
  await peer.line.end('reset');
  const { message } = await peer.commit();
  peer.dial();
  await peer.line.tell(peer.line.handshake(peer.clear('resumption_request', spoil(message))));
  return peer;
};

type AlterContext = NonNullable<EvilWelcomeOptions['alterContext']>;

/** The group's context as it is, and one extension more. */
const adding =
  (extension: Extension): AlterContext =>
  (context) => ({ ...context, extensions: [...context.extensions, extension] });

/** The group's context with other required capabilities. */
const requiring =
  (extensionTypes: number[]): AlterContext =>
  (context) => {
    const extensionData = encodeRequiredCapabilities({ extensionTypes, proposalTypes: [], credentialTypes: [] });
    const others = context.extensions.filter(({ extensionType }) => extensionType !== 'required_capabilities');
    return { ...context, extensions: [...others, { extensionType: 'required_capabilities', extensionData }] };
  };

const deny = (code: DenyCode | null): Options => ({ authenticate: () => ({ ok: false, code }) });

/** After `start`, time passes in small steps until the connection ended. */
const afterTime =
  (start: (typeof starts)[keyof typeof starts], options: Options = {}) =>
  async () => {
    const peer = await start(options);
    for (let second = 0; second < 120 && peer.line.victim.failure === null; second++) {
      peer.host.clock.advance(1000);
      peer.line.victim.tick();
      await peer.line.settle();
    }
    return peer;
  };

/** One row of R-ALERT's table: conditions and the alert they share. */
const table: Readonly<Record<string, Readonly<Record<string, () => Promise<ScriptedPeer>>>>> = {
  unexpected_message: {
    'a message out of its phase': hears(est_i, (peer) => peer.line.handshake(frame('resumption_status', Uint8Array.of(0, 0)))),
    'interleaving': hears(est_i, ({ line }) => concat(line.seal({ type: 22, body: Uint8Array.of(0xe4, 0) }), line.data('x'))),
    'bytes behind a key change': hears(est_i, ({ line }) =>
      line.seal({ type: 22, body: Uint8Array.of(0xe4, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 2, 0xe3) }),
    ),
    'change_cipher_spec': hears(listen, () => clearRecord(20, Uint8Array.of(1))),
    'close_notify in clear after keys': hears(est_i, () => clearRecord(21, Uint8Array.of(1, 0))),
    'early data that was not announced': hears(wait_confirmation, ({ line }) => line.data('early')),
    'too many skipped records': hears(wait_resp, () => concat(...Array.from({ length: 1025 }, () => clearRecord(23, new Uint8Array(17))))),
  },
  bad_record_mac: {
    'a record nobody sealed': hears(est_i, () => clearRecord(23, new Uint8Array(40))),
    'a protected record of 16 bytes': hears(est_i, () => clearRecord(23, new Uint8Array(16))),
  },
  record_overflow: {
    'a record in clear': hears(listen, () => Uint8Array.of(22, 3, 3, 0x40, 1)),
    'a protected record': hears(est_i, () => Uint8Array.of(23, 3, 3, 0x41, 1)),
  },
  handshake_failure: {
    'a suite that is not enabled': () => hello({ suite: 0x0003 }),
    'a suite number that is not used here': hears(listen, async (peer) => {
      const bytes = await peer.clientHello();
      return peer.line.handshake(bytes.map((byte, at) => (at === 47 ? 0x4d : byte)));
    }),
  },
  protocol_version: {
    'a profile that policy disables': hears(listen, async (peer) => peer.line.handshake(await peer.clientHello({ profile: 2 }))),
    'another version': hears(listen, async (peer) => peer.line.handshake(await peer.clientHello({ version: 0x4d02 }))),
  },
  bad_certificate: {
    'refused without a code': () => hello({}, deny(null)),
    'not valid yet': () => hello({ lifetime: { notBefore: now + 2n * hour, notAfter: now + day } }),
    'valid for too long': () => hello({ lifetime: { notBefore: now, notAfter: now + 31n * day } }),
  },
  certificate_revoked: { 'by the authentication service': () => hello({}, deny('certificate_revoked')) },
  certificate_expired: {
    'by the authentication service': () => hello({}, deny('certificate_expired')),
    'a key package': () => hello({ lifetime: { notBefore: now - day, notAfter: now - 2n * hour } }),
    'leaf 0 of a Welcome': () => welcome({ leaf: { lifetime: { notBefore: now - day, notAfter: now - 2n * hour } } }),
  },
  unknown_ca: { 'by the authentication service': () => hello({}, deny('unknown_ca')) },
  access_denied: { 'by the authentication service': () => hello({}, deny('access_denied')) },
  illegal_parameter: {
    'an epoch that is not ours': () => update({ epoch: 7n }),
    'another group': () => update({ groupId: new Uint8Array(32) }),
    'a last-resort key package': () =>
      hello({ capabilities: { extensions: [6, 10] }, extensions: [{ extensionType: 10, extensionData: new Uint8Array(0) }] }),
    'a marker with the wrong role': () => hello({ foundingRole: 2 }),
    'a flag that does not exist': hears(listen, async (peer) => peer.line.handshake(await peer.clientHello({ flags: 1 }))),
    'another profile than the request': hears(wait_welcome, async (peer) =>
      peer.line.handshake(await peer.serverHello(peer.line.takeMessage('client_hello').raw, { profile: 3 })),
    ),
    'another form of MLS message': hears(listen, (peer) =>
      peer.line.handshake(peer.clear('client_hello', Uint8Array.of(0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0))),
    ),
    'another flight_hash': hears(wait_status, (peer) =>
      peer.line.handshake(frame('resumption_status', concat(Uint8Array.of(0, 32), new Uint8Array(32)))),
    ),
  },
  decode_error: {
    'bytes that are no structure': hears(listen, (peer) =>
      peer.line.handshake(peer.clear('client_hello', new Uint8Array(50)).map((byte, at) => (at === 41 ? 1 : byte))),
    ),
    'trailing bytes': hears(est_i, async (peer) =>
      peer.line.handshake(peer.connectionUpdate(concat((await peer.commit()).message, new Uint8Array(1)))),
    ),
    'too much': hears(listen, () => clearRecord(22, Uint8Array.of(0xe1, 4, 0, 1))),
  },
  decrypt_error: {
    'a signature': () => update({ spoilSignature: true }),
    'a confirmation tag': () => update({ spoilTag: true }),
    'a path': () =>
      update({
        alterNodes: (nodes) =>
          nodes.map((node) => ({
            ...node,
            encryptedPathSecret: node.encryptedPathSecret.map((secret) => ({ ...secret, ciphertext: flip(secret.ciphertext) })),
          })),
      }),
  },
  inappropriate_fallback: {
    'a stronger suite in common': () =>
      hello(
        { capabilities: { ciphersuites: ['MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519', 'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519'] } },
        {
          policy: { suites: [0x0001, 0x0003], strongerThan: new Map([[0x0001, [0x0003]]]) },
        },
      ),
  },
  user_canceled: {
    'our own caller gives up': hears(wait_welcome, ({ line }) => {
      line.victim.connection.abort(line.victim.host.clock.now);
      return new Uint8Array(0);
    }),
    'a timeout before open': afterTime(listen),
    'a lost tie on a second transport': async () => {
      const peer = await wait_resp();
      const { message } = await peer.commit(undefined, peer.groupAt(1n));
      peer.dial();
      await peer.line.tell(peer.line.handshake(peer.clear('resumption_request', message)));
      return peer;
    },
  },
  missing_extension: {
    'no marker': () => hello({ leafExtensions: [] }),
    'no capability for it': () => hello({ capabilities: { extensions: [] }, leafExtensions: [] }),
  },
  unsupported_extension: {
    'an extension of the group': () => welcome({ alterContext: adding({ extensionType: 0x7777, extensionData: new Uint8Array(0) }) }),
    'required capabilities that are not ours': () => welcome({ alterContext: requiring([0x7777]) }),
  },
  unknown_psk_identity: {
    'a group nobody knows': request((mls) => mls.map((byte, at) => (at === 10 ? byte ^ 1 : byte))),
    'a commit that does not open': request((mls) => flip(mls, mls.length - 1)),
  },
  internal_error: {
    'the store fails': async () => {
      const peer = await est_i();
      peer.host.disk.broken = true;
      peer.line.victim.update();
      await peer.line.settle();
      return peer;
    },
    'the authentication service fails': () =>
      hello(
        {},
        {
          authenticate: () => {
            throw new Error('no answer');
          },
        },
      ),
    'a timeout after open': afterTime(wait_ack_i),
  },
};

describe.each(Object.entries(table))('[AL-01] %s', (alert, conditions) => {
  test.each(Object.entries(conditions))('%s', async (_condition, run) => {
    const peer = await run();
    expect([endOf(peer)[0], alertsOf(peer.line.victim)]).toEqual([expect.any(String), [alert]]);
    expect(peer.line.victim.transportClosed).toBe(true);
  });
});

test('[AL-01] a replayed key package is illegal_parameter', async () => {
  const first = await listen();
  const bytes = await first.clientHello();
  await first.line.tell(first.line.handshake(bytes));
  first.dial();
  await first.line.tell(first.line.handshake(bytes));
  expect(endOf(first)).toEqual(['KP_REPLAYED', 'illegal_parameter']);
});

describe('[AL-02] an alert is two bytes in one record', () => {
  test.each([
    ['three bytes', [[2, 10, 0]]],
    ['two alerts in a record', [[1, 0, 2, 0]]],
    ['one byte and another', [[2], [10]]],
  ])('%s', async (_what, contents) => {
    const [sealed, clear] = [await est_i(), await listen()];
    await sealed.line.tell(...contents.map((body) => sealed.line.seal({ type: 21, body: Uint8Array.from(body) })));
    await clear.line.tell(...contents.map((body) => clearRecord(21, Uint8Array.from(body))));
    expect([sealed, clear].map((peer) => endOf(peer)[1])).toEqual(['decode_error', 'decode_error']);
  });
});

describe('[AL-03] the first failure is final', () => {
  test('keys are gone, and every call answers with what ended the connection', async () => {
    const peer = await est_i();
    const { victim } = peer.line;
    await peer.line.tell(clearRecord(23, new Uint8Array(40)));
    const { failure } = victim;
    expect(failure).toEqual({ kind: 'decrypt' });
    expect([victim.connection.status.sendEpoch, victim.connection.status.receiveEpoch, victim.connection.status.writable]).toEqual([
      null,
      null,
      false,
    ]);
    for (const call of [() => victim.connection.write(new Uint8Array(1), peer.host.clock.now), () => victim.connection.update(peer.host.clock.now)]) {
      expect(call).toThrow(expect.objectContaining({ failure }));
    }
    await peer.line.tell(peer.line.data('too late'), clearRecord(20, Uint8Array.of(1)));
    victim.close();
    victim.reset();
    expect([victim.failure, victim.receivedText, victim.alerts('sent').map(alertName)]).toEqual([failure, '', ['bad_record_mac']]);
  });

  test('a connection that failed leaves the session as it was, and the next one resumes it', async () => {
    const pair = await Pair.established();
    const id = pair.sessionId;
    const before = pair.ida.disk.sessions.get(id);
    pair.initiator.inject(clearRecord(23, new Uint8Array(40)));
    await pair.settle();
    expect(pair.ida.disk.sessions.get(id)).toEqual(before);
    pair.resume('ida', id);
    await pair.settle();
    expect(pair.initiator.connection.status.open).toBe(true);
  });
});

test('an alert is the last thing a connection sends, and leaves once', async () => {
  const peer = await unconfirmed();
  await peer.line.tell(peer.line.seal({ type: 22 }), peer.line.seal({ type: 22 }));
  expect(peer.line.take().map((item) => item.kind === 'alert' && item.value)).toEqual([10]);
});

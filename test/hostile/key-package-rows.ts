import { createGroupInfoWithExternalPub } from 'ts-mls/createCommit.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { expect } from 'vitest';
import { type Bytes, fromHex } from '#engine/bytes.ts';
import type { Signer } from '#engine/mls/group.ts';
import { stateOf } from '#engine/mls/library.ts';
import { ArrivalLimits, arrivalLimits } from '#main/hosts/arrival-limits.ts';
import { dictionary, type EvilKeyPackageOptions, evilKeyPackage, evilOwnKeyPackage, evilSuite, flip, goodLeafMarker } from '../support/evil-mls.ts';
import { foundPair, now } from '../support/mls-parties.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { starts } from '../support/starts.ts';
import { type Executor, one, utf8 } from './record-rows.ts';
import type { Act, Trial } from './trial.ts';

const { listen, est_r } = starts;
const hour = 3600n;
const day = 24n * hour;
const unconfirmedLifetime = 600_000; // milliseconds, R-HS step 4

/** A client_hello with any MLS message in it. */
const tells =
  (message: (peer: ScriptedPeer) => Promise<Bytes>): Act =>
  async (peer) =>
    peer.line.tell(peer.line.handshake(peer.clear('client_hello', await message(peer)), 16_384));

/** A client_hello with a key package that is right except for what the options say. */
const says = (options: EvilKeyPackageOptions, signer?: (peer: ScriptedPeer) => Signer): Act =>
  tells(async (peer) => (await evilKeyPackage(signer?.(peer) ?? peer.signer, { suite: peer.suite.id, ...options })).message);

/** The same with `bytes` written over the key package at `at`. */
const patched = (at: number, bytes: readonly number[]): Act =>
  tells(async (peer) => (await evilKeyPackage(peer.signer)).message.with(at, bytes[0] ?? 0).with(at + 1, bytes[1] ?? 0));

/** A lie that is none: the handshake goes on to its end. */
const joins =
  (options: EvilKeyPackageOptions): Act =>
  async (peer) => {
    const hello = peer.present(await evilOwnKeyPackage(peer.signer, { suite: peer.suite.id, ...options }));
    await peer.line.tell(peer.line.handshake(hello, 16_384));
    await peer.join(peer.line.takeMessage('server_hello').raw);
    await peer.line.tell(peer.line.data(''));
  };

/** One member for each entry. */
const each =
  (acts: Readonly<Record<string, Act>>, group?: string): Executor =>
  async (trial) => {
    for (const [name, act] of Object.entries(acts)) await trial.member(name, listen, act, group);
  };

const versionAt = 4; // of the key package, behind version and wire format of the message
const suiteAt = 6;

const validity: Record<string, Executor> = {
  'KP-001': one(listen, says({ lifetime: { notBefore: now - 2n * day, notAfter: now - hour - 1n } })),
  'KP-002': one(listen, says({ lifetime: { notBefore: now + 2n * hour, notAfter: now + day } })),
  'KP-003': each({
    'not yet for 59 minutes': joins({ lifetime: { notBefore: now + 3540n, notAfter: now + day } }),
    'not any more for 59 minutes': joins({ lifetime: { notBefore: now - day, notAfter: now - 3540n } }),
  }),
  'KP-013': async (trial) => {
    for (const confirmed of [true, false]) {
      await trial.member(confirmed ? 'its session in use' : 'its session unconfirmed', listen, async (peer, mark) => {
        const hello = peer.line.handshake(await peer.clientHello());
        await peer.line.tell(hello);
        await peer.join(peer.line.takeMessage('server_hello').raw);
        if (confirmed) await peer.line.tell(peer.line.data(''));
        await peer.line.end('reset');
        mark();
        peer.dial();
        await peer.line.tell(hello);
      });
    }
  },
  'KP-028': one(listen, says({ extensions: [{ extensionType: 0x000a, extensionData: new Uint8Array(0) }] })),
};

const form: Record<string, Executor> = {
  'KP-006': each({ '0x0007': patched(suiteAt, [0, 7]), '0xffff': patched(suiteAt, [0xff, 0xff]), '0x0004': patched(suiteAt, [0, 4]) }),
  'KP-007': one((options) => listen({ ...options, suite: 0xf0f1 }), says({ suite: 0x0001 })),
  'KP-008': one(listen, says({ spoil: (keyPackage) => ({ ...keyPackage, signature: flip(keyPackage.signature) }) })),
  'KP-009': one(
    listen,
    says({ alter: (keyPackage) => ({ ...keyPackage, leafNode: { ...keyPackage.leafNode, signature: flip(keyPackage.leafNode.signature) } }) }),
  ),
  'KP-010': each({ update: leafOf(2, []), commit: leafOf(3, [0]) }),
  'KP-011': one(listen, says({ alter: (keyPackage) => ({ ...keyPackage, initKey: keyPackage.leafNode.hpkePublicKey }) })),
  'KP-012': async (trial) => {
    const points = {
      zero: new Uint8Array(32),
      'of low order': fromHex('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'),
      '31 bytes': new Uint8Array(31).fill(9),
    };
    for (const [name, key] of Object.entries(points)) {
      await trial.member(`init key ${name}`, listen, says({ alter: (keyPackage) => ({ ...keyPackage, initKey: key }) }));
      await trial.member(`leaf key ${name}`, listen, says({ alterLeaf: (leaf) => ({ ...leaf, hpkePublicKey: key }) }));
    }
    await trial.member(
      'P-256, not on the curve',
      (options) => listen({ ...options, suite: 0x0002 }),
      says({ alter: (keyPackage) => ({ ...keyPackage, initKey: flip(keyPackage.initKey, 64) }) }),
    );
  },
  'KP-023': async (trial) => {
    const { welcome, initiator, initiatorGroup } = await foundPair();
    const groupInfo = await createGroupInfoWithExternalPub(stateOf(initiatorGroup.state), [], await evilSuite());
    for (const form of ['private', 'public'] as const) {
      const { message } = await initiator.mls.createCommit(initiatorGroup, { form });
      await trial.member(
        `${form} commit`,
        listen,
        tells(async () => message),
      );
    }
    const others = { Welcome: welcome, GroupInfo: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_group_info', groupInfo }) };
    for (const [name, message] of Object.entries(others))
      await trial.member(
        name,
        listen,
        tells(async () => message),
      );
  },
  'KP-024': one(listen, patched(versionAt, [0, 2])),
  'KP-029': async (trial) => {
    for (const key of ['initKey', 'leaf key'] as const) {
      const unreduced = (bytes: Bytes) => bytes.map((byte, i) => (i < 3 ? 0xff : byte));
      const lie: EvilKeyPackageOptions =
        key === 'initKey'
          ? { alter: (keyPackage) => ({ ...keyPackage, initKey: unreduced(keyPackage.initKey) }) }
          : { alterLeaf: (leaf) => ({ ...leaf, hpkePublicKey: unreduced(leaf.hpkePublicKey) }) };
      await trial.member(key, (options) => listen({ ...options, suite: 0xf0f1 }), says(lie));
    }
  },
};

const twice = [1, 2].map((length) => ({ extensionType: 0x7777, extensionData: new Uint8Array(length) }));
const grease = {
  extensions: [6, 0x1a1a, 0xeaea],
  proposals: [0x2a2a],
  // The library's name of a suite that has none is its number.
  ciphersuites: ['MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519' as const, '2570' as 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519'],
};
const named = (identity: Bytes): Act => says({ credential: { credentialType: 'basic', identity } });

const leaves: Record<string, Executor> = {
  'KP-015': each({
    'our key, another name': says({ credential: { credentialType: 'basic', identity: utf8('somebody else') } }, ({ host }) => host.signer),
    'our name, another key': says({ credential: { credentialType: 'basic', identity: utf8('victim') } }),
  }),
  'KP-016': each({
    'of another application': says({ capabilities: { extensions: [] }, leafExtensions: [] }),
    'without the component': says({ leafExtensions: [] }),
    'a dictionary of other components': says({ leafExtensions: [dictionary(fromHex('00'))] }),
  }),
  'KP-017': each({
    extension: says({ leafExtensions: [goodLeafMarker(1), { extensionType: 0x7777, extensionData: new Uint8Array(1) }] }),
    credential: says({ capabilities: { credentials: ['x509'] } }),
    suite: says({ capabilities: { ciphersuites: ['MLS_128_DHKEMP256_AES128GCM_SHA256_P256'] } }),
    version: says({ capabilities: { versions: [] } }),
  }),
  'KP-018': one(listen, joins({ capabilities: grease })),
  'KP-019': each({
    'in the key package': says({ extensions: twice }),
    'in the leaf': says({ leafExtensions: twice, capabilities: { extensions: [6, 0x7777] } }),
  }),
  // The library writes other types as number and vector, though its type names only two.
  'KP-020': one(listen, says({ credential: { credentialType: '30583' as 'basic', data: new Uint8Array(3), identity: new Uint8Array(0) } as never })),
  'KP-021': async (trial) => {
    await each({
      empty: named(new Uint8Array(0)),
      '257 bytes': named(new Uint8Array(257).fill(0x61)),
      '200 KiB': named(new Uint8Array(200 * 1024).fill(0x61)),
      NUL: named(utf8('a\0b')),
      'not UTF-8': named(fromHex('fffe61')),
      'a surrogate': named(fromHex('eda080')),
      'a bidirectional override': named(utf8('abc\u202edef')),
      'no certificate': says({ credential: { credentialType: 'x509', certificates: [] } }),
    })(trial);
    await trial.member('1 MiB', listen, named(new Uint8Array(2 ** 20).fill(0x61)), 'longer than a message may be');
  },
  'KP-027': one(
    listen,
    joins({
      capabilities: grease,
      leafExtensions: [goodLeafMarker(1), { extensionType: 0x1a1a, extensionData: new Uint8Array(4096) }],
      extensions: [{ extensionType: 0x2a2a, extensionData: new Uint8Array(1) }],
    }),
  ),
};

/** A leaf of another source: its lifetime, 16 bytes behind the source, gives way to `body`. */
function leafOf(source: number, body: readonly number[]): Act {
  return tells(async (peer) => {
    const message = Buffer.from((await evilKeyPackage(peer.signer)).message);
    const at = message.indexOf(fromHex((now - hour).toString(16).padStart(16, '0'))) - 1;
    return new Uint8Array([...message.subarray(0, at), source, ...body, ...message.subarray(at + 17)]);
  });
}

/** Ten thousand transports of as many callers: those that the limit on strangers lets in say hello and fall silent. */
async function flood(trial: Trial): Promise<void> {
  await trial.member('10,000 callers', est_r, async (peer) => {
    const { host } = peer;
    const limits = new ArrivalLimits();
    let entered = 0;
    for (let caller = 0; caller < 10_000; caller++) {
      if (limits.enter(`198.51.100.${caller % 250}`) === null) continue;
      entered += 1;
      const stranger = new ScriptedPeer(host, `stranger ${caller}`);
      stranger.dial();
      await stranger.line.tell(stranger.line.handshake(await stranger.clientHello()));
      stranger.line.takeMessage('server_hello');
    }
    expect([entered, host.disk.sessions.size]).toEqual([arrivalLimits.total, arrivalLimits.total + 1]);
    host.clock.advance(unconfirmedLifetime);
    for (const end of host.ends) end.tick();
    host.ends.splice(1); // what the test keeps of a connection is not the product's memory
    expect([...host.disk.sessions.keys()]).toEqual([peer.sessionId]);
  });
}

const unconfirmed: Record<string, Executor> = {
  'KP-025': flood,
  'KP-026': async (trial) => {
    await trial.member('silence', listen, async (peer) => {
      const { line, host } = peer;
      await line.tell(line.handshake(await peer.clientHello()));
      line.takeMessage('server_hello');
      host.clock.advance(unconfirmedLifetime);
      line.victim.tick();
      await line.settle();
      expect([line.victim.events.map(({ kind }) => kind), host.disk.sessions.size]).toEqual([['closed'], 0]);
    });
    // As a peer that has the keys hears it; they open nothing here.
    await trial.member(
      'a record that does not open',
      starts.unconfirmed,
      async ({ line, host, sessionId }) => {
        await line.tell(new Uint8Array([23, 3, 3, 0, 32, ...new Uint8Array(32)]));
        expect(line.victim.events.map(({ kind }) => kind)).toEqual(['closed']);
        expect(host.stored(sessionId)?.standing).toBe('unconfirmed');
      },
      'garbage',
    );
  },
};

/** Rows KP of the catalogue. */
export const keyPackageRows: Readonly<Record<string, Executor>> = { ...validity, ...form, ...leaves, ...unconfirmed };

import { describe, expect, test } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import { encodeGroupMarker, encodeLeafMarker, expectedGroupMarker } from '#engine/mls/marker.ts';
import type { EvilCommitOptions } from '../support/evil-commit.ts';
import { dictionary, type EvilKeyPackageOptions, evilKeyPackage } from '../support/evil-mls.ts';
import { type EvilWelcomeOptions, evilWelcome, requiredDictionary } from '../support/evil-welcome.ts';
import { alertsOf, codeOf, endOf } from '../support/outcome.ts';
import { Pair } from '../support/pair.ts';
import type { ScriptedPeer } from '../support/scripted-peer.ts';
import { starts } from '../support/starts.ts';
import type { HostOptions } from '../support/world.ts';

const { listen, wait_welcome, est_i, est_r } = starts;
const allowAbsent: Partial<HostOptions> = { policy: { marker: 'allow-absent' } };

/** A client_hello with this key package to a fresh responder. */
async function hello(options: EvilKeyPackageOptions, host: Partial<HostOptions> = {}): Promise<ScriptedPeer> {
  const peer = await listen(host);
  const { message } = await evilKeyPackage(peer.signer, options);
  await peer.line.tell(peer.line.handshake(peer.clear('client_hello', message)));
  return peer;
}

/** A server_hello into this group to a fresh initiator; the component binds `bound` instead of its client_hello. */
async function welcome(
  options: EvilWelcomeOptions,
  host: Partial<HostOptions> = {},
  bound: (hash: Bytes) => Bytes = (hash) => hash,
): Promise<ScriptedPeer> {
  const peer = await wait_welcome(host);
  const { raw, body } = peer.line.takeMessage('client_hello');
  const component = dictionary(encodeGroupMarker(expectedGroupMarker(0x0001, 'draft-00', bound(peer.flightHash(raw)))));
  const made = await evilWelcome(body.slice(36), peer.signer, { groupExtensions: [component, requiredDictionary], ...options });
  await peer.line.tell(peer.line.handshake(peer.clear('server_hello', made.welcome)));
  return peer;
}

/** Changes one byte of the first flight on its way. */
async function proxied(at: number, change: (byte: number) => number): Promise<Pair> {
  const pair = await Pair.unconnected();
  const [first] = pair.responder.inbox;
  pair.responder.inbox = first === undefined ? [] : [first.map((byte, i) => (i === at ? change(byte) : byte))];
  await pair.settle();
  return pair;
}

const prologueAt = 5 + 4; // record header, handshake header

describe('what a proxy changes in the first flight', () => {
  test('[MK-03] one bit of the random: the group is bound to another client_hello', async () => {
    const pair = await proxied(prologueAt + 10, (byte) => byte ^ 1);
    expect([codeOf(pair.initiator.failure), ...alertsOf(pair.initiator)]).toEqual(['MARK_HELLO_HASH', 'illegal_parameter']);
    expect(pair.ida.disk.sessions.size).toBe(0);
    expect([...pair.rob.disk.sessions.keys()].map((id) => pair.rob.stored(id)?.standing)).toEqual(['unconfirmed']);
  });

  test('[MK-04] the profile: neither side is moved to another one', async () => {
    const pair = await proxied(prologueAt + 2, () => 3);
    expect(alertsOf(pair.responder)).toEqual(['protocol_version']);
    expect(codeOf(pair.initiator.failure)).toBe('alert protocol_version');
    const enabled = await Pair.unconnected({ responder: { policy: { profiles: ['draft-00', 'draft-00-literal'] } } });
    enabled.responder.inbox = enabled.responder.inbox.map((bytes) => bytes.map((byte, i) => (i === prologueAt + 2 ? 3 : byte)));
    await enabled.settle();
    expect([codeOf(enabled.responder.failure), ...alertsOf(enabled.responder)]).toEqual(['MARK_VERSION', 'illegal_parameter']);
  });
});

describe('an initiator’s component', () => {
  const rows: readonly (readonly [string, EvilKeyPackageOptions, string, string])[] = [
    ['[MK-01] is missing', { leafExtensions: [] }, 'MARK_MISSING', 'missing_extension'],
    ['[MK-05] claims the responder’s founding role', { foundingRole: 2 }, 'MARK_ROLE', 'illegal_parameter'],
    ['[MK-05] claims a role that does not exist', { foundingRole: 3 }, 'MARK_ROLE', 'illegal_parameter'],
    ['[MK-07] is that of another application', { capabilities: { extensions: [] }, leafExtensions: [] }, 'MARK_CAPABILITY', 'missing_extension'],
    [
      '[MK-14] is not listed in app_components',
      { leafExtensions: [dictionary(Uint8Array.from(Buffer.from('0af1a507024d0102010201', 'hex')))] },
      'MARK_UNLISTED',
      'missing_extension',
    ],
  ];
  test.each(rows)('%s', async (_what, options, code, alert) => {
    const peer = await hello(options);
    expect(endOf(peer)).toEqual([code, alert]);
    expect(peer.host.disk.sessions.size).toBe(0);
  });

  test('[MK-12] is missing although the leaf lists the dictionary, also under allow-absent', async () => {
    expect(endOf(await hello({ leafExtensions: [] }, allowAbsent))).toEqual(['MARK_MISSING', 'missing_extension']);
  });
});

describe('a responder’s component', () => {
  test('[MK-02] [MK-13] the group has none although leaf 0 lists it, under both policies', async () => {
    for (const host of [{}, allowAbsent]) {
      expect(endOf(await welcome({ groupExtensions: [requiredDictionary] }, host))).toEqual(['MARK_MISSING', 'missing_extension']);
    }
  });

  test('[MK-03] the group is bound to another client_hello', async () => {
    const peer = await welcome({}, {}, (hash) => hash.map((byte) => byte ^ 1));
    expect(endOf(peer)).toEqual(['MARK_HELLO_HASH', 'illegal_parameter']);
  });

  test('[MK-05] leaf 0 claims the initiator’s role', async () => {
    expect(endOf(await welcome({ leaf: { foundingRole: 1 } }))).toEqual(['MARK_ROLE', 'illegal_parameter']);
  });

  test('[MK-12] leaf 0 lists the dictionary and lacks the component, under both policies', async () => {
    for (const host of [{}, allowAbsent]) {
      expect(endOf(await welcome({ leaf: { leafExtensions: [] } }, host))).toEqual(['MARK_MISSING', 'missing_extension']);
    }
  });
});

describe('[MK-06] an update keeps component and capability', () => {
  const changes: readonly (readonly [string, EvilCommitOptions])[] = [
    ['another component', { alterLeaf: (leaf) => ({ ...leaf, extensions: [dictionary(encodeLeafMarker(['draft-00', 'editor-copy'], 2))] }) }],
    ['no component', { alterLeaf: (leaf) => ({ ...leaf, extensions: [] }) }],
    ['another role', { alterLeaf: (leaf) => ({ ...leaf, extensions: [dictionary(encodeLeafMarker(['draft-00'], 1))] }) }],
  ];
  test.each(changes)('%s', async (_what, options) => {
    const peer = await est_i();
    const { message } = await peer.commit(options);
    await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
    expect(endOf(peer)).toEqual(['MARK_CHANGED', 'illegal_parameter']);
    expect(peer.host.stored(peer.sessionId)).toMatchObject({ standing: 'suspect', group: { epoch: 1n } });
  });

  test('no capability', async () => {
    const peer = await est_r();
    const { message } = await peer.commit({ alterLeaf: (leaf) => ({ ...leaf, capabilities: { ...leaf.capabilities, extensions: [] } }) });
    await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
    expect(alertsOf(peer.line.victim)).toEqual(['illegal_parameter']);
    expect(peer.host.stored(peer.sessionId)?.standing).toBe('suspect');
  });
});

describe('[MK-09] unmarked peers', () => {
  const unmarked: EvilKeyPackageOptions = { capabilities: { extensions: [] }, leafExtensions: [] };

  test('an initiator: refused under require, accepted and flagged under allow-absent', async () => {
    expect(alertsOf((await hello(unmarked)).line.victim)).toEqual(['missing_extension']);
    const peer = await hello(unmarked, allowAbsent);
    peer.line.takeMessage('server_hello');
    expect(peer.host.stored(peer.line.victim.sessionId)?.group.marked).toBe(false);
  });

  test('a responder: refused under require, accepted and flagged under allow-absent', async () => {
    const options = { leaf: unmarked, groupExtensions: [] };
    expect(alertsOf((await welcome(options)).line.victim)).toEqual(['missing_extension']);
    const peer = await welcome(options, allowAbsent);
    expect(peer.host.stored(peer.line.victim.sessionId)?.group.marked).toBe(false);
  });
});

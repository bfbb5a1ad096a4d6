import { expect, test } from 'vitest';
import { alertDescriptions } from '#engine/alert.ts';
import { type Bytes, concat } from '#engine/bytes.ts';
import { frameEpochKeyUpdate } from '#engine/two-party/messages.ts';
import type { Verdict } from '#engine/mls-tls/host-effects.ts';
import { Pair } from '../support/pair.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { type End, FakeClock, Host } from '../support/world.ts';

const newHost = (options: Partial<ConstructorParameters<typeof Host>[0]> = {}) => new Host({ name: 'victim', clock: new FakeClock(), ...options });
const group = (host: Host, id: string) => host.stored(id)?.group;
const code = (end: End) => (end.failure?.kind === 'peer-misbehaved' ? end.failure.code : end.failure?.kind);
const alert = (end: End) => end.alerts('sent').map((value) => Object.entries(alertDescriptions).find(([, number]) => number === value)?.[0]);

function expectSameEpoch(pair: Pair, epoch: bigint): void {
  const [a, b] = [group(pair.ida, pair.sessionId), group(pair.rob, pair.sessionId)];
  expect([a?.epoch, b?.epoch]).toEqual([epoch, epoch]);
  expect(a?.epochAuthenticator).toEqual(b?.epochAuthenticator);
}

/** Delivers what is on the wire one side at a time. */
async function deliverTo(pair: Pair, end: End): Promise<void> {
  while (end.deliver()) await Promise.all([...pair.ida.pending, ...pair.rob.pending]);
}

async function bothUpdate(pair: Pair): Promise<void> {
  pair.initiator.update();
  pair.responder.update();
  await Promise.all([...pair.ida.pending, ...pair.rob.pending]); // both commits are now on the wire
}

test('[TP-04] [TP-02] the authentication service is asked before any group exists, and its refusal ends the handshake', async () => {
  const verdict: Verdict = { ok: false, code: 'access_denied' };
  const pair = await Pair.unconnected({ responder: { authenticate: () => verdict } });
  await pair.settle();
  expect(pair.rob.questions.map(({ purpose }) => purpose)).toEqual(['client_hello']);
  expect(pair.responder.messages('sent')).toEqual([]);
  expect(pair.rob.disk.sessions.size).toBe(0);
  expect(pair.initiator.failure).toEqual({ kind: 'alert-received', alert: alertDescriptions.access_denied, authenticated: false });
});

test('[TP-02] a suite the responder has not enabled leaves no session and no group behind', async () => {
  const pair = await Pair.unconnected({ responder: { suite: 0x0003 } });
  await pair.settle();
  expect(alert(pair.responder)).toEqual(['handshake_failure']);
  expect(pair.rob.disk.sessions.size).toBe(0);
});

test('[TP-06] the initiator sends no application data before the authentication service agreed', async () => {
  let decide: (verdict: Verdict) => void = () => undefined;
  const slow = new Promise<Verdict>((resolve) => (decide = resolve));
  const pair = await Pair.unconnected({ initiator: { authenticate: () => slow } });
  pair.initiator.write('secret');
  for (let i = 0; i < 20; i++) {
    pair.responder.deliver();
    await Promise.all(pair.rob.pending);
    pair.initiator.deliver();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(pair.initiator.connection.status.state).toBe('authenticating-responder');
  expect(concat(...pair.initiator.sent)[0]).toBe(22);
  expect(pair.initiator.sent.length).toBe(1);
  decide({ ok: true });
  await pair.settle();
  expect(pair.responder.receivedText).toBe('secret');
});

test('[TP-07] [KP-15] a refusal by the initiator is an unauthenticated alert; the responder’s session stays unconfirmed', async () => {
  const pair = await Pair.unconnected({ initiator: { authenticate: () => ({ ok: false, code: 'unknown_ca' }) } });
  await pair.settle();
  expect(pair.responder.failure).toEqual({ kind: 'alert-received', alert: alertDescriptions.unknown_ca, authenticated: false });
  const [session] = [...pair.rob.disk.sessions.keys()].map((id) => pair.rob.stored(id));
  expect(session?.standing).toBe('unconfirmed');
  expect(pair.responder.events.map(({ kind }) => kind)).toEqual(['closed']);
});

test('[TP-08] after the handshake both are in epoch 1 of a group of two, the founding responder at leaf 0', async () => {
  const pair = await Pair.established();
  expectSameEpoch(pair, 1n);
  expect([group(pair.ida, pair.sessionId)?.ownIndex, group(pair.rob, pair.sessionId)?.ownIndex]).toEqual([1, 0]);
  expect(pair.initiator.events.map(({ kind }) => kind)).toEqual(['established']);
  expect(pair.responder.events.map(({ kind }) => kind)).toEqual(['established']);
});

test('[TP-09] [TP-10] [TP-18] an update is answered with the new epoch and closed with it', async () => {
  const pair = await Pair.established();
  pair.initiator.update();
  await pair.settle();
  expect(pair.log).toEqual(['initiator sends connection-update', 'responder sends epoch-key-update', 'initiator sends epoch-key-update']);
  const epochs = [...pair.initiator.facts, ...pair.responder.facts].flatMap((fact) =>
    fact.kind === 'handshake-message' && fact.type === 0xe4 && fact.direction === 'sent' ? [Buffer.from(fact.message).toString('hex')] : [],
  );
  expect(epochs).toEqual(['e40000080000000000000002', 'e40000080000000000000002']);
  expectSameEpoch(pair, 2n);
});

test('[TP-11] [TP-12] [TP-19] [RL-08] each direction keeps its key until its epoch_key_update, then counts from 0', async () => {
  const peer = await ScriptedPeer.dialed(newHost());
  const { line } = peer;
  const { message, next } = await peer.commit();
  peer.groups.set(next.epoch, next);
  await line.tell(line.handshake(peer.connectionUpdate(message)), line.data('between'));
  expect(line.victim.receivedText).toBe('between'); // still under the old receive key
  line.takeMessage('epoch_key_update'); // read under the old key; the reader switches to the new one at 0
  line.victim.write('new key');
  expect(line.take()).toEqual([{ kind: 'data', content: new TextEncoder().encode('new key') }]);
  await line.tell(peer.closeEpoch(2n), line.data('also new'));
  expect(line.victim.receivedText).toBe('betweenalso new');
});

test('[TP-11] the sender of an update keeps its keys until the answer', async () => {
  const peer = await ScriptedPeer.dialed(newHost());
  peer.line.victim.update();
  await peer.line.settle();
  peer.line.victim.write('old key');
  expect(peer.line.take().map(({ kind }) => kind)).toEqual(['message', 'data']);
});

test('[TP-13] five requests while one update is outstanding become one more', async () => {
  const pair = await Pair.established();
  for (let i = 0; i < 5; i++) pair.initiator.update();
  await pair.settle();
  expect(pair.log.filter((line) => line.endsWith('connection-update'))).toHaveLength(2);
  expectSameEpoch(pair, 3n);
});

test('[TP-14] [TP-15] [TP-16] on crossing updates the initiator ignores, the responder drops its own and applies', async () => {
  const pair = await Pair.established();
  await bothUpdate(pair);
  await deliverTo(pair, pair.responder);
  expect(group(pair.rob, pair.sessionId)?.epoch).toBe(2n);
  await deliverTo(pair, pair.initiator);
  expect(pair.initiator.has('decision', ({ what }) => what === 'ignored-update')).toBe(true);
  expect(pair.responder.has('decision', ({ what }) => what === 'dropped-own-update')).toBe(true);
  expect(pair.log.slice(0, 4)).toEqual([
    'initiator sends connection-update',
    'responder sends connection-update',
    'responder sends epoch-key-update',
    'initiator sends epoch-key-update',
  ]);
  await pair.settle();
  expectSameEpoch(pair, 3n);
});

test('[TP-17] [U10] the dropped update is tried again after the closing epoch_key_update, never before', async () => {
  const pair = await Pair.established();
  const leaf = group(pair.rob, pair.sessionId)?.own.encryptionKey;
  await bothUpdate(pair);
  await deliverTo(pair, pair.responder);
  expect(pair.log.filter((line) => line === 'responder sends connection-update')).toHaveLength(1);
  await pair.settle();
  expect(pair.log.indexOf('initiator sends epoch-key-update')).toBeLessThan(pair.log.lastIndexOf('responder sends connection-update'));
  expect(group(pair.rob, pair.sessionId)?.own.encryptionKey).not.toEqual(leaf);
});

test('[TP-20] a new-key record before the closing epoch_key_update is refused and nothing of it is delivered', async () => {
  const pair = await Pair.established();
  pair.initiator.update();
  await Promise.all(pair.ida.pending);
  let records = 0;
  pair.initiator.onTransmit = (bytes) => (++records === 1 ? [] : [bytes]); // the attacker drops the closing message
  await pair.settle();
  pair.initiator.write('under the new key');
  await pair.settle();
  expect(pair.responder.failure).toEqual({ kind: 'decrypt' });
  expect(alert(pair.responder)).toEqual(['bad_record_mac']);
  expect(pair.responder.receivedText).toBe('');
});

test.each([
  ['the present epoch', 1n, false],
  ['an epoch two ahead', 3n, true],
  ['any epoch while nothing waits', 2n, false],
])('[TP-21] an epoch_key_update for %s is fatal', async (_what, epoch, waiting) => {
  const peer = await ScriptedPeer.dialed(newHost());
  if (waiting) {
    peer.line.victim.update();
    await peer.line.settle();
  }
  const before = peer.host.stored(peer.sessionId)?.group.epoch;
  await peer.line.tell(peer.line.epochKeyUpdate(epoch));
  expect(alert(peer.line.victim)).toEqual(['unexpected_message']);
  expect(code(peer.line.victim)).toBe(waiting ? 'EKU_WRONG_EPOCH' : 'EKU_UNSOLICITED');
  expect(peer.host.stored(peer.sessionId)?.group.epoch).toBe(before);
});

test('[TP-22] an update while the closing epoch_key_update is due is fatal', async () => {
  const peer = await ScriptedPeer.dialed(newHost());
  const first = await peer.commit();
  peer.groups.set(first.next.epoch, first.next);
  const second = await peer.commit(undefined, first.next);
  await peer.line.tell(peer.line.handshake(peer.connectionUpdate(first.message)));
  await peer.line.tell(peer.line.handshake(peer.connectionUpdate(second.message)));
  expect(code(peer.line.victim)).toBe('UPDATE_BEFORE_CLOSING');
  expect(alert(peer.line.victim)).toEqual(['unexpected_message']);
});

const badUpdates: readonly [string, Parameters<ScriptedPeer['commit']>[0], string, readonly string[]][] = [
  ['[TP-23] without a path', { withoutPath: true }, 'suspect', ['illegal_parameter', 'decrypt_error']],
  [
    '[TP-24] with a proposal',
    { proposals: [{ proposalOrRefType: 'proposal', proposal: { proposalType: 'remove', remove: { removed: 0 } } }] },
    'suspect',
    ['illegal_parameter'],
  ],
  ['[TP-27] for another group', { groupId: new Uint8Array(32) }, 'suspect', ['illegal_parameter']],
  ['[TP-27] of an old epoch', { epoch: 0n }, 'suspect', ['illegal_parameter']],
  ['[TP-27] [TP-41] of a future epoch and with a broken signature', { epoch: 9n, spoilSignature: true }, 'suspect', ['illegal_parameter']],
  [
    '[TP-41] with a broken signature and a proposal',
    { spoilSignature: true, proposals: [{ proposalOrRefType: 'proposal', proposal: { proposalType: 'remove', remove: { removed: 0 } } }] },
    'suspect',
    ['decrypt_error'],
  ],
];

test.each(badUpdates)('%s an update is refused, the epoch stays and the session is suspect', async (_what, options, standing, alerts) => {
  const peer = await ScriptedPeer.dialed(newHost());
  const { message } = await peer.commit(options);
  await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
  expect(alerts).toContain(alert(peer.line.victim)[0]);
  const session = peer.host.stored(peer.sessionId);
  expect([session?.group.epoch, session?.standing]).toEqual([1n, standing]);
});

test('[TP-41] [FR-07] trailing bytes decide before everything else, and the session stays usable', async () => {
  const peer = await ScriptedPeer.dialed(newHost());
  const { message } = await peer.commit({ groupId: new Uint8Array(32) });
  await peer.line.tell(peer.line.handshake(peer.connectionUpdate(concat(message, Uint8Array.of(0)))));
  expect(alert(peer.line.victim)).toEqual(['decode_error']);
  expect(peer.host.stored(peer.sessionId)?.standing).toBe('confirmed');
  await peer.resume();
});

test('[TP-26] our own update sent back to us is refused', async () => {
  const peer = await ScriptedPeer.dialed(newHost());
  peer.line.victim.update();
  await peer.line.settle();
  const own = peer.line.takeMessage('connection_update').raw;
  await peer.line.tell(peer.line.handshake(own)); // the responder may drop its own and look at this one
  expect(['illegal_parameter', 'decrypt_error']).toContain(alert(peer.line.victim)[0]);
  expect(peer.host.stored(peer.sessionId)?.group.epoch).toBe(1n);
});

test('[TP-28] [TP-29] a changed signature key needs the authentication service; no answer code means bad_certificate', async () => {
  const asked: string[] = [];
  const host = newHost({
    authenticate: ({ purpose, previous }) => {
      asked.push(`${purpose}${previous === null ? '' : ' successor'}`);
      return purpose === 'update' ? { ok: false, code: null } : { ok: true };
    },
  });
  const peer = await ScriptedPeer.dialed(host);
  const { signerFor } = await import('../support/mls-parties.ts');
  const { message } = await peer.mls.createCommit(peer.group, {
    form: 'private',
    signer: { ...signerFor('another key', 1), credential: peer.signer.credential },
  });
  await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
  expect(asked).toEqual(['client_hello', 'update successor']);
  expect(alert(peer.line.victim)).toEqual(['bad_certificate']);
  expect(host.stored(peer.sessionId)?.standing).toBe('confirmed');
});

test('[TP-30] an accepted change of credential is told as identity-changed', async () => {
  const peer = await ScriptedPeer.dialed(newHost());
  const { signerFor } = await import('../support/mls-parties.ts');
  const { message, next } = await peer.mls.createCommit(peer.group, { form: 'private', signer: signerFor('renamed', 1) });
  peer.groups.set(next.epoch, next);
  await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
  peer.line.takeMessage('epoch_key_update');
  await peer.line.tell(peer.closeEpoch(2n), peer.line.data('still me'));
  expect(peer.line.victim.events.map(({ kind }) => kind)).toContain('identity-changed');
  expect(host(peer).stored(peer.sessionId)?.peer.credential).toEqual({ kind: 'basic', identity: new TextEncoder().encode('renamed') });
  expect(peer.line.victim.receivedText).toBe('still me');
});

const host = (peer: ScriptedPeer) => peer.host;

test('[TP-32] every received record is opened with exactly one key', async () => {
  let opens = 0;
  const pair = await Pair.unconnected();
  const { importRecordKey } = pair.rob.crypto;
  pair.rob.crypto.importRecordKey = (aead, key) => {
    const inner = importRecordKey(aead, key);
    return {
      ...inner,
      open(nonce, aad, ciphertext) {
        opens++;
        return inner.open(nonce, aad, ciphertext);
      },
    };
  };
  await pair.settle();
  for (let i = 0; i < 3; i++) {
    await bothUpdate(pair);
    pair.initiator.write(`data ${i}`);
    await pair.settle();
  }
  const records = protectedRecords(concat(...pair.initiator.sent));
  expect(opens).toBe(records);
});

function protectedRecords(stream: Bytes): number {
  let count = 0;
  for (let at = 0; at + 5 <= stream.length; at += 5 + (((stream[at + 3] ?? 0) << 8) | (stream[at + 4] ?? 0))) if (stream[at] === 23) count++;
  return count;
}

test('[TP-35] the epoch of an epoch_key_update is eight bytes, big endian', () => {
  expect(Buffer.from(frameEpochKeyUpdate(2n)).toString('hex')).toBe('e40000080000000000000002');
});

test('[TP-38] an update may be sent while the closing epoch_key_update is due; both are matched', async () => {
  const peer = await ScriptedPeer.dialed(newHost());
  const { line } = peer;
  const first = await peer.commit();
  peer.groups.set(first.next.epoch, first.next);
  await line.tell(line.handshake(peer.connectionUpdate(first.message)));
  line.takeMessage('epoch_key_update');
  line.victim.update(); // M is set
  await line.settle();
  const update = line.takeMessage('connection_update');
  const second = await peer.process(update.body, first.next);
  await line.tell(peer.closeEpoch(2n));
  peer.adopt(second);
  await line.tell(line.epochKeyUpdate(3n));
  expect(line.victim.failure).toBeNull();
  expect(line.takeMessage('epoch_key_update').raw).toEqual(frameEpochKeyUpdate(3n));
  expect(peer.host.stored(peer.sessionId)?.group.epoch).toBe(3n);
});

test.each([
  ['another group', { groupId: new Uint8Array(32) }],
  ['another epoch', { epoch: 77n }],
  ['bytes that do not decrypt', { spoilSignature: true }],
])('[TP-39] [U5] an update the initiator ignores is not checked: %s', async (_what, options) => {
  const peer = await ScriptedPeer.dialedBy(newHost());
  peer.line.victim.update();
  await peer.line.settle();
  const own = peer.line.takeMessage('connection_update');
  const { message } = await peer.commit(options);
  await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
  expect(peer.line.victim.failure).toBeNull();
  peer.adopt(await peer.process(own.body));
  await peer.line.tell(peer.closeEpoch(2n));
  peer.line.takeMessage('epoch_key_update');
  expect(peer.host.stored(peer.sessionId)?.group.epoch).toBe(2n);
});

test('[TP-40] when both update without pause, updates of both are applied', async () => {
  const pair = await Pair.established();
  for (let i = 0; i < 12; i++) {
    pair.initiator.update();
    pair.responder.update();
    await pair.settle();
    await pair.advance(200);
  }
  const applied = (end: End) => end.facts.filter((fact) => fact.kind === 'epoch' && fact.how === 'update' && fact.by === 'us').length;
  expect(applied(pair.initiator)).toBeGreaterThan(2);
  expect(applied(pair.responder)).toBeGreaterThan(2);
});

test('[TP-40] [U10] an initiator that ignored an update lets the peer go first, for one second', async () => {
  const peer = await ScriptedPeer.dialedBy(newHost());
  const { line, host: victim } = peer;
  line.victim.update();
  await line.settle();
  const own = line.takeMessage('connection_update');
  await line.tell(line.handshake(peer.connectionUpdate((await peer.commit()).message))); // ignored
  line.victim.update(); // wanted
  peer.adopt(await peer.process(own.body));
  await line.tell(peer.closeEpoch(2n));
  line.takeMessage('epoch_key_update');
  expect(line.take()).toEqual([]);
  victim.clock.advance(999);
  line.victim.tick();
  await line.settle();
  expect(line.take()).toEqual([]);
  victim.clock.advance(1);
  line.victim.tick();
  await line.settle();
  expect(line.takeMessage('connection_update').clear).toBe(false);
});

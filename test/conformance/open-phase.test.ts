import { describe, expect, test } from 'vitest';
import { alertDescriptions } from '#engine/alert.ts';
import { concat } from '#engine/bytes.ts';
import type { Credential } from '#engine/mls/group.ts';
import { signerFor } from '../support/mls-parties.ts';
import { Pair } from '../support/pair.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { starts, victim } from '../support/starts.ts';
import type { End } from '../support/world.ts';

const { close_notify, bad_certificate } = alertDescriptions;
const code = (end: End) => (end.failure?.kind === 'peer-misbehaved' || end.failure?.kind === 'api-misuse' ? end.failure.code : end.failure?.kind);
const kinds = (end: End) => end.events.map(({ kind }) => kind);

describe('[KP-07] [U10] an update wanted before the peer was heard', () => {
  test.each([
    ['data', (peer: ScriptedPeer) => peer.line.data('first'), 'first', false],
    ['close_notify', (peer: ScriptedPeer) => peer.line.alert(1, close_notify), '', true],
  ])('starts with the first record, and that record, %s, has its effect', async (_what, record, text, closed) => {
    const peer = await starts.unconfirmed();
    const { line } = peer;
    line.victim.update();
    await line.tell(record(peer));
    expect(line.victim.failure).toBeNull();
    expect(line.victim.receivedText).toBe(text);
    expect(kinds(line.victim)).toEqual(['established', ...(closed ? ['peer-closed'] : [])]);
    expect(line.takeMessage('connection_update').clear).toBe(false);
  });
});

describe('[CL-01] after the peer’s close_notify', () => {
  test('its handshake messages and a second close_notify change nothing', async () => {
    const peer = await ScriptedPeer.dialed(victim());
    const { line } = peer;
    line.victim.update();
    await line.settle();
    line.take();
    const { message } = await peer.commit();
    await line.tell(
      line.alert(1, close_notify),
      line.handshake(peer.connectionUpdate(message)),
      line.epochKeyUpdate(2n),
      line.alert(1, close_notify),
      line.data('late'),
    );
    expect(line.victim.failure).toBeNull();
    expect(kinds(line.victim)).toEqual(['established', 'peer-closed']);
    expect(line.victim.receivedText).toBe('');
    expect(line.take()).toEqual([]);
    expect(peer.host.stored(peer.sessionId)).toMatchObject({ pending: { kind: 'update' }, group: { epoch: 1n } });
  });
});

describe('giving up', () => {
  test('on an open connection in the middle of an update ends it with close_notify, not with user_canceled', async () => {
    const pair = await Pair.established();
    pair.initiator.connection.update(pair.clock.now);
    pair.initiator.drive();
    expect(pair.initiator.connection.status.state).toBe('creating-update');
    pair.initiator.connection.abort(pair.clock.now);
    await pair.settle();
    expect(pair.initiator.alerts('sent')).toEqual([close_notify]);
    expect(pair.initiator.failure).toEqual({ kind: 'ended', reason: 'closed' });
    expect(kinds(pair.responder)).toContain('peer-closed');
  });
});

describe('[R-LIMIT] a key that can protect nothing more', () => {
  test('[RL-26] ends the connection as key-limit, without an alert, not as a mistake of its caller', async () => {
    const peer = await ScriptedPeer.dialed(victim({ policy: { hardRecordLimit: 1n } }));
    const { line } = peer;
    line.victim.update(); // the one record there is
    await line.settle();
    await line.tell(line.handshake(peer.connectionUpdate((await peer.commit()).message)));
    expect(line.victim.failure).toEqual({ kind: 'ended', reason: 'key-limit' });
    expect(peer.host.stored(peer.sessionId)?.group.epoch).toBe(2n);
  });
});

describe('[AS-03] [R-AS] who the peer is can change with a resumption', () => {
  const accepting = () => victim({ authenticate: () => ({ ok: true }) });

  /** Resumes with a commit that carries another identity. */
  async function resumeAs(peer: ScriptedPeer, credential: Credential, key: string): Promise<void> {
    await peer.line.end('reset');
    const line = peer.dial();
    const { message } = await peer.mls.createCommit(peer.group, { form: 'private', signer: { ...signerFor(key, peer.suite.id), credential } });
    await line.tell(line.handshake(peer.clear('resumption_request', message)));
  }

  test('an accepted change of the credential alone is told, and asked with what was before', async () => {
    const peer = await ScriptedPeer.dialed(accepting());
    const before = peer.host.stored(peer.sessionId)?.peer;
    await resumeAs(peer, { kind: 'basic', identity: new TextEncoder().encode('renamed') }, 'scripted peer');
    expect(peer.line.victim.connection.status.state).toBe('awaiting-confirmation');
    expect(kinds(peer.line.victim)).toEqual(['identity-changed']);
    expect(peer.host.questions.at(-1)).toMatchObject({ purpose: 'resumption', previous: before });
    expect(peer.host.stored(peer.sessionId)?.peer.credential).toEqual({ kind: 'basic', identity: new TextEncoder().encode('renamed') });
  });

  test('our own credential is refused before anybody is asked, and the session stays', async () => {
    const peer = await ScriptedPeer.dialed(accepting());
    const asked = peer.host.questions.length;
    await resumeAs(peer, peer.host.signer.credential, 'another key');
    expect(code(peer.line.victim)).toBe('AS_SELF');
    expect(peer.line.victim.alerts('sent')).toEqual([bad_certificate]);
    expect(peer.host.questions.length).toBe(asked);
    expect(peer.host.stored(peer.sessionId)).toMatchObject({ standing: 'confirmed', group: { epoch: 1n } });
  });
});

describe('[R-RES] a resumption is judged by what is durable when it starts', () => {
  test('[TP-41] not when the session turned suspect after it was asked for', async () => {
    const peer = await ScriptedPeer.dialed(victim());
    const { message } = await peer.commit({ groupId: new Uint8Array(32) });
    const resumed = peer.host.resume(peer.sessionId);
    peer.line.victim.inject(peer.line.handshake(peer.connectionUpdate(message)));
    await peer.line.settle();
    resumed.drive();
    await peer.line.settle();
    expect(peer.host.stored(peer.sessionId)?.standing).toBe('suspect');
    expect(code(resumed)).toBe('API_SESSION_SUSPECT');
    expect(concat(...resumed.sent)).toEqual(new Uint8Array(0));
  });
});

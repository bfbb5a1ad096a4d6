import { describe, expect, test } from 'vitest';
import type { CredentialQuestion, Verdict } from '#engine/mls-tls/host-effects.ts';
import { signerFor } from '../support/mls-parties.ts';
import { alertsOf, codeOf, endOf } from '../support/outcome.ts';
import { Pair } from '../support/pair.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { starts, victim } from '../support/starts.ts';

const { listen, est_i, est_r } = starts;
type Purpose = CredentialQuestion['purpose'];

/** A service that accepts everybody except for one purpose, where `answer` decides. */
const except = (purpose: Purpose, answer: () => Verdict | Promise<Verdict>) => (question: CredentialQuestion) =>
  question.purpose === purpose ? answer() : { ok: true as const };

/** Brings a victim to the question of this purpose. */
async function asked(purpose: Purpose, answer: () => Verdict | Promise<Verdict>): Promise<ScriptedPeer> {
  const options = { authenticate: except(purpose, answer) };
  if (purpose === 'client_hello') {
    const peer = await listen(options);
    await peer.line.tell(peer.line.handshake(await peer.clientHello()));
    return peer;
  }
  if (purpose === 'server_hello') {
    const peer = new ScriptedPeer(victim(options));
    await peer.answer();
    await peer.line.tell(peer.line.handshake(await peer.serverHello(peer.line.takeMessage('client_hello').raw)));
    return peer;
  }
  const peer = await est_r(options);
  if (purpose === 'update') {
    const { message } = await peer.mls.createCommit(peer.group, { form: 'private', signer: signerFor('a successor', 0x0001) });
    await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
    return peer;
  }
  await peer.line.end('reset');
  const { message } = await peer.commit();
  peer.dial();
  await peer.line.tell(peer.line.handshake(peer.clear('resumption_request', message)));
  return peer;
}

const purposes = ['client_hello', 'server_hello', 'update', 'resumption'] as const;

describe('[AS-01] a service that fails is a refusal', () => {
  test.each(purposes)('an exception at %s', async (purpose) => {
    const peer = await asked(purpose, () => {
      throw new Error('the service is down');
    });
    expect(peer.line.victim.failure).toEqual({ kind: 'credential-unchecked', reason: 'exception' });
    expect(alertsOf(peer.line.victim)).toEqual(['internal_error']);
    const [stored] = [...peer.host.disk.sessions.keys()].map((id) => peer.host.stored(id));
    expect(stored?.group.epoch ?? 1n).toBe(1n); // nothing the service did not agree to was stored
  });

  test.each(purposes)('a refusal without a code at %s is bad_certificate', async (purpose) => {
    expect(endOf(await asked(purpose, () => ({ ok: false, code: null })))).toEqual(['bad_certificate', 'bad_certificate']);
  });
});

test('[AS-02] what arrives while the service thinks is kept and processed afterwards; no more is read meanwhile', async () => {
  const { promise, resolve } = Promise.withResolvers<Verdict>();
  const peer = await est_i({ authenticate: except('update', () => promise) });
  const { message, next } = await peer.mls.createCommit(peer.group, { form: 'private', signer: signerFor('a successor', 0x0001) });
  peer.groups.set(next.epoch, next);
  const { line } = peer;
  const { victim: end } = line;
  const before = peer.host.disk.sessions.get(peer.sessionId);
  end.inject(line.handshake(peer.connectionUpdate(message)));
  end.inject(line.data('sent meanwhile'));
  while (end.connection.status.state !== 'authenticating-update') await new Promise((done) => setImmediate(done));
  expect([end.connection.status.wantsInput, end.receivedText]).toEqual([false, '']);
  expect(peer.host.disk.sessions.get(peer.sessionId)).toEqual(before);
  resolve({ ok: true });
  await line.settle();
  line.takeMessage('epoch_key_update');
  expect([end.connection.status.wantsInput, end.receivedText]).toEqual([true, 'sent meanwhile']);
});

describe('[AS-03] our own face in the mirror', () => {
  test('the responder refuses an initiator with its own key or its own name', async () => {
    const sameKey = await Pair.unconnected({ initiator: { signer: signerFor('responder', 0x0001) } });
    await sameKey.settle();
    expect([codeOf(sameKey.responder.failure), ...alertsOf(sameKey.responder)]).toEqual(['AS_SAME_KEY', 'bad_certificate']);
    const sameName = await Pair.unconnected({
      initiator: { signer: { ...signerFor('somebody', 0x0001), credential: signerFor('responder', 0x0001).credential } },
    });
    await sameName.settle();
    expect([codeOf(sameName.responder.failure), ...alertsOf(sameName.responder)]).toEqual(['AS_SELF', 'bad_certificate']);
    for (const pair of [sameKey, sameName]) expect([pair.rob.questions, pair.rob.disk.sessions.size]).toEqual([[], 0]);
  });

  test('the initiator refuses a responder with its own name', async () => {
    const host = victim();
    const peer = new ScriptedPeer(host, 'victim', { ...signerFor('another key', 0x0001), credential: host.signer.credential });
    await peer.answer();
    await peer.line.tell(peer.line.handshake(await peer.serverHello(peer.line.takeMessage('client_hello').raw)));
    expect(endOf(peer)).toEqual(['AS_SELF', 'bad_certificate']);
    expect(host.disk.sessions.size).toBe(0);
  });

  test('an update to our own name is refused', async () => {
    const peer = await est_i();
    const signer = { ...signerFor('a successor', 0x0001), credential: peer.host.signer.credential };
    const { message } = await peer.mls.createCommit(peer.group, { form: 'private', signer });
    await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
    expect(endOf(peer)).toEqual(['AS_SELF', 'bad_certificate']);
  });
});

describe('[AS-04] the stored credential is judged again at every resumption', () => {
  const revoked = except('resumption', () => ({ ok: false, code: 'certificate_revoked' }));

  test('a responder ends the resumption and keeps its session', async () => {
    const peer = await asked('resumption', () => ({ ok: false, code: 'certificate_revoked' }));
    expect(endOf(peer)).toEqual(['certificate_revoked', 'certificate_revoked']);
    expect(peer.line.take().map(({ kind }) => kind)).toEqual(['alert']); // no response
    expect(peer.host.stored(peer.sessionId)).toMatchObject({ group: { epoch: 1n }, pending: null, standing: 'confirmed' });
  });

  test('so does an initiator, before it confirms anything', async () => {
    const peer = await est_i({ authenticate: revoked });
    await peer.line.end('reset');
    await peer.answerResumption();
    await peer.respond();
    expect(endOf(peer)).toEqual(['certificate_revoked', 'certificate_revoked']);
    expect(peer.line.victim.messages('sent')).toEqual(['resumption_request']);
    expect(peer.host.stored(peer.sessionId)?.group.epoch).toBe(1n);
  });

  test('the question names the session and the credential that was accepted last, whoever resumes', async () => {
    const responder = await asked('resumption', () => ({ ok: true }));
    const initiator = await est_i();
    await initiator.line.end('reset');
    await initiator.beResumed();
    for (const { host, sessionId, signer } of [responder, initiator]) {
      const { credential, publicKey: signatureKey } = signer;
      expect(host.questions.at(-1)).toMatchObject({ purpose: 'resumption', sessionId, credential, signatureKey, previous: null });
    }
  });
});

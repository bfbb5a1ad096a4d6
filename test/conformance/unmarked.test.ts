import { expect, test } from 'vitest';
import { alertDescriptions } from '#engine/alert.ts';
import { encodeState } from '#engine/mls/stored-group.ts';
import { evilWelcome } from '../support/evil-welcome.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { FakeClock, Host, type HostOptions } from '../support/world.ts';

/** A victim that tolerates peers without the MLS-TLS component, connected to one: the victim is the initiator. */
async function unmarkedSession(policy: HostOptions['policy'] = {}): Promise<ScriptedPeer> {
  const host = new Host({ name: 'victim', clock: new FakeClock(), policy: { marker: 'allow-absent', ...policy } });
  const peer = new ScriptedPeer(host);
  await peer.answer();
  const hello = peer.line.takeMessage('client_hello');
  const leaf = { capabilities: { extensions: [] }, leafExtensions: [] };
  const { welcome, state } = await evilWelcome(hello.body.slice(36), peer.signer, { leaf, groupExtensions: [] });
  peer.adopt(peer.mls.decodeGroup(encodeState(state, () => undefined)));
  await peer.line.tell(peer.line.handshake(peer.clear('server_hello', welcome)));
  peer.install(1n);
  peer.sessionId = peer.line.victim.sessionId;
  peer.line.take();
  return peer;
}

/** Wire format of an MLSMessage: 1 = PublicMessage, 2 = PrivateMessage. RFC 9420 §17.2. */
const wireFormat = (mls: Uint8Array) => mls[3];

test('[MK-09] [TP-36] an unmarked session is flagged, and its updates start as PrivateMessage', async () => {
  const peer = await unmarkedSession();
  expect(peer.host.stored(peer.sessionId)?.group.marked).toBe(false);
  peer.line.victim.update();
  await peer.line.settle();
  expect(wireFormat(peer.line.takeMessage('connection_update').body)).toBe(2);
});

test('[TP-36] once the peer sent a valid PublicMessage update, ours leave in that form too', async () => {
  const peer = await unmarkedSession();
  await peer.update({ form: 'public' });
  expect(peer.host.stored(peer.sessionId)?.group.epoch).toBe(2n);
  peer.line.victim.update();
  await peer.line.settle();
  expect(wireFormat(peer.line.takeMessage('connection_update').body)).toBe(1);
});

test('[TP-36] the option publicUpdates sends them so from the start', async () => {
  const peer = await unmarkedSession({ publicUpdates: true });
  peer.line.victim.update();
  await peer.line.settle();
  expect(wireFormat(peer.line.takeMessage('connection_update').body)).toBe(1);
});

test('[TP-36] in a marked session a PublicMessage update is accepted and ours stay PrivateMessage', async () => {
  const peer = await ScriptedPeer.dialed(new Host({ name: 'victim', clock: new FakeClock(), policy: { publicUpdates: true } }));
  await peer.update({ form: 'public' });
  expect(peer.host.stored(peer.sessionId)?.group.epoch).toBe(2n);
  peer.line.victim.update();
  await peer.line.settle();
  expect(wireFormat(peer.line.takeMessage('connection_update').body)).toBe(2);
});

test('[TP-37] an unmarked leaf stays unmarked: an update that adds the component is refused', async () => {
  const peer = await unmarkedSession();
  const { goodLeafMarker } = await import('../support/evil-mls.ts');
  const alterLeaf = (leaf: Parameters<NonNullable<NonNullable<Parameters<ScriptedPeer['commit']>[0]>['alterLeaf']>>[0]) => ({
    ...leaf,
    capabilities: { ...leaf.capabilities, extensions: [6] },
    extensions: [goodLeafMarker(2)],
  });
  const { message } = await peer.commit({ alterLeaf });
  await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
  expect(peer.line.victim.alerts('sent')).toEqual([alertDescriptions.illegal_parameter]);
});

/** The victim's update left as PublicMessage, and the transport broke before the answer. */
async function publicUpdateInFlight(): Promise<{ peer: ScriptedPeer; update: Uint8Array }> {
  const peer = await unmarkedSession({ publicUpdates: true });
  peer.line.victim.update();
  await peer.line.settle();
  const update = peer.line.takeMessage('connection_update').body;
  await peer.line.end('reset');
  return { peer, update };
}

test('[RS-29] a session whose own update left as PublicMessage is not resumed by that side', async () => {
  const { peer } = await publicUpdateInFlight();
  expect(() => peer.host.resume(peer.sessionId)).toThrow('API_NO_PUBLIC_RESUMPTION');
});

test('[RS-29] a request at the same epoch forgets it: case a', async () => {
  const { peer } = await publicUpdateInFlight();
  const line = peer.dial();
  const { message } = await peer.commit();
  await line.tell(line.handshake(peer.clear('resumption_request', message)));
  expect(line.victim.has('decision', ({ what }) => what === 'case-a')).toBe(true);
});

test('[RS-29] a request one epoch ahead merges it: case c', async () => {
  const { peer, update } = await publicUpdateInFlight();
  peer.adopt(await peer.process(update));
  const line = peer.dial();
  const { message } = await peer.commit();
  await line.tell(line.handshake(peer.clear('resumption_request', message)));
  expect(line.victim.has('decision', ({ what }) => what === 'case-c')).toBe(true);
  expect(peer.host.stored(peer.sessionId)?.group.epoch).toBe(3n);
});

test('[RS-29] it is never the response: case b is refused', async () => {
  const peer = await unmarkedSession({ publicUpdates: true });
  const { message, next } = await peer.commit();
  peer.groups.set(next.epoch, next);
  await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message))); // applied; its answer is lost
  peer.line.victim.update();
  await peer.line.settle();
  await peer.line.end('reset');
  expect(peer.host.stored(peer.sessionId)?.pending?.form).toBe('public');
  const line = peer.dial();
  await line.tell(line.handshake(peer.clear('resumption_request', message)));
  expect(line.victim.alerts('sent')).toEqual([alertDescriptions.unknown_psk_identity]);
});

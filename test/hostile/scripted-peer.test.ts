import { expect, test } from 'vitest';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { FakeClock, Host } from '../support/world.ts';

test('a scripted peer that does not lie is an honest one', async () => {
  for (const how of ['dialed', 'dialedBy'] as const) {
    const host = new Host({ name: 'victim', clock: new FakeClock() });
    const peer = await ScriptedPeer[how](host);
    await peer.line.tell(peer.line.data('hello'));
    expect(peer.line.victim.receivedText).toBe('hello');
    peer.line.victim.write('back');
    expect(peer.line.take().map((i) => (i.kind === 'data' ? Buffer.from(i.content).toString() : i))).toEqual(['back']);
    await peer.update();
    peer.line.victim.update();
    await peer.line.settle();
    await peer.confirmUpdate();
    await peer.line.tell(peer.line.data(' again'));
    expect(peer.line.victim.receivedText).toBe('hello again');
    expect(peer.line.victim.failure).toBeNull();
    await peer.beResumed();
    await peer.line.tell(peer.line.data('resumed'));
    expect(peer.line.victim.receivedText).toBe('resumed');
    await peer.resume();
    await peer.line.tell(peer.line.data('resumed'));
    expect(peer.line.victim.receivedText).toBe('resumed');
    expect(peer.line.victim.failure).toBeNull();
    expect(host.stored(peer.sessionId)?.group.epochAuthenticator).toEqual(peer.group.epochAuthenticator);
  }
});

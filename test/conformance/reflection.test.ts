import { describe, expect, test } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import { Pair } from '../support/pair.ts';
import { type End, FakeClock, Host, link, settle } from '../support/world.ts';

const profiles = ['draft-00', 'editor-copy'] as const;

/** Whatever an end sends comes back to it. */
function mirror(end: End): void {
  end.peer = end;
  end.onTransmit = (bytes) => [bytes];
}

const alone = (profile: (typeof profiles)[number]) => new Host({ name: 'Narcissus', clock: new FakeClock(), policy: { profiles: [profile] } });

describe.each(profiles)('[SE-03] a connection that is mirrored fails, profile %s', (profile) => {
  test('a handshake whose every byte comes back', async () => {
    const host = alone(profile);
    const end = await host.connect();
    mirror(end);
    end.drive();
    await settle(host);
    expect([end.failure?.kind, end.connection.status.open, host.disk.sessions.size]).toEqual(['peer-misbehaved', false, 0]);
  });

  test('a handshake with one’s own listener', async () => {
    const host = alone(profile);
    const [out, back] = [await host.connect(), host.accept()];
    link(out, back);
    await settle(host);
    expect([out, back].map((end) => [end.connection.status.open, end.events.some(({ kind }) => kind === 'established')])).toEqual([
      [false, false],
      [false, false],
    ]);
    expect(back.failure?.kind).toBe('peer-misbehaved');
    expect(host.disk.sessions.size).toBe(0);
  });

  test.each(['initiator', 'responder'] as const)('records of the %s that come back, data and update alike', async (who) => {
    for (const say of [(end: End) => end.write('echo'), (end: End) => end.update()]) {
      const pair = await Pair.established({ profile });
      const end = pair[who];
      mirror(end);
      say(end);
      await pair.settle();
      expect([end.failure, end.receivedText]).toEqual([{ kind: 'decrypt' }, '']);
    }
  });

  test('a resumption that comes back, on its own transport or on a new one', async () => {
    const pair = await Pair.established({ profile });
    const id = pair.sessionId;
    pair.breakTransport();
    const end = pair.ida.resume(id);
    mirror(end);
    end.drive();
    await pair.settle();
    expect(end.connection.status.open).toBe(false);
    expect(end.events.some(({ kind }) => kind === 'resumed')).toBe(false);
    const other = pair.ida.accept();
    for (const bytes of end.sent as readonly Bytes[]) other.inject(bytes);
    await pair.settle();
    expect([other.connection.status.open, other.receivedText]).toEqual([false, '']);
    pair.breakTransport();
    pair.resume('ida', id); // the session has not suffered
    await pair.settle();
    expect([pair.initiator, pair.responder].map(({ connection }) => connection.status.open)).toEqual([true, true]);
  });
});

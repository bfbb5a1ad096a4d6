import { describe, expect, test } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import type { Group } from '#engine/mls/group.ts';
import { secretsOf } from '#engine/mls/erasure.ts';
import { keyPackageOf, stateOf } from '#engine/mls/library.ts';
import { noTrace } from '#engine/mls-tls/trace.ts';
import type { MlsTlsConnection } from '#engine/mls-tls/connection.ts';
import { openPhase } from '#engine/two-party/states.ts';
import type { HostEffect, Verdict } from '#engine/mls-tls/host-effects.ts';
import { keyPackageOptions, signerFor } from '../support/mls-parties.ts';
import { Pair } from '../support/pair.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { type End, FakeClock, Host, settle } from '../support/world.ts';

const zero = (bytes: Bytes) => bytes.every((byte) => byte === 0);
const overlaps = (a: Bytes, b: Bytes) =>
  a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;

/** What of `group` is still readable, apart from what `living` shares with it. */
function readable(group: Group, living: Group | null): number {
  const kept = living === null ? [] : secretsOf(stateOf(living.state));
  return secretsOf(stateOf(group.state)).filter((secret) => !zero(secret) && !kept.some((other) => overlaps(other, secret))).length;
}

/** Groups that come out of a host's MLS from now on. */
function watch(host: Host): Group[] {
  const groups: Group[] = [];
  const { createCommit, processCommit, join, createGroup } = host.mls;
  const note = <T>(value: T, group: Group): T => {
    groups.push(group);
    return value;
  };
  Object.assign(host.mls, {
    createCommit: (...args: Parameters<typeof createCommit>) => createCommit(...args).then((made) => note(made, made.next)),
    processCommit: (...args: Parameters<typeof processCommit>) => processCommit(...args).then((made) => note(made, made.next)),
    join: (...args: Parameters<typeof join>) => join(...args).then((made) => note(made, made)),
    createGroup: (...args: Parameters<typeof createGroup>) => createGroup(...args).then((made) => note(made, made.group)),
  });
  return groups;
}

const present = (end: End): Group | null => end.host.endpoint.session(end.sessionId)?.group ?? null;
const tasks = (host: Host) => Promise.all(host.pending);
/** The authentication service refuses whoever changed. */
const noSuccessor = ({ previous }: { previous: unknown }): Verdict => (previous === null ? { ok: true } : { ok: false, code: null });

async function expectResumable(pair: Pair, id: string): Promise<void> {
  pair.breakTransport();
  pair.resume('ida', id);
  await pair.settle();
  expect([pair.initiator, pair.responder].map((end) => end.connection.status.open)).toEqual([true, true]);
}

describe('[KP-01] [R-DEL] a key package that comes to nothing is overwritten', () => {
  test.each(['abort', 'close', 'cut'] as const)('by %s', async (how) => {
    const host = new Host({ name: 'initiator', clock: new FakeClock() });
    const keyPackage = await host.mls.generateKeyPackage(keyPackageOptions(host.signer, host.suite));
    const { policy } = host;
    const end = host.end(() => host.endpoint.connect({ policy, profile: 'draft-00', keyPackage, trace: noTrace }, host.clock.now));
    end.drive();
    end.connection[how](host.clock.now);
    end.drive();
    const secrets = Object.values<Bytes>({ ...keyPackageOf(keyPackage.secret).privatePackage });
    expect(secrets.length).toBeGreaterThan(0);
    expect(secrets.every(zero)).toBe(true);
  });
});

describe('[DL-02] [R-DEL] work that is given up is overwritten, and what it shares with the session is not', () => {
  test('a commit made while its connection was cut', async () => {
    const pair = await Pair.established();
    const id = pair.sessionId;
    const groups = watch(pair.ida);
    pair.initiator.update();
    pair.initiator.connection.cut(pair.clock.now);
    pair.initiator.drive();
    await tasks(pair.ida);
    expect(groups.map((group) => readable(group, pair.ida.stored(id)?.group ?? null))).toEqual([0]); // the session lies in the store alone
    await expectResumable(pair, id);
  });

  test('a commit the authentication service refused in an update', async () => {
    const host = new Host({ name: 'victim', clock: new FakeClock(), authenticate: noSuccessor });
    const peer = await ScriptedPeer.dialed(host);
    const groups = watch(host);
    const { message } = await peer.mls.createCommit(peer.group, { form: 'private', signer: signerFor('renamed', 1) });
    const before = present(peer.line.victim);
    await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
    expect(peer.line.victim.failure).toMatchObject({ kind: 'credential-refused' });
    expect(groups.map((group) => readable(group, before))).toEqual([0]);
    await peer.resume();
    expect(peer.line.victim.connection.status.open).toBe(true);
  });

  test.each(['ida', 'rob'] as const)('a commit the authentication service refused at a resumption, by %s', async (refusing) => {
    const pair = await Pair.established();
    const id = pair.sessionId;
    pair.breakTransport();
    await pair.settle();
    const groups = watch(pair[refusing]);
    Object.assign(pair[refusing].options, { authenticate: () => ({ ok: false, code: 'certificate_revoked' }) });
    pair.resume('ida', id);
    await pair.settle();
    const end = refusing === 'ida' ? pair.initiator : pair.responder;
    expect(end.failure).toMatchObject({ code: 'certificate_revoked' });
    // Of two commits the initiator made one, which stays as its pending commit.
    const processed = groups.at(-1) as Group;
    expect(readable(processed, null)).toBeLessThanOrEqual(2); // own leaf and signature key, shared with the session
    Object.assign(pair[refusing].options, { authenticate: () => ({ ok: true }) });
    await expectResumable(pair, id);
  });

  test('a session whose response was being made when the connection was cut', async () => {
    const pair = await Pair.established();
    const id = pair.sessionId;
    pair.breakTransport();
    await pair.settle();
    const groups = watch(pair.rob);
    Object.assign(pair.rob.options, {
      boundary: (effect: HostEffect, when: string) => {
        const isLast = when === 'after' && effect.kind === 'compute' && effect.task.kind === 'create-commit';
        if (isLast) pair.responder.connection.cut(pair.clock.now);
      },
    });
    pair.resume('ida', id);
    await pair.settle();
    expect(pair.responder.failure).toEqual({ kind: 'ended', reason: 'cut' });
    Object.assign(pair.rob.options, { boundary: undefined });
    expect(groups).toHaveLength(2);
    for (const group of groups) expect(readable(group, null)).toBeLessThanOrEqual(2);
    await expectResumable(pair, id);
  });

  test('a group the initiator joined while its connection was aborted', async () => {
    const pair = await Pair.unconnected();
    const groups = watch(pair.ida);
    pair.responder.deliver();
    await settle(pair.rob);
    while (pair.initiator.connection.status.state === 'hello-sent') pair.initiator.deliver();
    expect(pair.initiator.connection.status.state).toBe('joining');
    pair.initiator.connection.abort(pair.clock.now);
    pair.initiator.drive();
    await tasks(pair.ida);
    expect(groups.map((group) => readable(group, null))).toEqual(groups.map(() => 0));
  });
});

describe.each(['draft-00', 'editor-copy'] as const)(
  '[DL-05] [R-KEY] %s: early_base or res_base is overwritten when the next epoch is durable',
  (profile) => {
    test.each(['update', 'resumption'] as const)('by an %s, on both sides', async (how) => {
      const pair = await Pair.established({ profile });
      const id = pair.sessionId;
      for (const host of [pair.ida, pair.rob]) {
        const bases = new Set<Bytes>([host.endpoint.session(id)?.earlyBase ?? new Uint8Array(1)]);
        Object.assign(host.options, { boundary: (effect: HostEffect) => effect.kind === 'persist' && bases.add(effect.session.earlyBase) });
        persisted.set(host, bases);
      }
      if (how === 'update') pair.initiator.update();
      else pair.resume('ida', id);
      await pair.settle();
      for (const host of [pair.ida, pair.rob]) {
        const bases = [...(persisted.get(host) ?? [])];
        expect(bases.length).toBeGreaterThan(1);
        // What the founding responder held before its old connection ended was forgotten, not replaced.
        const replaced = bases.slice(how === 'resumption' && host === pair.rob ? 1 : 0, -1);
        expect(replaced.every(zero)).toBe(true);
        expect(zero(bases.at(-1) as Bytes)).toBe(false);
      }
    });
  },
);

const persisted = new Map<Host, Set<Bytes>>();

describe('[RL-06] [R-DEL] traffic secrets of the editor’s copy live until they are replaced', () => {
  const secrets = (end: End) => {
    const phase = openPhase((end.connection as MlsTlsConnection).state);
    if (phase?.secrets == null) throw new Error('no traffic secrets');
    return { ...phase.secrets };
  };

  test('by a key_update: that direction only, on both sides', async () => {
    const pair = await Pair.established({ profile: 'editor-copy' });
    const [ours, theirs] = [secrets(pair.initiator), secrets(pair.responder)];
    pair.initiator.connection.keyUpdate(false, pair.clock.now);
    pair.initiator.drive();
    await pair.settle();
    expect([ours.send, ours.receive, theirs.receive, theirs.send].map(zero)).toEqual([true, false, true, false]);
    expect(secrets(pair.initiator).send).toEqual(secrets(pair.responder).receive);
  });

  test.each(['initiator', 'responder'] as const)('by an update of the %s: both directions, on both sides', async (who) => {
    const pair = await Pair.established({ profile: 'editor-copy' });
    const before = [secrets(pair.initiator), secrets(pair.responder)].flatMap(({ send, receive }) => [send, receive]);
    expect(before.some(zero)).toBe(false);
    pair[who].update();
    await pair.settle();
    expect(before.every(zero)).toBe(true);
  });

  test.each(['cut', 'abort'] as const)('by the end of the connection, with %s', async (how) => {
    const pair = await Pair.established({ profile: 'editor-copy' });
    const before = [secrets(pair.initiator), secrets(pair.responder)].flatMap(({ send, receive }) => [send, receive]);
    pair.initiator.connection[how](pair.clock.now);
    await pair.settle();
    pair.breakTransport();
    await pair.settle();
    expect(before.every(zero)).toBe(true);
  });
});

describe('[RL-07] [R-DEL] no record key outlives its connection', () => {
  test.each(['close', 'cut', 'abort'] as const)('after crossing updates, a resumption and %s', async (how) => {
    const pair = await Pair.unconnected();
    const alive = new Set<object>();
    for (const { crypto } of [pair.ida, pair.rob]) {
      const { importRecordKey } = crypto;
      crypto.importRecordKey = (aead, key) => {
        const inner = importRecordKey(aead, key);
        const erase = () => {
          alive.delete(wrapped);
          inner.erase();
        };
        const wrapped = { seal: inner.seal.bind(inner), open: inner.open.bind(inner), erase };
        alive.add(wrapped);
        return wrapped;
      };
    }
    await pair.settle();
    pair.initiator.update();
    pair.responder.update();
    await pair.settle();
    pair.resume('rob', pair.sessionId);
    await pair.settle();
    pair.responder.update();
    await tasks(pair.responder.host);
    pair.responder.close(); // its own update is confirmed when its direction is closed: those keys are never installed
    await pair.settle();
    pair.initiator.connection[how](pair.clock.now);
    await pair.settle();
    pair.breakTransport();
    expect(alive.size).toBe(0);
  });
});

describe('[DL-01] [R-DEL] a session that turned suspect is overwritten in memory', () => {
  test.each([false, true])('with an own commit outstanding: %s', async (outstanding) => {
    const peer = await ScriptedPeer.dialed(new Host({ name: 'victim', clock: new FakeClock() }));
    const { victim } = peer.line;
    const groups = watch(peer.host);
    if (outstanding) {
      victim.update();
      await tasks(peer.host);
      await settle();
    }
    const session = peer.host.endpoint.session(peer.sessionId);
    if (session === null) throw new Error('no session');
    expect(session.pending !== null).toBe(outstanding);
    expect(readable(session.group, null)).toBeGreaterThan(0);
    const { message } = await peer.commit({ groupId: new Uint8Array(32) });
    await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
    expect(peer.host.stored(peer.sessionId)?.standing).toBe('suspect');
    expect([session.group, ...groups].map((group) => readable(group, null))).toEqual(outstanding ? [0, 0] : [0]);
    expect(zero(session.earlyBase)).toBe(true);
  });
});

test('[RL-07] [R-DEL] the trace tells of every key how it came and when it went', async () => {
  const pair = await Pair.established();
  const id = pair.sessionId;
  pair.initiator.update();
  await pair.settle();
  pair.breakTransport();
  pair.resume('ida', id, Uint8Array.of(1));
  const resumed = pair.initiator;
  await pair.settle();
  pair.breakTransport();
  await pair.settle();
  expect(resumed.facts).toContainEqual({ kind: 'key-erased', direction: 'sent', epoch: 3n, early: true });
  for (const { facts } of [...pair.ida.ends, ...pair.rob.ends]) {
    for (const direction of ['sent', 'received'] as const) {
      const keys = facts.filter((fact) => (fact.kind === 'key-installed' || fact.kind === 'key-erased') && fact.direction === direction);
      const kinds = keys.map(({ kind }) => kind);
      expect(kinds).toEqual(kinds.map((_kind, index) => (index % 2 === 0 ? 'key-installed' : 'key-erased')));
      expect(kinds.length % 2).toBe(0);
    }
  }
});

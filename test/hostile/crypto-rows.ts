import { expect } from 'vitest';
import { equal } from '#engine/bytes.ts';
import type { Randomness } from '#engine/crypto/provider.ts';
import { watchedRandomness } from '#engine/crypto/watched-randomness.ts';
import { EngineError, type Failure } from '#engine/errors.ts';
import { draft00KeySchedule } from '#engine/mls-tls/traffic-secrets.ts';
import { generateSigner } from '#main/crypto/signatures.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { starts } from '../support/starts.ts';
import { type Disk, type End, FakeClock, Host, link, settle } from '../support/world.ts';
import { matchesLocal } from './local-codes.ts';
import type { Executor } from './record-rows.ts';
import type { Trial } from './trial.ts';

/** Sources of random bytes that are none. */
const broken: Readonly<Record<string, Randomness>> = {
  throws: {
    bytes() {
      throw new Error('no entropy');
    },
  },
  zeros: { bytes: (length) => new Uint8Array(length) },
  'one byte over and over': { bytes: (length) => new Uint8Array(length).fill(0xa5) },
  'too few bytes': { bytes: (length) => seededRandomness('too few').bytes(length - 1) },
};

/** Good until told otherwise. */
class FailingRandomness implements Randomness {
  source: Randomness;
  readonly #watched = watchedRandomness({ bytes: (length) => this.source.bytes(length) });

  constructor(seed: string) {
    this.source = seededRandomness(seed);
  }

  bytes(length: number): Uint8Array {
    return this.#watched.bytes(length);
  }
}

async function failureOf(work: () => unknown): Promise<Failure | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof EngineError) return error.failure;
    throw error;
  }
}

/** What `work` is refused with is what the row says. */
const refuses = (trial: Trial, work: () => unknown): Promise<void> =>
  trial.check(async () => {
    const failure = await failureOf(work);
    expect(matchesLocal(trial.row.expected.local, failure), JSON.stringify(failure)).toBe(true);
  });

const join = (initiator: End, responder: End): void => {
  link(initiator, responder);
  for (const end of [initiator, responder]) end.drive();
};

/** Two runs of one program from the same memory: the same files and the same random bytes to come. */
function clones(clock: FakeClock, sessions: Disk['sessions'] = new Map()): readonly [Host, Host] {
  const copy = () =>
    new Host({
      name: 'cloned',
      clock,
      disk: { sessions: new Map(sessions), usedKeyPackages: new Set(), broken: false },
      randomness: seededRandomness('the same in both clones'),
    });
  return [copy(), copy()];
}

/** The rows about randomness and key derivation; published vectors and the linter are {@link elsewhere}. */
export const cryptoRows: Record<string, Executor> = {
  'CR-007': async (trial) => {
    for (const [name, source] of Object.entries(broken)) {
      const randomness = watchedRandomness(source);
      const host = new Host({ name: 'without entropy', clock: new FakeClock(), randomness });
      await refuses(trial, () => generateSigner('Ed25519', randomness));
      await refuses(trial, () => host.connect());
      for (const [role, start] of [['initiator', starts.est_i] as const, ['responder', starts.est_r] as const]) {
        const failing = new FailingRandomness(`${name} ${role}`);
        await trial.member(
          `${name}, update by the ${role}`,
          () => start({ randomness: failing }),
          async ({ line }, mark) => {
            failing.source = source;
            mark();
            line.victim.update();
            await line.settle();
            failing.source = seededRandomness(`${name} ${role}, again`);
          },
          'connected',
        );
      }
    }
  },
  'CR-008': async (trial) => {
    const clock = new FakeClock();
    const peer = new Host({ name: 'the one peer', clock });
    const [one, other] = clones(clock);
    const [first, second] = [await one.connect(), await other.connect()];
    await trial.check(async () => {
      join(first, peer.accept());
      await settle(one, peer);
      expect(first.connection.status.open).toBe(true);
      // The same client_hello again is refused, so no second Welcome answers it.
      const again = peer.accept();
      join(second, again);
      await settle(other, peer);
      expect(equal(first.sent[0] ?? new Uint8Array(0), second.sent[0] ?? new Uint8Array(1))).toBe(true);
      expect(again.failure).toMatchObject({ code: 'KP_REPLAYED' });
      expect(second.connection.status.state).toBe('closed');
    });
    await trial.check(async () => {
      const apart = new Host({ name: 'another peer', clock });
      const [twin] = clones(clock);
      const third = await twin.connect();
      join(third, apart.accept());
      await settle(twin, apart);
      expect(third.connection.status.open).toBe(true);
      // The ledger would refuse a key and nonce of `first`: the peer's entropy is in every key.
      third.write('as the twin');
      await settle(twin, apart);
    });
    await trial.check(() => resumesTwice(clock, one, peer, first.sessionId, trial));
  },
  'CR-009': async (trial) => {
    const clock = new FakeClock();
    const [a, b] = [new Host({ name: 'a', clock }), new Host({ name: 'b', clock })];
    const end = await a.connect();
    join(end, b.accept());
    await settle(a, b);
    const stored = a.stored(end.sessionId);
    if (stored === null) throw new Error('no session');
    const { next } = await a.mls.createCommit(stored.group, { form: 'private' });
    const schedule = draft00KeySchedule(a.crypto, a.mls);
    const { group } = schedule.use(next, 'initiator');
    for (const used of [next, group, stored.group]) {
      for (const role of ['initiator', 'responder'] as const) await refuses(trial, () => schedule.use(used, role));
      await refuses(trial, () => schedule.skip(used));
      await refuses(trial, () => schedule.stagedEarly(used, new Uint8Array(8)));
    }
  },
};

/** Both clones resume the session they have in common. */
async function resumesTwice(clock: FakeClock, from: Host, peer: Host, id: string, trial: Trial): Promise<void> {
  for (const host of [from, peer]) for (const end of host.ends) end.reset();
  await settle(from, peer);
  const [one, other] = clones(clock, from.disk.sessions);
  const winner = one.resume(id);
  join(winner, peer.accept());
  await settle(one, peer);
  winner.write('from the first clone');
  await settle(one, peer);
  const before = peer.disk.sessions.get(id);
  const refused = peer.accept();
  join(other.resume(id), refused);
  await settle(other, peer);
  expect(matchesLocal(trial.row.expected.local, refused.failure), JSON.stringify(refused.failure)).toBe(true);
  expect(peer.disk.sessions.get(id)).toEqual(before);
  expect(winner.connection.status.open).toBe(true);
}

import { expect } from 'vitest';
import { type Bytes, concat } from '#engine/bytes.ts';
import { frameResumptionStatus } from '#engine/two-party/messages.ts';
import { flip } from '../support/evil-mls.ts';
import { brief } from '../support/scripted-line.ts';
import type { ScriptedPeer } from '../support/scripted-peer.ts';
import { Sealer } from '../support/scripted-records.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { type Start, starts } from '../support/starts.ts';
import { cutEverywhere } from './cut-resumptions.ts';
import { type Executor, one } from './record-rows.ts';
import type { Act } from './trial.ts';

const { listen, est_i, est_r, wait_ack_i, wait_ack_r, wait_resp, wait_confirmation } = starts;
const random = seededRandomness('resumption rows');

/** Stored and not connected. */
const rested =
  (start: Start): Start =>
  async (options) => {
    const peer = await start(options);
    await peer.line.end('reset');
    return peer;
  };

const stored = ({ host, sessionId }: ScriptedPeer) => host.stored(sessionId);
const heard = ({ line }: ScriptedPeer): readonly string[] => line.take().map(brief);
const isOpen = ({ line }: ScriptedPeer): boolean => line.victim.connection.status.open;

/** A request on a transport of its own. @returns the message */
async function asks(peer: ScriptedPeer, commit: Bytes): Promise<Bytes> {
  const line = peer.dial();
  const request = peer.clear('resumption_request', commit);
  await line.tell(line.handshake(request));
  return request;
}

/** Reads the response to a request whose commit led to `peer.epoch`, confirms it and reads the status. */
async function finishes(peer: ScriptedPeer, request: Bytes): Promise<Bytes> {
  const { line } = peer;
  const response = line.takeMessage('resumption_response');
  const early = peer.earlyKeys(peer.epoch, request);
  peer.adopt(await peer.process(response.body.slice(36)));
  line.send = new Sealer(early);
  line.receive = peer.opener(peer.epoch);
  await line.tell(peer.closeEpoch(peer.epoch));
  line.takeMessage('resumption_status');
  return response.body.slice(36);
}

/** A valid commit of that epoch whose last byte, part of the ciphertext, was changed: its header reads well. */
const garbage = async (peer: ScriptedPeer, epoch: bigint): Promise<Bytes> => {
  const { message } = await peer.commit(undefined, peer.groupAt(epoch));
  return flip(message, message.length - 1);
};

/** R-RES, requests that lie. */
const requests: Record<string, Executor> = {
  'RS-001': one(listen, async (peer) => {
    const other = await est_r();
    await peer.line.tell(peer.line.handshake(peer.clear('resumption_request', (await other.commit()).message)));
  }),
  'RS-004': async (trial) => {
    for (const [name, start] of Object.entries({ wait_ack_r, wait_ack_i })) {
      await trial.member(name, rested(start), async (peer) => {
        await asks(peer, await garbage(peer, 2n));
        expect(stored(peer)).toMatchObject({ group: { epoch: 1n }, pending: { epoch: 1n } });
      });
    }
  },
  'RS-005': async (trial) => {
    for (const [name, start] of Object.entries({ wait_ack_r, wait_ack_i })) {
      await trial.member(name, rested(start), async (peer) => {
        await asks(peer, await garbage(peer, 1n));
        expect(stored(peer)?.pending).not.toBeNull();
      });
    }
  },
  'RS-006': one(rested(est_r), async (peer, mark) => {
    const { message, next } = await peer.commit();
    const request = await asks(peer, message);
    peer.adopt(next);
    await finishes(peer, request);
    await peer.update();
    const live = peer.line.victim;
    const replay = peer.dial();
    mark();
    await replay.tell(replay.handshake(request));
    expect(live.connection.status.open).toBe(true);
  }),
  'RS-007': one(rested(est_r), async (peer) => {
    const { message, next } = await peer.commit();
    const request = await asks(peer, message); // the attacker's transport: he cannot go on from here
    const attacker = peer.line;
    expect(heard(peer)).toEqual(['resumption_response']);
    peer.host.clock.advance(5_000);
    await asks(peer, message);
    peer.adopt(next);
    expect(peer.line).not.toBe(attacker);
    await finishes(peer, peer.clear('resumption_request', message)).catch(() => undefined); // under the wrong request nothing opens
    const line = peer.dial();
    peer.epoch = next.epoch;
    await line.tell(line.handshake(request));
    await finishes(peer, request);
    expect([isOpen(peer), attacker.victim.connection.status.open]).toEqual([true, false]);
  }),
  'RS-008': one(rested(est_r), async (peer) => {
    const { message, next } = await peer.commit();
    const request = await asks(peer, message);
    peer.adopt(next);
    const first = peer.line.takeMessage('resumption_response').body.slice(36);
    await peer.line.end('reset');
    const line = peer.dial();
    await line.tell(line.handshake(request));
    expect(await finishes(peer, request)).toEqual(first);
    expect(stored(peer)?.group.epoch).toBe(3n);
  }),
  'RS-009': one(est_r, async (peer) => {
    const { message, next } = await peer.commit();
    await peer.line.tell(peer.line.handshake(peer.connectionUpdate(message)));
    expect(stored(peer)?.group.epoch).toBe(2n);
    await peer.line.end('reset'); // its epoch_key_update is lost
    const request = await asks(peer, message);
    peer.adopt(next);
    await finishes(peer, request);
    expect(stored(peer)?.group.epoch).toBe(3n);
  }),
  'RS-018': one(rested(est_r), async (peer) => {
    const { message, next } = await peer.commit();
    const request = await asks(peer, message);
    peer.adopt(next);
    expect(heard(peer)).toEqual(['resumption_response']);
    const before = peer.line.victim.received.length;
    peer.line.send = new Sealer(peer.earlyKeys(next.epoch, request));
    await peer.line.tell(peer.line.data('early'));
    expect([stored(peer)?.group.epoch, peer.line.victim.received.length]).toEqual([2n, before]);
  }),
  'RS-027': one(listen, async (peer) => {
    const request = peer.clear('resumption_request', concat(Uint8Array.of(0, 1, 0, 2), random.bytes(2 ** 20)));
    await peer.line.tell(peer.line.handshake(request, 16384));
  }),
  'RS-028': async (trial) => {
    await trial.member('a thousand', rested(est_r), async (peer, mark) => {
      const forged = await Promise.all([garbage(peer, 1n), random.bytes(300)]);
      const [commit = new Uint8Array(), noise = new Uint8Array()] = forged;
      for (let n = 0; n < 999; n++) {
        const bytes = commit.slice();
        bytes.set(noise.subarray(0, 4 + (n % 16)), bytes.length - 32);
        await asks(peer, bytes);
        peer.host.ends.length = 0; // a test keeps what it did
      }
      mark();
      await asks(peer, commit);
    });
  },
};

/** Requests of both sides, and of one side while the session is in use. Positive controls. */
const crossings: Record<string, Executor> = {
  'RS-011': one(est_r, async (peer) => {
    const old = peer.line.victim;
    await peer.resume();
    expect(old.failure).toMatchObject({ kind: 'ended', reason: 'superseded' });
    expect([isOpen(peer), stored(peer)?.group.epoch]).toEqual([true, 3n]);
    await peer.line.tell(peer.line.data('x'));
  }),
  'RS-012': async (trial) => {
    await trial.member('we are the founding initiator and wait on', wait_resp, async (peer) => {
      const { line } = peer;
      const { message } = await peer.commit(undefined, peer.groupAt(1n));
      await line.tell(line.handshake(peer.clear('resumption_request', message)));
      expect([heard(peer), line.victim.failure]).toEqual([[], null]);
      const status = await peer.respond();
      line.takeMessage('epoch_key_update');
      await line.tell(line.handshake(status));
    });
    await trial.member('we are the founding responder and yield', rested(est_r), async (peer) => {
      await peer.answerResumption();
      await yields(peer, 1n);
      expect(stored(peer)?.group.epoch).toBe(3n);
    });
  },
  'RS-013': one(rested(wait_ack_r), async (peer) => {
    await peer.answerResumption();
    await yields(peer, 2n);
    expect(stored(peer)?.group.epoch).toBe(4n);
  }),
  'RS-019': one(wait_confirmation, async (peer) => {
    const { line } = peer;
    line.victim.write('too early');
    expect([heard(peer), line.victim.connection.status.queuedBytes]).toEqual([[], 9]);
    const epoch = peer.epoch + 1n;
    line.receive = peer.opener(epoch);
    await line.tell(peer.closeEpoch(epoch));
    expect(heard(peer)).toEqual(['resumption_status', 'data(9)']);
  }),
  'RS-020': one(rested(est_r), async (peer) => {
    await peer.beResumed();
    expect([peer.role, stored(peer)?.group.epoch]).toEqual(['responder', 3n]);
  }),
};

/** The victim, a founding responder that asked, meets the request of the founding initiator at `epoch` on the same transport. */
async function yields(peer: ScriptedPeer, epoch: bigint): Promise<void> {
  const { line } = peer;
  const { message, next } = await peer.commit(undefined, peer.groupAt(epoch));
  const request = peer.clear('resumption_request', message);
  await line.tell(line.handshake(request));
  peer.role = 'initiator';
  peer.adopt(next);
  await finishes(peer, request);
}

/** R-RES, responses that lie: each ends one attempt, and the session stays as it was. */
const responses: Record<string, Executor> = {
  'RS-014': async (trial) => {
    const length = 40 + (await (await wait_resp()).commit()).message.length;
    for (let at = 0; at < length; at++) {
      const group = partOfResponse.find(([, end]) => at < end)?.[0];
      await trial.member(
        `byte ${at}`,
        wait_resp,
        group === 'random' ? changedRandom(at) : answering(async (peer) => flip(await response(peer), at)),
        group,
      );
    }
  },
  'RS-015': one(
    wait_resp,
    answering(async (peer) => peer.clear('resumption_response', (await (await est_r()).commit()).message)),
  ),
  'RS-016': async (trial) => {
    await trial.member(
      'of our own epoch',
      wait_resp,
      answering(async (peer) => peer.clear('resumption_response', (await peer.commit(undefined, peer.groupAt(1n))).message)),
    );
    await trial.member(
      'of the right number on another branch',
      wait_resp,
      answering(async (peer) => {
        const { next } = await peer.commit(undefined, peer.groupAt(1n));
        return peer.clear('resumption_response', (await peer.commit(undefined, next)).message);
      }),
      'another branch',
    );
  },
  'RS-017': one(
    wait_resp,
    answering(async (peer) => peer.clear('server_hello', (await peer.commit()).message)),
  ),
  'RS-026': async (trial) => {
    const epochs = [1n, 2n, 3n];
    for (const epoch of epochs) {
      await trial.member(
        `a stranger who claims epoch ${epoch}`,
        wait_resp,
        answering(async (peer) => {
          const stranger = await peer.commit({ groupId: peer.group.groupId, epoch });
          return peer.clear('resumption_response', flip(stranger.message, stranger.message.length - 1));
        }),
      );
    }
  },
};

/** A response as it should be; it changes nothing for the peer. */
const response = async (peer: ScriptedPeer): Promise<Bytes> => peer.clear('resumption_response', (await peer.commit()).message);

/** Where the parts of a response end, up to the PrivateMessage's encrypted sender data. */
const partOfResponse: readonly (readonly [part: string, end: number])[] = [
  ['type', 1],
  ['length', 3],
  ['end', 4],
  ['prologue', 8],
  ['random', 40],
  ['MLS header', 88],
];

/** A network that changes the random, which nothing but the status protects, between two honest peers. */
function changedRandom(at: number): Act {
  return async (peer) => {
    const { line, request } = peer;
    const { message, next } = await peer.commit();
    const honest = peer.clear('resumption_response', message);
    await line.tell(line.handshake(flip(honest, at)));
    peer.adopt(next);
    line.takeMessage('epoch_key_update');
    line.send = peer.sealer(peer.epoch);
    await line.tell(line.handshake(frameResumptionStatus({ earlyData: 0, flightHash: peer.flightHash(request, honest) })));
  };
}

/** Answers the victim's request with a message of one's own. */
function answering(message: (peer: ScriptedPeer) => Promise<Bytes>): Act {
  return async (peer) => {
    const bytes = await message(peer);
    await peer.line.tell(peer.line.handshake(bytes));
  };
}

/** The authentication service is asked at every resumption, and what is not durable does not leave. */
const guards: Record<string, Executor> = {
  'RS-021': one(refusing(rested(est_i), 'certificate_expired'), async (peer, mark) => {
    await peer.answerResumption();
    mark();
    await peer.respond();
  }),
  'RS-022': one(refusing(rested(est_r), 'certificate_revoked'), async (peer) => {
    const { message } = await peer.commit();
    await asks(peer, message);
    expect(stored(peer)).toMatchObject({ standing: 'confirmed', group: { epoch: 1n } });
  }),
  'RS-023': one(rested(est_i), async (peer) => {
    peer.host.clock.advance(91 * 86_400_000);
    await peer.beResumed();
  }),
  'RS-024': cutEverywhere,
  'RS-025': one(
    async (options) => {
      const order: string[] = [];
      const peer = await rested(est_i)({ ...options, boundary: ({ kind }, when) => void (when === 'before' && order.push(kind)) });
      orders.set(peer, order);
      return peer;
    },
    async (peer) => {
      const order = orders.get(peer) ?? [];
      order.length = 0;
      await peer.answerResumption();
      // A process that dies before the step is durable has not said anything.
      const [durable, sent] = [order.indexOf('persist'), order.indexOf('transmit')];
      expect([durable >= 0, sent > durable]).toEqual([true, true]);
      expect(stored(peer)?.pending).toMatchObject({ kind: 'request', exposed: true });
    },
  ),
};

const orders = new WeakMap<ScriptedPeer, string[]>();

function refusing(start: Start, code: 'certificate_expired' | 'certificate_revoked'): Start {
  return (options) => {
    let refusals = 1; // later it agrees again, so that the session can be tried
    return start({ ...options, authenticate: ({ purpose }) => (purpose === 'resumption' && refusals-- > 0 ? { ok: false, code } : { ok: true }) });
  };
}

/** Rows RS of the catalogue. */
export const resumptionRows: Readonly<Record<string, Executor>> = { ...requests, ...crossings, ...responses, ...guards };

import { describe, expect, test } from 'vitest';
import { concat } from '#engine/bytes.ts';
import { frameEpochKeyUpdate } from '#engine/two-party/messages.ts';
import { sealCount } from '../support/ledger.ts';
import { Disguise } from '../support/disguise.ts';
import { endOf } from '../support/outcome.ts';
import { Pair } from '../support/pair.ts';
import { clearRecord, readRecords } from '../support/scripted-records.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { starts, victim } from '../support/starts.ts';

const { listen, est_i, est_r, unconfirmed } = starts;
const zeros = (length: number) => new Uint8Array(length);
const everyState = Object.entries(starts);

describe('[RL-16] content types this protocol does not have are unexpected in every state', () => {
  test.each(everyState)('%s', async (_name, start) => {
    for (const type of [0, 20, 24, 255]) {
      const peer = await start();
      await peer.line.tell(clearRecord(type, Uint8Array.of(1)));
      expect(peer.line.victim.alerts('sent')).toEqual([10]);
    }
  });

  test.each([20, 24])('inside protection: type %i', async (type) => {
    for (const start of [est_i, est_r]) {
      const peer = await start();
      await peer.line.tell(peer.line.seal({ type, body: Uint8Array.of(1) }));
      expect(endOf(peer)).toEqual([type === 20 ? 'REC_CCS' : 'REC_INNER_TYPE', 'unexpected_message']);
    }
  });
});

describe('phases', () => {
  test('[RL-17] a handshake record in clear after keys are installed is unexpected', async () => {
    for (const start of [est_i, est_r, unconfirmed]) {
      const peer = await start();
      await peer.line.tell(clearRecord(22, frameEpochKeyUpdate(2n)));
      expect(endOf(peer)).toEqual(['REC_PLAINTEXT_AFTER_KEYS', 'unexpected_message']);
    }
  });

  test.each([1, 2, 0, 255])(
    '[RL-18] an alert in clear before the first decrypted record ends the connection, at level %i, as unauthenticated',
    async (level) => {
      const peer = await unconfirmed();
      await peer.line.tell(clearRecord(21, Uint8Array.of(level, 40)));
      expect(peer.line.victim.failure).toEqual({ kind: 'alert-received', alert: 40, authenticated: false });
      expect(peer.line.victim.alerts('sent')).toEqual([]);
    },
  );

  test('[RL-18] an alert in clear after a decrypted record is unexpected', async () => {
    const peer = await est_r();
    await peer.line.tell(clearRecord(21, Uint8Array.of(2, 40)));
    expect(endOf(peer)).toEqual(['REC_PLAINTEXT_AFTER_KEYS', 'unexpected_message']);
  });

  test('[RL-34] close_notify in clear is unexpected once a receive key is installed, also before the first decrypted record', async () => {
    for (const start of [unconfirmed, est_i, est_r]) {
      const peer = await start();
      await peer.line.tell(clearRecord(21, Uint8Array.of(1, 0)));
      expect(endOf(peer)).toEqual(['REC_PLAINTEXT_AFTER_KEYS', 'unexpected_message']);
    }
  });

  test.each(['draft-00', 'draft-00-literal'] as const)('[RL-30] TLS KeyUpdate does not exist in %s', async (profile) => {
    for (const [from, to] of [
      ['initiator', 'responder'],
      ['responder', 'initiator'],
    ] as const) {
      for (const value of [0, 1]) {
        const disguise = new Disguise();
        const pair = await Pair.established({ profile, initiator: { weaken: disguise.under }, responder: { weaken: disguise.under } });
        expect(() => pair[from].connection.keyUpdate(false, pair.clock.now)).toThrow('API_NO_KEY_UPDATE');
        disguise.say(pair[from], Uint8Array.of(0x18, 0, 0, 1, value));
        await pair.settle();
        expect(pair[to].failure).toEqual({ kind: 'peer-misbehaved', code: 'HS_KEYUPDATE_NOT_ALLOWED' });
        expect(pair[to].alerts('sent')).toEqual([10]);
      }
    }
  });
});

describe('lengths', () => {
  test('[RL-13] a record beyond its limit is refused from its header alone', async () => {
    const [before, after] = [await listen(), await est_i()];
    await before.line.tell(Uint8Array.of(22, 3, 3, 0x40, 0x01));
    await after.line.tell(Uint8Array.of(23, 3, 3, 0x41, 0x01));
    expect(endOf(before)).toEqual(['REC_PLAINTEXT_TOO_LONG', 'record_overflow']);
    expect(endOf(after)).toEqual(['REC_CIPHERTEXT_TOO_LONG', 'record_overflow']);
  });

  test('[RL-12] 2^14 bytes of content pass both ways', async () => {
    const peer = await est_i();
    await peer.line.tell(peer.line.seal({ body: zeros(16384) }));
    expect(peer.line.victim.received.at(-1)?.length).toBe(16384);
    peer.line.victim.write(zeros(16385));
    expect(peer.line.take().map((item) => item.kind === 'data' && item.content.length)).toEqual([16384, 1]);
  });

  test('[RL-15] an empty application record is nothing, an empty handshake or alert record unexpected', async () => {
    const quiet = await est_i();
    await quiet.line.tell(quiet.line.data(''));
    expect([quiet.line.victim.receivedText, quiet.line.victim.failure]).toEqual(['', null]);
    for (const type of [21, 22]) {
      const peer = await est_i();
      await peer.line.tell(peer.line.seal({ type }));
      expect(endOf(peer)).toEqual(['REC_EMPTY', 'unexpected_message']);
      const clear = await listen();
      await clear.line.tell(clearRecord(type, zeros(0)));
      expect(endOf(clear)).toEqual(['REC_EMPTY', 'unexpected_message']);
    }
  });

  test('[RL-26] at the hard limit application data waits for the update, and without one the connection ends', async () => {
    const policy = { hardRecordLimit: 40n };
    const peer = await est_i({ policy });
    const { victim: end } = peer.line;
    end.write(zeros(20 * 16384));
    end.update();
    await peer.line.settle();
    end.write(zeros(20 * 16384));
    // 24 records for data, one of them the confirmation; the update took one before the last of them.
    expect(end.connection.status.queuedBytes).toBeGreaterThan(0);
    await peer.confirmUpdate();
    expect([end.connection.status.queuedBytes, end.failure]).toEqual([0, null]);
    for (let n = 0; n < 40 && end.failure === null; n++) end.write('x');
    expect(endOf(peer)).toEqual(['ended key-limit']);
  });
});

test('[RL-11] a flipped bit in the header of a protected record never passes', async () => {
  for (let bit = 0; bit < 40; bit++) {
    const peer = await est_i();
    await peer.line.tell(peer.line.data('before '));
    const at = bit >> 3;
    await peer.line.tell(peer.line.data('hello').map((byte, i) => (i === at ? byte ^ (1 << (bit & 7)) : byte)));
    expect(peer.line.victim.receivedText).toBe('before ');
    const { failure } = peer.line.victim;
    // A record that only seems longer is waited for; every other one fails at once.
    if (failure === null) await peer.line.end('fin');
    expect(['decrypt', 'peer-misbehaved', 'truncated']).toContain(peer.line.victim.failure?.kind);
  }
});

test('[RL-19] any split of a conversation gives the same conversation', async () => {
  const random = seededRandomness('splits');
  const told = async (split: (stream: Uint8Array) => readonly Uint8Array[]) => {
    const peer = await est_r();
    const { message, next } = await peer.commit();
    peer.groups.set(next.epoch, next);
    const { line } = peer;
    const records = [line.data('one'), line.handshake(peer.connectionUpdate(message), 100), line.data('two')];
    await line.tell(...split(concat(...records)));
    await line.tell(...split(concat(peer.closeEpoch(next.epoch), line.data('three'), line.alert(1, 0))));
    return [line.victim.receivedText, ...line.victim.messages('received'), ...line.victim.events.map(({ kind }) => kind)];
  };
  const whole = await told((stream) => [stream]);
  expect(whole.slice(0, 4)).toEqual(['onetwothree', 'client_hello', 'connection_update', 'epoch_key_update']);
  expect(await told((stream) => [...stream].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  for (let n = 0; n < 10; n++) {
    const pieces = (stream: Uint8Array): readonly Uint8Array[] => {
      const at = 1 + ((random.bytes(1)[0] ?? 0) % 40);
      return stream.length <= at ? [stream] : [stream.slice(0, at), ...pieces(stream.slice(at))];
    };
    expect(await told(pieces)).toEqual(whole);
  }
});

describe('captures', () => {
  /** Outer types of what an end sent after its key was installed, and what is inside. */
  const sentProtected = (peer: ScriptedPeer) => peer.line.records.map(({ type, inner }) => [type, inner]);

  test('[RL-29] updates and their answers travel inside records of type 23, as type 22', async () => {
    const peer = await ScriptedPeer.dialedBy(victim());
    await peer.update();
    peer.line.victim.update();
    await peer.line.settle();
    await peer.confirmUpdate();
    peer.line.take();
    expect(sentProtected(peer)).toEqual([
      [22, 22], // client_hello
      [23, 23], // confirmation
      [23, 22], // epoch_key_update
      [23, 22], // connection_update
      [23, 22], // closing epoch_key_update
    ]);
  });

  test('[RL-05] [RL-08] the client secret protects whoever began this connection, also after roles changed; numbers start at 0', async () => {
    const peer = await ScriptedPeer.dialedBy(victim()); // the victim founded the session as initiator
    await peer.line.end('reset');
    await peer.resume(); // and is the responder now
    const labels = peer.line.victim.facts.flatMap((fact) => (fact.kind === 'key-installed' ? [`${fact.direction} ${fact.label} ${fact.epoch}`] : []));
    expect(labels).toEqual(['received c e traffic 2', 'received c ap traffic 3', 'sent s ap traffic 3']);
    peer.line.victim.write('from the responder');
    const server = peer.opener(3n); // a key of our own making, from sequence number 0
    const records = readRecords(concat(...peer.line.victim.sent)).filter(({ type }) => type === 23);
    expect(records.map((record) => server.open(record)?.type)).toEqual([22, 23]); // status, data
  });

  test('[RL-10] every record carries version 0x0303, whatever the peer writes', async () => {
    const peer = await listen();
    await peer.line.tell(clearRecord(22, await peer.clientHello(), 0x0301));
    await peer.join(peer.line.takeMessage('server_hello').raw);
    await peer.line.tell(peer.line.data(''));
    peer.line.victim.write('x');
    peer.line.take();
    expect(new Set(peer.line.records.map(({ header }) => header[1] === 3 && header[2] === 3))).toEqual(new Set([true]));
  });

  test('[RL-31] no key is installed twice in the life of a session', async () => {
    const pair = await Pair.established();
    const id = pair.sessionId;
    for (const who of ['ida', 'rob', 'ida'] as const) {
      pair.initiator.update();
      await pair.settle();
      pair.responder.update();
      await Promise.all([...pair.rob.pending]); // a cut with an update under way
      pair.breakTransport();
      pair.resume(who, id);
      await pair.settle();
      pair.initiator.write('x');
    }
    const installed = [...pair.ida.ends, ...pair.rob.ends].flatMap((end, n) =>
      end.facts.flatMap((fact) =>
        fact.kind === 'key-installed' && fact.label !== 'c e traffic'
          ? [`${n < pair.ida.ends.length} ${fact.direction} ${fact.label} ${fact.epoch}`]
          : [],
      ),
    );
    expect(installed.length).toBeGreaterThan(20);
    expect(new Set(installed).size).toBe(installed.length);
    expect(sealCount()).toBeGreaterThan(0); // the ledger of the test process watched every (key, nonce)
  });
});

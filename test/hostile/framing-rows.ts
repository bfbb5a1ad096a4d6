import { expect } from 'vitest';
import { type Bytes, concat } from '#engine/bytes.ts';
import { frame, frameEpochKeyUpdate, handshakeName } from '#engine/two-party/messages.ts';
import { evilKeyPackage, goodLeafMarker } from '../support/evil-mls.ts';
import { clearRecord } from '../support/scripted-records.ts';
import type { ScriptedPeer } from '../support/scripted-peer.ts';
import { matrix } from './phase-matrix.ts';
import { type Executor, one, utf8, zeros } from './record-rows.ts';
import { starts } from '../support/starts.ts';
import type { Act } from './trial.ts';

const { listen, wait_welcome, est_i, unconfirmed } = starts;

/** A handshake message of any type. */
const raw = (type: number, body: Bytes): Bytes => concat(Uint8Array.of(type, body.length >> 16, (body.length >> 8) & 255, body.length & 255), body);
const says =
  (message: Bytes): Act =>
  ({ line }) =>
    line.tell(line.handshake(message));

/** The bytes of a client_hello from byte `at` on replaced by `by`, `drop` of them left out; its length field fits. */
function spliced(hello: Bytes, at: number, drop: number, by: readonly number[]): Bytes {
  return raw(0xe1, concat(hello.slice(4, at), Uint8Array.from(by), hello.slice(at + drop)));
}

const mlsAt = 4 + 36; // handshake header and prologue
const initKeyLengthAt = mlsAt + 2 + 2 + 2 + 2; // MLS version, wire format, version and suite of the KeyPackage
const signatureLength = 2 + 64;

async function answered({ line }: ScriptedPeer): Promise<void> {
  await line.settle();
  line.takeMessage('server_hello');
}

/** A key package message with an extension of `size` bytes. */
async function helloOfSize(peer: ScriptedPeer, size: number): Promise<Bytes> {
  const extension = { extensionType: 0x0a0a, extensionData: zeros(size) };
  const { message } = await evilKeyPackage(peer.signer, {
    capabilities: { extensions: [6, 0x0a0a] },
    leafExtensions: [goodLeafMarker(1), extension],
  });
  return peer.clear('client_hello', message);
}

const unknownTypes = Array.from({ length: 256 }, (_, type) => type).filter((type) => handshakeName(type).startsWith('handshake('));

const framing: Record<string, Executor> = {
  'HF-001': one(listen, ({ line }) => line.tell(clearRecord(22, Uint8Array.of(1, 0xff, 0xff, 0xff)))),
  'HF-002': async (trial) => {
    await trial.member('60 KiB', listen, async (peer) => {
      await peer.line.tell(peer.line.handshake(await helloOfSize(peer, 60 * 1024), 16384));
      await answered(peer);
    });
    const room = async (peer: ScriptedPeer) => 262_144 - ((await helloOfSize(peer, 200_000)).length - 4 - 200_000);
    await trial.member('just below, so that the Welcome fits too', listen, async (peer) => {
      await peer.line.tell(peer.line.handshake(await helloOfSize(peer, (await room(peer)) - 1024), 16384));
      await answered(peer);
    });
    await trial.member(
      'at the limit',
      listen,
      async (peer) => {
        const hello = await helloOfSize(peer, await room(peer));
        expect(hello.length).toBe(4 + 262_144);
        await peer.line.tell(peer.line.handshake(hello, 16384));
      },
      'no room for the answer',
    );
    await trial.member(
      'beyond it',
      listen,
      async (peer) => {
        await peer.line.tell(peer.line.handshake(await helloOfSize(peer, (await room(peer)) + 1), 16384));
      },
      'beyond the limit',
    );
  },
  'HF-003': one(listen, async (peer) => {
    await peer.line.tell(peer.line.handshake(await peer.clientHello(), 1));
    await answered(peer);
  }),
  'HF-004': async (trial) => {
    const length = (await (await listen()).clientHello()).length;
    for (let at = 1; at < length; at++) {
      await trial.member(`at ${at}`, listen, async (peer) => {
        const hello = await peer.clientHello();
        await peer.line.tell(peer.line.handshake(hello.slice(0, at)), peer.line.handshake(hello.slice(at)));
        await answered(peer);
      });
    }
  },
  'HF-006': one(est_i, ({ line }) => line.tell(line.seal({ type: 22, body: concat(frameEpochKeyUpdate(2n), Uint8Array.of(0xe3, 0, 0)) }))),
  'HF-007': one(est_i, async (peer) => {
    const update = peer.connectionUpdate((await peer.commit()).message);
    const { line } = peer;
    await line.tell(line.handshake(update.slice(0, 100)), line.data('in between'), line.handshake(update.slice(100)));
  }),
  'HF-008': one(est_i, ({ line }) => line.tell(line.seal({ type: 22 }))),
  'HF-009': async (trial) => {
    for (const type of unknownTypes) {
      await trial.member(`before keys ${type}`, listen, says(raw(type, zeros(0))));
      await trial.member(`after keys ${type}`, est_i, says(raw(type, zeros(0))));
    }
  },
  'HF-010': matrix,
  'HF-012': async (trial) => {
    await trial.member('sealed', est_i, async (peer) => says(await peer.clientHello())(peer, () => undefined));
    await trial.member('in clear', unconfirmed, async (peer) => peer.line.tell(clearRecord(22, await peer.clientHello())), 'in clear');
  },
  'HF-013': one(wait_welcome, async (peer) => says(await peer.clientHello())(peer, () => undefined)),
};

const bodies: Record<string, Executor> = {
  'HF-011': one(listen, async (peer) => says(raw(0xe1, concat((await peer.clientHello()).slice(4), zeros(1))))(peer, () => undefined)),
  'HF-015': async (trial) => {
    for (const body of [[0], [1], [2], []]) await trial.member(`value ${body}`, est_i, says(raw(0x18, Uint8Array.from(body))));
  },
  'HF-016': async (trial) => {
    for (const type of [4, 13, 20]) await trial.member(`type ${type}`, est_i, says(raw(type, utf8('something'))));
  },
  'HF-017': one(est_i, says(frame('epoch_key_update', Uint8Array.of(0, 0, 0, 2)))),
  'HF-018': async (trial) => {
    for (const epoch of [2n ** 53n + 1n, 2n ** 64n - 1n]) await trial.member(`${epoch}`, est_i, says(frameEpochKeyUpdate(epoch)));
  },
  'HF-019': async (trial) => {
    for (const length of [
      [0x40, 0x20],
      [0x80, 0, 0, 0x20],
      [0xc0, 0, 0, 0, 0, 0, 0, 0x20],
      [0xbf, 0xff, 0xff, 0xff],
    ]) {
      await trial.member(`length ${length}`, listen, async (peer) =>
        says(spliced(await peer.clientHello(), initKeyLengthAt, 1, length))(peer, () => undefined),
      );
    }
  },
  'HF-020': one(listen, async (peer) => {
    const hello = await peer.clientHello();
    await says(spliced(hello, hello.length - signatureLength - 1, 1, [0xbf, 0xff, 0xff, 0xff]))(peer, () => undefined);
  }),
  'HF-021': async (trial) => {
    for (const version of [0, 2, 65535]) {
      await trial.member(`version ${version}`, listen, async (peer) =>
        says(spliced(await peer.clientHello(), mlsAt, 2, [version >> 8, version & 255]))(peer, () => undefined),
      );
    }
  },
  'HF-022': one(listen, async (peer) => {
    const { line, host } = peer;
    const hello = line.handshake(await peer.clientHello());
    for (let n = 0; n < 12; n++) {
      await line.tell(hello.slice(n, n + 1));
      host.clock.advance(1000);
      line.victim.tick();
    }
  }),
};

export const framingRows: Readonly<Record<string, Executor>> = { ...framing, ...bodies };

/**
 * What the record layer costs against the obvious one: per record a fresh Cipheriv keyed with bytes, and concatenations.
 * Both seal and open the same 64 KiB writes in this process, in turns; the ratio is what counts, and goal P3 is 3 or more.
 *
 *     node bench/record.bench.ts [rounds] [MiB per round]
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Deframer } from '#engine/record/deframer.ts';
import { ReceiveHalf, SendHalf } from '#engine/record/half-connection.ts';
import { maxInner, protectedHeader } from '#engine/record/records.ts';
import { OutputBuffer } from '#engine/record/staging.ts';
import { trafficKeys } from '#engine/record/traffic-keys.ts';
import { WriteQueue } from '#engine/record/write-queue.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';

const rounds = Number(process.argv[2] ?? 9);
const mebibytes = Number(process.argv[3] ?? 128);
const write = Buffer.alloc(65_536, 7);
const writes = (mebibytes * 1024 * 1024) / write.length;

const ratios: number[] = [];
const engine = ours();
const obvious = naive();
for (let round = 0; round < rounds; round++) {
  const [a, b] = round % 2 === 0 ? [time(engine), time(obvious)] : [time(obvious), time(engine)].reverse();
  if (a === undefined || b === undefined) throw new Error('unreachable');
  ratios.push(b / a);
  console.log(`round ${round}: engine ${rate(a)}, obvious ${rate(b)}, ratio ${(b / a).toFixed(2)}`);
}
ratios.sort((a, b) => a - b);
console.log(
  `ratio min ${ratios[0]?.toFixed(2)} median ${ratios[ratios.length >> 1]?.toFixed(2)} max ${ratios.at(-1)?.toFixed(2)} (goal P3: 3 or more)`,
);

/** CPU seconds for all writes of one round. */
function time(run: () => number): number {
  const before = process.cpuUsage();
  let received = 0;
  for (let i = 0; i < writes; i++) received += run();
  if (received !== writes * write.length) throw new Error('bytes were lost');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function rate(seconds: number): string {
  return `${(mebibytes / 1024 / seconds).toFixed(2)} GiB per CPU second`;
}

/** One write through queue, staging buffer, deframer and both halves. @returns bytes received */
function ours(): () => number {
  const crypto = nodeCryptoProvider();
  const suite = { aead: 'AES-128-GCM', kdf: 'SHA-256' } as const;
  const keys = (): ReturnType<typeof trafficKeys> => trafficKeys(crypto, suite, new Uint8Array(32).fill(1));
  const send = new SendHalf({ keys: keys(), limit: 1n << 40n, padTo: 1, scratch: new Uint8Array(maxInner), erase: crypto.erase });
  const receive = new ReceiveHalf({ keys: keys(), erase: crypto.erase });
  const [queue, output, deframer] = [new WriteQueue(), new OutputBuffer(), new Deframer()];
  return () => {
    queue.push(write);
    while (queue.length > 0) output.append(send.sealData(queue, output.buffer, output.length));
    deframer.push(output.take());
    let received = 0;
    for (let record = deframer.next(protectedHeader); record !== null; record = deframer.next(protectedHeader))
      received += receive.open(record).content.length;
    return received;
  };
}

/** The layer one writes first. */
function naive(): () => number {
  const key = Buffer.alloc(16, 1);
  let sequence = 0;
  return () => {
    const nonces: Buffer[] = [];
    let stream = Buffer.alloc(0);
    for (let at = 0; at < write.length; at += 16_384) {
      const part = write.subarray(at, at + 16_384);
      const nonce = Buffer.alloc(12);
      nonce.writeUInt32BE(sequence++, 8);
      nonces.push(nonce);
      const header = Buffer.from([23, 3, 3, (part.length + 17) >> 8, (part.length + 17) & 255]);
      const cipher = createCipheriv('aes-128-gcm', key, nonce);
      cipher.setAAD(header);
      const body = Buffer.concat([cipher.update(Buffer.concat([part, Buffer.from([23])])), cipher.final()]);
      stream = Buffer.concat([stream, header, body, cipher.getAuthTag()]);
    }
    let received = 0;
    for (const nonce of nonces) {
      const length = stream.readUInt16BE(3);
      const decipher = createDecipheriv('aes-128-gcm', key, nonce);
      decipher.setAAD(stream.subarray(0, 5));
      decipher.setAuthTag(stream.subarray(5 + length - 16, 5 + length));
      const inner = Buffer.concat([decipher.update(stream.subarray(5, 5 + length - 16)), decipher.final()]);
      stream = stream.subarray(5 + length);
      received += inner.lastIndexOf(23);
    }
    return received;
  };
}

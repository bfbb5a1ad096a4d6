import { expect, test } from 'vitest';
import { type Bytes, concat, equal } from '#engine/bytes.ts';
import type { RecordAead } from '#engine/crypto/aead.ts';
import { EngineError } from '#engine/errors.ts';
import { Deframer } from '#engine/record/deframer.ts';
import { hardRecordLimit, ReceiveHalf, SendHalf } from '#engine/record/half-connection.ts';
import { contentType, maxInner, protectedHeader } from '#engine/record/records.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { randomNumbers } from '../support/random-numbers.ts';

const crypto = nodeCryptoProvider();
const flips = 40_000;
const keyLengths: { readonly [A in RecordAead]: number } = { 'AES-128-GCM': 16, 'AES-256-GCM': 32, 'CHACHA20-POLY1305': 32 };
const random = randomNumbers(8);
const noise = (length: number): Bytes => Uint8Array.from({ length }, () => Math.floor(random() * 256));
const below = (limit: number): number => Math.floor(random() * limit);

/** Three records in a row: as a receiver that starts at number 0 takes them. */
function sealed(aead: RecordAead, key: Bytes, iv: Bytes, texts: readonly Bytes[]): Bytes {
  const half = new SendHalf({
    keys: { key: crypto.importRecordKey(aead, key.slice()), iv: iv.slice() },
    limit: hardRecordLimit[aead],
    padTo: 1 + below(3) * 15,
    scratch: new Uint8Array(maxInner),
    erase: () => undefined,
  });
  const out = new Uint8Array(1000);
  return concat(
    ...texts.map((text) => {
      const length = half.seal(contentType.applicationData, text, out, 0);
      return out.slice(0, length);
    }),
  );
}

/** What comes out before the first refusal; the refusal has a type of ours. */
function received(aead: RecordAead, key: Bytes, iv: Bytes, stream: Bytes): { readonly texts: Bytes[]; readonly refused: boolean } {
  const half = new ReceiveHalf({ keys: { key: crypto.importRecordKey(aead, key.slice()), iv: iv.slice() }, erase: () => undefined });
  const deframer = new Deframer();
  const texts: Bytes[] = [];
  deframer.push(stream);
  try {
    for (let record = deframer.next(protectedHeader); record !== null; record = deframer.next(protectedHeader))
      texts.push(half.open(record).content.slice());
    return { texts, refused: false };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { texts, refused: true };
  }
}

test.each(Object.keys(keyLengths) as RecordAead[])(
  `[SE-01] %s: of ${flips} single bits that a proxy changes none gives another plaintext`,
  (aead) => {
    let refusals = 0;
    for (let n = 0; n < flips; n++) {
      const [key, iv] = [noise(keyLengths[aead]), noise(12)];
      const texts = [noise(below(40)), noise(below(40)), noise(below(40))];
      const stream = sealed(aead, key, iv, texts);
      const at = below(stream.length);
      stream[at] = (stream[at] ?? 0) ^ (1 << below(8));
      const got = received(aead, key, iv, stream);
      // A longer length field makes the receiver wait; nothing of that record comes out.
      expect(got.texts.length, `bit at ${at}`).toBeLessThan(3);
      expect(got.texts.every((text, index) => equal(text, texts[index] ?? new Uint8Array(1)))).toBe(true);
      refusals += got.refused ? 1 : 0;
    }
    expect(refusals).toBeGreaterThan(flips * 0.9);
  },
);

test('unchanged, all three come out', () => {
  const [key, iv] = [noise(16), noise(12)];
  const texts = [noise(5), noise(0), noise(30)];
  expect(received('AES-128-GCM', key, iv, sealed('AES-128-GCM', key, iv, texts))).toEqual({ texts, refused: false });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runTransfer } from '../../examples/transfer/run.ts';
import { type Capture, RecordingProxy, recordsOf } from './recording-proxy.ts';

const needle = 'NEEDLE-of-the-payload';
const size = 8 * 1024 * 1024;

/** First byte of each message that may travel in clear. */
const clear = { up: [0xe1, 0xe5], down: [0xe2, 0xe6] };

test.each(['listen', 'connect'] as const)(
  'two processes move a file each way while both update, and the %s side is killed',
  { timeout: 240_000 },
  async (who) => {
    const folder = mkdtempSync(join(tmpdir(), 'epochscope-transfer-'));
    let proxy: RecordingProxy | null = null;
    try {
      const report = await runTransfer({
        folder,
        size,
        needle,
        updates: 12,
        suites: [0x0001],
        kill: { who, after: 0.3 },
        between: async (port) => {
          const [made, dialled] = await RecordingProxy.to(port);
          proxy = made;
          return dialled;
        },
      });
      expect(report).toMatchObject({ equal: true });
      expect(report.attempts).toBeGreaterThanOrEqual(2);
      expect(Math.min(report.updates.listen, report.updates.connect)).toBeGreaterThanOrEqual(12);
      const captures: readonly Capture[] = (proxy as RecordingProxy | null)?.captures ?? [];
      expect(captures.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeGreaterThan(2 * size);
      for (const capture of captures) checkCapture(capture);
    } finally {
      (proxy as RecordingProxy | null)?.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/** One message in clear at most, then protected records only; nothing of payload or identity behind the hellos. */
function checkCapture({ direction, bytes }: Capture): void {
  const records = recordsOf(bytes);
  const firstProtected = records.findIndex(({ type }) => type === 23);
  const plain = firstProtected < 0 ? records : records.slice(0, firstProtected);
  const rest = firstProtected < 0 ? [] : records.slice(firstProtected);
  expect(rest.every(({ type }) => type === 23)).toBe(true);
  expect(plain.every(({ type }) => type === 22)).toBe(true);
  const message = Buffer.concat(plain.map(({ body }) => body));
  if (message.length > 4) {
    expect(clear[direction]).toContain(message[0]);
    if (rest.length > 0) expect(message.length).toBe(4 + message.readUIntBE(1, 3));
  }
  expect(bytes.includes(needle)).toBe(false);
  // The credential of whoever connects is in client_hello, by the profile's design; nothing else names anybody.
  const named = message[0] === 0xe1 ? bytes.subarray(5 * plain.length + message.length) : bytes;
  for (const name of ['transfer-listener', 'transfer-connector']) expect(named.includes(name)).toBe(false);
}

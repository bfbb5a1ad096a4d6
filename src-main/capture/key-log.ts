import { type Bytes, fromHex, toHex } from '#engine/bytes.ts';
import { recordKeyLength, type RecordAead } from '#engine/crypto/aead.ts';
import type { LoggedKey } from './open-record.ts';

/** First line of a key log. docs/RECORDINGS.md. */
export const keyLogHead = '# epochscope key log 1';

/** One line. */
export interface KeyLogEntry extends LoggedKey {
  /** SHA-256 of the first record of whoever opened the transport; 32 bytes. */
  readonly transport: Bytes;
  /** `client`: whoever opened the transport. */
  readonly side: 'client' | 'server';
  readonly use: 'early' | 'epoch';
  readonly epoch: bigint | null;
  /** Number of the first record under this key that the capture beside it has. */
  readonly first: bigint;
}

const labels = {
  'client early': 'EPOCHSCOPE_CLIENT_EARLY_KEY',
  'client epoch': 'EPOCHSCOPE_CLIENT_EPOCH_KEY',
  'server early': 'EPOCHSCOPE_SERVER_EARLY_KEY',
  'server epoch': 'EPOCHSCOPE_SERVER_EPOCH_KEY',
} as const;
type LabelName = keyof typeof labels;

/** Our limits. */
const mostLines = 100_000;
const longestFile = 32 * 1024 * 1024;

const line =
  /^EPOCHSCOPE_(CLIENT|SERVER)_(EARLY|EPOCH)_KEY ([\da-f]{64}) (-|\d{1,20}) (\d{1,20}) (AES-128-GCM|AES-256-GCM|CHACHA20-POLY1305) ([\da-f]{32}|[\da-f]{64}) ([\da-f]{24})$/i;
const largestCounter = 2n ** 64n - 1n;

export function writeKeyLog(entries: readonly KeyLogEntry[]): string {
  const lines = entries.map(({ transport, side, use, epoch, first, aead, key, iv }) =>
    [labels[`${side} ${use}`], toHex(transport), epoch === null ? '-' : String(epoch), String(first), aead, toHex(key), toHex(iv)].join(' '),
  );
  return `${[keyLogHead, '# Laboratory keys. Whoever has this file reads what these records hold.', ...lines].join('\n')}\n`;
}

/**
 * Reads a key log. Lines with other labels are passed over, as in the key logs of TLS libraries.
 *
 * @returns `null` when the text is too long, or when a line with a label of ours is not what it should be
 */
export function readKeyLog(text: string): readonly KeyLogEntry[] | null {
  if (text.length > longestFile) return null;
  const lines = text.split(/\r?\n/);
  if (lines.length > mostLines) return null;
  const ours = lines.filter((given) => /^EPOCHSCOPE_/i.test(given)).map(readLine);
  return ours.every((entry) => entry !== null) ? ours : null;
}

function readLine(given: string): KeyLogEntry | null {
  const match = line.exec(given.trim());
  if (match === null) return null;
  const [, side = '', use = '', transport = '', epoch = '', first = '', cipher = '', key = '', iv = ''] = match;
  const aead = cipher.toUpperCase() as RecordAead; // one of the three, as the expression says
  const name = `${side} ${use}`.toLowerCase() as LabelName; // as the expression says
  if (key.length !== 2 * recordKeyLength[aead] || BigInt(first) > largestCounter) return null;
  if (epoch !== '-' && BigInt(epoch) > largestCounter) return null;
  return {
    transport: fromHex(transport),
    side: name.startsWith('client') ? 'client' : 'server',
    use: name.endsWith('early') ? 'early' : 'epoch',
    epoch: epoch === '-' ? null : BigInt(epoch),
    first: BigInt(first),
    aead,
    key: fromHex(key),
    iv: fromHex(iv),
  };
}

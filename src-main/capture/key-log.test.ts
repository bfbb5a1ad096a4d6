import { describe, expect, test } from 'vitest';
import { type KeyLogEntry, readKeyLog, writeKeyLog } from './key-log.ts';

const entry: KeyLogEntry = {
  transport: new Uint8Array(32).fill(0xab),
  side: 'client',
  use: 'epoch',
  epoch: 2n ** 64n - 1n,
  first: 7n,
  aead: 'AES-128-GCM',
  key: new Uint8Array(16).fill(1),
  iv: new Uint8Array(12).fill(2),
};
const early: KeyLogEntry = { ...entry, side: 'server', use: 'early', epoch: null, aead: 'CHACHA20-POLY1305', key: new Uint8Array(32).fill(3) };

describe('a key log', () => {
  test('is read as it was written', () => {
    expect(readKeyLog(writeKeyLog([entry, early]))).toEqual([entry, early]);
  });

  test('may have lines of others, in any line ending', () => {
    const text = `# TLS\r\nCLIENT_RANDOM 00 11\r\n\r\n${writeKeyLog([early]).replaceAll('\n', '\r\n')}`;
    expect(readKeyLog(text)).toEqual([early]);
    expect(readKeyLog('')).toEqual([]);
  });

  const line = writeKeyLog([entry]).split('\n').at(-2) ?? '';
  test.each([
    ['a key of another length', line.replace('AES-128-GCM', 'AES-256-GCM')],
    ['a number beyond 64 bits', line.replace(' 7 ', ' 18446744073709551616 ')],
    ['a cipher nobody knows', line.replace('AES-128-GCM', 'AES-128-CBC')],
    ['a field too few', line.slice(0, line.lastIndexOf(' '))],
    ['a field too many', `${line} 00`],
    ['another label of ours', line.replace('CLIENT', 'BOTH')],
  ])('is refused with %s', (_, broken) => {
    expect(readKeyLog(broken)).toBeNull();
  });
});

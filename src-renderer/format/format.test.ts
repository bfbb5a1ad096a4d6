import { describe, expect, test } from 'vitest';
import { parsePort, splitAddress } from './address.ts';
import { counted, formatBytes } from './bytes.ts';
import { isNews, isRepaired, listenerWords, stateWords } from './connection-words.ts';
import { epochColour } from './epoch.ts';
import { bytesThatFit, hexCells, hexLines } from './hex.ts';
import { formatAgo, formatDuration } from './time.ts';
import { visible } from './visible.ts';

describe('amounts and times', () => {
  test('byte counts carry binary units and no false precision', () => {
    expect([0, 980, 1536, 1024 * 1024, 268_435_456].map(formatBytes)).toEqual(['0 B', '980 B', '1.5 KiB', '1 MiB', '256 MiB']);
    expect([counted(1, 'record'), counted(1200, 'record')]).toEqual(['1 record', '1,200 records']);
  });

  test('durations name at most two units', () => {
    expect([40, 1340, 12_000, 200_000, 7_500_000, 356_400_000].map(formatDuration)).toEqual([
      '40 ms',
      '1.3 s',
      '12 s',
      '3 min 20 s',
      '2 h 5 min',
      '4 d 3 h',
    ]);
    expect(formatAgo(1000, 2000)).toBe('just now');
    expect(formatAgo(0, 190_000)).toBe('3 min ago');
  });
});

describe('bytes and epochs', () => {
  test('a hex dump has sixteen bytes a line and dots for what does not print', () => {
    expect(hexLines('48690a00')).toEqual([{ offset: '0000', bytes: '48 69 0a 00', text: 'Hi··' }]);
    expect(hexLines('00'.repeat(17)).map((line) => line.offset)).toEqual(['0000', '0010']);
  });

  test('a line of a hex dump has as many bytes as fit', () => {
    expect([74, 73, 42, 41, 20].map(bytesThatFit)).toEqual([16, 8, 8, 4, 4]);
    expect(hexLines('48690a0021', 4).map(({ offset, bytes, text }) => [offset, bytes, text])).toEqual([
      ['0000', '48 69 0a 00', 'Hi··'],
      ['0004', '21', '!'],
    ]);
    expect(hexCells('48690a0021', 4).map(({ offset, cells }) => [offset, cells.length])).toEqual([
      [0, 4],
      [4, 1],
    ]);
  });

  test('neighbouring epochs differ in colour, beyond 2^53 too', () => {
    expect(epochColour('7')).toBe('var(--epoch-1)');
    expect(epochColour('18446744073709551615')).not.toBe(epochColour('18446744073709551614'));
    expect(epochColour(null)).toBe('var(--key-plain)');
  });
});

describe('addresses', () => {
  test('a pasted address falls into host and port', () => {
    expect(splitAddress(' peer.example.org:7443 ')).toEqual({ host: 'peer.example.org', port: 7443 });
    expect(splitAddress('[::1]:9')).toEqual({ host: '::1', port: 9 });
    expect(splitAddress('::1')).toEqual({ host: '::1', port: null });
  });

  test('ports are whole numbers in range', () => {
    expect(['7443', '0', '65536', '1e3', '-1', ''].map((text) => parsePort(text, 1))).toEqual([7443, null, null, null, null, null]);
    expect(parsePort('0', 0)).toBe(0);
  });
});

describe('text from the peer', () => {
  test('[bad:RN-003] controls, zero-width and direction marks become visible', () => {
    expect(visible('a\u202eb\u200bc\u0000')).toBe('a[U+202E]b[U+200B]c\u2400');
    expect(visible('a\nb', true)).toBe('a\nb');
    expect(visible('a\nb')).toBe('a\u240ab');
  });

  test('[bad:RN-003] long texts are cut', () => {
    expect(visible('x'.repeat(5000)).length).toBe(4097);
    expect(visible('x'.repeat(2 ** 20)).length).toBe(4097);
    expect(visible('name', false, 3)).toBe('nam…');
  });

  test('[bad:RN-003] letters that are piled with accents stay in their line; those of scripts that need some keep theirs', () => {
    expect(visible(`Z${'\u0310'.repeat(3000)}algo`)).toBe(`Z${'\u0310'.repeat(4)}[+2996]algo`);
    expect(visible(`a${'\u{1D165}'.repeat(40)}`)).toBe(`a${'\u{1D165}'.repeat(4)}[+36]`);
    for (const name of ['Ngọc Ánh', 'नमस्ते', 'הַתִּקְוָה', 'ಕನ್ನಡ']) expect(visible(name.normalize('NFD'))).toBe(name.normalize('NFD'));
  });
});

test('while the core is silent a state is what was known last, except of what is over', () => {
  expect([stateWords('open').word, stateWords('open', false).word, stateWords('closed', false).word]).toEqual(['Open', 'Last known: Open', 'Closed']);
  expect([listenerWords('listening').word, listenerWords('listening', false).word, listenerWords('failed', false).word]).toEqual([
    'Listening',
    'Last known: Listening',
    'Failed',
  ]);
});

test('an outcome goes when the connection has moved on', () => {
  expect([isNews('cut', 'dormant'), isNews('cut', 'waiting'), isNews('cut', 'resuming'), isNews('cut', 'open')]).toEqual([true, true, false, false]);
  expect([isNews('resume', 'open'), isNews('resume', 'dormant'), isNews('update', 'open'), isNews('update', 'waiting')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect([isRepaired('resume', 'waiting'), isRepaired('resume', 'open'), isRepaired('send', 'open')]).toEqual([false, true, false]);
});

import { describe, expect, test } from 'vitest';
import { recordedEpoch, recordedRow } from '../../test/support/recordings.ts';
import { ladderPicture } from './ladder.ts';
import { epochHue, palettes } from './svg.ts';
import { timelinePicture } from './timeline.ts';

const palette = palettes.light;
const time = ({ at }: { at: number }): string => `${at} ms`;
const rows = [
  recordedRow(1),
  recordedRow(2, { direction: 'received', title: 'server_hello', key: 'epoch', epoch: '1', sequence: '0' }),
  recordedRow(3, { lane: 'local', direction: null, title: 'persisted', key: null, attempt: 2 }),
  recordedRow(4, { lane: 'alert', title: 'decode_error', bad: true, attempt: 2 }),
];
/** Every element that is open is closed, in order; attributes are quoted. Enough of XML to see that nothing escapes. */
function wellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, slash, name = '', , own] of svg.matchAll(/<(\/?)([a-z]+)((?: [\w:-]+="[^"<>]*")*)(\/?)>/g)) {
    if (slash === '/' && open.pop() !== name) return false;
    if (slash === '' && own === '') open.push(name);
  }
  return open.length === 0 && !/<(?!\/?[a-z]+(?: [\w:-]+="[^"<>]*")*\/?>)/.test(svg);
}

describe('pictures', () => {
  test('the ladder draws each row, and each attempt', () => {
    const { svg, height } = ladderPicture({ peer: 'Rob', rows, time, palette, most: 100 });
    for (const text of [
      'client_hello',
      'server_hello',
      'persisted',
      'decode_error',
      'Transport 1: first connection',
      'Transport 2',
      '3 ms',
      'e1',
      'peer: Rob',
    ])
      expect(svg).toContain(text);
    expect(height).toBe(64 + 6 * 26 + 20);
    expect(wellFormed(svg)).toBe(true);
  });

  test('a ladder that is too long says what it leaves out', () => {
    const { svg } = ladderPicture({ peer: '', rows, time, palette, most: 2 });
    expect(svg).toContain('2 earlier rows are left out');
    expect(svg).not.toContain('client_hello');
  });

  test('the timeline shows every epoch, cuts between transports, and goes on in further lines', () => {
    const epochs = Array.from({ length: 20 }, (_, index) => ({
      ...recordedEpoch,
      epoch: String(index + 1),
      attempt: index < 3 ? 1 : 2,
      endedAt: index < 19 ? 5 : null,
    }));
    const { svg, height } = timelinePicture({ peer: 'Rob', epochs, end: 9, span: (ms) => `${ms} ms`, palette, most: 100 });
    expect(svg.match(/resumed/g)).toHaveLength(1);
    expect(svg).toContain('in use');
    expect(height).toBeGreaterThan(200);
    expect(wellFormed(svg)).toBe(true);
    expect(timelinePicture({ peer: '', epochs: [], end: 0, span: String, palette, most: 1 }).svg).toContain('No epoch yet');
  });

  test('text from a peer stays text', () => {
    const name = '"/><script>alert(1)</script>\u202e&';
    const { svg } = ladderPicture({ peer: name, rows: [recordedRow(1, { title: name, summary: name })], time, palette, most: 9 });
    expect(svg).not.toMatch(/<script|\u202e/);
    expect(wellFormed(svg)).toBe(true);
  });

  test('an epoch that is no number has the colour of plaintext', () => {
    expect(epochHue('x', palette)).toBe(palette.plain);
    expect(epochHue('7', palette)).toBe(palette.epochs[1]);
    expect(epochHue('18446744073709551615', palette)).toBe(palette.epochs[3]);
  });
});

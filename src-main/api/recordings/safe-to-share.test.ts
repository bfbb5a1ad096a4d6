import { describe, expect, test } from 'vitest';
import { recordedConnection } from '../../../test/support/recordings.ts';
import { betrays, safeConnection, safeRow, telltalesOf } from './safe-to-share.ts';

const key = 'a1b2c3d4e5f60718';
const telltales = telltalesOf(['Ada "the first"', 'Bo', 'rob.example'], [key]);
const row = {
  seq: 1,
  attempt: 1,
  at: 0,
  lane: 'handshake',
  direction: 'sent',
  title: 'connection_update',
  summary: 'A fresh KeyPackage opens the connection',
  key: 'plaintext',
  epoch: null,
  sequence: null,
  length: 3,
  rules: ['R-HS'],
  bad: false,
  hasBytes: true,
} as const;

describe('a recording that is safe to share', () => {
  test('loses bytes that hold a key or a name, and keeps the others', () => {
    expect(safeRow({ ...row, hex: `00${key}ff` }, telltales)).toMatchObject({ hex: null, hasBytes: false });
    expect(safeRow({ ...row, hex: Buffer.from('xAda "the first"x').toString('hex') }, telltales)).toMatchObject({ hex: null });
    // the digits of the key, but half a byte further on: other bytes
    expect(safeRow({ ...row, hex: `0${key}0` }, telltales)).toMatchObject({ hex: `0${key}0`, hasBytes: true });
    expect(safeRow({ ...row, title: 'client_hello', hex: '00' }, telltales)).toMatchObject({ hex: null, hasBytes: false });
    expect(safeRow({ ...row, lane: 'record', hex: '00' }, telltales)).toMatchObject({ hex: null, hasBytes: false });
    expect(safeRow({ ...row, hex: null, summary: 'connected to rob.example' }, telltales).summary).toBe('(left out)');
  });

  test('says why a connection was refused, and not whom', () => {
    const error = { code: 'UNTRUSTED_PEER', title: 'Refused', next: 'Look', rule: null, alert: null, detail: 'Eve knocked' };
    const safe = safeConnection({ ...recordedConnection, error: { ...error, detailSaid: [['stranger', 'Eve']] } });
    expect(safe.error).toEqual({ ...error, detail: null });
    expect(JSON.stringify(safe)).not.toContain('Eve');
  });

  test('is scanned as it is written', () => {
    expect(betrays({ summary: 'by Ada "the first" alone' }, telltales)).toBe(true);
    expect(betrays({ connection: { hex: key } }, telltales)).toBe(true);
    expect(betrays({ summary: 'Bob and Bo', title: 'rob.example' }, telltales)).toBe(false);
  });
});

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleHeaderLength } from '#main/store/backup/bundle-header.ts';
import { readBundle, summarize, writeBundle } from '#main/store/backup/bundle-file.ts';
import type { BundleRecord, Manifest } from '#main/store/backup/bundle-records.ts';
import { sealedChunkLength } from '#main/store/backup/chunk-cipher.ts';
import { StoreError } from '#main/store/store-error.ts';
import { temporaryDirectory } from './profiles.ts';
import { named } from './sample-session.ts';

const cost = { logN: 1, r: 1, p: 1 };
const passphrase = new TextEncoder().encode('correct horse');
const quiet = () => undefined;
const manifest: Manifest = { product: '1.2.3', schema: 3, madeAt: 1_700_000_000_000, slotFile: '00', log: '11', rows: 2 };
const small: readonly BundleRecord[] = [
  { kind: 'manifest', manifest },
  { kind: 'table', name: 'pins', columns: ['id', 'key', 'number', 'weight', 'nothing'] },
  { kind: 'row', values: ['a', named('key'), -(2n ** 62n), 0.5, null] },
  { kind: 'row', values: ['', new Uint8Array(), 0n, -1, 'grüße 😀'] },
  { kind: 'end', rows: 2 },
];
/** More than three chunks. */
const large: readonly BundleRecord[] = [
  { kind: 'manifest', manifest },
  { kind: 'table', name: 'sessions', columns: ['state'] },
  ...Array.from({ length: 30 }, (_, index): BundleRecord => ({ kind: 'row', values: [named(`state ${index}`, 7_001)] })),
  { kind: 'end', rows: 30 },
];

async function bundleOf(records: readonly BundleRecord[]): Promise<string> {
  const path = join(temporaryDirectory(), 'profile.backup');
  await writeBundle({ path, passphrase, records, progress: quiet, cost });
  return path;
}

async function recordsOf(path: string, words = passphrase): Promise<readonly BundleRecord[]> {
  const records: BundleRecord[] = [];
  await readBundle(path, words, quiet, (record) => records.push(record));
  return records;
}

async function refusalOf(path: string, bytes: Uint8Array): Promise<string> {
  writeFileSync(path, bytes);
  try {
    await recordsOf(path);
    return 'read';
  } catch (error) {
    return error instanceof StoreError ? error.code : String(error);
  }
}

describe('a backup', () => {
  test.each([
    ['small', small],
    ['of several parts', large],
    ['whose content fills its parts', filling()],
  ])('comes back as it was written: %s', async (_what, records) => {
    const path = await bundleOf(records);
    expect(await recordsOf(path)).toEqual(records);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const table = records[1]?.kind === 'table' ? records[1].name : '';
    const rows = records.length - 3;
    expect(await summarize(path, passphrase, quiet)).toEqual({ manifest, tables: { [table]: rows }, size: statSync(path).size });
  });

  test('opens with its passphrase alone, and has no byte of its content in clear', async () => {
    const path = await bundleOf(small);
    await expect(recordsOf(path, new TextEncoder().encode('correct house'))).rejects.toMatchObject({ code: 'BACKUP_PASSPHRASE' });
    await expect(recordsOf(path, new Uint8Array())).rejects.toMatchObject({ code: 'BACKUP_PASSPHRASE' });
    const bytes = readFileSync(path);
    for (const needle of ['1.2.3', 'pins', 'grüße', Buffer.from(named('key'))]) expect(bytes.includes(needle)).toBe(false);
  });

  test('[bad:IP-009] that was cut off at any byte is refused in words of its own', async () => {
    const path = await bundleOf(small);
    const whole = readFileSync(path);
    const codes = new Set<string>();
    for (let length = 0; length < whole.length; length++) codes.add(await refusalOf(path, whole.subarray(0, length)));
    expect([...codes].sort()).toEqual(['BACKUP_CUT', 'BACKUP_DAMAGED', 'BACKUP_NOT_OURS']);
  });

  test('[bad:IP-009] with one flipped bit, wherever it is, is refused', async () => {
    const path = await bundleOf(small);
    const whole = readFileSync(path);
    const codes = new Set<string>();
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      const code = await refusalOf(path, changed);
      expect(code, `byte ${at}`).toMatch(/^BACKUP_/);
      codes.add(code);
    }
    expect([...codes].sort()).toEqual(['BACKUP_DAMAGED', 'BACKUP_NOT_OURS', 'BACKUP_OLDER', 'BACKUP_PASSPHRASE']);
  });

  test('[bad:IP-009] of several parts is refused when a part is left out, moved, repeated or the last', async () => {
    const path = await bundleOf(large);
    const whole = readFileSync(path);
    const parts = partsOf(whole);
    expect(parts.length).toBe(4);
    const [one, two, three, four] = parts as [Buffer, Buffer, Buffer, Buffer];
    const head = whole.subarray(0, bundleHeaderLength);
    const coded = (chunks: readonly Buffer[]) => refusalOf(path, Buffer.concat([head, ...chunks]));
    expect(await coded(parts)).toBe('read');
    for (const border of [1, 2, 3]) expect(await coded(parts.slice(0, border))).toBe('BACKUP_CUT');
    for (const chunks of [
      [two, one, three, four],
      [one, three, four],
      [one, one, two, three, four],
      [one, two, three, four, four],
      [...parts, Buffer.from('x')],
      [four],
      [],
    ]) {
      expect(await coded(chunks)).toBe('BACKUP_DAMAGED');
    }
  });

  test('of another file is refused although both have the same passphrase', async () => {
    const [one, two] = [await bundleOf(large), await bundleOf(large)];
    const foreign = Buffer.concat([readFileSync(one).subarray(0, bundleHeaderLength), readFileSync(two).subarray(bundleHeaderLength)]);
    expect(await refusalOf(one, foreign)).toBe('BACKUP_DAMAGED');
  });

  test.each([
    ['of another product', Buffer.from('SQLite format 3\0'), 'BACKUP_NOT_OURS'],
    ['that is empty', Buffer.alloc(0), 'BACKUP_NOT_OURS'],
    ['of an earlier form', Buffer.from('EPSBKUP\x1a\x00\x00\x52'), 'BACKUP_OLDER'],
    ['of a later form', Buffer.from('EPSBKUP\x1a\x02\x00\x52'), 'BACKUP_NEWER'],
    [
      'that asks for absurd work',
      Buffer.concat([Buffer.from('EPSBKUP\x1a\x01\x00\x52\x01\x1e\xff\x04\x10', 'latin1'), Buffer.alloc(300)]),
      'BACKUP_DAMAGED',
    ],
  ])('[bad:IP-009] %s is named as such', async (_what, bytes, code) => {
    expect(await refusalOf(join(temporaryDirectory(), 'x'), bytes)).toBe(code);
  });

  test.each<readonly [string, readonly BundleRecord[]]>([
    ['no manifest', small.slice(1)],
    ['two manifests', [...small.slice(0, 1), ...small]],
    ['no end', small.slice(0, -1)],
    ['rows missing', small.toSpliced(3, 1)],
    ['a row that does not fit', small.toSpliced(2, 1, { kind: 'row', values: ['a'] })],
    ['a row without a table', small.toSpliced(1, 1)],
    ['nothing', []],
    ['something behind its end', [...small, ...small.slice(1, 2)]],
  ])('[bad:IP-009] with %s in it is not written, and leaves nothing', async (_what, records) => {
    const path = join(temporaryDirectory(), 'profile.backup');
    await expect(writeBundle({ path, passphrase, records, progress: quiet, cost })).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
    expect(existsSync(path) || existsSync(`${path}.new`)).toBe(false);
  });

  test('that is cancelled leaves nothing, and what was there before', async () => {
    const path = await bundleOf(small);
    const before = readFileSync(path);
    let calls = 0;
    const progress = () => {
      calls += 1;
      if (calls === 3) throw new Error('cancelled');
    };
    await expect(writeBundle({ path, passphrase, records: large, progress, cost })).rejects.toThrow('cancelled');
    expect(readFileSync(path)).toEqual(before);
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  test('into a folder that is not there fails in words', async () => {
    const path = join(temporaryDirectory(), 'missing', 'x');
    await expect(writeBundle({ path, passphrase, records: small, progress: quiet, cost })).rejects.toMatchObject({ name: 'StoreError' });
    await expect(recordsOf(path)).rejects.toMatchObject({ name: 'StoreError' });
  });
});

function partsOf(whole: Buffer): readonly Buffer[] {
  const parts: Buffer[] = [];
  for (let at = bundleHeaderLength; at < whole.length; at += sealedChunkLength) parts.push(whole.subarray(at, at + sealedChunkLength));
  return parts;
}

/** Records whose bytes end exactly where a chunk does. */
function filling(): readonly BundleRecord[] {
  const frame = 5 + 5;
  const head = 5 + JSON.stringify(manifest).length + 5 + JSON.stringify({ name: 'fill', columns: ['state'] }).length;
  const tail = 5 + JSON.stringify({ rows: 1 }).length;
  const length = 2 * 65_536 - head - tail - frame;
  return [
    { kind: 'manifest', manifest },
    { kind: 'table', name: 'fill', columns: ['state'] },
    { kind: 'row', values: [named('fill', length)] },
    { kind: 'end', rows: 1 },
  ];
}

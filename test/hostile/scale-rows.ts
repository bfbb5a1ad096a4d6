import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type FileOperations, nodeFileOperations } from '#main/store/file-operations.ts';
import { openOnDisk, sampleCodec } from '../storage/profiles-on-disk.ts';
import { sampleAbout, sampleSession } from '../storage/sample-session.ts';
import { fillProfile } from '../support/bulk-store.ts';
import type { Trial } from './trial.ts';

const long = process.env['EPOCHSCOPE_LONG'] === '1';
/** The figures of the row are times; `bench/store.bench.ts` states them. Here is counted what they depend on. */
const sessions = long ? 100_000 : 4_000;
/** Slots whose cells lie in one pair of pages. */
const slotsPerGroup = 32;

/** Rows about how much a store may hold. */
export const scaleRows: { readonly [id: string]: (trial: Trial) => Promise<void> | void } = {
  'ST-024': async (trial) => {
    const directory = mkdtempSync(join(tmpdir(), 'epochscope-many-'));
    let reads = 0;
    const counted: FileOperations = {
      ...nodeFileOperations,
      read: (file, into, position) => {
        reads += 1;
        return nodeFileOperations.read(file, into, position);
      },
    };
    try {
      fillProfile(
        directory,
        sampleCodec,
        (bytes) => bytes.fill(0),
        sessions,
        (tables, index) => tables.sessions.save(sampleSession(`s${index}`, 1n), sampleAbout, null),
      );
      const store = openOnDisk(directory, counted);
      const atStart = reads;
      // every page of the slot file once, and the head of the audit log
      await trial.check(() => expect(atStart).toBeLessThanOrEqual(sessions / slotsPerGroup + 32));
      await trial.check(() => expect(store.sessions.count()).toBe(sessions));
      for (const index of [0, 1, sessions >> 1, sessions - 1]) {
        const session = sampleSession(`s${index}`, 1n);
        const before = reads;
        await trial.check(() => expect(store.sessions.load(session.id)).toEqual(session));
        // the two cells of its slot, and the one that holds the key
        await trial.check(() => expect(reads - before).toBeLessThanOrEqual(3));
      }
      store.close();
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataKeyFile } from '#main/store/data-key.ts';
import type { FileOperations } from '#main/store/file-operations.ts';
import { sessionCodec } from '#main/store/session-codec.ts';
import { openKeyStore } from '#main/store/sqlite-key-store.ts';
import type { KeyStore } from '#main/store/store.ts';
import { sampleGroups } from './sample-session.ts';

export const sampleCodec = sessionCodec(sampleGroups, (bytes) => bytes.fill(0));

const memory = '/dev/shm';
const roomy = (path: string): boolean => existsSync(path) && statfsSync(path).bavail * statfsSync(path).bsize > 512 * 1024 * 1024;

/** In memory where there is room: what a disk loses is played in tests, not waited for. */
export const temporaryParent = roomy(memory) ? memory : tmpdir();

/** The store of a folder, in a process that may not be a test. */
export function openOnDisk(directory: string, files?: FileOperations, wall?: () => number, rebuild = false): KeyStore {
  return openKeyStore({
    directory,
    codec: sampleCodec,
    erase: (bytes) => bytes.fill(0),
    now: 1_700_000_000_000,
    dataKey: dataKeyFile(join(directory, 'data.key')),
    ...(files && { files }),
    ...(wall && { wall }),
    rebuild,
  });
}

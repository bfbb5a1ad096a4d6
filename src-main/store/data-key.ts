import { createSecretKey, type KeyObject, randomBytes, randomFillSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { blank } from '#engine/bytes.ts';
import { createEnvelopeFile, readEnvelopeFile } from './envelope-file.ts';
import { type FileOperations, nodeFileOperations } from './file-operations.ts';
import { StoreError } from './store-error.ts';

/** Where the key that seals everything in a profile comes from. */
export interface DataKeySource {
  /** Whether a key was created for this profile. */
  exists(): boolean;
  /** Creates the 32-byte key, durably. Only for a profile that holds nothing sealed. */
  create(): KeyObject;
  /** @throws {StoreError} `DATA_KEY_MISSING`, `STORE_DAMAGED` */
  load(): KeyObject;
}

/** A key that was unlocked; see `KeyVault`. */
export function unlockedDataKey(key: KeyObject): DataKeySource {
  return { exists: () => true, create: () => key, load: () => key };
}

/** The key as it is in a file of mode 0600, for laboratories: safe against other users, not against whoever copies the disk. */
export function dataKeyFile(path: string, files: FileOperations = nodeFileOperations): DataKeySource {
  return {
    exists: () => existsSync(path),
    create: () => createFile(path),
    load: () => loadFile(path, files),
  };
}

function createFile(path: string): KeyObject {
  const key = randomFillSync(blank(32));
  try {
    createEnvelopeFile(path, { fileId: new Uint8Array(randomBytes(16)), generation: 1n, wrappings: [{ kind: 'plain', content: key }] });
    return createSecretKey(key);
  } finally {
    key.fill(0);
  }
}

function loadFile(path: string, files: FileOperations): KeyObject {
  const plain = readEnvelopeFile(path, files).wrappings.find(({ kind }) => kind === 'plain');
  if (plain === undefined) throw new StoreError('LOCKED', ['key-protected']);
  try {
    return createSecretKey(plain.content);
  } finally {
    plain.content.fill(0);
  }
}

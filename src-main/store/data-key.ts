import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { StoreError, storeErrorFrom } from './store-error.ts';
import { writeWholeFile } from './whole-file.ts';

/**
 * Where the key that seals everything in a profile comes from. Today a file; a keychain or a passphrase wraps it in
 * implementations to come.
 */
export interface DataKeySource {
  /** Whether a key was created for this profile. */
  exists(): boolean;
  /** Creates the 32-byte key, durably. Only for a profile that holds nothing sealed. */
  create(): KeyObject;
  /** @throws {StoreError} `DATA_KEY_MISSING`, `STORE_DAMAGED` */
  load(): KeyObject;
}

/** `EPSKEY`, version 1, then the key. */
const header = Buffer.from('EPSKEY\0\x01', 'latin1');

/** The key in a file of mode 0600: safe against other users, not against whoever copies the disk. */
export function dataKeyFile(path: string): DataKeySource {
  return {
    exists: () => existsSync(path),
    create: () => createFile(path),
    load: () => loadFile(path),
  };
}

function createFile(path: string): KeyObject {
  const content = Buffer.concat([header, randomBytes(32)]);
  try {
    writeWholeFile(path, content);
    return createSecretKey(content.subarray(header.length));
  } catch (cause) {
    throw storeErrorFrom(cause, 'data key');
  } finally {
    content.fill(0);
  }
}

function loadFile(path: string): KeyObject {
  if (!existsSync(path)) throw new StoreError('DATA_KEY_MISSING', 'the file data.key is missing; without it nothing in this profile can be opened');
  let content: Buffer | null = null;
  try {
    if (process.platform !== 'win32') chmodSync(path, 0o600);
    content = readFileSync(path);
    if (content.length !== header.length + 32 || !content.subarray(0, header.length).equals(header)) {
      throw new StoreError('STORE_DAMAGED', 'the file data.key is not a key of this program');
    }
    return createSecretKey(content.subarray(header.length));
  } catch (cause) {
    throw storeErrorFrom(cause, 'data key');
  } finally {
    content?.fill(0);
  }
}

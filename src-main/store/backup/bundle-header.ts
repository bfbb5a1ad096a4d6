import { createSecretKey, type KeyObject, randomFillSync } from 'node:crypto';
import { ascii, blank, type Bytes, concat, equal } from '#engine/bytes.ts';
import type { ScryptCost } from '#main/crypto/scrypt.ts';
import { passphraseOverhead, sealUnderPassphrase, standardCost, unsealUnderPassphrase } from '../passphrase-seal.ts';
import { StoreError } from '../store-error.ts';
import type { BackupDamage } from '#shared/words/details.ts';

/*
 * A backup is one file: magic (8), version (1), length of the sealed key (uint16), the key sealed under the passphrase, then the
 * content in chunks (chunk-cipher.ts). docs/BACKUP.md.
 */
const magic = concat(ascii('EPSBKUP'), Uint8Array.of(0x1a));
const version = 1;
const place = 'backup|1';
const keyLength = 32;
const fixedLength = magic.length + 3;
const sealedLength = keyLength + passphraseOverhead;

/** Bytes in front of the chunks. */
export const bundleHeaderLength = fixedLength + sealedLength;

export interface BundleKey {
  /** The whole header, which every chunk is bound to. */
  readonly header: Bytes;
  readonly key: KeyObject;
}

/** A fresh key for one bundle. @param passphrase the caller's to erase */
export async function newBundleKey(passphrase: Bytes, cost: ScryptCost = standardCost): Promise<BundleKey> {
  const bytes = randomFillSync(blank(keyLength));
  try {
    const sealed = await sealUnderPassphrase(passphrase, place, bytes, cost);
    return { header: concat(magic, Uint8Array.of(version, sealed.length >> 8, sealed.length & 0xff), sealed), key: createSecretKey(bytes) };
  } finally {
    bytes.fill(0);
  }
}

/** @param start the first bytes of a file @throws {StoreError} `BACKUP_NOT_OURS` */
export function requireBundleStart(start: Bytes): void {
  const known = Math.min(magic.length, start.length);
  if (known === 0 || !equal(start.subarray(0, known), magic.subarray(0, known))) throw new StoreError('BACKUP_NOT_OURS', ['backup-begin']);
}

/**
 * Opens the header of a bundle.
 *
 * @param header the file's first {@link bundleHeaderLength} bytes, or all it has
 * @throws {StoreError} `BACKUP_NOT_OURS`, `BACKUP_OLDER`, `BACKUP_NEWER`, `BACKUP_CUT`, `BACKUP_DAMAGED`, `BACKUP_PASSPHRASE`
 */
export async function openBundleKey(header: Bytes, passphrase: Bytes): Promise<BundleKey> {
  requireBundleStart(header);
  if (header.length < fixedLength) throw cut();
  const form = header[magic.length] ?? 0;
  if (form < version) throw new StoreError('BACKUP_OLDER', ['backup-old-format', form]);
  if (form > version) throw new StoreError('BACKUP_NEWER', ['backup-new-format', form, version]);
  if (((header[magic.length + 1] ?? 0) << 8) + (header[magic.length + 2] ?? 0) !== sealedLength) throw damaged('its key has a wrong length');
  if (header.length < bundleHeaderLength) throw cut();
  const bytes = await unseal(passphrase, header.subarray(fixedLength));
  if (bytes === null) throw new StoreError('BACKUP_PASSPHRASE', ['backup-passphrase']);
  try {
    if (bytes.length !== keyLength) throw damaged('its key has a wrong length');
    return { header, key: createSecretKey(bytes) };
  } finally {
    bytes.fill(0);
  }
}

async function unseal(passphrase: Bytes, sealed: Bytes): Promise<Bytes | null> {
  try {
    return await unsealUnderPassphrase(passphrase, place, sealed);
  } catch (error) {
    throw error instanceof StoreError ? damaged('its key asks for absurd work') : error;
  }
}

export function damaged(how: BackupDamage): StoreError {
  return new StoreError('BACKUP_DAMAGED', ['backup-damaged', how]);
}

export function cut(): StoreError {
  return new StoreError('BACKUP_CUT', ['backup-cut']);
}

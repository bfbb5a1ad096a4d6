import { createHash } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';

/** Which private key it is: bound into the seal of the key and into that of its slot. */
export interface PrivateKeyPlace {
  /** The row, for example `authorities|<id>`. */
  readonly row: string;
  /** Tells a key from the one that was in its row before. */
  readonly publicKey: Bytes;
}

export function identityKeyPlace(identityId: string, scheme: string, publicKey: Bytes): PrivateKeyPlace {
  return { row: `identity_keys|${identityId}|${scheme}`, publicKey };
}

export function authorityKeyPlace(id: string, publicKey: Bytes): PrivateKeyPlace {
  return { row: `authorities|${id}`, publicKey };
}

/** Whose slot it is, as `SlotOwner.owner`. */
export function slotOwnerOf({ row, publicKey }: PrivateKeyPlace): string {
  return `private-keys|${row}|${createHash('sha256').update(publicKey).digest('hex')}`;
}

import { type Bytes, toHex } from '#engine/bytes.ts';
import type { Credential } from '#engine/mls/group.ts';

/** What a credential calls its owner, for people. UTF-8 as it is, other bytes in hex; never to be interpreted as markup. */
export function credentialName(credential: Credential): string {
  return credential.kind === 'basic' ? textOf(credential.identity) : `X.509 certificate (${credential.certificates.length} in chain)`;
}

function textOf(identity: Bytes): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(identity);
  } catch {
    return `0x${toHex(identity)}`;
  }
}

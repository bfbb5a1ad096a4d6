import type { Bytes } from '#engine/bytes.ts';
import type { Credential } from '#engine/mls/group.ts';

/** The identity of a basic credential: the name in UTF-8. RFC 9420 §5.3. */
export function nameBytes(name: string): Bytes {
  return new TextEncoder().encode(name);
}

/** Who a key of ours says it is: its certificates where it has them, else the name of its identity. */
export function ownCredential(name: string, chain: readonly Bytes[]): Credential {
  return chain.length === 0 ? { kind: 'basic', identity: nameBytes(name) } : { kind: 'x509', certificates: chain };
}

import { createHash } from 'node:crypto';
import type { Credential, Leaf, Signer } from '#engine/mls/group.ts';
import type { Session } from '#engine/two-party/session.ts';
import { credentialName } from '#main/trust/credential-name.ts';

/** Who we are in a session, as it is shown and kept. */
export interface OwnIdentity {
  readonly name: string;
  /** Hash of credential and signature key, hexadecimal: two that are equal are the same identity. */
  readonly mark: string;
}

export function ownIdentity(session: Session): OwnIdentity {
  const { own } = session.group;
  return { name: credentialName(own.credential), mark: markOfLeaf(own) };
}

export function markOfLeaf({ credential, signatureKey }: Leaf): string {
  return markOf(credential, signatureKey);
}

export function markOfSigner({ credential, publicKey }: Signer): string {
  return markOf(credential, publicKey);
}

/**
 * The leaf of an own commit that changes who we are and that the peer has not confirmed.
 *
 * @param asked mark of what an update of this connection was asked to make us; `null`: nothing
 */
export function unconfirmedLeaf({ group, pending, stored }: Session, asked: string | null): Leaf | null {
  if (pending !== null) return markOfLeaf(pending.staged.own) === markOfLeaf(group.own) ? null : pending.staged.own;
  // The founding initiator of the editor's copy applies its commit before it is confirmed.
  return stored !== null && asked !== null && markOfLeaf(group.own) === asked ? group.own : null;
}

function markOf(credential: Credential, key: Uint8Array): string {
  const hash = createHash('sha256').update(`${credential.kind} ${key.length}|`).update(key);
  for (const part of credential.kind === 'basic' ? [credential.identity] : credential.certificates) hash.update(`${part.length}|`).update(part);
  return hash.digest('hex');
}

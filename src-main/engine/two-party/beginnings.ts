import { EngineError } from '../errors.ts';
import type { Leaf } from '../mls/group.ts';
import { signatureSchemes } from './authentication.ts';
import type { Context } from './context.ts';
import type { CredentialQuestion } from './conversation.ts';
import { suiteOf } from './keying.ts';
import type { Prologue } from './messages.ts';
import { type FoundingRole, profileIds, type ProfileName, protocolVersion } from './roles.ts';
import type { Session } from './session.ts';
import type { Open } from './states.ts';

/** The open phase as it begins. */
export function opened(role: Open['role'], confirmed: boolean): Open {
  return {
    kind: 'open',
    role,
    closing: null,
    secrets: null,
    want: false,
    signer: null,
    confirmed,
    proven: false,
    ignoredUpdate: false,
    yielding: false,
    closeSent: false,
    closeReceived: false,
  };
}

export function freshPrologue(profile: ProfileName, context: Context): Prologue {
  return { version: protocolVersion, profile: profileIds[profile], flags: 0, random: context.randomness.bytes(32) };
}

export function ask(
  purpose: CredentialQuestion['purpose'],
  leaf: Leaf,
  suite: number,
  foundingRole: FoundingRole,
  session: Session | null,
): CredentialQuestion {
  const { credential, signatureKey } = leaf;
  const signatureScheme = signatureSchemes[suiteOf(suite).signature];
  return { purpose, credential, signatureKey, signatureScheme, foundingRole, sessionId: session?.id ?? null, previous: null };
}

/** The session of a connection that is past its handshake. */
export function sessionOf(context: Context): Session {
  if (context.session === null) throw new EngineError({ kind: 'internal', where: 'open without session' });
  return context.session;
}

/** The founding role of the other side. */
export function peerFoundingRole(session: Session): FoundingRole {
  return session.foundingRole === 'founding-initiator' ? 'founding-responder' : 'founding-initiator';
}

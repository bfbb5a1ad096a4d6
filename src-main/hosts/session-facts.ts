import { findSuite } from '#engine/crypto/suites.ts';
import { foundingRoleOf } from '#engine/index.ts';
import type { Role } from '#engine/two-party/roles.ts';
import type { Session } from '#engine/two-party/session.ts';
import { credentialName } from '#main/trust/credential-name.ts';
import { schemeNumber } from '#main/trust/signature-schemes.ts';
import { ownIdentity } from './own-identity.ts';
import type { Acceptance, ConnectionFacts, Peer } from './connection-record.ts';

/** What a session says about its peer. */
export function peerOf(session: Session, accepted: Acceptance): Peer {
  const scheme = findSuite(session.group.suite)?.signature ?? 'Ed25519';
  const { credential, signatureKey } = session.peer;
  return { name: credentialName(credential), scheme: schemeNumber(scheme), publicKey: signatureKey, accepted };
}

/** The facts of a connection after a step of its session. */
export function withSession(facts: ConnectionFacts, session: Session, role: Role, accepted: Acceptance): ConnectionFacts {
  const { group } = session;
  return {
    ...facts,
    role,
    foundingRole: foundingRoleOf(group),
    own: ownIdentity(session),
    peer: peerOf(session, accepted ?? facts.peer?.accepted ?? null),
    suite: group.suite,
    marked: group.marked,
    epoch: group.epoch,
    authenticator: group.epochAuthenticator,
  };
}

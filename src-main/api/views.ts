import { createHash } from 'node:crypto';
import { type Bytes, toHex } from '#engine/bytes.ts';
import type { Suite } from '#engine/crypto/suites.ts';
import type { Peer } from '#main/hosts/connection-record.ts';
import type { Listener } from '#main/hosts/listener.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { Realm } from '#main/hosts/realm.ts';
import type { Identity } from '#main/store/identity-table.ts';
import type { PeerKey, Pin } from '#main/store/pin-table.ts';
import type { Knocking } from '#main/store/store.ts';
import type { EpochTrace } from '#main/store/trace-store.ts';
import { encodeContactCard } from '#main/trust/contact-card.ts';
import { fullFingerprint, shortFingerprint } from '#main/trust/fingerprint.ts';
import { schemeByNumber, schemeNumber } from '#main/trust/signature-schemes.ts';
import type { HostError } from '#main/hosts/host-error.ts';
import { wordsOf } from '#shared/error-catalogue.ts';
import type {
  ConnectionView,
  EpochView,
  FingerprintView,
  IdentityView,
  KnockView,
  ListenerView,
  OwnIdentityView,
  PeerView,
  PinView,
  SuiteView,
} from '#shared/views.ts';
import { errorView, viewOfError } from './error-views.ts';

export function connectionView(connection: LogicalConnection): ConnectionView {
  const { facts, settings, cause } = connection;
  return {
    id: connection.id,
    label: connection.label,
    state: connection.state,
    engineState: connection.engineState,
    direction: connection.direction,
    role: facts.role,
    foundingRole: facts.foundingRole,
    identityId: connection.identityId,
    listenerId: connection.listenerId,
    address: connection.address,
    peer: facts.peer === null ? null : peerView(facts.peer),
    own: ownIdentityView(connection),
    peerChangedAt: facts.peerChangedAt === null ? null : String(facts.peerChangedAt),
    trust: settings.trust,
    policyName: policyName(connection.realm, settings.policyId),
    insecure: (settings.policyId === null && settings.trust === 'accept-any') || facts.peer?.accepted === 'unchecked',
    profile: settings.profile,
    suite: facts.suite,
    marked: facts.marked,
    sessionId: connection.sessionId,
    epoch: facts.epoch === null ? null : String(facts.epoch),
    safetyCode: facts.authenticator === null || facts.epoch === null ? null : safetyCode(facts.authenticator, facts.epoch),
    attempt: facts.attempts,
    updating: connection.updatePending,
    writable: connection.writable,
    autoResume: connection.autoResume,
    nextRetryAt: connection.nextRetryAt,
    bytesSent: connection.bytesSent,
    bytesReceived: connection.bytesReceived,
    updates: { ours: facts.updatesByUs, theirs: facts.updatesByPeer },
    openedAt: connection.createdAt,
    lastActivityAt: connection.lastActivityAt,
    error: cause === null ? null : viewOfError(cause),
    ...obstacleView(connection.obstacle),
    laboratory: connection.realm.ephemeral,
    demoPeerId: connection.demoPeerId,
    faults: connection.faults,
  };
}

/** epoch_authenticator for two people to compare: 12 groups of five digits, each from five bytes of its SHA-512. RFC 9420 §8.7. */
export function safetyCode(authenticator: Bytes, epoch: bigint): NonNullable<ConnectionView['safetyCode']> {
  const digest = createHash('sha512').update(authenticator).digest();
  const groups = Array.from({ length: 12 }, (_, group) => String(digest.readUIntBE(group * 5, 5) % 100_000).padStart(5, '0'));
  return { digits: groups.join(' '), hex: toHex(authenticator), epoch: String(epoch) };
}

function ownIdentityView({ facts, succession, successionCause }: LogicalConnection): OwnIdentityView | null {
  if (facts.own === null || succession === null) return null;
  return { name: facts.own.name, state: succession, error: successionCause === null ? null : viewOfError(successionCause) };
}

export function peerView({ name, accepted, ...key }: Peer): PeerView {
  return {
    name,
    fingerprint: fingerprintView(key),
    accepted: accepted === null ? 'not yet' : accepted === 'unchecked' ? 'any (insecure)' : accepted,
  };
}

export function fingerprintView(key: PeerKey): FingerprintView {
  return { full: fullFingerprint(key), short: shortFingerprint(key) };
}

export function identityView({ id, name, createdAt, retiredAt, destroyedAt, keys, formerKeys, formerNames }: Identity): IdentityView {
  return {
    id,
    name,
    createdAt,
    retiredAt,
    destroyedAt,
    formerKeys: formerKeys.toReversed().map(({ scheme, publicKey, ...life }) => {
      const { createdAt: since, endedAt, how } = life;
      return { scheme, fingerprint: fingerprintView({ scheme: schemeNumber(scheme), publicKey }), createdAt: since, endedAt, how };
    }),
    formerNames: formerNames.toReversed(),
    keys: keys.map(({ scheme, publicKey, createdAt: since }) => {
      const key = { scheme: schemeNumber(scheme), publicKey };
      return {
        scheme,
        publicKey: toHex(publicKey),
        createdAt: since,
        fingerprint: fingerprintView(key),
        contactCard: encodeContactCard({ name, ...key }),
      };
    }),
  };
}

export function listenerView(listener: Listener): ListenerView {
  const { identityId, host, profiles, suites, trust, policyId, marker } = listener.settings;
  return {
    id: listener.id,
    identityId,
    host,
    port: listener.port,
    addresses: listener.addresses,
    profiles,
    suites,
    trust,
    policyName: policyName(listener.realm, policyId),
    marker,
    state: listener.state,
    accepted: listener.accepted,
    error: listener.error === null ? null : viewOfError(listener.error),
  };
}

/** One that is gone is named by its id: nobody is believed under it. */
function policyName({ authentication }: Realm, policyId: string | null): string | null {
  return policyId === null ? null : (authentication.policy(policyId)?.name ?? policyId);
}

export function knockView(knock: Knocking): KnockView {
  const { fingerprint, listenerId, name, address, firstSeenAt, lastSeenAt, count } = knock;
  return {
    id: fingerprint,
    listenerId,
    name,
    fingerprint: fingerprintView(knock),
    address,
    firstSeen: firstSeenAt,
    lastSeen: lastSeenAt,
    count,
    // What every stranger is told; other refusals are rows in the list of connections.
    error: errorView('CREDENTIAL_access_denied', { rule: 'R-AS', alert: 'access_denied' }),
  };
}

/** @param verifiedAt as the note about the contact says */
export function pinView(pin: Pin, verifiedAt: number | null): PinView {
  const { id, label, name, address, kind, fixed, createdAt, lastSeenAt } = pin;
  return {
    id,
    scheme: schemeByNumber(pin.scheme),
    name: name ?? label,
    address,
    kind,
    fixed,
    verifiedAt,
    fingerprint: fingerprintView(pin),
    createdAt,
    lastSeenAt,
  };
}

export function suiteView({ id, name, descriptor, signature, postQuantum }: Suite, enabledByDefault: readonly number[]): SuiteView {
  return { id, name, descriptor, signature, postQuantum, enabledByDefault: enabledByDefault.includes(id) };
}

export function epochView(epoch: EpochTrace): EpochView {
  return {
    epoch: String(epoch.epoch),
    by: epoch.how === 'handshake' ? 'founding' : epoch.by,
    how: epoch.how,
    startedAt: epoch.startedAt,
    endedAt: epoch.endedAt,
    attempt: epoch.attempt,
    bytesSent: epoch.bytesSent,
    bytesReceived: epoch.bytesReceived,
    recordsSent: epoch.recordsSent,
    recordsReceived: epoch.recordsReceived,
    safetyCode: safetyCode(epoch.authenticator, epoch.epoch).digits,
  };
}

/** What happened, without what to do: it stands where the way out is offered. */
export function obstacleView(obstacle: HostError | null): Pick<ConnectionView, 'obstacle' | 'obstacleCode'> {
  return obstacle === null ? { obstacle: null, obstacleCode: null } : { obstacle: wordsOf(obstacle.code).title, obstacleCode: obstacle.code };
}

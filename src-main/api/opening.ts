import { suiteRefusal } from '#engine/crypto/suites.ts';
import { HostError } from '#main/hosts/host-error.ts';
import { leadsToOurselves } from '#main/hosts/own-address.ts';
import { Listener, type ListenerOptions } from '#main/hosts/listener.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { Identity } from '#main/store/identity-table.ts';
import type { PeerKey } from '#main/store/pin-table.ts';
import { formatAddress } from '#main/transport/transport.ts';
import { ContactCardError, parseContactCard } from '#main/trust/contact-card.ts';
import type { ConnectParams, ListenParams } from '#shared/contract.ts';
import type { CoreParts } from './core-parts.ts';
import { refusal } from './error-views.ts';

/**
 * A connection as asked for, not dialled yet.
 *
 * @throws {HostError | ApiError}
 */
export function newConnection(parts: CoreParts, params: ConnectParams, piped: boolean): LogicalConnection {
  const { realm, connections } = parts;
  const { host, port, suites, profile, trust, policyId = null, marker, pin, label, autoResume, connectionId } = params;
  if (connectionId !== undefined && connections.find(connectionId) !== null) throw refusal('IPC_BAD_ARGS', 'connectionId: taken');
  requirePolicy(realm, policyId);
  const bound = [...parts.listeners.values()].filter(({ state }) => state === 'listening').flatMap(({ addresses }) => addresses);
  if (leadsToOurselves(host, port, bound)) throw new HostError('OWN_LISTENER', { detail: formatAddress(host, port) });
  const identity = realm.identities.require(params.identityId);
  provideKeys(realm, suites, identity);
  const given = pin === null ? [] : [contactKey(pin)];
  const address = formatAddress(host, port);
  if (trust === 'pin' && policyId === null && given.length === 0 && !hasPin(parts, address)) throw new HostError('NO_PIN');
  return connections.create(realm, {
    ...(connectionId === undefined ? {} : { id: connectionId }),
    label: label ?? address,
    direction: 'outbound',
    address,
    listenerId: null,
    identityId: identity.id,
    autoResume,
    settings: { profile, suites, trust, policyId, given, marker, dial: { host, port }, piped },
  });
}

/**
 * A listener as asked for, open.
 *
 * @throws {HostError | TransportError}
 */
export async function openListener(parts: CoreParts, params: ListenParams, onPipe: ListenerOptions['onPipe']): Promise<Listener> {
  const { realm, connections, limits, listeners } = parts;
  const { host, port, suites, profiles, trust, policyId = null, marker, pins, autoResume, acceptEarlyData = false } = params;
  requirePolicy(realm, policyId);
  const identity = realm.identities.require(params.identityId);
  provideKeys(realm, suites, identity);
  const settings = {
    identityId: identity.id,
    host,
    port,
    profiles: [...new Set(profiles)],
    suites,
    trust,
    policyId,
    given: pins.map(contactKey),
    marker,
    autoResume,
    acceptEarlyData,
  };
  const listener = new Listener({ realm, connections, limits, settings, onPipe });
  await listener.open();
  listeners.set(listener.id, listener);
  realm.announcements.list('listenersChanged');
  return listener;
}

/** A connection whose policy is missing would believe nobody. */
function requirePolicy({ authentication }: CoreParts['realm'], policyId: string | null): void {
  if (policyId !== null && authentication.policy(policyId) === null) throw new HostError('UNKNOWN_POLICY');
}

/** @throws {HostError} `BAD_CONTACT_CARD` */
export function contactKey(card: string): PeerKey {
  const { scheme, publicKey } = parseCard(card);
  return { scheme, publicKey };
}

/** @throws {HostError} `BAD_CONTACT_CARD`, its detail saying what is wrong */
export function parseCard(card: string) {
  try {
    return parseContactCard(card);
  } catch (error) {
    if (error instanceof ContactCardError) throw new HostError('BAD_CONTACT_CARD', { detail: error.why });
    throw error;
  }
}

/** A suite may sign with a scheme the identity has no key for yet. */
function provideKeys({ identities, announcements }: CoreParts['realm'], suites: readonly number[], identity: Identity): void {
  for (const id of suites) {
    const refusal = suiteRefusal(id);
    if (refusal !== null) throw new HostError('UNKNOWN_SUITE', { detail: ['suite-refused', id, refusal] });
  }
  if (identities.provideKeys(identity.id, suites)) announcements.list('identitiesChanged');
}

function hasPin({ realm }: CoreParts, address: string): boolean {
  const { pins } = realm.store;
  const anywhere = pins.page({ filter: { kind: 'explicit', anywhere: true }, order: 'created', reversed: false, after: null, limit: 1 });
  return anywhere.rows.length > 0 || pins.forAddress(address).some(({ kind }) => kind === 'explicit');
}

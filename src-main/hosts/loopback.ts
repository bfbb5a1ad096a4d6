import { createMls, defaultPolicy } from '#engine/index.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import { SecretWitness } from '#main/capture/secret-witness.ts';
import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import { openMemoryStore } from '#main/store/memory-store.ts';
import { sessionCodec } from '#main/store/session-codec.ts';
import { formatAddress } from '#main/transport/transport.ts';
import type { ArrivalLimits } from './arrival-limits.ts';
import type { Connections } from './connections.ts';
import { HostError } from './host-error.ts';
import { Listener, type ListenerSettings } from './listener.ts';
import type { LogicalConnection } from './logical-connection.ts';
import { createRealm, type Environment, type Realm } from './realm.ts';

/** Both ends of a connection inside this process, over a real loopback socket. */
export interface DemoPair {
  readonly initiator: LogicalConnection;
  readonly responder: LogicalConnection;
  readonly realms: readonly Realm[];
  close(): Promise<void>;
}

export interface DemoOptions {
  readonly profile: ProfileName;
  readonly environment: Environment;
  readonly connections: Connections;
  readonly limits: ArrivalLimits;
}

const host = '127.0.0.1';

/**
 * Alice dials Bob. Each has an identity made for the occasion and pinned by the other, a store in memory, and a listener, so
 * that either can resume. Gone with the process.
 *
 * @throws {Cause}
 */
export async function startDemoPair(options: DemoOptions): Promise<DemoPair> {
  const alice = person('Alice', options);
  const bob = person('Bob', options);
  const toAlice = new Listener({ ...options, realm: alice.realm, settings: listenAs(alice, bob, options), onPipe: null });
  await toAlice.open();
  const arrived = Promise.withResolvers<LogicalConnection>();
  const toBob = new Listener({
    ...options,
    realm: bob.realm,
    settings: listenAs(bob, alice, options),
    onPipe: null,
    dialBack: { host, port: toAlice.port },
    onAccepted: arrived.resolve,
  });
  const close = async () => {
    await Promise.all([toAlice.close(), toBob.close()]);
    for (const { realm } of [alice, bob]) {
      realm.keyPackages.close();
      realm.witness?.derivations.forget();
    }
  };
  try {
    await toBob.open();
    const initiator = dialler(alice, bob, toBob.port, options);
    await initiator.connect();
    const responder = await arrived.promise;
    initiator.demoPeerId = responder.id;
    responder.demoPeerId = initiator.id;
    for (const { id, realm } of [initiator, responder]) realm.announcements.connection(id);
    return { initiator, responder, realms: [alice.realm, bob.realm], close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Person {
  readonly name: string;
  readonly realm: Realm;
  readonly identityId: string;
}

/** With a witness of what it derives: it is a laboratory, and nobody else's. */
function person(name: string, { environment }: DemoOptions): Person {
  const { crypto, randomness } = environment;
  const witness = new SecretWitness(crypto);
  const mls = createMls({ suite: witness.derivations.suites(mlsSuiteProvider(randomness)), crypto, randomness });
  const realm = createRealm({ ...environment, mls }, openMemoryStore(sessionCodec(mls, crypto.erase)), witness);
  const { id } = realm.identities.create(name, environment.clock.now().wall);
  return { name, realm, identityId: id };
}

function common(peer: Person) {
  const given = peer.realm.identities.keys(peer.identityId);
  if (given.length === 0) throw new HostError('NO_IDENTITY');
  return { suites: defaultPolicy.suites, trust: 'pin', policyId: null, given, marker: 'require' } as const;
}

function listenAs(self: Person, peer: Person, { profile }: DemoOptions): ListenerSettings {
  return { ...common(peer), identityId: self.identityId, host, port: 0, profiles: [profile], autoResume: false, acceptEarlyData: true };
}

function dialler(self: Person, peer: Person, port: number, { connections, profile }: DemoOptions): LogicalConnection {
  const address = formatAddress(host, port);
  return connections.create(self.realm, {
    label: `${self.name} → ${peer.name}`,
    direction: 'outbound',
    address,
    listenerId: null,
    identityId: self.identityId,
    autoResume: true,
    settings: { ...common(peer), profile, dial: { host, port }, piped: false },
  });
}

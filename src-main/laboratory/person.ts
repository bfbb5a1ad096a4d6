import { createMls, OutputBuffer } from '#engine/index.ts';
import type { CryptoProvider } from '#engine/crypto/provider.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import type { Captures } from '#main/capture/captures.ts';
import { SecretWitness } from '#main/capture/secret-witness.ts';
import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import type { Announcements } from '#main/hosts/announcements.ts';
import { ArrivalLimits } from '#main/hosts/arrival-limits.ts';
import type { Connections } from '#main/hosts/connections.ts';
import { HostError } from '#main/hosts/host-error.ts';
import { IdentityLife } from '#main/hosts/identity-life.ts';
import { Listener } from '#main/hosts/listener.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import { Notices } from '#main/hosts/notices.ts';
import { createRealm, type Realm } from '#main/hosts/realm.ts';
import { TaskTurns } from '#main/hosts/task-turns.ts';
import { openMemoryStore } from '#main/store/memory-store.ts';
import { sessionCodec } from '#main/store/session-codec.ts';
import type { PeerKey } from '#main/store/pin-table.ts';
import type { TraceStore } from '#main/store/trace-store.ts';
import { formatAddress } from '#main/transport/transport.ts';
import type { CertificatePort } from '#main/trust/certificate-port.ts';
import type { Activity } from './activity.ts';
import type { HeldNetwork } from './held-network.ts';
import { seededRandomness } from './seeded-randomness.ts';
import { skewed, type VirtualClock } from './virtual-clock.ts';

/** What the parties of all runs take from the core they live in. */
export interface Surroundings {
  readonly connections: Connections;
  readonly traces: TraceStore;
  readonly captures: Captures;
  readonly announcements: Announcements;
  readonly certificates: CertificatePort;
  readonly crypto: CryptoProvider;
}

export interface PersonOptions extends Surroundings {
  readonly party: 'alice' | 'bob';
  readonly seed: string;
  readonly profile: ProfileName;
  readonly suite: number;
  readonly clock: VirtualClock;
  readonly network: HeldNetwork;
  readonly activity: Activity;
  /** One moment for each step. */
  readonly recordedAt: () => number;
}

const host = '127.0.0.1';
const names = { alice: 'Alice', bob: 'Bob' } as const;

/** One party of a run: real identities, a real store in memory, a real listener, all from the seed and gone with the run. */
export class Person {
  readonly party: 'alice' | 'bob';
  readonly name: string;
  readonly realm: Realm;
  readonly #options: PersonOptions;
  #identityId: string;
  #listener: Listener | null = null;
  #connection: LogicalConnection | null = null;
  #clockOffset = 0;

  constructor(options: PersonOptions) {
    this.#options = options;
    this.party = options.party;
    this.name = names[options.party];
    this.realm = realmOf(options, () => this.#clockOffset);
    this.#identityId = this.#newIdentity();
  }

  /** Its present connection. */
  get connection(): LogicalConnection | null {
    return this.#connection;
  }

  get keys(): readonly PeerKey[] {
    return this.realm.identities.keys(this.#identityId);
  }

  /** @throws {HostError} `NOT_CONNECTED` before there is one */
  get line(): LogicalConnection {
    if (this.#connection === null) throw new HostError('NOT_CONNECTED');
    return this.#connection;
  }

  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /** Its keys are exchanged in advance, as contact cards are. */
  meet(peer: Person): void {
    const { store, clock } = this.realm;
    const pin = { label: peer.name, kind: 'explicit', address: null, name: peer.name, fixed: false } as const;
    for (const key of peer.keys) store.pins.add({ ...pin, ...key }, clock.now().wall);
  }

  /** @param milliseconds by how much its clock is ahead of the true time */
  setClock(milliseconds: number): void {
    this.#clockOffset = milliseconds;
    // A program that starts with this clock has made nothing ahead.
    this.realm.keyPackages.drop();
  }

  /** Somebody else under the same name: another key, which nobody was told of. */
  becomeSomebodyElse(): void {
    this.realm.identities.rename(this.#identityId, `${this.name} before`);
    this.#identityId = this.#newIdentity();
  }

  /** A new key for the same identity; its sessions show it to the peer. */
  rotate(): void {
    new IdentityLife(this.realm, this.#options.connections).rotate(this.#identityId, null);
  }

  async listen(dialBack: Person): Promise<void> {
    await this.#listener?.close();
    const { profile, connections } = this.#options;
    const settings = { ...this.#common, identityId: this.#identityId, host, port: 0, profiles: [profile], autoResume: false, acceptEarlyData: false };
    this.#listener = new Listener({
      realm: this.realm,
      connections,
      limits: new ArrivalLimits(),
      settings,
      onPipe: null,
      dialBack: { host, port: dialBack.port },
      onAccepted: (connection) => {
        this.#connection = connection;
      },
    });
    await this.#listener.open();
  }

  /** A new connection to the other one, not dialled yet. */
  prepare(peer: Person): LogicalConnection {
    const { connections, profile } = this.#options;
    this.#connection = connections.create(this.realm, {
      label: `${this.name} → ${peer.name}, ${profile}`,
      direction: 'outbound',
      address: formatAddress(host, peer.port),
      listenerId: null,
      identityId: this.#identityId,
      autoResume: false,
      settings: { ...this.#common, profile, dial: { host, port: peer.port }, piped: false },
    });
    return this.#connection;
  }

  /** Nothing happens here any more; what was recorded stays. */
  async rest(): Promise<void> {
    await this.#listener?.close();
    for (const connection of this.#options.connections.ofRealm(this.realm)) if (connection.live) connection.cut();
  }

  async leave(): Promise<void> {
    await this.#listener?.close();
    this.#options.connections.discard(this.realm);
    this.realm.keyPackages.close();
    this.realm.witness?.derivations.forget();
  }

  get #common() {
    return { suites: [this.#options.suite], trust: 'pin', policyId: null, given: [], marker: 'require' } as const;
  }

  #newIdentity(): string {
    return this.realm.identities.create(this.name, this.realm.clock.now().wall).id;
  }
}

function realmOf(options: PersonOptions, offset: () => number): Realm {
  const { party, seed, activity, network, crypto, traces, recordedAt, captures, announcements, certificates } = options;
  const clock = skewed(options.clock, offset);
  const randomness = seededRandomness(seed, party);
  const witness = new SecretWitness(crypto);
  const made = createMls({ suite: witness.derivations.suites(mlsSuiteProvider(randomness)), crypto, randomness });
  // The pool makes KeyPackages in the background: that is work, too.
  const mls = {
    ...made,
    generateKeyPackage: (wanted: Parameters<typeof made.generateKeyPackage>[0]) => activity.during(() => made.generateKeyPackage(wanted)),
  };
  const turns = new TaskTurns();
  const environment = {
    clock,
    randomness,
    crypto,
    mls,
    output: new OutputBuffer(),
    traces,
    recordedAt,
    captures,
    notices: new Notices(clock, announcements),
    announcements,
    certificates,
    network: network.of(party),
    turns: { run: <T>(work: () => Promise<T>) => activity.during(() => turns.run(work)) },
  };
  return createRealm(
    environment,
    openMemoryStore(sessionCodec(mls, crypto.erase), () => clock.now().wall),
    witness,
  );
}

import type { ProfileName } from '#engine/two-party/roles.ts';
import { type DemoPair, startDemoPair } from '#main/hosts/loopback.ts';
import type { Connections } from '#main/hosts/connections.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { ArrivalLimits } from '#main/hosts/arrival-limits.ts';
import type { Environment, Realm } from '#main/hosts/realm.ts';
import { FaultyNetwork } from './faults/faulty-network.ts';

export interface DemoPairsOptions {
  readonly environment: Environment;
  readonly connections: Connections;
  readonly limits: ArrivalLimits;
  /** Every realm of the core; those of a pair are added. */
  readonly realms: Set<Realm>;
}

/** The demo pairs of one core, each with a network between its ends that can be made faulty. */
export class DemoPairs {
  readonly #options: DemoPairsOptions;
  readonly #pairs: DemoPair[] = [];
  readonly #networks = new Map<Realm, FaultyNetwork>();

  constructor(options: DemoPairsOptions) {
    this.#options = options;
  }

  /** @throws {Cause} */
  async start(profile: ProfileName): Promise<DemoPair> {
    const { environment, realms } = this.#options;
    const faulty = new FaultyNetwork(environment.clock);
    const pair = await startDemoPair({ ...this.#options, profile, environment: { ...environment, network: faulty.network } });
    this.#pairs.push(pair);
    for (const realm of pair.realms) {
      realms.add(realm);
      this.#networks.set(realm, faulty);
    }
    environment.announcements.list('sessionsChanged');
    return pair;
  }

  /** What lies between the ends of a pair; `null` for a realm that is no end of one. */
  networkOf(realm: Realm): FaultyNetwork | null {
    return this.#networks.get(realm) ?? null;
  }

  /** Every connection whose records pass there. */
  endsOf(network: FaultyNetwork): readonly LogicalConnection[] {
    return [...this.#networks].flatMap(([realm, one]) => (one === network ? this.#options.connections.ofRealm(realm) : []));
  }

  async close(): Promise<void> {
    await Promise.all(this.#pairs.map((pair) => pair.close()));
  }
}
